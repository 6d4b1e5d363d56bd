// MariaDB from Debian's package, a primary and a replica: what they say of themselves is what is judged, and nothing
// that cannot be asked is a pass.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMysql } from '../../../src/adapters/gates/mysql-client.ts';
import { createNetworkGates } from '../../../src/adapters/gates/network-gates.ts';
import type { GateAnswer, GateLogin, MysqlQuestion } from '../../../src/core/fleet/check.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { SecretReference } from '../../../src/core/fleet/secret-reference.ts';
import { freePort } from '../../lab/free-port.ts';
import {
  accounts,
  describeWith,
  follow,
  mariadbCommand,
  prepareMariadb,
  sql,
  startServer,
  type RealServer,
} from '../../lab/real-servers.ts';

const address = '127.0.0.1';
const dir = mkdtempSync(join(tmpdir(), 'stagger-mysql-'));
const servers: RealServer[] = [];

/** Secrets by the name of their variable; `unset` is not there. */
const revealSecret = (reference: SecretReference) => {
  const name = reference.kind === 'env' ? reference.name : '';
  const account = Object.entries(accounts).find(([key]) => key === name)?.[1];
  return Promise.resolve(
    account === undefined
      ? ({ kind: 'unreadable', problem: `environment variable ${name}: found nothing` } as const)
      : ({ kind: 'secret', text: account.password } as const),
  );
};

const gates = createNetworkGates({ revealSecret });

function login(port: number, given: Partial<GateLogin> = {}): GateLogin {
  return { port, user: 'gate', password: { kind: 'env', name: 'gate' }, tls: { kind: 'off' }, ...given };
}

function ask(
  port: number,
  given: Partial<Omit<MysqlQuestion, 'login'>> & { readonly login?: Partial<GateLogin> },
  attemptMs = 50_000,
): Promise<GateAnswer> {
  const target = { hostId: 'db-01' as HostId, address, port: 22, user: 'stagger', assumed: [] };
  const usual = { kind: 'mysql', role: 'replica', maxLagMs: 10_000, readOnly: null } as const;
  return gates.ask(target, { ...usual, ...given, login: login(port, given.login) }, attemptMs);
}

async function until(isSo: (answer: GateAnswer) => boolean, asked: () => Promise<GateAnswer>): Promise<void> {
  for (;;) {
    const answer = await asked();
    if (isSo(answer)) return;
    await sleep(100);
  }
}

const [primary, replica] = [0, 1] as const;
const server = (index: number): RealServer => {
  const found = servers[index];
  if (found === undefined) throw new Error('not started');
  return found;
};

function certificate(): { readonly certificate: string; readonly key: string } {
  const paths = { certificate: join(dir, 'server.pem'), key: join(dir, 'server.key') };
  const subject = ['-subj', '/CN=db.example', '-addext', 'subjectAltName=DNS:db.example'];
  const files = ['-keyout', paths.key, '-out', paths.certificate];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files],
    { stdio: 'ignore' },
  );
  return paths;
}

