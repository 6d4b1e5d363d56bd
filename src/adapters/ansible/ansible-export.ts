// The fleet as an Ansible inventory of groups, so that existing playbooks can be aimed at what Stagger knows:
// `--limit rack_r12`, `--limit 'service_mysql:&state_overdue'`. Every host is in it, whatever its state.

import { Document, isMap, isScalar } from 'yaml';
import { byId } from '../../core/fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../../core/fleet/fleet.ts';
import type { HostRow } from '../../views/terminal/hosts-table.ts';

export type ExportedInventory = {
  /** Host ids by valid group name, both in order. Groups that would be empty are left out. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Variables of each host; empty unless connections were asked for. */
  readonly hosts: ReadonlyMap<string, Readonly<Record<string, string | number>>>;
};

/** `rack` + `A-12` as `rack_A_12`: letters, figures and underscores are all that a group name may hold. */
function groupName(kind: string, id: string): string {
  return `${kind}_${id.replace(/[^A-Za-z0-9_]/g, '_')}`;
}

/** The same with what was replaced told apart: `rack_a-b` is `rack_a_2db`. */
function distinctName(kind: string, id: string): string {
  const hex = (character: string) => `_${(character.codePointAt(0) ?? 0).toString(16)}`;
  return `${kind}_${id.replace(/[^A-Za-z0-9]/g, hex)}`;
}

/** Host ids by kind and id of what they are in. */
function membersByKind(
  rows: readonly HostRow[],
): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const kinds = new Map<string, Map<string, string[]>>();
  const add = (kind: string, id: string | null, host: string): void => {
    if (id === null) return;
    const byIds = kinds.get(kind) ?? new Map<string, string[]>();
    kinds.set(kind, byIds);
    const hosts = byIds.get(id);
    if (hosts === undefined) byIds.set(id, [host]);
    else hosts.push(host);
  };
  for (const row of rows) {
    add('site', row.site, row.host);
    add('zone', row.zone, row.host);
    add('rack', row.rack, row.host);
    add('owner', row.owner, row.host);
    for (const service of row.services) add('service', service, row.host);
    if (row.policy === 'overdue') add('state', 'overdue', row.host);
    if (row.policy === 'due-soon') add('state', 'due_soon', row.host);
    if (row.rebootRequired === 'yes') add('state', 'reboot_required', row.host);
    if (row.status === 'unreachable') add('state', 'unreachable', row.host);
  }
  return kinds;
}

function connectionOf({ ssh }: Host): Readonly<Record<string, string | number>> {
  return { ansible_host: ssh.address, ansible_port: ssh.port, ansible_user: ssh.user };
}

/**
 * The groups of `rows`, which are all hosts of `fleet`. Two ids that would become one group name are both spelt out,
 * so that a group never holds more than it says.
 */
export function exportAnsible(
  fleet: Fleet,
  rows: readonly HostRow[],
  options: { readonly variables: 'none' | 'connection' },
): ExportedInventory {
  const groups = new Map<string, readonly string[]>();
  for (const [kind, byIds] of membersByKind(rows)) {
    const spellings = Map.groupBy(byIds.keys(), (id) => groupName(kind, id));
    for (const [name, ids] of spellings)
      for (const id of ids) {
        let own = ids.length === 1 ? name : distinctName(kind, id);
        while (groups.has(own) || (own !== name && spellings.has(own))) own += '_';
        groups.set(own, [...(byIds.get(id) ?? [])].sort(byId));
      }
  }
  const hosts = [...fleet.hosts.values()].map(
    (host) => [host.id, options.variables === 'connection' ? connectionOf(host) : {}] as const,
  );
  return {
    groups: new Map([...groups].sort(([a], [b]) => byId(a, b))),
    hosts: new Map([...hosts].sort(([a], [b]) => byId(a, b))),
  };
}

/** As a YAML inventory file. */
export function ansibleYaml({ groups, hosts }: ExportedInventory): string {
  const children = [...groups].map(
    ([name, ids]) => [name, { hosts: new Map(ids.map((id) => [id, {}])) }] as const,
  );
  const document = new Document(
    { all: { hosts, children: new Map(children) } },
    // Ansible reads YAML 1.1, where more words are numbers and truth values.
    { compat: 'yaml-1.1', aliasDuplicateObjects: false },
  );
  const listed = document.getIn(['all', 'hosts']);
  for (const { key, value } of isMap(listed) ? listed.items : [])
    if (isScalar(key) && isMap(value)) value.flow = true;
  return `# Written by \`stagger export ansible\`.\n${document.toString({ lineWidth: 0 })}`;
}

/** As the answer of a dynamic inventory script, or of `ansible-inventory --list`. */
export function ansibleList({ groups, hosts }: ExportedInventory): string {
  const answer = {
    _meta: { hostvars: Object.fromEntries(hosts) },
    all: { hosts: [...hosts.keys()], children: [...groups.keys()] },
    ...Object.fromEntries([...groups].map(([name, ids]) => [name, { hosts: ids }])),
  };
  return JSON.stringify(answer, null, 2);
}
