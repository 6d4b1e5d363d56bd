// Real sockets and a real HTTP server: a gate error is never a pass, and every question is bounded.
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createNetworkGates } from '../../../src/adapters/gates/network-gates.ts';
import type { NetworkQuestion } from '../../../src/core/fleet/check.ts';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';

const target: SshTarget = {
  hostId: 'web-01' as HostId,
  address: '127.0.0.1',
  port: 22,
  user: 'stagger',
  assumed: [],
};
const revealSecret = (): never => {
  throw new Error('no gate here has a secret');
};
const opened: Server[] = [];

afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const serving = (listener: RequestListener): Promise<number> => listening(createHttpServer(listener));

/** Only what never answers has to reach its bound. */
const ask = (question: NetworkQuestion, attemptMs = 30_000) => {
  return createNetworkGates({ revealSecret }).ask(target, question, attemptMs);
};

const http = (
  port: number,
  given: Partial<Extract<NetworkQuestion, { kind: 'http' }>> = {},
): NetworkQuestion => ({
  kind: 'http',
  scheme: 'http',
  port,
  path: '/health',
  statuses: [200],
  bodyIncludes: null,
  json: null,
  ...given,
});

describe('a TCP gate', () => {
  it('passes where something listens and fails where nothing does', async () => {
    const server = createServer();
    const port = await listening(server);
    expect(await ask({ kind: 'tcp', port })).toEqual({ kind: 'pass' });
    await new Promise((resolve) => server.close(resolve));
    expect(await ask({ kind: 'tcp', port })).toMatchObject({
      kind: 'fail',
      found: expect.stringContaining(`port ${port}`),
    });
  });
});

describe('an HTTP gate', () => {
  it('judges the status and the body', async () => {
    const port = await serving((request, response) =>
      response.end(`{"path":"${request.url}","state":"ready"}`),
    );
    expect(await ask(http(port))).toEqual({ kind: 'pass' });
    expect(await ask(http(port, { bodyIncludes: '"state":"ready"' }))).toEqual({ kind: 'pass' });
    expect(await ask(http(port, { bodyIncludes: 'warm' }))).toMatchObject({ kind: 'fail' });
    expect(await ask(http(port, { statuses: [204] }))).toMatchObject({
      kind: 'fail',
      found: expect.stringContaining('answered 200, expected 204'),
    });
  });

  it('does not follow a redirect to somewhere that is healthy', async () => {
    const healthy = await serving((_, response) => response.end('fine'));
    const port = await serving((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${healthy}/` }).end(),
    );
    expect(await ask(http(port))).toMatchObject({ kind: 'fail', found: expect.stringContaining('302') });
  });

  it('is bounded when nothing is answered, when the body never ends, and when it is endless', async () => {
    const silent = await serving(() => undefined);
    expect(await ask(http(silent), 100)).toMatchObject({
      kind: 'fail',
      found: expect.stringContaining('100 ms'),
    });
    const stalled = await serving((_, response) => response.writeHead(200).write('half'));
    expect(await ask(http(stalled), 100)).toMatchObject({ kind: 'fail' });
    const endless = await serving((_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65536)));
        response.once('drain', more);
      };
      more();
    });
    expect(await ask(http(endless))).toEqual({ kind: 'pass' });
  });

  it('fails on something that does not speak HTTP', async () => {
    const port = await listening(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await ask(http(port))).toMatchObject({ kind: 'fail' });
  });
});