describeWith(['mariadb'], 'the MySQL gate on MariaDB', () => {
  beforeAll(async () => {
    const tls = certificate();
    for (const [index, id] of [1, 2].entries()) {
      const folder = join(dir, String(index));
      prepareMariadb(folder);
      const place = { address, port: await freePort() };
      const secured = [`--ssl-cert=${tls.certificate}`, `--ssl-key=${tls.key}`, `--server-id=${id}`];
      const command = mariadbCommand(folder, place, secured);
      servers.push(await startServer(command, { ...place, log: join(folder, 'log') }));
    }
    sql(server(primary), 'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY)');
    sql(server(replica), 'SET GLOBAL read_only=1');
    follow(server(replica), server(primary));
    await until(
      ({ kind }) => kind === 'pass',
      () => ask(server(replica).port, {}),
    );
  }, 120_000);

  afterAll(async () => {
    await Promise.all(servers.map((one) => one.stop()));
    rmSync(dir, { recursive: true, force: true });
  });

  it('tells a primary from a replica by their own word', async () => {
    expect(await ask(server(primary).port, { role: 'primary', readOnly: 'off' })).toEqual({ kind: 'pass' });
    expect(await ask(server(replica).port, { role: 'replica', readOnly: 'on' })).toEqual({ kind: 'pass' });
    expect(await ask(server(primary).port, { role: 'replica' })).toEqual({
      kind: 'fail',
      found: 'it replicates from nobody, expected a replica',
    });
    expect(await ask(server(replica).port, { role: 'primary' })).toMatchObject({
      found: 'it replicates from 1 source(s), expected a primary',
    });
    expect(await ask(server(replica).port, { readOnly: 'off' })).toMatchObject({
      found: 'read_only is on, expected off',
    });
  });

  it('D54, D61: a role that was moved since is found before the reboot', async () => {
    const target = { hostId: 'db-01' as HostId, address, port: 22, user: 'stagger', assumed: [] };
    const prepare = (index: number, role: 'primary' | 'replica') =>
      gates.prepare(
        target,
        { kind: 'mysql', login: login(server(index).port), role, maxLagMs: 0, readOnly: null },
        { deadlineMs: 50_000 },
      );
    expect(await prepare(primary, 'primary')).toEqual({ kind: 'ready', lastingKeys: null });
    expect(await prepare(replica, 'replica')).toEqual({ kind: 'ready', lastingKeys: null });
    expect(await prepare(primary, 'replica')).toEqual({
      kind: 'wrong-role',
      found: 'it is a primary now; the inventory says replica',
    });
    expect(await prepare(replica, 'primary')).toEqual({
      kind: 'wrong-role',
      found: 'it is a replica now; the inventory says primary',
    });
    // Half promoted: it takes writes, and its applier stands still.
    sql(server(replica), 'SET GLOBAL read_only=0; STOP SLAVE SQL_THREAD');
    expect(await prepare(replica, 'replica')).toMatchObject({ kind: 'wrong-role' });
    sql(server(replica), 'SET GLOBAL read_only=1; START SLAVE');
  });

  it('fails while a thread stands still, and says which', async () => {
    const { port } = server(replica);
    sql(server(replica), 'STOP SLAVE SQL_THREAD');
    expect(await ask(port, {})).toEqual({ kind: 'fail', found: 'the applier thread is not running (No)' });
    sql(server(replica), 'START SLAVE; STOP SLAVE IO_THREAD');
    expect(await ask(port, {})).toEqual({ kind: 'fail', found: 'the receiver thread is not running (No)' });
    sql(server(replica), 'START SLAVE');
    await until(
      ({ kind }) => kind === 'pass',
      () => ask(port, {}),
    );
  });

  it('fails while it is behind, and passes once it has caught up', async () => {
    const { port } = server(replica);
    sql(server(replica), 'STOP SLAVE; CHANGE MASTER TO MASTER_DELAY=600; START SLAVE');
    sql(server(primary), 'INSERT INTO shop.orders VALUES (1)');
    await until(
      (answer) => answer.kind === 'fail' && /^it is \d+ s behind, at most 0 s expected$/.test(answer.found),
      () => ask(port, { maxLagMs: 0 }),
    );
    sql(server(replica), 'STOP SLAVE; CHANGE MASTER TO MASTER_DELAY=0; START SLAVE');
    await until(
      ({ kind }) => kind === 'pass',
      () => ask(port, { maxLagMs: 0 }),
    );
    expect(sql(server(replica), 'SELECT COUNT(*) FROM shop.orders')).toBe('1');
  });

  it('says what stopped replication', async () => {
    const { port } = server(replica);
    sql(server(replica), 'INSERT INTO shop.orders VALUES (7)');
    sql(server(primary), 'INSERT INTO shop.orders VALUES (7)');
    await until(
      (answer) =>
        answer.kind === 'fail' && /applier thread is not running \(No\): .*Duplicate/.test(answer.found),
      () => ask(port, {}),
    );
    sql(server(replica), 'SET GLOBAL sql_slave_skip_counter=1; START SLAVE');
    await until(
      ({ kind }) => kind === 'pass',
      () => ask(port, {}),
    );
  });

  it('is an error, never a pass, where it cannot ask; no password is in it', async () => {
    const { port } = server(replica);
    const errors = [
      await ask(port, { login: { password: { kind: 'env', name: 'replica' } } }),
      await ask(port, { login: { password: { kind: 'env', name: 'unset' } } }),
      await ask(port, { login: { user: 'powerless', password: { kind: 'env', name: 'powerless' } } }),
      await ask(await freePort(), {}),
      await ask(port, { login: { tls: { kind: 'verified', caPath: null } } }),
      await ask(port, { login: { tls: { kind: 'verified', caPath: join(dir, 'nowhere') } } }),
    ];
    expect(errors.map(({ kind }) => kind)).toEqual(errors.map(() => 'error'));
    const text = JSON.stringify(errors);
    for (const part of ['Access denied', 'found nothing', 'SLAVE MONITOR', 'ECONNREFUSED', 'ENOENT'])
      expect(text).toContain(part);
    for (const { password } of Object.values(accounts)) expect(text).not.toContain(password);
  });

  it('is bounded by its attempt where a server accepts and says nothing', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, address, resolve));
    const { port } = silent.address() as AddressInfo;
    expect(await ask(port, {}, 200)).toMatchObject({
      kind: 'error',
      detail: expect.stringContaining('did not answer in 200 ms') as string,
    });
    silent.close();
  });

  it('encrypts, and verifies the name where it is asked to', async () => {
    const { port } = server(primary);
    const read = (host: string, tls: GateLogin['tls']) =>
      readMysql({ host, address }, login(port, { tls }), { withinMs: 50_000, reveal: revealSecret });
    const ours = { kind: 'verified', caPath: join(dir, 'server.pem') } as const;
    expect(await read('db.example', { kind: 'encrypted' })).toMatchObject({ kind: 'state' });
    expect(await read('db.example', ours)).toMatchObject({ kind: 'state' });
    expect(await read('other.example', ours)).toMatchObject({ kind: 'error' });
    expect(await read('db.example', { kind: 'verified', caPath: null })).toMatchObject({ kind: 'error' });
  });
});
