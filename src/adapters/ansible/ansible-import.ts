// An Ansible inventory as an imported fleet. What configures Ansible's own way of connecting (arguments, executables,
// local connections, passwords) never gets further than this file, and neither do encrypted values and templates.

import type { ImportedHost, ImportedText, ImportOutcome, LeftOut } from '../../core/fleet/imported-fleet.ts';
import { SourceError } from '../../core/fleet/source-problem.ts';
import { scalarText, type AnsibleValue } from './ansible-value.ts';
import { byCodePoint, type ResolvedHost } from './group-tree.ts';
import { readAnsibleInventory } from './inventory-source.ts';

/** The only variables of Ansible's own that say where a host is reached. */
const reachVariables: ReadonlySet<string> = new Set([
  'ansible_host',
  'ansible_ssh_host',
  'ansible_port',
  'ansible_ssh_port',
  'ansible_user',
  'ansible_ssh_user',
]);

/** A server of this name would be the machine that Stagger runs on. */
const localNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** Why `value` of `name` cannot be used, or the text of it. */
function usable(name: string, value: AnsibleValue): ImportedText | string {
  if (name.startsWith('ansible_') && !reachVariables.has(name)) {
    return 'a setting of Ansible for itself (connection, login, programs): never taken over';
  }
  if (/pass(?:word|wd|phrase)?$|secret|token|private_key/i.test(name))
    return 'looks like a secret: never taken over';
  if (value.kind === 'vault') return 'encrypted with ansible-vault: skipped';
  if (value.kind === 'list' || value.kind === 'map') return `a ${value.kind}, not one value`;
  if (value.kind === 'nothing') return 'empty (null)';
  if (value.kind === 'other') return value.what;
  const text = scalarText(value);
  if (text === null) return 'no text';
  return /\{\{|\{%/.test(text.text) ? 'a template, which is not evaluated' : text;
}

/** Why variables were left out, and of how many hosts. */
class LeftOutVariables {
  readonly #hostsByReason = new Map<string, { name: string; why: string; hosts: number }>();

  add(name: string, why: string): void {
    const key = `${name}\n${why}`;
    const known = this.#hostsByReason.get(key);
    if (known === undefined) this.#hostsByReason.set(key, { name, why, hosts: 1 });
    else known.hosts += 1;
  }

  list(): readonly LeftOut[] {
    return [...this.#hostsByReason.values()]
      .sort((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.why, b.why))
      .map(({ name, why, hosts }) => ({
        kind: 'variable',
        name,
        why: `${why} (${hosts} ${hosts === 1 ? 'host' : 'hosts'})`,
      }));
  }
}

function importedHost({ name, groups, variables }: ResolvedHost, leftOut: LeftOutVariables): ImportedHost {
  const fields = new Map<string, ImportedText>();
  for (const [variable, value] of variables) {
    const found = usable(variable, value);
    if (typeof found === 'string') leftOut.add(variable, found);
    else fields.set(variable, found);
  }
  return { key: name, name, fields, groups: groups.filter((group) => group !== 'ungrouped'), labels: {} };
}

/** The hosts of the inventories at `paths`, read as Ansible reads them together. Nothing is executed. */
export function importAnsible(paths: readonly string[]): ImportOutcome {
  try {
    const inventory = readAnsibleInventory(paths);
    const variables = new LeftOutVariables();
    const local = inventory.hosts.filter(({ name }) => localNames.has(name));
    const hosts = inventory.hosts
      .filter(({ name }) => !localNames.has(name))
      .map((host) => importedHost(host, variables));
    return {
      kind: 'read',
      fleet: {
        hosts,
        racks: [],
        siteTimeZones: new Map(),
        leftOut: [
          ...local.map(({ name }) => ({ kind: 'host' as const, name, why: 'the machine Ansible runs on' })),
          ...variables.list(),
          ...inventory.vaultedFiles.map((file) => ({
            kind: 'variable' as const,
            name: file,
            why: 'the whole file is encrypted with ansible-vault: skipped',
          })),
        ],
        warnings: inventory.warnings,
      },
    };
  } catch (error) {
    if (error instanceof SourceError) return { kind: 'unreadable', problems: [error.problem] };
    throw error;
  }
}
