// May these hosts be down at the same moment? The budget rules again, straight from the fleet and by plain sets, so
// that a mistake in budget-ledger.ts does not vouch for itself. Slow on purpose, and shares no code with it.

import { feedsOf } from '../fleet/fleet-lookup.ts';
import type { CustomDomain, DomainCap, Fleet, Host, Service } from '../fleet/fleet.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';

export type TogetherFault =
  | {
      readonly kind: 'below-minimum';
      readonly service: ServiceId;
      readonly up: number;
      readonly minAvailable: number;
    }
  | { readonly kind: 'two-zones'; readonly service: ServiceId }
  | { readonly kind: 'two-domains'; readonly service: ServiceId; readonly of: string }
  | { readonly kind: 'dependency-together'; readonly service: ServiceId; readonly needs: ServiceId }
  | { readonly kind: 'guest-with-hypervisor'; readonly guest: HostId; readonly hypervisor: HostId }
  | { readonly kind: 'own-path-not-alone'; readonly host: HostId }
  | { readonly kind: 'too-many-in-flight'; readonly inFlight: number; readonly limit: number }
  | { readonly kind: 'domain-over-cap'; readonly level: DomainCap['level']; readonly id: string };

/** What is wrong with all of `together` being in flight while `absent` are down for other reasons. */
export function togetherFaults(
  fleet: Fleet,
  together: ReadonlySet<HostId>,
  absent: ReadonlySet<HostId>,
): readonly TogetherFault[] {
  const falling = withGuests(fleet, together);
  const down = new Set([...absent, ...falling]);
  return [
    ...serviceFaults(fleet, falling, down),
    ...dependencyFaults(fleet, together),
    ...hypervisorFaults(fleet, together),
    ...ownPathFaults(fleet, together, falling),
    ...capFaults(fleet, together, falling, down),
  ];
}

/** `hosts` and every guest that falls with one of them. */
export function withGuests(fleet: Fleet, hosts: ReadonlySet<HostId>): ReadonlySet<HostId> {
  const falling = new Set(hosts);
  for (let size = 0; size < falling.size;) {
    size = falling.size;
    for (const { id, placement } of fleet.hosts.values()) {
      const hypervisor = placement?.hypervisor ?? null;
      if (hypervisor !== null && falling.has(hypervisor)) falling.add(id);
    }
  }
  return falling;
}

function serviceFaults(
  fleet: Fleet,
  falling: ReadonlySet<HostId>,
  down: ReadonlySet<HostId>,
): readonly TogetherFault[] {
  const faults: TogetherFault[] = [];
  for (const service of fleet.services.values()) {
    const touched = service.instances.filter(({ host }) => falling.has(host));
    if (touched.length === 0) continue;
    const up = service.instances.filter(({ host }) => !down.has(host)).length;
    const minAvailable = minimumAvailable(service);
    if (up < minAvailable) faults.push({ kind: 'below-minimum', service: service.id, up, minAvailable });
    const zones = new Set(touched.map(({ host }) => fleet.hosts.get(host)?.placement?.zone ?? null));
    if (zones.size > 1) faults.push({ kind: 'two-zones', service: service.id });
    faults.push(
      ...domainFaults(
        fleet,
        service,
        touched.map(({ host }) => host),
      ),
    );
  }
  return faults;
}

/** Any two hosts that stand in site-defined domains of one kind must share one of them. */
function domainFaults(fleet: Fleet, service: Service, hosts: readonly HostId[]): readonly TogetherFault[] {
  const domains = [...fleet.domains.values()];
  const kinds = new Set(domains.map(({ kind }) => kind));
  return [...kinds].flatMap((kind): readonly TogetherFault[] => {
    const inside = hosts
      .map((host) =>
        domains.filter((domain) => domain.kind === kind && stands(fleet, host, domain)).map(({ id }) => id),
      )
      .filter((ids) => ids.length > 0);
    const parted = inside.some((one) => inside.some((other) => !one.some((id) => other.includes(id))));
    return parted ? [{ kind: 'two-domains', service: service.id, of: kind }] : [];
  });
}

