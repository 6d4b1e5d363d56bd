// A number of waves that no plan can beat, by counting alone: what must not be together takes turns.
//
// Chains of services explain fleets of products. In a tangled fleet one host bears on so many services that single
// hosts exclude each other across chains: any set of hosts of which no two may go together needs a wave each.
import type { Fleet, Service } from '../../src/core/fleet/fleet.ts';
import type { HostId, ServiceId } from '../../src/core/fleet/ids.ts';
import { minimumAvailable } from '../../src/core/fleet/minimum.ts';
import { budgetIndexOf } from '../../src/core/planning/budget-index.ts';
import { BudgetLedger } from '../../src/core/planning/budget-ledger.ts';
import { budgetScopeOf } from '../../src/core/planning/budget.ts';
import { entanglementOf } from '../../src/core/planning/entanglement.ts';

/**
 * The largest of: hosts over the fleet's cap; for each service its hosts zone by zone over its budget; and that summed
 * over a chain of services that need each other and share no host.
 */
export function waveBound(fleet: Fleet, planned: ReadonlySet<HostId>): number {
  const own = new Map(
    [...fleet.services.values()].map((service) => [service.id, turnsOf(fleet, service, planned)]),
  );
  const chains = new Map<ServiceId, number>();
  const chainOf = (id: ServiceId): number => {
    const known = chains.get(id);
    if (known !== undefined) return known;
    const service = fleet.services.get(id);
    chains.set(id, 0);
    const below = (service?.dependsOn ?? []).filter(
      (other) => !sharesHost(service, fleet.services.get(other)),
    );
    const turns = (own.get(id) ?? 0) + Math.max(0, ...below.map(chainOf));
    chains.set(id, turns);
    return turns;
  };
  const byCap = Math.ceil(planned.size / fleet.caps.maxInFlight);
  let bound = byCap;
  for (const id of fleet.services.keys()) bound = Math.max(bound, chainOf(id));
  return bound;
}

function turnsOf(fleet: Fleet, service: Service, planned: ReadonlySet<HostId>): number {
  const mayGo = service.instances.length - minimumAvailable(service);
  const byZone = new Map<string, number>();
  for (const { host } of service.instances) {
    const zone = fleet.hosts.get(host)?.placement?.zone;
    if (zone !== undefined && planned.has(host)) byZone.set(zone, (byZone.get(zone) ?? 0) + 1);
  }
  return [...byZone.values()].reduce((turns, hosts) => turns + Math.ceil(hosts / mayGo), 0);
}

/**
 * The size of a set of planned hosts of which no two may be in flight together, grown host by host from the most
 * entangled one on. Two are asked at a time, so the fleet's cap must let two go.
 */
export function exclusiveHosts(fleet: Fleet, planned: ReadonlySet<HostId>): number {
  const index = budgetIndexOf(budgetScopeOf(fleet));
  const hosts = [...planned].map((host) => index.numberOf.get(host) ?? -1);
  const bears = entanglementOf(
    hosts.map((host) => ({ host, count: 1 })),
    index,
  );
  let left: readonly number[] = [...hosts.keys()].sort(
    (one, other) => (bears[other] ?? 0) - (bears[one] ?? 0),
  );
  const ledger = new BudgetLedger(index);
  const excludedBy = (one: number): readonly number[] => {
    ledger.take(hosts[one] ?? -1);
    const excluded = left.filter(
      (other) => other !== one && ledger.firstObstacle(hosts[other] ?? -1) !== null,
    );
    ledger.release(hosts[one] ?? -1);
    return excluded;
  };
  let size = 0;
  for (; left.length > 0; size += 1)
    left = left
      .slice(0, LOOKED_AT)
      .map(excludedBy)
      .reduce((most, others) => (others.length > most.length ? others : most), []);
  return size;
}

/** Of the hosts that could grow the set next, the one that leaves most others is taken; so many are tried. */
const LOOKED_AT = 24;

/** Hosts that serve both go once for both, so such a pair proves nothing. */
function sharesHost(one: Service | undefined, other: Service | undefined): boolean {
  const hosts = new Set(one?.instances.map(({ host }) => host));
  return other?.instances.some(({ host }) => hosts.has(host)) ?? false;
}
