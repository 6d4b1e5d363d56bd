// The servers of the power-loss story, real ones from Debian's packages, on lab hosts that really reboot: a replica whose
// apply starts late, a Redis that keeps nothing by itself, a web server that leaves HAProxy while it serves and gets its
// traffic back step by step. Judged by what the servers say and by the hosts' own logs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { expect, it } from 'vitest';
import type { DatedEvent } from '../../src/core/campaign/event.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { describeLab } from '../lab/describe-lab.ts';
import { freePort } from '../lab/free-port.ts';
import {
  accepts,
  accounts,
  follow,
  mariadbCommand,
  prepareMariadb,
  redisCommand,
  sql,
  type Endpoint,
} from '../lab/real-servers.ts';
import type { LabFleet } from './lab-fleet.ts';
import { askHaproxy, haproxyAtBoot, seatOf, serveWhenReady } from './lab-haproxy.ts';
import { rehearse, type Rehearsal } from './rehearsal.ts';

type Ports = { readonly web: number; readonly db: number; readonly redis: number; readonly lb: number };

/** The replica takes what its primary sends at once, and applies it only seconds after its boot. */
function replicaScript(port: number): string {
  const { user, password } = accounts.admin;
  const login = `mariadb --no-defaults --protocol=tcp --host=$A --port=${port} --user=${user} --password=${password}`;
  const server = mariadbCommand('/srv/db', { address: '$A', port }, [
    '--server-id=2',
    '--read-only',
    '--skip-slave-start',
  ]);
  return [
    'A=$(cat /run/stagger-lab/address); while [ ! -e /srv/ready ]; do sleep 0.05; done',
    `(until ${login} --execute "START SLAVE IO_THREAD" 2>/dev/null; do sleep 0.2; done; sleep 4;`,
    `lab-witness applying; ${login} --execute "START SLAVE SQL_THREAD") &`,
    `exec ${server.map((word) => `"${word}"`).join(' ')}`,
  ].join('\n');
}

function fleetOf(ports: Ports, passwordFile: string): LabFleet {
  const pace = { attempt: '3s', every: '1s', within: '90s', passes: 1 };
  const endpoint = (port: number): Endpoint => ({ address: '$A', port });
  const primary = mariadbCommand('/srv/db', endpoint(ports.db), ['--server-id=1']);
  return {
    zoneOfRack: { 'rack-1': 'zone-a', 'rack-2': 'zone-b' },
    hosts: {
      'lb-1': {
        rack: 'rack-1',
        uptimeDays: 10,
        atBoot: haproxyAtBoot,
      },
      'web-1': {
        rack: 'rack-1',
        uptimeDays: 220,
        atBoot: serveWhenReady(['/usr/sbin/nginx', '-c', '/srv/nginx.conf', '-e', 'stderr']),
      },
      'web-2': {
        rack: 'rack-2',
        uptimeDays: 20,
        atBoot: serveWhenReady(['/usr/sbin/nginx', '-c', '/srv/nginx.conf', '-e', 'stderr']),
      },
      'db-1': { rack: 'rack-1', uptimeDays: 30, atBoot: serveWhenReady(primary) },
      'db-2': { rack: 'rack-2', uptimeDays: 230, atBoot: replicaScript(ports.db) },
      'redis-1': {
        rack: 'rack-2',
        uptimeDays: 240,
        atBoot: serveWhenReady(redisCommand('/srv', endpoint(ports.redis))),
      },
      // Whoever administers it changes its configuration while it runs: nobody sees it before the next boot.
      'sessions-1': {
        rack: 'rack-1',
        uptimeDays: 250,
        atBoot: `${serveWhenReady(redisCommand('/srv', endpoint(ports.redis)))} $(cat /srv/changed 2>/dev/null)`,
      },
    },
    services: {
      web: {
        instances: { member: ['web-1', 'web-2'] },
        minAvailable: 1,
        gates: () => [
          {
            http: { port: ports.web, path: '/status', json: { path: '$.checks[0].ok', equals: true } },
            ...pace,
          },
          { unit: 'nginx.service', ...pace },
          { address_absent: '192.0.2.77', ...pace },
          { disk_free: { path: '/srv', at_least: '1MiB' }, ...pace },
        ],
        haproxy: {
          on: ['lb-1'],
          socket: '/srv/admin.sock',
          backends: ['web', 'api'],
          drain_within: '60s',
          ramp: { steps: ['10%', '25%', '50%', '100%'], hold: '1s' },
        },
      },
      db: {
        instances: { primary: ['db-1'], replica: ['db-2'] },
        minAvailable: 1,
        gates: () => [
          {
            mysql: { port: ports.db, user: 'gate', password: { file: passwordFile }, max_lag: '1s' },
            ...pace,
          },
        ],
      },
      cache: {
        instances: { member: ['redis-1'] },
        minAvailable: 0,
        gates: () => [{ redis: { port: ports.redis, role: 'primary', keep_keys: '100%' }, ...pace }],
      },
      sessions: {
        instances: { member: ['sessions-1'] },
        minAvailable: 0,
        gates: () => [{ redis: { port: ports.redis, role: 'primary' }, ...pace, within: '8s' }],
      },
    },
    maxInFlight: 3,
  };
}

