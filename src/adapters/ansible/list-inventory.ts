// What `ansible-inventory --list` printed: groups with hosts and children, and the variables of each host below
// `_meta.hostvars`, merged already (or, with --export, beside variables of groups).

import { SourceError } from '../../core/fleet/source-problem.ts';
import type { AnsibleValue } from './ansible-value.ts';
import type { GroupTree } from './group-tree.ts';

/** True for the output of `--list`, which no static inventory can be confused with. */
export function isListInventory(value: AnsibleValue): boolean {
  return value.kind === 'map' && value.entries.get('_meta')?.kind === 'map';
}

function fail(file: string, what: string): never {
  const hint = 'save the whole output of `ansible-inventory --list`';
  throw new SourceError({ file, line: null, what, hint });
}

function names(file: string, value: AnsibleValue | undefined, what: string): readonly string[] {
  if (value === undefined || value.kind === 'nothing') return [];
  if (value.kind !== 'list') return fail(file, `${what} is no list`);
  return value.items.map((item) => (item.kind === 'text' ? item.text : fail(file, `${what} names no text`)));
}

function entriesOf(file: string, value: AnsibleValue | undefined, what: string) {
  if (value === undefined || value.kind === 'nothing') return new Map<string, AnsibleValue>();
  return value.kind === 'map' ? value.entries : fail(file, `${what} is no mapping`);
}

/** Adds what `value` declares. @throws SourceError. */
export function readListInventory(tree: GroupTree, file: string, value: AnsibleValue): void {
  const at = () => ({ file, line: null });
  const groups = [...entriesOf(file, value, 'the inventory')].filter(([name]) => name !== '_meta');
  for (const [name] of groups) tree.addGroup(name);
  for (const [name, group] of groups) {
    // Old scripts print a plain list of hosts for a group.
    const parts =
      group.kind === 'list' ? new Map([['hosts', group]]) : entriesOf(file, group, `group ${name}`);
    for (const host of names(file, parts.get('hosts'), `hosts of group ${name}`))
      tree.addHost(host, { group: name, port: null });
    for (const child of names(file, parts.get('children'), `children of group ${name}`)) {
      tree.addGroup(child);
      tree.addChild(name, child, at);
    }
    for (const [variable, content] of entriesOf(file, parts.get('vars'), `vars of group ${name}`))
      tree.setVariable(name, variable, content, at);
  }
  const meta = entriesOf(file, entriesOf(file, value, 'the inventory').get('_meta'), '_meta');
  for (const [name, variables] of entriesOf(file, meta.get('hostvars'), '_meta.hostvars')) {
    if (!tree.hosts.has(name)) tree.addHost(name, { group: 'ungrouped', port: null });
    const host = tree.hosts.get(name);
    for (const [variable, content] of entriesOf(file, variables, `hostvars of ${name}`))
      host?.variables.set(variable, content);
  }
}
