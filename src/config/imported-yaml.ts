// The inventory file that an import writes: one line a host, everything in order, nothing that depends on the time of
// day, so that two imports of one source are the same byte for byte and a diff shows what changed.

import { Document, isMap } from 'yaml';
import { byId } from '../core/fleet/fleet-lookup.ts';
import type { ImportMapping } from './import-mapping.ts';
import type { MappedHost, MappedInventory } from './mapped-inventory.ts';
import { printable } from './mistake.ts';

/** Drops what is null. */
function said(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
}

function hostEntry({ address, port, user, rack, zone, unit, hypervisor, owner, model, labels }: MappedHost) {
  const own = Object.keys(labels).length === 0 ? null : labels;
  return said({ address, port, user, rack, zone, unit, hypervisor, owner, model, labels: own });
}

function inOrder<Thing>(things: ReadonlyMap<string, Thing>): readonly (readonly [string, Thing])[] {
  return [...things].sort(([a], [b]) => byId(a, b));
}

function serviceEntry(
  byPart: MappedInventory['services'] extends ReadonlyMap<string, infer Parts> ? Parts : never,
) {
  const hosts = [...byPart].map(([part, ids]) => [part, [...ids].sort(byId)] as const);
  const members = byPart.size === 1 ? byPart.get('member') : undefined;
  const order = ['primary', 'replica', 'standby', 'member'];
  return {
    instances:
      members === undefined
        ? Object.fromEntries(hosts.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
        : [...members].sort(byId),
  };
}

/** The sections that `mapping` wants written, as a plain value. */
function sections(mapped: MappedInventory, mapping: ImportMapping): Record<string, Map<string, unknown>> {
  const wants = new Set(mapping.write ?? []);
  const all: Record<string, Map<string, unknown>> = {};
  const add = (name: string, entries: readonly (readonly [string, unknown])[]): void => {
    if (entries.length > 0) all[name] = new Map(entries);
  };
  if (wants.has('sites'))
    add(
      'sites',
      inOrder(mapped.sites).map(([id, { kind, timeZone }]) => [id, { kind, time_zone: timeZone }]),
    );
  if (wants.has('zones')) add('zones', inOrder(mapped.zones));
  if (wants.has('racks'))
    add(
      'racks',
      inOrder(mapped.racks).map(([id, rack]) => [id, said(rack)]),
    );
  if (wants.has('owners'))
    add(
      'owners',
      [...mapped.owners].sort(byId).map((id) => [id, {}]),
    );
  add(
    'hosts',
    inOrder(mapped.hosts).map(([id, host]) => [id, hostEntry(host)]),
  );
  if (wants.has('services'))
    add(
      'services',
      inOrder(mapped.services).map(([id, byPart]) => [id, serviceEntry(byPart)]),
    );
  return all;
}

/** `mapped` as the text of an inventory file. `source` is what people called it: a path, a host name. */
export function importedYaml(
  mapped: MappedInventory,
  options: { readonly mapping: ImportMapping; readonly source: string },
): string {
  // Words that YAML 1.1 takes for truth values are quoted too: other tools may read this file.
  const document = new Document(sections(mapped, options.mapping), {
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
  });
  const root = document.contents;
  for (const { value: section } of isMap(root) ? root.items : [])
    for (const { value: entry } of isMap(section) ? section.items : []) if (isMap(entry)) entry.flow = true;
  const header = [
    `Written by \`stagger import\` from ${printable(options.source)}.`,
    'Review it before you commit it. The next import writes it anew: keep what you add by hand in other files.',
  ];
  return `${header.map((line) => `# ${line}`).join('\n')}\n\n${document.toString({ lineWidth: 0, singleQuote: true })}`;
}
