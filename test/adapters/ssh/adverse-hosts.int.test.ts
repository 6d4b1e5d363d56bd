// Every way a host can fail to answer is its own outcome, with a text that says what, where and what to do.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { ProbeFailure } from '../../../src/core/fleet/observation.ts';
import type { HostControl } from '../../../src/ports/host-control.ts';
import { controlOf, untilLogin } from './loopback-control.ts';
import { startLoopbackSshd, type LoopbackSshd, type LoopbackSshdOptions } from './loopback-sshd.ts';
import { deafPeer, peer, targetAt, type Peer } from './tcp-peers.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function sshd(options: LoopbackSshdOptions = {}): Promise<LoopbackSshd> {
  const server = await startLoopbackSshd(options);
  cleanUp.push(server.stop);
  return server;
}

function control(server: LoopbackSshd, options: Parameters<typeof controlOf>[1] = {}): HostControl {
  const made = controlOf(server, options);
  cleanUp.push(() => made.close());
  return made;
}

async function expectMiss(
  made: HostControl,
  target: SshTarget,
  expected: { readonly failure: ProbeFailure; readonly says: RegExp; readonly deadlineMs?: number },
): Promise<string> {
  const read = await made.readFacts(target, { deadlineMs: expected.deadlineMs ?? 50_000, fresh: false });
  expect(read).toMatchObject({ kind: 'missed', failure: expected.failure });
  const detail = read.kind === 'missed' ? read.detail : '';
  expect(detail).toMatch(expected.says);
  expect(detail).toContain(target.address);
  return detail;
}

describe('host keys', () => {
  it('refuses an unknown host', async () => {
    const server = await sshd();
    writeFileSync(server.knownHostsPath, '');
    await expectMiss(control(server), server.target, {
      failure: 'host-key-unknown',
      says: new RegExp(`ssh-keyscan -p ${server.target.port} ${server.target.address} >>`),
    });
    expect(server.log()).not.toContain('Accepted publickey');
  });

  it('refuses a changed key before it offers ours, and believes the file once it is corrected', async () => {
    const [server, other] = [await sshd(), await sshd()];
    const name = `[${server.target.address}]:${server.target.port}`;
    writeFileSync(server.knownHostsPath, `${name} ${other.hostKey('ed25519')}\n`);
    const made = control(server);
    await expectMiss(made, server.target, {
      failure: 'host-key-changed',
      says: /ssh-keygen -f .*known_hosts -R '\[127\.77\.\d+\.\d+\]:\d+'/,
    });
    expect(server.log()).not.toMatch(/publickey/);
    writeFileSync(server.knownHostsPath, `${name} ${server.hostKey('ed25519')}\n# corrected\n`);
    const read = await made.readFacts(server.target, { deadlineMs: 50_000, fresh: false });
    expect(read.kind).toBe('facts');
  });

  it('refuses a revoked key', async () => {
    const server = await sshd();
    const key = server.hostKey('ed25519');
    writeFileSync(
      server.knownHostsPath,
      `[${server.target.address}]:${server.target.port} ${key}\n@revoked * ${key}\n`,
    );
    await expectMiss(control(server), server.target, { failure: 'host-key-revoked', says: /line 2/ });
  });

  it('takes a lost key type for a changed key', async () => {
    const [server, other] = [await sshd({ hostKeyTypes: ['rsa'] }), await sshd()];
    const name = `[${server.target.address}]:${server.target.port}`;
    writeFileSync(server.knownHostsPath, `${name} ${other.hostKey('ed25519')}\n`);
    await expectMiss(control(server), server.target, {
      failure: 'host-key-changed',
      says: /offers no key of that type/,
    });
  });

  it.each(['rsa', 'ecdsa', 'ed25519'])('asks a host for the key it is known by: %s', async (type) => {
    const server = await sshd({ hostKeyTypes: ['ed25519', 'rsa', 'ecdsa'] });
    const name = `[${server.target.address}]:${server.target.port}`;
    writeFileSync(server.knownHostsPath, `${name} ${server.hostKey(type)}\n`);
    const read = await control(server).readFacts(server.target, { deadlineMs: 50_000, fresh: false });
    expect(read.kind).toBe('facts');
  });

  it('never asks a server to prove its other keys', async () => {
    const server = await sshd({ hostKeyTypes: ['ed25519', 'rsa', 'ecdsa'], config: ['LogLevel DEBUG1'] });
    const read = await control(server).readFacts(server.target, { deadlineMs: 50_000, fresh: false });
    expect(read.kind).toBe('facts');
    expect(server.log()).toContain('server_input_channel_open');
    expect(server.log()).not.toContain('hostkeys-prove');
  });
});

