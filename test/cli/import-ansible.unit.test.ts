// `stagger import ansible` from end to end: what it writes loads as an inventory, is the same every time, and is not
// written while hosts would vanish.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';
import { loadInventory } from '../../src/config/load-inventory.ts';
import { mistakeText } from '../../src/config/mistake.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-import-'));
  mkdirSync(join(directory, 'inventory'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const path = (name: string) => join(directory, name);
const write = (name: string, text: string) => {
  writeFileSync(path(name), text);
};

const importAnsible = (...words: readonly string[]) => runCommand('import', 'ansible', ...words);

const hosts = `
[all:vars]
site=seoul
zone=seoul-1a
[rack_r12]
web[1:3] ansible_user=deploy
db_01 ansible_host=10.0.0.9 ansible_port=2222 rack_unit=12.5 tier=gold
[rack_r13]
db-02 owner="Store Team"
[svc_web]
web[1:3]
[mysql]
db_01 part=primary
db-02 part=replica
[other]
db-02
`;

const mapping = `
rack: [rack, { group: 'rack_*' }]
services:
  - { group: 'svc_*' }
  - { group: mysql, part_field: part }
labels: [tier]
site_settings: { default: { time_zone: Asia/Seoul } }
`;

it('writes what loads as an inventory, the same every time', async () => {
  write('hosts', hosts);
  write('mapping.yaml', mapping);
  const words = [path('hosts'), '--mapping', path('mapping.yaml'), '--out', path('inventory/fleet.yaml')];
  const first = await importAnsible(...words);
  expect([first.code, first.out]).toEqual([0, '']);
  expect(first.err).toContain('not mapped: group other');
  const text = readFileSync(path('inventory/fleet.yaml'), 'utf8');
  const loaded = await loadInventory(path('inventory'));
  if (loaded.kind === 'invalid') throw new Error(loaded.mistakes.map(mistakeText).join('\n'));
  const facts = [...loaded.fleet.hosts.values()].map(({ id, ssh, placement, labels }) => [
    id,
    `${ssh.address}:${ssh.port}`,
    placement?.rack,
    placement?.unit,
    labels,
  ]);
  expect(facts).toEqual([
    ['db-01', '10.0.0.9:2222', 'r12', 12.5, { tier: 'gold' }],
    ['db-02', 'db-02:22', 'r13', null, {}],
    ['web1', 'web1:22', 'r12', null, {}],
    ['web2', 'web2:22', 'r12', null, {}],
    ['web3', 'web3:22', 'r12', null, {}],
  ]);
  const services = [...loaded.fleet.services.values()].map(({ id, instances }) => [
    id,
    instances.map(({ host, part }) => `${host} ${part}`),
  ]);
  expect(services).toEqual([
    ['mysql', ['db-01 primary', 'db-02 replica']],
    ['web', ['web1 member', 'web2 member', 'web3 member']],
  ]);
  const second = await importAnsible(...words);
  expect(second.err).toContain('no change');
  expect(readFileSync(path('inventory/fleet.yaml'), 'utf8')).toBe(text);
  const reordered = hosts
    .trim()
    .split('\n')
    .join('\n')
    .replace('[svc_web]\nweb[1:3]', '[svc_web]\nweb3\nweb1\nweb2');
  write('hosts', reordered);
  await importAnsible(...words);
  expect(readFileSync(path('inventory/fleet.yaml'), 'utf8')).toBe(text);
});

it('shows hosts added, removed and moved, and writes nothing with --diff', async () => {
  write('hosts', '[all:vars]\nsite=s\n[r]\na rack=r1\nb rack=r1\n');
  await importAnsible(path('hosts'), '--out', path('inventory/fleet.yaml'));
  const before = readFileSync(path('inventory/fleet.yaml'), 'utf8');
  write('hosts', '[all:vars]\nsite=s\n[r]\na rack=r2\nc rack=r1\n');
  const { out, code } = await importAnsible(path('hosts'), '--out', path('inventory/fleet.yaml'), '--diff');
  expect(code).toBe(0);
  expect(out.trim().split('\n')).toEqual([
    'host a: moved from rack r1 to rack r2',
    'host c: added in rack r1',
    'host b: removed from rack r1',
    'rack r2: added',
  ]);
  expect(readFileSync(path('inventory/fleet.yaml'), 'utf8')).toBe(before);
  const compared = await importAnsible(path('hosts'), '--diff', path('inventory'));
  expect(compared.out).toBe(out);
});

it('raises an alarm and writes nothing when hosts vanish', async () => {
  write('hosts', 'web[1:10] site=s\n');
  await importAnsible(path('hosts'), '--out', path('inventory/fleet.yaml'));
  const before = readFileSync(path('inventory/fleet.yaml'), 'utf8');
  write('hosts', 'web[1:7] site=s\n');
  const alarm = await importAnsible(path('hosts'), '--out', path('inventory/fleet.yaml'));
  expect(alarm.code).toBe(1);
  expect(alarm.err).toContain('3 of 10 hosts are gone, at most 2 may go at once');
  expect(readFileSync(path('inventory/fleet.yaml'), 'utf8')).toBe(before);
  const meant = await importAnsible(
    path('hosts'),
    '--out',
    path('inventory/fleet.yaml'),
    '--max-lost',
    '30%',
  );
  expect(meant.code).toBe(0);
  expect(readFileSync(path('inventory/fleet.yaml'), 'utf8')).not.toContain('web8');
});

it('refuses a broken source and keeps the file', async () => {
  write('hosts', 'a site=s\n');
  await importAnsible(path('hosts'), '--out', path('inventory/fleet.yaml'));
  write('hosts', 'a site="s\n');
  const { code, err } = await importAnsible(path('hosts'), '--out', path('inventory/fleet.yaml'));
  expect(code).toBe(1);
  expect(err).toContain('hosts:1: a quotation mark has no partner');
  expect(readFileSync(path('inventory/fleet.yaml'), 'utf8')).toContain('hosts:\n  a:');
});

it('tells racks of one number in two zones apart', async () => {
  write('hosts', 'a site=seoul rack=1\nb site=busan rack=1\nc site=busan rack=2\n');
  const { out, err } = await importAnsible(path('hosts'));
  expect(out).toContain('busan-1: { zone: busan }');
  expect(out).toContain('seoul-1: { zone: seoul }');
  expect(out).toContain("c: { rack: '2' }");
  expect(err).toContain('rack is no text in the source, for 3 hosts');
});

it('refuses two names that become one, and leaves out a second name of one machine', async () => {
  write('hosts', 'web_1 ansible_host=10.0.0.1\nweb-1 ansible_host=10.0.0.2\n');
  const clash = await importAnsible(path('hosts'));
  expect([clash.code, clash.err]).toEqual([1, expect.stringContaining('would both become web-1')]);
  write('hosts', 'web-1 ansible_host=10.0.0.2 site=s\nadmin-1 ansible_host=10.0.0.2 site=s\n');
  const twice = await importAnsible(path('hosts'), '--json');
  const answer = JSON.parse(twice.out) as { hosts: number; notMapped: { name: string; why: string }[] };
  expect(answer.hosts).toBe(1);
  expect(answer.notMapped.map(({ name, why }) => `${name}: ${why.slice(0, 38)}`)).toContain(
    'web-1: the same address and port as admin-1: ',
  );
});

it('reports every mistake of a mapping with its place', async () => {
  write('hosts', 'a\n');
  write('mapping.yaml', 'rak: rack\nservices: [{group: a, field: b}]\nwrite: [racks, rooms]\n');
  const { code, err } = await importAnsible(path('hosts'), '--mapping', path('mapping.yaml'));
  expect(code).toBe(78);
  expect(err).toMatch(/mapping\.yaml:1:1: .*unknown key "rak".*did you mean "rack"/);
  expect(err).toMatch(/mapping\.yaml:2:12: /);
  expect(err).toMatch(/mapping\.yaml:3:16: /);
});
