// The servers over SSH, as the settings say.

import { existsSync } from 'node:fs';
import type { Settings } from '../config/settings.ts';
import { SECOND_MS } from '../core/brand.ts';
import type { HostControl } from '../ports/host-control.ts';
import type { HostSocket } from '../ports/host-socket.ts';
import type { HostInspector } from '../ports/host-inspection.ts';
import { exitCode } from './exit-code.ts';
import { clock } from './machine.ts';
import { OperatorError } from './operator-error.ts';
import { readSecretOrFail } from './secrets.ts';

export type SshHosts = HostControl & HostInspector & HostSocket;

/**
 * @param epoch sent with each reboot; whoever only looks has the lowest.
 * @throws OperatorError where the private key cannot be used.
 */
export async function openSshHosts({ ssh }: Settings, epoch = 0): Promise<SshHosts> {
  const { identityPath, config } = ssh;
  if (identityPath === null && (config === null || !existsSync(config.path)))
    throw new OperatorError('settings.yaml names no private key', {
      hint: 'set ssh.identity_file to an ed25519 or RSA key that the hosts accept, or IdentityFile in ~/.ssh/config',
      exitCode: exitCode.configuration,
    });
  const passphrase = ssh.passphrase === null ? null : await readSecretOrFail(ssh.passphrase);
  const { createSshHostControl } = await import('../adapters/ssh/ssh-host-control.ts');
  try {
    return createSshHostControl({
      clock,
      epoch: () => epoch,
      knownHostsPath: ssh.knownHostsPath,
      identities: identityPath === null ? [] : [{ kind: 'file', path: identityPath, passphrase }],
      ...(config === null ? {} : { config }),
      concurrency: Math.min(ssh.concurrency, 64),
      handshakeTimeoutMs: ssh.connectWithinMs,
      // A lost host is noticed within 15 to 20 s, for 0.05 ms of CPU a host and ping.
      keepalive: { intervalMs: 5 * SECOND_MS, count: 3 },
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(message, {
      hint: 'correct ssh.identity_file in settings.yaml, or make the key: ssh-keygen -t ed25519 -f PATH',
      exitCode: exitCode.configuration,
      cause,
    });
  }
}