function stands(fleet: Fleet, host: HostId, domain: CustomDomain): boolean {
  return withGuests(fleet, new Set(domainMembers(fleet, domain))).has(host);
}

function domainMembers(fleet: Fleet, { hosts, racks }: CustomDomain): readonly HostId[] {
  const inRacks = [...fleet.hosts.values()].filter(
    ({ placement }) => placement !== null && placement.rack !== null && racks.includes(placement.rack),
  );
  return [...hosts, ...inRacks.map(({ id }) => id)];
}

function needs(fleet: Fleet, from: Service): ReadonlySet<ServiceId> {
  const found = new Set<ServiceId>();
  const open = [...from.dependsOn];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(fleet.services.get(next)?.dependsOn ?? []));
  }
  return found;
}

/** One host may serve both a service and what that needs: no order could part them. Two hosts can be parted. */
function dependencyFaults(fleet: Fleet, together: ReadonlySet<HostId>): readonly TogetherFault[] {
  const touchedBy = new Map(
    [...together].map((host) => {
      const falling = withGuests(fleet, new Set([host]));
      const services = [...fleet.services.values()];
      return [host, services.filter(({ instances }) => instances.some((each) => falling.has(each.host)))];
    }),
  );
  const faults = new Map<string, TogetherFault>();
  for (const [host, services] of touchedBy)
    for (const service of services)
      for (const needed of needs(fleet, service))
        for (const [other, others] of touchedBy)
          if (other !== host && needed !== service.id && others.some(({ id }) => id === needed))
            faults.set(`${service.id} ${needed}`, {
              kind: 'dependency-together',
              service: service.id,
              needs: needed,
            });
  return [...faults.values()];
}

function hypervisorFaults(fleet: Fleet, together: ReadonlySet<HostId>): readonly TogetherFault[] {
  return [...together].flatMap((hypervisor) =>
    [...withGuests(fleet, new Set([hypervisor]))]
      .filter((guest) => guest !== hypervisor && together.has(guest))
      .map((guest) => ({ kind: 'guest-with-hypervisor' as const, guest, hypervisor })),
  );
}

function ownPathFaults(
  fleet: Fleet,
  together: ReadonlySet<HostId>,
  falling: ReadonlySet<HostId>,
): readonly TogetherFault[] {
  if (together.size < 2) return [];
  return [...falling]
    .filter((host) => fleet.hosts.get(host)?.ownPath === true)
    .map((host) => ({ kind: 'own-path-not-alone', host }));
}

function capFaults(
  fleet: Fleet,
  together: ReadonlySet<HostId>,
  falling: ReadonlySet<HostId>,
  down: ReadonlySet<HostId>,
): readonly TogetherFault[] {
  const { maxInFlight, domains } = fleet.caps;
  const faults: TogetherFault[] = [];
  if (together.size > maxInFlight)
    faults.push({ kind: 'too-many-in-flight', inFlight: together.size, limit: maxInFlight });
  for (const { level, maxDown } of domains) {
    const touched = new Set([...falling].flatMap((host) => domainIds(fleet, host, level)));
    for (const id of touched) {
      const within = (hosts: Iterable<HostId>): number =>
        [...hosts].filter((host) => domainIds(fleet, host, level).includes(id)).length;
      const [lost, all] = [within(down), within(fleet.hosts.keys())];
      if (typeof maxDown === 'number' ? lost > maxDown : lost * 100 > all * maxDown.percent)
        faults.push({ kind: 'domain-over-cap', level, id });
    }
  }
  return faults;
}

function domainIds(fleet: Fleet, id: HostId, level: DomainCap['level']): readonly string[] {
  const host: Host | undefined = fleet.hosts.get(id);
  if (host === undefined || host.placement === null) return [];
  if (level === 'feed') return feedsOf(fleet, host);
  if (level === 'fleet') return ['fleet'];
  const domain = host.placement[level];
  return domain === null ? [] : [domain];
}
