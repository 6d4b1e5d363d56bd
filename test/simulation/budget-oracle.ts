// Budgets, worked out naively and without the product's ledger: who may go down, judged from the truth.
import type { Fleet, Service } from '../../src/core/fleet/fleet.ts';
import type { HostId, ServiceId } from '../../src/core/fleet/ids.ts';

export type Situation = {
  readonly candidate: HostId;
  /** Hosts that do not serve, for whatever reason; without the candidate. */
  readonly absent: ReadonlySet<HostId>;
  /** Hosts that campaigns hold from start to proven end; without the candidate. */
  readonly inFlight: ReadonlySet<HostId>;
};

/** Every rule that taking the candidate down would break, in words. */
export function brokenBudgets(fleet: Fleet, situation: Situation): readonly string[] {
  const { candidate, inFlight } = situation;
  const falling = withGuests(fleet, candidate);
  const flying = new Set([...inFlight].flatMap((host) => [...withGuests(fleet, host)]));
  const absent = new Set([...situation.absent, ...flying]);
  const broken: string[] = [];
  if ((fleet.hosts.get(candidate)?.placement ?? null) === null) broken.push(`${candidate} has no placement`);
  if (inFlight.size >= fleet.caps.maxInFlight) broken.push(`${inFlight.size} hosts are in flight already`);
  if (inFlight.size > 0 && [...falling, ...flying].some((host) => fleet.hosts.get(host)?.ownPath === true))
    broken.push("the daemon's own path does not go alone");
  for (const other of inFlight)
    if (falling.has(other) || withGuests(fleet, other).has(candidate))
      broken.push(`${candidate} and ${other} are hypervisor and guest`);
  for (const service of fleet.services.values())
    broken.push(...brokenByService(fleet, service, { falling, flying, absent }));
  broken.push(...brokenCaps(fleet, falling, absent));
  return broken;
}

type Sets = {
  readonly falling: ReadonlySet<HostId>;
  readonly flying: ReadonlySet<HostId>;
  readonly absent: ReadonlySet<HostId>;
};

function brokenByService(
  fleet: Fleet,
  service: Service,
  { falling, flying, absent }: Sets,
): readonly string[] {
  const falls = service.instances.filter(({ host }) => falling.has(host));
  if (falls.length === 0) return [];
  const broken: string[] = [];
  const left = service.instances.filter(({ host }) => !falling.has(host) && !absent.has(host)).length;
  const needed = neededOf(service);
  if (left < needed)
    broken.push(`${service.id} keeps ${left} of ${service.instances.length}, needs ${needed}`);
  const zoneOf = (host: HostId): string => fleet.hosts.get(host)?.placement?.zone ?? '?';
  const zones = new Set(
    service.instances
      .filter(({ host }) => falling.has(host) || flying.has(host))
      .map(({ host }) => zoneOf(host)),
  );
  if (zones.size > 1) broken.push(`${service.id} is in flight in zones ${[...zones].join(' and ')}`);
  const related = relatedTo(fleet, service.id);
  for (const other of fleet.services.values())
    if (related.has(other.id) && other.instances.some(({ host }) => flying.has(host)))
      broken.push(`${service.id} and ${other.id} depend on each other and are both in flight`);
  return broken;
}

function brokenCaps(
  fleet: Fleet,
  falling: ReadonlySet<HostId>,
  absent: ReadonlySet<HostId>,
): readonly string[] {
  const broken: string[] = [];
  for (const { level, maxDown } of fleet.caps.domains) {
    const domainsOf = (id: HostId): readonly string[] => {
      const placement = fleet.hosts.get(id)?.placement ?? null;
      if (placement === null) return [];
      if (level === 'fleet') return ['all'];
      if (level === 'site') return [placement.site];
      if (level === 'zone') return [placement.zone];
      if (placement.rack === null) return [];
      return level === 'rack' ? [placement.rack] : (fleet.racks.get(placement.rack)?.feeds ?? []);
    };
    for (const domain of new Set([...falling].flatMap(domainsOf))) {
      const there = [...fleet.hosts.keys()].filter((id) => domainsOf(id).includes(domain));
      const down = there.filter((id) => falling.has(id) || absent.has(id));
      const most = typeof maxDown === 'number' ? maxDown : (there.length * maxDown.percent) / 100;
      const where = level === 'fleet' ? level : `${level} ${domain}`;
      if (down.length > most) broken.push(`${down.length} hosts down in ${where}, at most ${most}`);
    }
  }
  return broken;
}

function neededOf({ instances, budget, quorum }: Service): number {
  const { kind, value } = budget.amount;
  const share = (kind === 'percent' ? instances.length / 100 : 1) * value;
  const needed =
    budget.kind === 'min-available' ? Math.ceil(share - 1e-9) : instances.length - Math.floor(share + 1e-9);
  return quorum ? Math.max(needed, Math.floor(instances.length / 2) + 1) : needed;
}

function withGuests(fleet: Fleet, host: HostId): ReadonlySet<HostId> {
  const found = new Set([host]);
  for (const below of found)
    for (const { id, placement } of fleet.hosts.values()) if (placement?.hypervisor === below) found.add(id);
  return found;
}

/** What `service` needs, directly or not, and what needs it. */
function relatedTo(fleet: Fleet, service: ServiceId): ReadonlySet<ServiceId> {
  const needs = (from: ServiceId): ReadonlySet<ServiceId> => {
    const found = new Set<ServiceId>();
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop())
      for (const other of fleet.services.get(next)?.dependsOn ?? [])
        if (!found.has(other)) {
          found.add(other);
          open.push(other);
        }
    return found;
  };
  const related = new Set(needs(service));
  for (const { id } of fleet.services.values()) if (needs(id).has(service)) related.add(id);
  related.delete(service);
  return related;
}
