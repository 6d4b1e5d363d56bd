import { createServer as createHttp, type Server } from 'node:http';
import { createServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { examineConsole } from '../../../src/adapters/http/examine-console.ts';
import { judgeConsole } from '../../../src/core/doctor/judge-console.ts';
import { SECOND_MS } from '../../../src/core/brand.ts';

let opened: (Server | TcpServer)[] = [];
afterEach(() => {
  for (const server of opened) server.close();
  opened = [];
});

async function listen(server: Server | TcpServer): Promise<number> {
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const answering = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Server =>
  createHttp((_, response) => response.writeHead(status, headers).end(body));

const ask = (port: number) => examineConsole({ address: '127.0.0.1', port }, 5 * SECOND_MS);

describe('the address of the console', () => {
  it.each([
    ['a daemon that is well', answering(200, 'live\n'), { kind: 'ours', health: 'live' }, 'ok'],
    ['a daemon that is not', answering(503, 'not live\n'), { kind: 'ours', health: 'not-live' }, 'warning'],
    [
      'a daemon with a token',
      answering(401, 'the token is needed', { 'www-authenticate': 'Basic realm="Stagger", charset="UTF-8"' }),
      { kind: 'ours', health: 'not-told' },
      'ok',
    ],
    ['another web server', answering(404, 'nginx'), { kind: 'another', answer: 'HTTP 404' }, 'problem'],
    [
      'another that asks who we are',
      answering(401, 'no'),
      { kind: 'another', answer: 'HTTP 401' },
      'problem',
    ],
    [
      'a program that speaks no HTTP',
      createServer((socket) => socket.end('SSH-2.0-x\r\n')),
      { kind: 'another' },
      'problem',
    ],
  ])('%s is told', async (_, server, expected, verdict) => {
    const found = await ask(await listen(server));
    expect(found).toMatchObject(expected);
    expect(judgeConsole('127.0.0.1:8420', found).verdict).toBe(verdict);
  });

  it('where nothing listens is free', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await ask(port)).toEqual({ kind: 'free' });
  });

  it('that another program holds is a problem, with what to do', () => {
    const line = judgeConsole('127.0.0.1:8420', { kind: 'another', answer: 'HTTP 200' });
    expect(line.fix).toContain('ss -ltnp sport = :8420');
    expect(line.fix).toContain('http.listen');
  });
});