describe('logins', () => {
  it('refuses where our key is not wanted, and does not try again at once', async () => {
    const server = await sshd({ config: ['DenyUsers *'] });
    const made = control(server);
    await expectMiss(made, server.target, { failure: 'login-refused', says: /authorized_keys/ });
    const attempts = server.log().match(/not allowed because/g)?.length;
    expect(attempts).toBeGreaterThan(0);
    await expectMiss(made, server.target, {
      failure: 'login-refused',
      says: /Not tried again for another 600 s/,
    });
    const fresh = await made.readFacts(server.target, { deadlineMs: 50_000, fresh: true });
    expect(fresh).toMatchObject({
      failure: 'login-refused',
      detail: expect.stringContaining('another 10 s') as unknown,
    });
    expect(server.log().match(/not allowed because/g)?.length).toBe(attempts);
  });

  it('tries again when the time is over', async () => {
    const server = await sshd({ config: ['DenyUsers *'] });
    let aheadMs = 0;
    const clock = {
      now: () => Date.now() + aheadMs,
      monotonicMs: () => performance.now() + aheadMs,
      sleep: () => Promise.resolve(),
    };
    const made = control(server, { clock });
    await expectMiss(made, server.target, { failure: 'login-refused', says: /refuses our key/ });
    aheadMs = 11_000;
    await made.readFacts(server.target, { deadlineMs: 50_000, fresh: false });
    expect(server.log().match(/Connection from|not allowed because/g)?.length).toBe(1);
    await made.readFacts(server.target, { deadlineMs: 50_000, fresh: true });
    expect(server.log().match(/not allowed because/g)?.length).toBe(2);
    aheadMs = 11_000 + 600_000;
    await made.readFacts(server.target, { deadlineMs: 50_000, fresh: false });
    expect(server.log().match(/not allowed because/g)?.length).toBe(3);
  });
});

describe('commands', () => {
  it.each([
    ['a command that hangs', 'sleep 30', 'exec-timeout', /is logged in and did not answer within \d+ ms/],
    [
      'a forced command that prints something else',
      'echo hello',
      'garbage-output',
      /said: hello.*forced command/,
    ],
    ['a command without an end', 'yes', 'garbage-output', /more than 64 KiB/],
    ['an account without a shell', 'echo No login here; exit 1', 'exec-refused', /status 1.*No login here/],
    ['a shell that dies', 'kill -9 $$', 'exec-refused', /signal/],
  ] as const)('%s', async (_what, command, failure, says) => {
    const server = await sshd({ config: [`ForceCommand ${command}`] });
    // Only what hangs has to reach its deadline, and that once it is logged in.
    const clock = failure === 'exec-timeout' ? { clock: untilLogin(server, 49_000) } : {};
    await expectMiss(control(server, clock), server.target, { failure, says });
  });

  it('a server that allows no session', async () => {
    const server = await sshd({ config: ['MaxSessions 0'] });
    await expectMiss(control(server), server.target, {
      failure: 'exec-refused',
      says: /refuses to run a command/,
    });
  });

  it('a host that cannot tell its boot id', async () => {
    const lie = 'sed -u "s/^boot .*/boot read error/"';
    const server = await sshd({ config: [`ForceCommand sh -c "$SSH_ORIGINAL_COMMAND" | ${lie}`] });
    await expectMiss(control(server), server.target, {
      failure: 'garbage-output',
      says: /not a UUID.*read error/,
    });
  });
});

