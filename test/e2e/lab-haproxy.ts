// HAProxy on a lab host: how it is started, and what it says of its servers by its own socket, without Stagger.
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Lab } from '../lab/lab.ts';

/** Runs `words` once the test has put the server's files into /srv. `$A` in a word is the host's address. */
export function serveWhenReady(words: readonly string[]): string {
  const command = words.map((word) => `"${word}"`).join(' ');
  return `A=$(cat /run/stagger-lab/address); while [ ! -e /srv/ready ]; do sleep 0.05; done; exec ${command}`;
}

export const haproxyAtBoot = serveWhenReady(['/usr/sbin/haproxy', '-db', '-f', '/srv/haproxy.cfg']);

/** One line to the socket that HAProxy on `host` has at /srv/admin.sock, as root on this machine sees it. */
export function askHaproxy(lab: Lab, host: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(join(lab.host(host).dir, 'data', 'admin.sock'), () => socket.write(`${line}\n`));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

/** Admin state (0 ready, 8 drained) and weight of a server, as `0 80`. */
export async function seatOf(
  lab: Lab,
  host: string,
  { backend, server }: { readonly backend: string; readonly server: string },
): Promise<string> {
  const text = await askHaproxy(lab, host, `show servers state ${backend}`);
  const [, , , , , , admin, weight] =
    text
      .split('\n')
      .find((row) => row.includes(` ${server} `))
      ?.split(' ') ?? [];
  return `${admin} ${weight}`;
}
