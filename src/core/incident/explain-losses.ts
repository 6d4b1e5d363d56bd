// Which failure domains explain a set of lost hosts: decided by what is lost and by what is still up. Depends on the
// sets alone, so hosts may be noticed in any order.

import { byId, customDomainsOf, feedsOf, hostsIn } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { sharedLevels, type SharedDomain } from '../placement/shared-domain.ts';

/** From this many on, more than half of a domain is enough; two are an incident only if they are all there is. */
const MANY = 3;

export type Explanation = {
  /** The one that explains most first; empty: nothing explains them. */
  readonly domains: readonly SharedDomain[];
  /** The lost hosts that these account for. */
  readonly hosts: ReadonlySet<HostId>;
};

type Candidate = { readonly domain: SharedDomain; readonly hosts: ReadonlySet<HostId> };

/**
 * The fewest, smallest domains that account for `lost`. A domain's worth is the number of its hosts that are lost and
 * not yet accounted for, less those that are still up: a zone with a rack that goes on working is not lost. The best
 * one is taken, then the best for the rest, until none is worth anything; among equals the smallest wins.
 * @param up hosts that are certainly up. Hosts in neither set are evidence for nothing.
 */
export function explainLosses(fleet: Fleet, lost: ReadonlySet<HostId>, up: ReadonlySet<HostId>): Explanation {
  const candidates = candidatesFor(fleet, lost);
  const explained = new Set<HostId>();
  const domains: SharedDomain[] = [];
  for (;;) {
    const best = bestOf(candidates, { lost, up, explained });
    if (best === null) return { domains, hosts: explained };
    domains.push(best.domain);
    for (const host of best.hosts) if (lost.has(host)) explained.add(host);
  }
}

function bestOf(
  candidates: readonly Candidate[],
  sets: {
    readonly lost: ReadonlySet<HostId>;
    readonly up: ReadonlySet<HostId>;
    readonly explained: ReadonlySet<HostId>;
  },
): Candidate | null {
  let best: Candidate | null = null;
  let bestWorth = 0;
  // Candidates come smallest first, so the first of equal worth is the one to keep.
  for (const candidate of candidates) {
    const worth = worthOf(candidate, sets);
    if (worth > bestWorth) [best, bestWorth] = [candidate, worth];
  }
  return best;
}

function worthOf({ hosts }: Candidate, { lost, up, explained }: Parameters<typeof bestOf>[1]): number {
  const counts = { lost: 0, fresh: 0, up: 0 };
  for (const host of hosts) {
    if (lost.has(host)) {
      counts.lost += 1;
      if (!explained.has(host)) counts.fresh += 1;
    } else if (up.has(host)) counts.up += 1;
  }
  if (counts.fresh < 2) return 0;
  if (counts.lost < MANY && counts.up > 0) return 0;
  return counts.fresh - counts.up;
}

/** Every shared domain that holds at least one of the hosts, smallest first. */
function candidatesFor(fleet: Fleet, lost: ReadonlySet<HostId>): readonly Candidate[] {
  const found = new Map<string, SharedDomain>();
  const add = (domain: SharedDomain): void => void found.set(`${domain.level}:${domain.id}`, domain);
  for (const id of lost) {
    const host = fleet.hosts.get(id);
    if (host === undefined) continue;
    // A lost hypervisor is a candidate with its guests, and so is that of a lost guest.
    add({ level: 'hypervisor', id });
    const { placement } = host;
    if (placement === null) continue;
    if (placement.hypervisor !== null) add({ level: 'hypervisor', id: placement.hypervisor });
    if (placement.rack !== null) add({ level: 'rack', id: placement.rack });
    for (const custom of customDomainsOf(fleet, host))
      add({ level: 'custom', id: custom.id, kind: custom.kind });
    for (const feed of feedsOf(fleet, host)) add({ level: 'feed', id: feed });
    add({ level: 'zone', id: placement.zone });
    add({ level: 'site', id: placement.site });
  }
  return [...found.values()]
    .map((domain) => ({ domain, hosts: hostsIn(fleet, domain) }))
    .filter(({ hosts }) => hosts.size > 1)
    .sort(
      (a, b) =>
        a.hosts.size - b.hosts.size ||
        sharedLevels.indexOf(a.domain.level) - sharedLevels.indexOf(b.domain.level) ||
        byId(a.domain.id, b.domain.id),
    );
}

/**
 * True if most of the fleet is lost and nothing answers any more, at two sites or more: that is the daemon's own
 * network. Hosts on the daemon's own path may still answer (it may run on one of them).
 */
export function isBlind(fleet: Fleet, lost: ReadonlySet<HostId>, up: ReadonlySet<HostId>): boolean {
  for (const host of up) if (fleet.hosts.get(host)?.ownPath === false) return false;
  const sites = new Set<string>();
  for (const host of lost) {
    const site = fleet.hosts.get(host)?.placement?.site;
    if (site !== undefined) sites.add(site);
  }
  return lost.size >= MANY && lost.size * 2 > fleet.hosts.size && sites.size > 1;
}
