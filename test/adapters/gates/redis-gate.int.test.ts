// Redis from Debian's package, a primary and a replica: a server that answers is not yet one that has its data.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNetworkGates } from '../../../src/adapters/gates/network-gates.ts';
import type { GateAnswer, GateLogin, RedisQuestion } from '../../../src/core/fleet/check.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { freePort } from '../../lab/free-port.ts';
import { describeWith, redisCommand, startServer, type RealServer } from '../../lab/real-servers.ts';

const address = '127.0.0.1';
const password = 'cache-password';
const dir = mkdtempSync(join(tmpdir(), 'stagger-redis-'));
const gates = createNetworkGates({
  revealSecret: (reference) =>
    Promise.resolve(
      reference.kind === 'env' && reference.name === 'CACHE'
        ? { kind: 'secret', text: password }
        : { kind: 'unreadable', problem: 'secret file: it does not exist' },
    ),
});

type Given = Partial<Omit<RedisQuestion, 'login'>> & { readonly login?: Partial<GateLogin> };

function ask(port: number, given: Given = {}, attemptMs = 50_000): Promise<GateAnswer> {
  const target = { hostId: 'cache-01' as HostId, address, port: 22, user: 'stagger', assumed: [] };
  const login: GateLogin = {
    port,
    user: null,
    password: { kind: 'env', name: 'CACHE' },
    tls: { kind: 'off' },
    ...given.login,
  };
  const usual = {
    role: 'any',
    minKeys: 0,
    savesBefore: false,
    keepsPercent: 0,
    lastingBefore: null,
  } as const;
  return gates.ask(target, { kind: 'redis', ...usual, ...given, login }, attemptMs);
}

async function command(port: number, ...words: readonly string[]): Promise<void> {
  const client = createClient({ socket: { host: address, port }, password });
  client.on('error', () => undefined);
  await client.connect();
  await client.sendCommand([...words]).finally(() => client.destroy());
}

async function untilPass(asked: () => Promise<GateAnswer>): Promise<void> {
  while ((await asked()).kind !== 'pass') await sleep(50);
}

const locked = ['--enable-debug-command', 'yes', '--requirepass', password, '--masterauth', password];
const servers: RealServer[] = [];

async function start(name: string, more: readonly string[]): Promise<RealServer> {
  const folder = join(dir, name);
  mkdirSync(folder, { recursive: true });
  const place = { address, port: await freePort() };
  const server = await startServer(redisCommand(folder, place, [...locked, ...more]), {
    ...place,
    log: join(dir, `${name}.log`),
  });
  servers.push(server);
  return server;
}

