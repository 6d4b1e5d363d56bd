// The daemon with its web address, in front of a real sshd: what a probe and a scrape would see.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from '../../src/app/service.ts';
import { openInventory } from '../../src/cli/open-inventory.ts';
import { takeDaemonLock } from '../../src/adapters/sql/daemon-lock.ts';
import { lookAtDatabase } from '../../src/adapters/sql/inspect-database.ts';
import { startLoopbackSshd, type LoopbackSshd } from '../adapters/ssh/loopback-sshd.ts';
import { silentLog } from '../fakes/silent-log.ts';
import { freePort } from '../lab/free-port.ts';

let sshd: LoopbackSshd;
let service: Service;
let directory = '';
let listen = '';

beforeAll(async () => {
  sshd = await startLoopbackSshd();
  directory = mkdtempSync(join(tmpdir(), 'stagger-service-'));
  listen = `127.0.0.1:${await freePort()}`;
  const { address, port, user } = sshd.target;
  writeFileSync(
    join(directory, 'fleet.yaml'),
    [
      'sites: {s: {kind: cloud, time_zone: UTC}}',
      'zones: {z: {site: s}}',
      'hosts:',
      `  web-1: {zone: z, address: ${address}, port: ${port}, user: ${user}}`,
      `  web-2: {zone: z, address: ${address}, port: 9, user: ${user}}`,
      '',
    ].join('\n'),
  );
  writeFileSync(
    join(directory, 'settings.yaml'),
    [
      'database: {path: stagger.db}',
      `ssh: {known_hosts: ${sshd.knownHostsPath}, identity_file: ${sshd.identityPath}}`,
      `http: {listen: '${listen}'}`,
      '',
    ].join('\n'),
  );
  const started = await startService(await openInventory({ inventory: directory }), silentLog, {
    isStopped: () => false,
  });
  if (started === null) throw new Error('it was not asked to stop');
  service = started;
});

afterAll(async () => {
  await service.stop();
  await sshd.stop();
  rmSync(directory, { recursive: true });
});

async function ask(path: string) {
  const response = await fetch(`http://${listen}${path}`);
  return { status: response.status, text: await response.text() };
}

describe('the daemon as a service', () => {
  it('is ready once it has ticked and seen a host', async () => {
    for (;;) {
      const { status, text } = await ask('/health/ready');
      if (status === 200) {
        expect(JSON.parse(text)).toMatchObject({
          schema: 'stagger/health/1',
          isLive: true,
          isReady: true,
          lines: [
            { part: 'pulse' },
            { part: 'store' },
            { part: 'observation' },
            { part: 'chat', found: 'off' },
          ],
        });
        break;
      }
      await sleep(50);
    }
    expect(await ask('/health/live')).toEqual({ status: 200, text: 'live\n' });
  });

  it('tells Prometheus what it saw', async () => {
    for (;;) {
      const { text } = await ask('/metrics');
      if (/stagger_probes_total\{result="connection-refused"\} [1-9]/.test(text)) {
        expect(text).toContain('stagger_hosts{status="up"} 1\n');
        expect(text).toMatch(/stagger_probes_total\{result="facts"\} [1-9]/);
        expect(text).toMatch(/stagger_ticks_total\{outcome="good"\} [1-9]/);
        expect(text).not.toContain('web-1');
        break;
      }
      await sleep(50);
    }
  });
});

it('that is stopped while it starts begins nothing, and leaves the database to the next one', async () => {
  const own = mkdtempSync(join(tmpdir(), 'stagger-stopped-'));
  try {
    writeFileSync(
      join(own, 'fleet.yaml'),
      'sites: {s: {kind: cloud, time_zone: UTC}}\nzones: {z: {site: s}}\nhosts: {a: {zone: z}}\n',
    );
    const ssh = `{known_hosts: ${sshd.knownHostsPath}, identity_file: ${sshd.identityPath}}`;
    writeFileSync(join(own, 'settings.yaml'), `database: {path: stagger.db}\nssh: ${ssh}\n`);
    const inventory = await openInventory({ inventory: own });
    expect(await startService(inventory, silentLog, { isStopped: () => true })).toBeNull();
    const lock = takeDaemonLock(inventory.settings.databasePath);
    expect(lock).not.toBeNull();
    lock?.release();
    const { examination } = await lookAtDatabase(inventory.settings.databasePath);
    expect(examination).toMatchObject({ kind: 'read', journal: { kind: 'intact', entries: 0 } });
  } finally {
    rmSync(own, { recursive: true });
  }
});
