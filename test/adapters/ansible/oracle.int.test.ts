// The real `ansible-inventory --list` is the oracle: on inventories of our own that hold every known trap, hosts,
// groups and variables must be the same, value by value and type by type.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnsibleValue } from '../../../src/adapters/ansible/ansible-value.ts';
import { readAnsibleInventory } from '../../../src/adapters/ansible/inventory-source.ts';
import { inventories } from './trap-inventories.ts';

const missing = spawnSync('ansible-inventory', ['--version']).error !== undefined;
if (missing) console.log('skipped: ansible-inventory is not installed (Debian package ansible-core)');

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-ansible-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function list(sources: readonly string[], mode: 'list' | 'export'): string {
  const args = [...sources.flatMap((source) => ['-i', join(directory, source)]), '--list'];
  return execFileSync('ansible-inventory', mode === 'export' ? [...args, '--export'] : args, {
    cwd: directory,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      LC_ALL: 'C.UTF-8',
      ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
      ANSIBLE_LOCALHOST_WARNING: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A date has no type of its own in JSON. */
function comparable(value: AnsibleValue): unknown {
  switch (value.kind) {
    case 'date':
      return { kind: 'text', text: value.text };
    case 'list':
      return value.items.map(comparable);
    case 'map':
      return Object.fromEntries([...value.entries].map(([name, inner]) => [name, comparable(inner)]));
    default:
      return value;
  }
}

function facts(paths: readonly string[]) {
  const { hosts } = readAnsibleInventory(paths.map((path) => join(directory, path)));
  return Object.fromEntries(
    hosts.map(({ name, groups, variables }) => [
      name,
      {
        groups,
        variables: Object.fromEntries([...variables].map(([key, value]) => [key, comparable(value)])),
      },
    ]),
  );
}

describe.skipIf(missing)('as the real ansible-inventory', () => {
  it.each(Object.keys(inventories))('%s', (name) => {
    const { files, sources } = inventories[name]!;
    write(Object.fromEntries(Object.entries(files).map(([path, text]) => [join(name, path), text])));
    const paths = (sources ?? ['hosts']).map((source) => join(name, source));
    const ours = facts(paths);
    expect(Object.keys(ours).length).toBeGreaterThan(0);
    const printed = list(paths, 'list');
    // Read once without any code of ours, so that a mistake shared by both readers shows.
    const raw = JSON.parse(printed) as { _meta: { hostvars: Record<string, Record<string, unknown>> } };
    for (const [host, variables] of Object.entries(raw._meta.hostvars))
      expect([host, Object.keys(ours[host]?.variables ?? {}).sort()]).toEqual([
        host,
        Object.keys(variables).sort(),
      ]);
    write({ [`${name}-list.json`]: printed });
    expect(ours).toEqual(facts([`${name}-list.json`]));
  });

  it('reads --list --export to the same fleet', () => {
    const { files } = inventories['precedence']!;
    write(Object.fromEntries(Object.entries(files).map(([path, text]) => [join('exported', path), text])));
    write({ 'exported.json': list(['exported/hosts'], 'export') });
    const [plain, exported] = [facts(['exported/hosts']), facts(['exported.json'])];
    const groups = (found: ReturnType<typeof facts>) =>
      Object.fromEntries(Object.entries(found).map(([host, { groups: of }]) => [host, of]));
    expect(groups(exported)).toEqual(groups(plain));
  });
});
