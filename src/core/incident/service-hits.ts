// What the hosts that are away do to services, now and at the worst moment. A host that is back but does not serve is
// away for those who use it.

import { byId, guestsOf } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { whatIf, type WhatIf } from '../placement/what-if.ts';
import type { ServiceHit } from './event.ts';
import { isWorse, type Incident } from './incident.ts';
import type { OwnerToCall } from './incident-report.ts';

/** The hosts of the incident that do not serve, in id order. */
export function awayHosts({ hosts }: Incident): readonly HostId[] {
  return [...hosts.values()]
    .filter(({ stage }) => stage.kind !== 'serving')
    .map(({ host }) => host)
    .sort(byId);
}

/** What is away does, on top of everything else that is away (`alsoAway`). */
export function lossOf(fleet: Fleet, away: readonly HostId[], alsoAway: readonly HostId[]): WhatIf {
  return whatIf(fleet, [], { alsoDown: [...new Set([...away, ...alsoAway])] });
}

/** Services that are not ok, worst first. */
export function hitsOf({ services }: WhatIf): readonly ServiceHit[] {
  return services
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ service, owner, outcome, instances, left, minimum, path }) => ({
      service,
      owner,
      outcome,
      instances,
      left,
      minimum,
      needs: path.at(-1) ?? null,
    }));
}

/** Those that are worse off than ever before in this incident. */
export function newlyWorse({ worst }: Incident, hits: readonly ServiceHit[]): readonly ServiceHit[] {
  return hits.filter((hit) => {
    const before = worst.get(hit.service);
    return before === undefined || isWorse(hit, before);
  });
}

/** Whom to call about these hosts and what they do to services, the worst off first. */
export function ownersToCall(fleet: Fleet, loss: WhatIf): readonly OwnerToCall[] {
  return loss.owners.map(({ owner, services, hosts }) => ({
    owner,
    slack: (owner === null ? undefined : fleet.owners.get(owner)?.slack) ?? null,
    services,
    hosts,
  }));
}

/** `hosts` and their guests: what a planned reboot of `hosts` takes away. */
export function withGuests(fleet: Fleet, hosts: ReadonlySet<HostId>): ReadonlySet<HostId> {
  const gone = new Set<HostId>();
  for (const host of hosts) {
    gone.add(host);
    for (const guest of guestsOf(fleet, host)) gone.add(guest);
  }
  return gone;
}
