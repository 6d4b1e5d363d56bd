// Services: who works for them and in what part, what must stay up, what they need, what is asked after a boot.

import { serviceApprovers } from './service-approvers.ts';
import type { Instance, Service, ServiceBudget } from '../core/fleet/fleet.ts';
import type { Part } from '../core/fleet/part.ts';
import type { HostId, OwnerId, ServiceId } from '../core/fleet/ids.ts';
import { foundText, type Report } from './mistake.ts';
import { expandRange } from './name-range.ts';
import type { EntryOf } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';
import { resolveRotation } from './resolve-rotation.ts';
import { resolveGates } from './resolve-gates.ts';
import type { PathResolver } from './secret-shape.ts';

type ServiceEntry = EntryOf<'services'>;

export type ServiceContext = {
  readonly references: ReferenceCheck;
  /** What unknown hosts begin with that a broken range was meant to declare. */
  readonly brokenPrefixes: readonly string[];
  readonly absolute: PathResolver;
  readonly report: Report;
};

const parts: readonly Part[] = ['primary', 'replica', 'standby', 'member'];

/** Who works for a service. */
type Staffing = {
  /** In host order; only hosts that exist. */
  readonly instances: readonly Instance[];
  /** How many hosts the service names, known or not. */
  readonly named: number;
};

type NamedHosts = { readonly names: readonly string[]; readonly path: readonly PropertyKey[] };

function namedHosts(entry: ServiceEntry, part: Part, report: Report): readonly NamedHosts[] {
  const written = entry.fields.instances;
  return (written?.[part] ?? []).map((pattern, index) => {
    const path = written?.isList === true ? ['instances', index] : ['instances', part, index];
    const range = expandRange(pattern);
    if (range.kind === 'names') return { names: range.names, path };
    const what = `${entry.subject}: ${range.why}`;
    report({ place: entry.placeOf(...path), what, found: foundText(pattern), hint: range.hint });
    return { names: [], path };
  });
}

/** Expands the hosts of a service. Reports hosts that do not exist and hosts that are named twice. */
function staffingOf(entry: ServiceEntry, context: ServiceContext): Staffing {
  const { references, brokenPrefixes, report } = context;
  const found = new Map<string, Instance>();
  let named = 0;
  for (const part of parts) {
    for (const { names, path } of namedHosts(entry, part, report)) {
      const place = entry.placeOf(...path);
      named += names.length;
      const unknown = names.filter(
        (name) =>
          !references.has('host', name) &&
          !brokenPrefixes.some((prefix) => prefix !== '' && name.startsWith(prefix)),
      );
      const [firstUnknown] = unknown;
      if (firstUnknown !== undefined)
        references.check('host', firstUnknown, place, entry.subject, unknown.length - 1);
      for (const name of names) {
        if (!references.has('host', name)) continue;
        const first = found.get(name);
        if (first === undefined) {
          found.set(name, { service: entry.id as ServiceId, host: name as HostId, part });
          continue;
        }
        const hint = first.part === part ? 'keep one' : `it is ${first.part} already; a host has one part`;
        report({ place, what: `${entry.subject}: host ${name} is named twice`, hint });
      }
    }
  }
  return { instances: [...found.values()].sort((a, b) => (a.host < b.host ? -1 : 1)), named };
}

function budgetOf(entry: ServiceEntry, named: number, report: Report): ServiceBudget {
  const { min_available: min, max_unavailable: max } = entry.fields;
  if (entry.wrote('min_available') && entry.wrote('max_unavailable')) {
    report({
      place: entry.placeOf('max_unavailable'),
      what: `${entry.subject}: min_available and max_unavailable`,
      expected: 'one of them',
      hint: 'they say the same from two sides and could contradict each other',
    });
  }
  if (min?.kind === 'number' && min.value > named && named > 0) {
    report({
      place: entry.placeOf('min_available'),
      what: `${entry.subject}: min_available`,
      found: String(min.value),
      expected: `at most ${named}, the number of its instances`,
      hint: named > 1 ? `${named - 1} would let one host go at a time` : null,
    });
  }
  if (min !== undefined) return { kind: 'min-available', amount: min };
  return { kind: 'max-unavailable', amount: max ?? { kind: 'number', value: 1 } };
}

function checkDependencies(
  entry: ServiceEntry,
  { references, report }: ServiceContext,
): readonly ServiceId[] {
  const names = entry.fields.depends_on ?? [];
  for (const [index, name] of names.entries()) {
    const place = entry.placeOf('depends_on', index);
    if (name === entry.id) report({ place, what: `${entry.subject}: depends on itself`, hint: 'remove it' });
    else if (references.check('service', name, place, entry.subject) && names.indexOf(name) < index)
      report({ place, what: `${entry.subject}: depends twice on ${name}`, hint: 'keep one' });
  }
  return [...new Set(names)].sort().map((name) => name as ServiceId);
}

/** The service of `entry`. Everything wrong with it is reported; what is returned is only used if nothing is. */
export function resolveService(entry: ServiceEntry, context: ServiceContext): Service {
  const { report } = context;
  const { fields } = entry;
  const { instances, named } = staffingOf(entry, context);
  const written = fields.instances;
  if (written !== undefined && parts.every((part) => (written[part] ?? []).length === 0)) {
    report({
      place: entry.placeOf('instances'),
      what: `${entry.subject}: it has no instances`,
      expected: 'at least one host',
      hint: 'remove the service if nothing runs it any more',
    });
  }
  return {
    id: entry.id as ServiceId,
    owner: (fields.owner ?? null) as OwnerId | null,
    instances,
    dependsOn: checkDependencies(entry, context),
    budget: budgetOf(entry, named, report),
    quorum: fields.quorum ?? false,
    gates: resolveGates(entry, { instances, absolute: context.absolute, report }),
    approvals: serviceApprovers(fields.approvals),
    rotation: resolveRotation(entry, {
      references: context.references,
      hosts: new Set(instances.map(({ host }) => host)),
      report,
    }),
    chaos: fields.chaos ?? [],
    severities: Object.fromEntries(
      Object.entries(fields.severities ?? {}).filter(([, severity]) => severity !== undefined),
    ),
  };
}
