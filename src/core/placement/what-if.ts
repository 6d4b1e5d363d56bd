// What would happen if these domains were lost now: every service's outcome, what falls only because it needs
// something that fell, whom to call, and in which order to start the hosts again. Several domains are lost together,
// so two feeds take the racks that hang on both.

import { byId, guestsOf, hostsLost, instancesOn } from '../fleet/fleet-lookup.ts';
import type { FailureDomain, Fleet, Service } from '../fleet/fleet.ts';
import type { HostId, OwnerId, ServiceId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import { isStopped, outcomeOf, outcomeRank } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { maxPathNamed } from './shared-fate.ts';
import { startUpOrder } from './start-up-order.ts';
import type { StartUpStep } from './start-up-order.ts';

export type ServiceImpact = {
  readonly service: ServiceId;
  readonly owner: OwnerId | null;
  /** The worse of its own outcome and what it needs. */
  readonly outcome: Outcome;
  /** From its own instances alone. */
  readonly own: Outcome;
  readonly instances: number;
  readonly left: number;
  readonly minimum: number;
  /** Its hosts that are lost, in id order. */
  readonly lostHosts: readonly HostId[];
  /** A primary is lost: to whom its work falls. `none`: no primary is lost. */
  readonly primaryLost: 'none' | 'standby-is-left' | 'nobody-is-left';
  /**
   * From this service to a stopped one that it needs (a long path without its middle); empty if its own instances are
   * the reason.
   */
  readonly path: readonly ServiceId[];
};

export type OwnerCall = {
  /** Null: hosts and services that nobody owns. */
  readonly owner: OwnerId | null;
  /** Not ok, worst first. */
  readonly services: readonly ServiceId[];
  /** Hosts that are down and theirs, or that serve their services. */
  readonly hosts: readonly HostId[];
};

export type WhatIf = {
  readonly domains: readonly FailureDomain[];
  /** Taken by the loss, in id order; those in `alreadyDown` are not among them. */
  readonly lostHosts: readonly HostId[];
  /** Down before the loss (and their guests), in id order. */
  readonly alreadyDown: readonly HostId[];
  /** All services, worst first, then by id. */
  readonly services: readonly ServiceImpact[];
  /** Everybody with a lost host or a service that is not ok, those with the worst outcomes first. */
  readonly owners: readonly OwnerCall[];
  /** Of all hosts that are down. */
  readonly startUp: readonly StartUpStep[];
};

/**
 * The loss of all `domains` at once, on top of the hosts in `alsoDown` (what is down at the moment; none for a plain
 * what-if).
 */
export function whatIf(
  fleet: Fleet,
  domains: readonly FailureDomain[],
  options: { readonly alsoDown: readonly HostId[] },
): WhatIf {
  const alreadyDown = withGuests(fleet, options.alsoDown);
  const down = new Set([...hostsLost(fleet, domains), ...alreadyDown]);
  const services = impacts(fleet, down);
  const lostHosts = [...down].filter((host) => !alreadyDown.has(host)).sort(byId);
  return {
    domains,
    lostHosts,
    alreadyDown: [...alreadyDown].sort(byId),
    services,
    owners: ownersToCall(services, down, fleet),
    startUp: startUpOrder(fleet, down),
  };
}

function withGuests(fleet: Fleet, hosts: readonly HostId[]): ReadonlySet<HostId> {
  const known = hosts.filter((host) => fleet.hosts.has(host));
  return new Set(known.flatMap((host) => [host, ...guestsOf(fleet, host)]));
}

function impacts(fleet: Fleet, down: ReadonlySet<HostId>): readonly ServiceImpact[] {
  const lostBy = new Map<ServiceId, HostId[]>();
  for (const host of down)
    for (const { service } of instancesOn(fleet, host)) {
      const lost = lostBy.get(service);
      if (lost === undefined) lostBy.set(service, [host]);
      else lost.push(host);
    }
  const own = [...fleet.services.values()].map((service) => ownImpact(service, lostBy.get(service.id) ?? []));
  const paths = pathsToStopped(
    fleet,
    own.filter(({ outcome }) => isStopped(outcome)).map(({ service }) => service),
  );
  return own
    .map((impact): ServiceImpact => {
      // Services that are stopped themselves have no path.
      const path = paths.get(impact.service) ?? [];
      return path.length === 0 ? impact : { ...impact, outcome: 'down', path };
    })
    .sort((a, b) => outcomeRank(b.outcome) - outcomeRank(a.outcome) || byId(a.service, b.service));
}

function ownImpact(service: Service, lost: readonly HostId[]): ServiceImpact {
  const instances = service.instances.length;
  const left = instances - lost.length;
  const minimum = minimumAvailable(service);
  const outcome = outcomeOf(service, { instances, left, minimum });
  const lostHosts = [...new Set(lost)].sort(byId);
  const primaryLost = primaryOutcome(service, new Set(lost));
  return {
    service: service.id,
    owner: service.owner,
    outcome,
    own: outcome,
    instances,
    left,
    minimum,
    lostHosts,
    primaryLost,
    path: [],
  };
}

function primaryOutcome(service: Service, lost: ReadonlySet<HostId>): ServiceImpact['primaryLost'] {
  const isLost = service.instances.some(({ host, part }) => part === 'primary' && lost.has(host));
  if (!isLost) return 'none';
  const isLeft = service.instances.some(
    ({ host, part }) => (part === 'primary' || part === 'standby') && !lost.has(host),
  );
  return isLeft ? 'standby-is-left' : 'nobody-is-left';
}

/** For each service that needs a stopped one, however far down: a shortest way there, beginning with itself. */
function pathsToStopped(
  fleet: Fleet,
  stopped: readonly ServiceId[],
): ReadonlyMap<ServiceId, readonly ServiceId[]> {
  const neededBy = new Map<ServiceId, ServiceId[]>();
  for (const { id, dependsOn } of [...fleet.services.values()].sort((a, b) => byId(a.id, b.id)))
    for (const needed of dependsOn) {
      const known = neededBy.get(needed);
      if (known === undefined) neededBy.set(needed, [id]);
      else known.push(id);
    }
  const queue = [...stopped].sort(byId);
  const towards = new Map<ServiceId, ServiceId | null>(queue.map((id) => [id, null]));
  for (const id of queue)
    for (const dependent of neededBy.get(id) ?? []) {
      if (towards.has(dependent)) continue;
      towards.set(dependent, id);
      queue.push(dependent);
    }
  const dependents = queue.filter((id) => towards.get(id) !== null);
  return new Map(dependents.map((id) => [id, pathAlong(towards, id)]));
}

/** Follows `towards` to its end; a long path is named without its middle. */
function pathAlong(towards: ReadonlyMap<ServiceId, ServiceId | null>, from: ServiceId): readonly ServiceId[] {
  const path: ServiceId[] = [];
  let last = from;
  for (let id: ServiceId | null = from; id !== null; id = towards.get(id) ?? null) {
    if (path.length < maxPathNamed - 1) path.push(id);
    last = id;
  }
  return path.at(-1) === last ? path : [...path, last];
}

function ownersToCall(
  services: readonly ServiceImpact[],
  down: ReadonlySet<HostId>,
  fleet: Fleet,
): readonly OwnerCall[] {
  const calls = new Map<OwnerId | null, { services: ServiceId[]; hosts: Set<HostId> }>();
  const callOf = (owner: OwnerId | null): { services: ServiceId[]; hosts: Set<HostId> } => {
    const known = calls.get(owner) ?? { services: [], hosts: new Set<HostId>() };
    calls.set(owner, known);
    return known;
  };
  // Services are worst first, so owners come in the order in which they should be called.
  for (const { service, owner, outcome, lostHosts } of services) {
    if (outcome === 'ok') continue;
    const call = callOf(owner);
    call.services.push(service);
    for (const host of lostHosts) call.hosts.add(host);
  }
  for (const host of [...down].sort(byId)) {
    const owner = fleet.hosts.get(host)?.owner ?? null;
    if (owner !== null || instancesOn(fleet, host).length === 0) callOf(owner).hosts.add(host);
  }
  return [...calls].map(([owner, call]) => ({
    owner,
    services: call.services,
    hosts: [...call.hosts].sort(byId),
  }));
}
