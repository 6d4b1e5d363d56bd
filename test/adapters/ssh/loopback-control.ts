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

/**
 * A monotonic clock that stands still until `sshd` has let somebody in, and then has moved by `thenMs`: what is left of a
 * deadline is for the answer, however long this machine takes to log in.
 */
export function untilLogin(sshd: Pick<LoopbackSshd, 'log'>, thenMs: number): Clock {
  return { ...systemClock, monotonicMs: () => (sshd.log().includes('Accepted publickey') ? thenMs : 0) };
}

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