describeWith(['redis'], 'the Redis gate on Redis', () => {
  let primary: RealServer;
  let replica: RealServer;
  beforeAll(async () => {
    primary = await start('primary', []);
    replica = await start('replica', ['--replicaof', address, String(primary.port)]);
    await command(primary.port, 'DEBUG', 'POPULATE', '100');
    await command(primary.port, 'SET', 'short-lived', '1', 'EX', '600');
    await untilPass(() => ask(replica.port, { minKeys: 101 }));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(dir, { recursive: true, force: true });
  });

  it('tells a primary from a replica, and counts keys', async () => {
    expect(await ask(primary.port, { role: 'primary', minKeys: 101 })).toEqual({ kind: 'pass' });
    expect(await ask(replica.port, { role: 'replica' })).toEqual({ kind: 'pass' });
    expect(await ask(replica.port, { role: 'primary' })).toEqual({
      kind: 'fail',
      found: 'it is a replica, expected a primary',
    });
    expect(await ask(primary.port, { minKeys: 102 })).toEqual({
      kind: 'fail',
      found: 'it holds 101 keys, at least 102 expected',
    });
    // The key with an expiry does not count: it may have gone for good reason.
    expect(await ask(primary.port, { keepsPercent: 100, lastingBefore: 100 })).toEqual({ kind: 'pass' });
    expect(await ask(primary.port, { keepsPercent: 100, lastingBefore: 101 })).toMatchObject({
      found: '100 of 101 keys without an expiry are there again, at least 101 expected',
    });
  });

  it('saves before the reboot, and what was counted is asked for after it', async () => {
    const saving = await start('saving', []);
    await command(saving.port, 'DEBUG', 'POPULATE', '50');
    await command(saving.port, 'SET', 'short-lived', '1', 'EX', '600');
    const question = (given: Given = {}): RedisQuestion => ({
      kind: 'redis',
      login: {
        port: saving.port,
        user: null,
        password: { kind: 'env', name: 'CACHE' },
        tls: { kind: 'off' },
      },
      role: 'any',
      minKeys: 0,
      savesBefore: true,
      keepsPercent: 100,
      lastingBefore: null,
      ...(given as Partial<RedisQuestion>),
    });
    const target = { hostId: 'cache-01' as HostId, address, port: 22, user: 'stagger', assumed: [] };
    const deadlineMs = 50_000;
    expect(await gates.prepare(target, question({ role: 'replica' }), { deadlineMs })).toMatchObject({
      kind: 'wrong-role',
    });
    const prepared = await gates.prepare(target, question(), { deadlineMs });
    expect(prepared).toEqual({ kind: 'ready', lastingKeys: 50 });
    // Written after the save, and lost with the memory.
    await command(saving.port, 'SET', 'too-late', '1');
    await saving.stop();
    const place = { address, port: saving.port };
    await using back = await startServer(redisCommand(join(dir, 'saving'), place, locked), {
      ...place,
      log: join(dir, 'saving.log'),
    });
    const whole = { keepsPercent: 100, lastingBefore: 50 };
    await untilPass(() => ask(back.port, whole));
    await command(back.port, 'DEL', 'key:7');
    expect(await ask(back.port, whole)).toMatchObject({
      kind: 'fail',
      found: expect.stringContaining('49 of 50') as string,
    });
    expect(await ask(back.port, { keepsPercent: 90, lastingBefore: 50 })).toEqual({ kind: 'pass' });
  });

  it('does not let a reboot go on where it cannot save', async () => {
    const full = await start('full', []);
    rmSync(join(dir, 'full'), { recursive: true });
    const login = {
      port: full.port,
      user: null,
      password: { kind: 'env', name: 'CACHE' },
      tls: { kind: 'off' },
    } as const;
    const target = { hostId: 'cache-01' as HostId, address, port: 22, user: 'stagger', assumed: [] };
    const answer = await gates.prepare(
      target,
      {
        kind: 'redis',
        login,
        role: 'any',
        minKeys: 0,
        savesBefore: true,
        keepsPercent: 0,
        lastingBefore: null,
      },
      { deadlineMs: 50_000 },
    );
    expect(answer).toMatchObject({
      kind: 'error',
      detail: expect.stringContaining('could not save') as string,
    });
  });

  it('fails while a replica has lost its primary', async () => {
    await using lonely = await start('lonely', ['--replicaof', address, String(await freePort())]);
    expect(await ask(lonely.port)).toEqual({ kind: 'fail', found: 'the link to its primary is down' });
  });

  it('fails while the data is being loaded', async () => {
    const filled = await start('loading', []);
    await command(filled.port, 'DEBUG', 'POPULATE', '6000');
    await command(filled.port, 'SAVE');
    await filled.stop();
    // It answers between pieces of its file only, and takes half a minute for all of them.
    const place = { address, port: filled.port };
    const slow = ['--key-load-delay', '5000', '--loading-process-events-interval-bytes', '1024'];
    await using loading = await startServer(redisCommand(join(dir, 'loading'), place, [...locked, ...slow]), {
      ...place,
      log: join(dir, 'loading.log'),
    });
    expect(await ask(loading.port)).toMatchObject({
      kind: 'fail',
      found: expect.stringMatching(/^it is loading its data/) as string,
    });
    await command(loading.port, 'CONFIG', 'SET', 'key-load-delay', '0').catch(() => undefined);
  });

  it('is an error, never a pass, where it cannot ask; no password is in it', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, address, resolve));
    const errors = [
      await ask(primary.port, { login: { password: null } }),
      await ask(primary.port, { login: { password: { kind: 'file', path: '/nowhere' } } }),
      await ask(primary.port, { login: { user: 'nobody' } }),
      await ask(primary.port, { login: { tls: { kind: 'encrypted' } } }, 1_000),
      await ask(await freePort()),
      await ask((silent.address() as AddressInfo).port, {}, 200),
    ];
    silent.close();
    expect(errors.map(({ kind }) => kind)).toEqual(errors.map(() => 'error'));
    const text = JSON.stringify(errors);
    for (const part of ['NOAUTH', 'does not exist', 'WRONGPASS', 'ECONNREFUSED', 'did not answer in 200 ms'])
      expect(text).toContain(part);
    expect(text).not.toContain(password);
  });
});
