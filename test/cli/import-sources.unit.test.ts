// `stagger import netbox` and `ec2` as their users run them: what they write loads, and a wrong command line says why.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';
import { loadInventory } from '../../src/config/load-inventory.ts';
import { mistakeText } from '../../src/config/mistake.ts';
import { netboxRows } from '../adapters/netbox/netbox-records.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-import-'));
  mkdirSync(join(directory, 'inventory'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const path = (name: string) => join(directory, name);

function write(name: string, content: string): string {
  writeFileSync(path(name), content);
  return path(name);
}

const run = (...words: readonly string[]) => runCommand('import', ...words);

async function loadedHosts(): Promise<readonly (readonly [string, string | null])[]> {
  const loaded = await loadInventory(path('inventory'));
  if (loaded.kind === 'invalid') throw new Error(loaded.mistakes.map(mistakeText).join('\n'));
  return [...loaded.fleet.hosts.values()].map(({ id, placement }) => [id, placement?.rack ?? null]);
}

function netboxPages(): readonly string[] {
  return Object.entries(netboxRows).map(([name, results]) =>
    write(`${name.replace('/', '-')}.json`, JSON.stringify({ count: results.length, next: null, results })),
  );
}

it('writes NetBox devices that load, a guest where its hypervisor stands', async () => {
  const { code } = await run('netbox', ...netboxPages(), '--out', path('inventory/netbox.yaml'));
  expect(code).toBe(0);
  expect(await loadedHosts()).toContainEqual(['vm-1', 'R12-seoul']);
  expect(await loadedHosts()).toHaveLength(9);
});

it('imports only what the mapping wants, and names the rest', async () => {
  const mapping = write('mapping.yaml', 'only: [{ field: role, any_of: [server] }]\n');
  const { out } = await run('netbox', ...netboxPages(), '--mapping', mapping, '--json');
  const answer = JSON.parse(out) as { hosts: number; notMapped: { kind: string; name: string }[] };
  expect(answer.hosts).toBe(2);
  expect(answer.notMapped.filter(({ kind }) => kind === 'host').map(({ name }) => name)).toContain('chassis');
});

it('writes EC2 instances that load', async () => {
  const instance = {
    InstanceId: 'i-01',
    State: { Name: 'running' },
    PrivateIpAddress: '172.31.0.1',
    Placement: { AvailabilityZone: 'eu-west-1a', GroupName: 'g', PartitionNumber: 2 },
    Tags: [{ Key: 'Service', Value: 'kafka' }],
  };
  const page = write('page.json', JSON.stringify({ Reservations: [{ Instances: [instance] }] }));
  await run('ec2', page, '--out', path('inventory/ec2.yaml'));
  expect(await loadedHosts()).toEqual([['i-01', 'g-eu-west-1a-p2']]);
  const empty = write('empty.json', JSON.stringify({ Reservations: [] }));
  const nothing = await run('ec2', empty, '--out', path('inventory/ec2.yaml'));
  expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('no host that could be imported')]);
  expect(readFileSync(path('inventory/ec2.yaml'), 'utf8')).toContain('i-01');
});

it.each([
  [['netbox'], 'no page was named'],
  [['netbox', 'page.json', '--url', 'https://netbox.example.com'], 'both pages and --url'],
  [['netbox', '--url', 'https://netbox.example.com'], 'a token by exactly one of'],
  [['ansible', 'hosts', '--diff'], '--diff: there is nothing to compare with'],
])('%j is a wrong command line', async (words, message) => {
  const { code, err } = await run(...words);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

it('refuses a token file that others can read', async () => {
  const token = write('token', 's3cret\n');
  const { code, err } = await run('netbox', '--url', 'https://netbox.example.com', '--token-file', token);
  expect([code, err]).toEqual([78, expect.stringContaining('mode 0644')]);
  expect(err).not.toContain('s3cret');
});
