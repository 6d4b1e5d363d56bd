import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openConsole, type ConsoleParts } from '../../src/app/console.ts';

it('an address that is taken is told with what to do, and the daemon goes on', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  const said: unknown[] = [];
  const log = { error: (...words: unknown[]) => said.push(...words), info: () => undefined };
  const parts = { daemon: {}, more: [], log, language: 'en', timeZone: 'UTC', speed: 1 };
  try {
    const opened = await openConsole(
      { address: '127.0.0.1', port, allowedHosts: [], token: null },
      parts as unknown as ConsoleParts,
    );
    expect(opened).toBeNull();
    expect(said).toEqual([
      'the console could not be started; the daemon runs without it',
      {
        address: `127.0.0.1:${port}`,
        error: expect.stringContaining('another program listens there already (EADDRINUSE)'),
        next: expect.stringMatching(
          new RegExp(`ss -ltnp sport = :${port}.*http\\.listen of settings\\.yaml`),
        ),
      },
    ]);
  } finally {
    holder.close();
  }
});
