// Failure domains that the site defines: a chassis, a cooling loop, a switch. A domain that takes nothing would promise a
// judgement that never comes, so it is a mistake.

import type { CustomDomain, DomainLevel, Host } from '../core/fleet/fleet.ts';
import { byId } from '../core/fleet/fleet-lookup.ts';
import type { DomainId, HostId, RackId } from '../core/fleet/ids.ts';
import { foundText, type Report } from './mistake.ts';
import { expandRange } from './name-range.ts';
import type { EntryOf } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';

type DomainEntry = EntryOf<'domains'>;

type DomainContext = {
  readonly hosts: ReadonlyMap<HostId, Host>;
  readonly references: ReferenceCheck;
  /** What unknown hosts begin with that a broken range was meant to declare. */
  readonly brokenPrefixes: readonly string[];
  readonly report: Report;
};

/** A kind of the same name could not be told from the level: `rack:c7`. */
const levels: Readonly<Record<Exclude<DomainLevel, 'custom'>, true>> = {
  host: true,
  hypervisor: true,
  rack: true,
  feed: true,
  zone: true,
  site: true,
};

/** Every domain that can be built; what is wrong was reported. */
export function resolveDomains(
  entries: ReadonlyMap<string, DomainEntry>,
  context: DomainContext,
): ReadonlyMap<DomainId, CustomDomain> {
  const domains = new Map<DomainId, CustomDomain>();
  for (const [id, entry] of entries) {
    const hosts = [...new Set([...namedHosts(entry, context), ...labelledHosts(entry, context)])].sort(byId);
    const racks = namedRacks(entry, context);
    const { kind } = entry.fields;
    if (kind !== undefined && kind in levels)
      context.report({
        place: entry.placeOf('kind'),
        what: `${entry.subject}: kind`,
        found: foundText(kind),
        expected: 'a name of your own, such as chassis or switch',
        hint: `${kind} is a level of its own`,
      });
    reportNoMembers(entry, context.report);
    if (kind !== undefined) domains.set(id as DomainId, { id: id as DomainId, kind, hosts, racks });
  }
  return domains;
}

function namedHosts(entry: DomainEntry, context: DomainContext): readonly HostId[] {
  const { references, brokenPrefixes, report } = context;
  return (entry.fields.hosts ?? []).flatMap((pattern, index): readonly HostId[] => {
    const place = entry.placeOf('hosts', index);
    const range = expandRange(pattern);
    if (range.kind === 'bad-range') {
      report({ place, what: `${entry.subject}: ${range.why}`, found: foundText(pattern), hint: range.hint });
      return [];
    }
    const isBroken = (name: string): boolean =>
      brokenPrefixes.some((prefix) => prefix !== '' && name.startsWith(prefix));
    const unknown = range.names.filter((name) => !references.has('host', name) && !isBroken(name));
    const [first] = unknown;
    if (first !== undefined) references.check('host', first, place, entry.subject, unknown.length - 1);
    return range.names.filter((name) => references.has('host', name)).map((name) => name as HostId);
  });
}

function namedRacks(entry: DomainEntry, { references }: DomainContext): readonly RackId[] {
  const known = (entry.fields.racks ?? []).filter((rack, index) =>
    references.check('rack', rack, entry.placeOf('racks', index), entry.subject),
  );
  return [...new Set(known)].sort(byId).map((rack) => rack as RackId);
}

function labelledHosts(entry: DomainEntry, { hosts, report }: DomainContext): readonly HostId[] {
  const wanted = Object.entries(entry.fields.labels ?? {});
  if (wanted.length === 0) return [];
  const found = [...hosts.values()].filter(({ labels }) =>
    wanted.every(([name, value]) => labels[name] === value),
  );
  if (found.length === 0)
    report({
      place: entry.placeOf('labels'),
      what: `${entry.subject}: no host has these labels`,
      found: wanted.map(([name, value]) => `${name}: ${value}`).join(', '),
      hint: 'labels are set on hosts, and all of them must fit',
    });
  return found.map(({ id }) => id);
}

function reportNoMembers(entry: DomainEntry, report: Report): void {
  const { fields, place, subject } = entry;
  const isEmpty = (['hosts', 'racks'] as const).every((field) => {
    if (!entry.wrote(field)) return true;
    return fields[field]?.length === 0;
  });
  const labels = entry.wrote('labels') && Object.keys(fields.labels ?? { wrong: '' }).length > 0;
  if (!isEmpty || labels) return;
  report({
    place,
    what: `${subject}: it takes nothing`,
    expected: 'one or more of hosts, racks and labels',
    hint: 'say what falls with it, or remove it',
  });
}
