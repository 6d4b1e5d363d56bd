// Tells systemd that the daemon is ready, lives and stops, through systemd's own `systemd-notify`: Node has no datagram
// sockets of the Unix kind. Without systemd nothing is told to anybody.

import { execFile } from 'node:child_process';
import { SECOND_MS, type DurationMs } from '../../core/brand.ts';

export type ServiceNotifier = {
  /** How often `alive` is wanted; null: no watchdog watches. */
  readonly aliveEveryMs: DurationMs | null;
  readonly ready: (status: string) => Promise<void>;
  readonly alive: () => Promise<void>;
  readonly stopping: () => Promise<void>;
};

type Environment = Readonly<Record<string, string | undefined>>;

export function createServiceNotifier(
  environment: Environment,
  onFailure: (error: string) => void,
): ServiceNotifier {
  const isWatched = (environment['NOTIFY_SOCKET'] ?? '') !== '';
  const notify = (...words: readonly string[]): Promise<void> =>
    isWatched ? told(words, environment, onFailure) : Promise.resolve();
  return {
    aliveEveryMs: isWatched ? aliveEvery(environment) : null,
    ready: (status) => notify('READY=1', `STATUS=${status}`),
    alive: () => notify('WATCHDOG=1'),
    stopping: () => notify('STOPPING=1'),
  };
}

/** Half of what systemd waits, as sd_watchdog_enabled(3) asks for. */
function aliveEvery(environment: Environment): DurationMs | null {
  const microseconds = Number(environment['WATCHDOG_USEC'] ?? '');
  const forUs = environment['WATCHDOG_PID'] ?? String(process.pid);
  if (!Number.isFinite(microseconds) || microseconds <= 0 || forUs !== String(process.pid)) return null;
  return microseconds / 2_000;
}

function told(
  words: readonly string[],
  environment: Environment,
  onFailure: (error: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const env = { NOTIFY_SOCKET: environment['NOTIFY_SOCKET'], PATH: environment['PATH'] };
    execFile('systemd-notify', [...words], { env, timeout: 5 * SECOND_MS }, (error) => {
      if (error !== null) onFailure(error.message);
      resolve();
    });
  });
}