describe('peers that are no SSH server', () => {
  const closesAfterBanner = () => peer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
  const tarpit = () =>
    peer((socket) => {
      const timer = setInterval(() => socket.write(`${Math.random()}\r\n`), 50);
      socket.once('close', () => clearInterval(timer));
    });
  const silent = () => peer(() => undefined);
  const closesAtOnce = () => peer((socket) => socket.destroy());
  const resets = () => peer((socket) => socket.resetAndDestroy());
  const web = () => peer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const penalises = () => peer((socket) => socket.end('Not allowed at this time\r\n'));
  const garbage = () => peer((socket) => socket.write(`SSH-2.0-OpenSSH_9.9\r\n${'\u00ff'.repeat(100)}`));
  const garbageThenReset = () =>
    peer((socket) => {
      socket.write(`SSH-2.0-OpenSSH_9.9\r\n${'\u0001'.repeat(100)}`, () => socket.resetAndDestroy());
    });
  const endlessBanner = () =>
    peer((socket) => {
      const more = (error?: Error | null): void => {
        if (error === undefined || error === null) socket.write('x'.repeat(65_536), more);
      };
      more();
    });

  type Wrong = readonly [string, () => Promise<Peer>, RegExp, ProbeFailure?];
  const wrongPeers: readonly Wrong[] = [
    ['closes after its banner', closesAfterBanner, /closed the connection before the handshake/],
    ['drips a banner without end', tarpit, /did not finish the SSH handshake within/, 'handshake-timeout'],
    ['says nothing', silent, /did not finish the SSH handshake within/, 'handshake-timeout'],
    ['closes at once', closesAtOnce, /closed the connection before the handshake/],
    ['resets', resets, /closed the connection before the handshake/],
    ['speaks HTTP', web, /./],
    ['has penalised our address', penalises, /PerSourcePenalties/],
    ['sends garbage', garbage, /handshake/],
    ['sends garbage and resets (two errors)', garbageThenReset, /handshake/],
    ['sends without end', endlessBanner, /handshake/],
  ];

  it.each(
    wrongPeers.map(
      ([what, start, says, failure]) => [what, start, says, failure ?? 'handshake-failed'] as const,
    ),
  )('%s', async (_what, start, says, failure) => {
    const server = await sshd();
    const wrong: Peer = await start();
    cleanUp.push(wrong.stop);
    // Only what never answers has to reach its bound.
    const made = control(server, { handshakeTimeoutMs: failure === 'handshake-timeout' ? 700 : 50_000 });
    await expectMiss(made, wrong.target, { failure, says });
    // A second report of the same failure would end this process as an unhandled error.
    await sleep(50);
  });
});

describe('addresses', () => {
  it('refuses connections', async () => {
    const server = await sshd();
    await expectMiss(control(server), targetAt('127.77.255.254', 9), {
      failure: 'connection-refused',
      says: /port 9 refuses TCP connections: is sshd running/,
    });
  });

  it('drops packets', async () => {
    const server = await sshd();
    const deaf = await deafPeer();
    cleanUp.push(deaf.stop);
    await expectMiss(control(server, { tcpTimeoutMs: 400 }), deaf.target, {
      failure: 'connect-timeout',
      says: /did not answer the TCP connection within 400 ms/,
    });
  });

  it('has no route', async () => {
    const server = await sshd();
    await expectMiss(control(server), targetAt('255.255.255.255', 22), {
      failure: 'no-route',
      says: /no way to/,
    });
  });

  it('does not resolve', async () => {
    const server = await sshd();
    const lookup = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'));
    await expectMiss(control(server, { lookup }), targetAt('nowhere.invalid', 22), {
      failure: 'name-not-resolved',
      says: /ENOTFOUND.*inventory/,
    });
  });

  it('connects to the address that answers, if a name has several', async () => {
    const server = await sshd();
    const { address, port } = server.target;
    writeFileSync(server.knownHostsPath, `[db-1.example]:${port} ${server.hostKey('ed25519')}\n`);
    const made = control(server, { lookup: () => Promise.resolve(['127.77.255.254', address]) });
    const read = await made.readFacts(
      { ...server.target, address: 'DB-1.example' },
      { deadlineMs: 50_000, fresh: false },
    );
    expect(read.kind).toBe('facts');
  });
});

describe('our own limits', () => {
  it('says so when no connection became free in time, and nothing about the host', async () => {
    const server = await sshd();
    const silent = await peer(() => undefined);
    cleanUp.push(silent.stop);
    const made = control(server, { concurrency: 1 });
    const hanging = made.readFacts(silent.target, { deadlineMs: 3000, fresh: false });
    await expectMiss(made, server.target, {
      failure: 'internal-error',
      says: /none became free/,
      deadlineMs: 300,
    });
    expect(await hanging).toMatchObject({ failure: 'handshake-timeout' });
  });

  it('loses no slot to an attempt that cannot even begin', async () => {
    const server = await sshd();
    const made = control(server, { concurrency: 1 });
    for (let times = 0; times < 6; times += 1)
      await expectMiss(
        made,
        { ...server.target, port: 70_000 },
        { failure: 'internal-error', says: /70000/ },
      );
    const read = await made.readFacts(server.target, { deadlineMs: 50_000, fresh: false });
    expect(read.kind).toBe('facts');
  });

  it('cannot start with a key that is not one', async () => {
    const server = await sshd();
    expect(() => controlOf({ ...server, identityPath: server.knownHostsPath })).toThrow(
      /known_hosts is not a private key/,
    );
    expect(() => controlOf({ ...server, identityPath: '/nowhere/key' })).toThrow(
      /\/nowhere\/key cannot be read/,
    );
    expect(() => controlOf({ ...server, identityPath: `${server.identityPath}.pub` })).toThrow(/public key/);
  });
});
