// Budgets, for whoever is about to take a host down: the planner at each step and the campaign at each start, by the
// same rules (budget-ledger.ts), so that a plan never promises what execution refuses.

import { byId, customDomainsOf, feedsOf } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import { budgetIndexOf } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import type { BudgetScope, ScopedHost, ScopedService } from './budget-scope.ts';
import type { WaitReason } from './plan.ts';

const scopes = new WeakMap<Fleet, BudgetScope>();

/** What budget decisions need of `fleet`; the same object as long as the fleet object lives. */
export function budgetScopeOf(fleet: Fleet): BudgetScope {
  const known = scopes.get(fleet);
  if (known !== undefined) return known;
  const scope: BudgetScope = {
    hosts: scopedHosts(fleet),
    services: scopedServices(fleet),
    maxInFlight: fleet.caps.maxInFlight,
    domainCaps: fleet.caps.domains,
  };
  scopes.set(fleet, scope);
  return scope;
}

function scopedHosts(fleet: Fleet): readonly ScopedHost[] {
  const hosts: ScopedHost[] = [];
  for (const host of fleet.hosts.values()) {
    if (host.placement === null) continue;
    const { site, zone, rack, hypervisor } = host.placement;
    const feeds = feedsOf(fleet, host);
    const domains = customDomainsOf(fleet, host).map(({ kind, id }) => ({ kind, id }));
    hosts.push({ host: host.id, site, zone, rack, feeds, domains, hypervisor, ownPath: host.ownPath });
  }
  return hosts.sort((left, right) => byId(left.host, right.host));
}

function scopedServices(fleet: Fleet): readonly ScopedService[] {
  return [...fleet.services.values()]
    .map((service) => ({
      service: service.id,
      instances: service.instances
        .map(({ host, part }) => ({ host, part }))
        .sort((left, right) => byId(left.host, right.host) || byId(left.part, right.part)),
      minAvailable: minimumAvailable(service),
      dependsOn: [...service.dependsOn].sort(byId),
    }))
    .sort((left, right) => byId(left.service, right.service));
}

export type BudgetJudgement =
  { readonly kind: 'allowed' } | { readonly kind: 'blocked'; readonly why: readonly WaitReason[] };

/**
 * May `candidate`, with every guest on it, be taken down on top of what is down already? Judged as if the candidate
 * itself were up and not in flight, so the answer is the same before its drain and after it.
 *
 * `absent`: hosts that are not observed up, for whatever reason. `inFlight`: hosts that a campaign holds, from start
 * to proven end; they and their guests count as absent too. A host that only one of the sets names is believed.
 */
export function mayGoDown(
  scope: BudgetScope,
  situation: {
    readonly candidate: HostId;
    readonly absent: ReadonlySet<HostId>;
    readonly inFlight: ReadonlySet<HostId>;
  },
): BudgetJudgement {
  const { candidate, absent, inFlight } = situation;
  const index = budgetIndexOf(scope);
  const ledger = new BudgetLedger(index);
  for (const host of absent) {
    const number = index.numberOf.get(host);
    if (number !== undefined && host !== candidate) ledger.markAbsent(number);
  }
  for (const host of inFlight) {
    const number = index.numberOf.get(host);
    if (number === undefined) ledger.takeStranger();
    else if (host !== candidate) ledger.take(number);
  }
  const number = index.numberOf.get(candidate);
  const why: readonly WaitReason[] =
    number === undefined ? [{ kind: 'no-placement' }] : ledger.obstacles(number);
  return why.length === 0 ? { kind: 'allowed' } : { kind: 'blocked', why };
}
