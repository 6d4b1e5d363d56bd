// The real adapter in front of a real sshd, as tests use it.
import {
  createSshHostControl,
  type SshHostControlOptions,
} from '../../../src/adapters/ssh/ssh-host-control.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { LoopbackSshd } from './loopback-sshd.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
};

export function controlOf(
  sshd: Pick<LoopbackSshd, 'identityPath' | 'knownHostsPath'>,
  options: Partial<SshHostControlOptions> = {},
): ReturnType<typeof createSshHostControl> {
  return createSshHostControl({
    clock: systemClock,
    knownHostsPath: sshd.knownHostsPath,
    identities: [{ kind: 'file', path: sshd.identityPath, passphrase: null }],
    ...options,
  });
}