function writeConfigurations({ lab }: Rehearsal, ports: Ports): void {
  const put = (host: string, name: string, text: string): void =>
    writeFileSync(join(lab.host(host).dir, 'data', name), text);
  for (const host of ['web-1', 'web-2']) {
    put(host, 'large', 'x'.repeat(300_000));
    put(
      host,
      'nginx.conf',
      `daemon off; user root; pid /run/nginx.pid; error_log stderr; events {}
      http { access_log off; server { listen ${lab.host(host).address}:${ports.web}; default_type text/plain;
        location / { return 200 "${host}"; }
        location /large { root /srv; limit_rate 60k; }
        location /status { return 200 '{"checks":[{"ok":true}]}'; } } }`,
    );
  }
  const line = (host: string): string =>
    `  server ${host} ${lab.host(host).address}:${ports.web} weight 80 check inter 200ms`;
  put(
    'lb-1',
    'haproxy.cfg',
    `global
  stats socket /srv/admin.sock uid 7077 mode 600 level admin
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
frontend in
  bind ${lab.host('lb-1').address}:${ports.lb}
  default_backend web
backend web
${line('web-1')}
${line('web-2')}
backend api
${line('web-1')}
${line('web-2')}
`,
  );
  for (const host of ['db-1', 'db-2']) prepareMariadb(join(lab.host(host).dir, 'data', 'db'));
  for (const host of lab.hosts()) put(host.name, 'ready', '');
}

