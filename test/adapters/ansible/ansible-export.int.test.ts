// The export of the example fleet, read back by the real ansible-inventory.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ansibleList, ansibleYaml, exportAnsible } from '../../../src/adapters/ansible/ansible-export.ts';
import { readAnsibleInventory } from '../../../src/adapters/ansible/inventory-source.ts';
import { loadInventory } from '../../../src/config/load-inventory.ts';
import { instancesOn } from '../../../src/core/fleet/fleet-lookup.ts';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import { hostRows, type HostRow } from '../../../src/views/terminal/hosts-table.ts';

const missing = spawnSync('ansible-inventory', ['--version']).error !== undefined;
if (missing) console.log('skipped: ansible-inventory is not installed (Debian package ansible-core)');

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-export-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function example(): Promise<{ readonly fleet: Fleet; readonly rows: readonly HostRow[] }> {
  const loaded = await loadInventory(join(import.meta.dirname, '../../../inventory'));
  if (loaded.kind === 'invalid') throw new Error('the example inventory has mistakes');
  const { fleet } = loaded;
  const rows = hostRows(fleet, { takenAt: 0, hosts: new Map() }, { now: 0, maxAgeMs: 1, leftOut: new Map() });
  return { fleet, rows };
}

/** Groups of each host by the inventory itself. */
function expected({ fleet, rows }: { readonly fleet: Fleet; readonly rows: readonly HostRow[] }) {
  const safe = (text: string) => text.replace(/[^A-Za-z0-9_]/g, '_');
  return Object.fromEntries(
    [...fleet.hosts.values()].map(({ id, placement, owner }) => {
      const row = rows.find(({ host }) => host === id);
      const names = [
        ...(placement === null ? [] : [`site_${placement.site}`, `zone_${placement.zone}`]),
        ...(placement === null || placement.rack === null ? [] : [`rack_${placement.rack}`]),
        ...(owner === null ? [] : [`owner_${owner}`]),
        ...new Set(instancesOn(fleet, id).map(({ service }) => `service_${service}`)),
        ...(row?.policy === 'overdue' ? ['state_overdue'] : []),
        ...(row?.rebootRequired === 'yes' ? ['state_reboot_required'] : []),
        ...(row?.status === 'unreachable' ? ['state_unreachable'] : []),
      ];
      return [id, names.map(safe).sort()];
    }),
  );
}

function groupsIn(file: string) {
  const { hosts } = readAnsibleInventory([file]);
  return Object.fromEntries(
    hosts.map(({ name, groups }) => [name, groups.filter((group) => group !== 'ungrouped')]),
  );
}

const withStates = (rows: readonly HostRow[]): readonly HostRow[] =>
  rows.map((row, index) => ({
    ...row,
    policy: index % 3 === 0 ? 'overdue' : row.policy,
    rebootRequired: index % 4 === 0 ? 'yes' : 'unknown',
    status: index % 5 === 0 ? 'unreachable' : 'up',
  }));

it('gives the groups of every host, in either form', async () => {
  const { fleet, rows } = await example();
  const found = { fleet, rows: withStates(rows) };
  const exported = exportAnsible(fleet, found.rows, { variables: 'none' });
  const [yaml, list] = [join(directory, 'stagger.yml'), join(directory, 'stagger.json')];
  writeFileSync(yaml, ansibleYaml(exported));
  writeFileSync(list, ansibleList(exported));
  expect(groupsIn(yaml)).toEqual(expected(found));
  expect(groupsIn(list)).toEqual(expected(found));
  expect([...exported.groups.keys()].filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))).toEqual([]);
  const turned = exportAnsible(fleet, [...found.rows].reverse(), { variables: 'none' });
  expect(ansibleYaml(turned)).toBe(ansibleYaml(exported));
});

it('never puts two racks into one group', async () => {
  const { fleet, rows } = await example();
  const [first, second, third] = rows;
  const groups = exportAnsible(
    fleet,
    [
      { ...first!, rack: 'a-1' },
      { ...second!, rack: 'a.1' },
      { ...third!, rack: 'a_2d1' },
    ],
    { variables: 'none' },
  ).groups;
  const racks = [...groups].filter(([name]) => name.startsWith('rack_'));
  expect(racks.map(([, hosts]) => hosts.length)).toEqual([1, 1, 1]);
});

describe.skipIf(missing)('the real ansible-inventory', () => {
  it.each(['yaml', 'list'] as const)('reads the same groups and addresses from %s', async (form) => {
    const { fleet, rows } = await example();
    const found = { fleet, rows: withStates(rows) };
    const exported = exportAnsible(fleet, found.rows, { variables: 'connection' });
    const file = join(directory, form === 'yaml' ? 'stagger.yml' : 'stagger');
    writeFileSync(
      file,
      form === 'yaml' ? ansibleYaml(exported) : `#!/bin/sh\ncat <<'END'\n${ansibleList(exported)}\nEND\n`,
      { mode: 0o755 },
    );
    const printed = execFileSync('ansible-inventory', ['-i', file, '--list'], {
      cwd: directory,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        LC_ALL: 'C.UTF-8',
        ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    type Listed = Record<string, { hosts?: string[] }> & {
      _meta: { hostvars: Record<string, Record<string, unknown>> };
    };
    const answer = JSON.parse(printed) as Listed;
    for (const [group, hosts] of exported.groups)
      expect([group, answer[group]?.hosts?.sort()]).toEqual([group, hosts]);
    const addresses = Object.fromEntries(
      [...fleet.hosts.values()].map(({ id, ssh }) => [
        id,
        { ansible_host: ssh.address, ansible_port: ssh.port, ansible_user: ssh.user },
      ]),
    );
    expect(answer._meta.hostvars).toEqual(addresses);
  });
});
