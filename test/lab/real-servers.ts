// Real servers from Debian's packages, each with its data in a folder of its own, on an address and port of its own:
// on loopback for the gates' tests, and inside lab hosts that reboot. Nothing of the machine's own configuration is read.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from 'vitest';

const programs = {
  mariadb: '/usr/sbin/mariadbd',
  redis: '/usr/bin/redis-server',
  haproxy: '/usr/sbin/haproxy',
  nginx: '/usr/sbin/nginx',
} as const;

/** `describe` for tests that need these servers; skipped, with the reason, where one is not installed. */
export function describeWith(
  needs: readonly (keyof typeof programs)[],
  name: string,
  body: () => void,
): void {
  const missing = needs.filter((need) => !existsSync(programs[need]));
  const why = missing.length === 0 ? null : `not installed: ${missing.join(', ')}`;
  describe.skipIf(why !== null)(why === null ? name : `${name} (skipped: ${why})`, body);
}

export function isInstalled(server: keyof typeof programs): boolean {
  return existsSync(programs[server]);
}

export type Endpoint = { readonly address: string; readonly port: number };

/** Accounts of every test database: one for the gates, one for replicas, one that may do everything. */
export const accounts = {
  gate: { user: 'gate', password: 'gate-password' },
  replica: { user: 'replica', password: 'replica-password' },
  admin: { user: 'admin', password: 'admin-password' },
  powerless: { user: 'powerless', password: 'powerless-password' },
} as const;

const grants = {
  gate: 'SLAVE MONITOR',
  replica: 'REPLICATION SLAVE',
  admin: 'ALL PRIVILEGES',
  powerless: 'USAGE',
} as const satisfies Record<keyof typeof accounts, string>;

/** Makes an empty data folder, with the accounts above made at each start. */
export function prepareMariadb(dir: string): void {
  mkdirSync(dir, { recursive: true });
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${join(dir, 'data')}`,
      '--user=root',
      '--skip-test-db',
      '--auth-root-authentication-method=normal',
      '--innodb-log-file-size=4M',
    ],
    { stdio: 'ignore' },
  );
  const lines = Object.entries(accounts).flatMap(([name, { user, password }]) => [
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ${grants[name as keyof typeof grants]} ON *.* TO '${user}'@'%';`,
  ]);
  // Each server makes these itself: a replica must not take them from its primary as well.
  writeFileSync(join(dir, 'accounts.sql'), `SET SESSION sql_log_bin=0;\n${lines.join('\n')}\n`);
}

/** The command that runs the server of `prepareMariadb`; `dir` may be what a lab host sees it as. */
export function mariadbCommand(
  dir: string,
  { address, port }: Endpoint,
  more: readonly string[] = [],
): readonly [string, ...string[]] {
  return [
    programs.mariadb,
    '--no-defaults',
    '--user=root',
    `--datadir=${dir}/data`,
    `--socket=${dir}/socket`,
    `--pid-file=${dir}/pid`,
    `--bind-address=${address}`,
    `--port=${port}`,
    `--init-file=${dir}/accounts.sql`,
    '--skip-name-resolve',
    '--log-bin=bin',
    '--innodb-buffer-pool-size=8M',
    '--innodb-log-file-size=4M',
    '--performance-schema=off',
    '--slave-net-timeout=5',
    ...more,
  ];
}

export function redisCommand(
  dir: string,
  { address, port }: Endpoint,
  more: readonly string[] = [],
): readonly [string, ...string[]] {
  const settings = [
    '--bind',
    address,
    '--port',
    String(port),
    '--dir',
    dir,
    '--save',
    '',
    '--protected-mode',
    'no',
  ];
  return [programs.redis, ...settings, ...more];
}

export type RealServer = AsyncDisposable & Endpoint & { readonly stop: () => Promise<void> };

/** Runs `command` and resolves when its port accepts; rejects with its log if it ends first. */
export async function startServer(
  command: readonly [string, ...string[]],
  { address, port, log }: Endpoint & { readonly log: string },
): Promise<RealServer> {
  const [program, ...words] = command;
  const child: ChildProcess = spawn('sh', ['-c', 'exec "$0" "$@" >"$LOG" 2>&1', program, ...words], {
    stdio: 'ignore',
    env: { ...process.env, LOG: log },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  const deadline = performance.now() + 60_000;
  while (!(await accepts({ address, port }))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(
        `${program} does not answer on ${address}:${port}; it said:\n${readFileSync(log, 'utf8')}`,
      );
    }
    await sleep(50);
  }
  return { address, port, stop, [Symbol.asyncDispose]: stop };
}

export function accepts({ address, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** One statement on a test database, as the account that may do everything. */
export function sql({ address, port }: Endpoint, statement: string): string {
  const { user, password } = accounts.admin;
  const login = [`--host=${address}`, `--port=${port}`, `--user=${user}`, `--password=${password}`];
  const { status, stdout, stderr } = spawnSync(
    'mariadb',
    ['--no-defaults', '--protocol=tcp', ...login, '--batch', '--skip-column-names', '--execute', statement],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${statement}: ${stderr}`);
  return stdout.trim();
}

/** Makes `replica` follow `primary` from its beginning. */
export function follow(replica: Endpoint, primary: Endpoint): void {
  const { user, password } = accounts.replica;
  sql(
    replica,
    `CHANGE MASTER TO MASTER_HOST='${primary.address}', MASTER_PORT=${primary.port}, MASTER_USER='${user}', ` +
      `MASTER_PASSWORD='${password}', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos; START SLAVE;`,
  );
}
