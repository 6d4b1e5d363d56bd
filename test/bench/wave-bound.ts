// A number of waves that no plan can beat, by counting alone: what must not be together takes turns. Chains of services
// explain fleets of products; exclusive-hosts.ts explains tangled ones.
import type { Fleet, Service } from '../../src/core/fleet/fleet.ts';
import type { HostId, ServiceId } from '../../src/core/fleet/ids.ts';
import { minimumAvailable } from '../../src/core/fleet/minimum.ts';

/** Services that need each other, and what they run on. */
type Chain = { readonly turns: number; readonly hosts: ReadonlySet<HostId> };

const nothing: Chain = { turns: 0, hosts: new Set() };

/**
 * The largest of: hosts over the fleet's cap; for each service its hosts zone by zone over its budget; and that summed
 * over a chain of services that need each other and of which no two share a host: one that serves two goes once for both.
 */
export function waveBound(fleet: Fleet, planned: ReadonlySet<HostId>): number {
  const chains = new Map<ServiceId, Chain>();
  const chainOf = (id: ServiceId): Chain => {
    const known = chains.get(id);
    if (known !== undefined) return known;
    const service = fleet.services.get(id);
    if (service === undefined) return nothing;
    // Ends in a ring of needs, too.
    chains.set(id, nothing);
    const hosts = new Set(service.instances.map(({ host }) => host));
    const below = service.dependsOn
      .map(chainOf)
      .filter((chain) => [...hosts].every((host) => !chain.hosts.has(host)))
      .reduce((longest, chain) => (chain.turns > longest.turns ? chain : longest), nothing);
    const chain = {
      turns: turnsOf(fleet, service, planned) + below.turns,
      hosts: new Set([...hosts, ...below.hosts]),
    };
    chains.set(id, chain);
    return chain;
  };
  const byCap = Math.ceil(planned.size / fleet.caps.maxInFlight);
  return [...fleet.services.keys()].reduce((bound, id) => Math.max(bound, chainOf(id).turns), byCap);
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
