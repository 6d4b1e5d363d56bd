// Ports that nobody on the machine listens on, on any address: every lab host listens on the same port of its own
// loopback address, and a server on 0.0.0.0 would answer for all of them.
import { createServer } from 'node:net';

/** Test files that run at the same time have bands of their own, so that none takes what another has just found free. */
const BANDS = 5;
export const band = { index: (Number(process.env['VITEST_POOL_ID'] ?? 1) - 1) % BANDS, of: BANDS } as const;

/** Below the kernel's ephemeral range (32768 and up), so that no outgoing connection takes it meanwhile. */
const count = 12_000 / band.of;
const first = 20_000 + band.index * count;

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A free port, another one at each call. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = first + Math.floor(Math.random() * count);
    if (await canListen(port)) return port;
  }
  throw new Error(`no free port between ${first} and ${first + count} in 200 tries`);
}