/** Admin state and weight of web-1 in a backend. */
const seat = ({ lab }: Rehearsal, backend: string): Promise<string> =>
  seatOf(lab, 'lb-1', { backend, server: 'web-1' });

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within a minute: ${isSo.toString()}`);
    await sleep(50);
  }
}

describeLab('real servers', () => {
  it('leave, are saved, come back, catch up and are ramped, and nothing is lost', async () => {
    const ports = {
      web: await freePort(),
      db: await freePort(),
      redis: await freePort(),
      lb: await freePort(),
    };
    const secrets = mkdtempSync(join(tmpdir(), 'stagger-secrets-'));
    const passwordFile = join(secrets, 'gate');
    writeFileSync(passwordFile, `${accounts.gate.password}\n`, { mode: 0o600 });
    await using rehearsal = await rehearse(fleetOf(ports, passwordFile));
    const { lab } = rehearsal;
    writeConfigurations(rehearsal, ports);
    const at = (host: string, port: number): Endpoint => ({ address: lab.host(host).address, port });
    const [primary, replica] = [at('db-1', ports.db), at('db-2', ports.db)];
    const cache = at('redis-1', ports.redis);
    const site = `http://${lab.host('lb-1').address}:${ports.lb}`;
    for (const server of [
      primary,
      replica,
      cache,
      at('sessions-1', ports.redis),
      at('lb-1', ports.lb),
      at('web-1', ports.web),
      at('web-2', ports.web),
    ])
      await until(() => accepts(server));

    sql(
      primary,
      'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY); INSERT INTO shop.orders VALUES (1)',
    );
    follow(replica, primary);
    await until(
      () =>
        sql(replica, "SHOW DATABASES LIKE 'shop'") === 'shop' &&
        sql(replica, 'SELECT COUNT(*) FROM shop.orders') === '1',
    );
    const redis = async (...words: readonly string[]): Promise<unknown> => {
      const client = createClient({ socket: { host: cache.address, port: cache.port }, RESP: 2 });
      client.on('error', () => undefined);
      await client.connect();
      return client.sendCommand([...words]).finally(() => client.destroy());
    };
    for (let key = 0; key < 200; key += 1) await redis('SET', `order:${key}`, 'paid');
    // An operator has taken web-1 out of one of its backends by hand.
    await askHaproxy(lab, 'lb-1', 'set server api/web-1 state drain');
    expect([await seat(rehearsal, 'web'), await seat(rehearsal, 'api')]).toEqual(['0 80', '8 80']);

    await rehearsal.startDaemon();
    const id = await rehearsal.propose('web-1', 'db-2', 'redis-1');
    // Two downloads, one on each web server, that are under way when web-1 is drained.
    const downloads = [1, 2].map(() => fetch(`${site}/large`).then((answer) => answer.text()));
    const weights: string[] = [];
    const watching = new AbortController();
    const watch = (async () => {
      while (!watching.signal.aborted) {
        const now = await seat(rehearsal, 'web');
        if (weights.at(-1) !== now) weights.push(now);
        await sleep(20);
      }
    })();
    await rehearsal.approve(id);
    // While the replica is down its primary goes on.
    await lab.waitFor('db-2', 'reboot-called');
    for (let order = 2; order <= 50; order += 1) sql(primary, `INSERT INTO shop.orders VALUES (${order})`);
    expect(await rehearsal.untilEnded(id)).toBe('done');
    watching.abort();
    await watch;

    expect((await Promise.all(downloads)).map((text) => text.length)).toEqual([300_000, 300_000]);
    expect(weights).toEqual(
      ['0 80', '8 80', '8 8', '0 8', '0 20', '0 40', '0 80'].filter((state) => weights.includes(state)),
    );
    for (const step of ['8 80', '0 8', '0 20', '0 40', '0 80']) expect(weights).toContain(step);
    expect(await seat(rehearsal, 'api')).toBe('8 80');
    expect(await redis('DBSIZE')).toBe(200);
    expect(sql(replica, 'SELECT COUNT(*) FROM shop.orders')).toBe('50');

    const log = await (await rehearsal.store()).campaignEvents(id, 0);
    const when = (host: string, kind: DatedEvent['event']['kind']): number =>
      log.find(({ event }) => event.kind === kind && 'host' in event && event.host === host)?.at ??
      Number.NaN;
    const applying = lab
      .host('db-2')
      .events()
      .findLast(({ kind }) => kind === 'applying');
    expect(when('db-2', 'host-gate-passed')).toBeGreaterThan(applying?.at ?? Infinity);
    expect(when('redis-1', 'host-prepared')).toBeLessThan(when('redis-1', 'host-reboot-requested'));
    const rebooted = lab
      .host('web-1')
      .events()
      .find(({ kind }) => kind === 'reboot-called');
    expect(when('web-1', 'host-left')).toBeLessThanOrEqual(rebooted?.at ?? 0);
    for (const host of ['web-1', 'db-2', 'redis-1']) expect(lab.host(host).bootCount()).toBe(2);
    for (const host of ['lb-1', 'web-2', 'db-1', 'sessions-1']) expect(lab.host(host).bootCount()).toBe(1);

    // It was a primary when it was planned and checked, and comes back as a replica of another server.
    writeFileSync(
      join(lab.host('sessions-1').dir, 'data', 'changed'),
      `--replicaof ${cache.address} ${cache.port}\n`,
    );
    const second = await rehearsal.propose('sessions-1');
    await rehearsal.approve(second);
    const halted = await rehearsal.untilCampaign(second, ({ phase }) => phase.kind === 'halted');
    expect(halted.hosts.get('sessions-1' as HostId)?.stage).toMatchObject({
      kind: 'failed',
      failure: {
        kind: 'gate-timed-out',
        detail: expect.stringContaining('it is a replica, expected a primary') as string,
      },
    });
    expect(lab.host('sessions-1').bootCount()).toBe(2);
    expect(readFileSync(join(rehearsal.dir, 'stagger.db')).includes(accounts.gate.password)).toBe(false);
    rmSync(secrets, { recursive: true, force: true });
  });
});
