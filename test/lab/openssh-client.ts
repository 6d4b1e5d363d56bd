// The plain `ssh` program against a lab host: an independent client that shares no code with the daemon.
import { execFile } from 'node:child_process';
import type { Lab } from './lab.ts';
import { HUNG_MS } from './patience.ts';

export type SshResult = {
  /** Exit code of the remote command; 255 is ssh's own "no"; null if it was killed at `withinMs`. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs `command` on the host with strict host key checking, bounded by `withinMs`. */
export function ssh(
  lab: Lab,
  host: string,
  command: string,
  options: { readonly user?: string; readonly withinMs?: number } = {},
): Promise<SshResult> {
  const settings = {
    UserKnownHostsFile: lab.knownHostsPath,
    GlobalKnownHostsFile: 'none',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    BatchMode: 'yes',
    IdentitiesOnly: 'yes',
    ConnectTimeout: '5',
    LogLevel: 'ERROR',
    // OpenSSH's default post-quantum exchange costs 60 ms of CPU a connection.
    KexAlgorithms: 'curve25519-sha256',
  };
  const words = [
    ...['-n', '-F', 'none', '-i', lab.identityPath, '-p', String(lab.port)],
    ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    `${options.user ?? 'root'}@${lab.host(host).address}`,
    command,
  ];
  return new Promise((resolve) => {
    execFile(
      'ssh',
      words,
      { timeout: options.withinMs ?? HUNG_MS, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, stdout, stderr });
      },
    );
  });
}
