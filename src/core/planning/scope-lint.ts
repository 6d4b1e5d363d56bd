// What a plan's frozen scope must say: of each host and service in it what the fleet says, and nobody who has a say over
// the plan's hosts is missing. Starts are judged by it. Read by the plan lint's own maps, not by the planner's indexes.

import type { Fleet } from '../fleet/fleet.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import type { BudgetScope, ScopedHost, ScopedService } from './budget-scope.ts';
import type { LintFleet } from './lint-fleet.ts';

/** Hosts and services of which `scope` says something else than the fleet, or nothing although the plan's `hosts` need it. */
export function wrongInScope(
  scope: BudgetScope,
  hosts: readonly HostId[],
  read: LintFleet,
): ReadonlySet<string> {
  const { fleet } = read;
  const differing = [
    ...scope.services.filter((service) => !isAsInFleet(service, fleet)).map(({ service }) => service),
    ...scope.hosts.filter((host) => !standsAsInFleet(host, read)).map(({ host }) => host),
  ];
  const falling = new Set(hosts.flatMap((host) => [...read.falling(host)]));
  return new Set([
    ...differing,
    ...missingServices(scope, falling, read),
    ...missingHosts(scope, falling, fleet),
    ...inThinnedDomains(scope, falling, read),
  ]);
}

function isAsInFleet({ service, instances, minAvailable, dependsOn }: ScopedService, fleet: Fleet): boolean {
  const known = fleet.services.get(service);
  return (
    known !== undefined &&
    minAvailable === minimumAvailable(known) &&
    areSame(dependsOn, known.dependsOn) &&
    areSame(instances.map(instanceText), known.instances.map(instanceText))
  );
}

function instanceText({ host, part }: ScopedService['instances'][number]): string {
  return `${host} ${part}`;
}

function standsAsInFleet(scoped: ScopedHost, read: LintFleet): boolean {
  const host = read.fleet.hosts.get(scoped.host);
  if (host === undefined || host.placement === null) return false;
  const { site, zone, rack, hypervisor } = host.placement;
  const custom = [...read.customDomainsOf(host.id)].flatMap(([kind, ids]) =>
    ids.map((id) => `${kind} ${id}`),
  );
  return (
    scoped.site === site &&
    scoped.zone === zone &&
    scoped.rack === rack &&
    scoped.hypervisor === hypervisor &&
    scoped.ownPath === host.ownPath &&
    areSame(scoped.feeds, read.domainsOf(host.id, 'feed')) &&
    areSame(
      scoped.domains.map(({ kind, id }) => `${kind} ${id}`),
      custom,
    )
  );
}

/** The same in any order. */
function areSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  if (left.every((each, at) => each === right[at])) return true;
  const sorted = [...right].sort();
  return [...left].sort().every((each, at) => each === sorted[at]);
}

/** Those that fall with the plan's hosts, what they need and what needs them. */
function missingServices(
  scope: BudgetScope,
  falling: ReadonlySet<HostId>,
  read: LintFleet,
): ReadonlySet<ServiceId> {
  const scoped = new Set(scope.services.map(({ service }) => service));
  const missing = new Set<ServiceId>();
  const mustHave = (id: ServiceId): void => void (scoped.has(id) || missing.add(id));
  for (const { id } of new Set([...falling].flatMap((host) => [...read.instancesOn(host).keys()]))) {
    mustHave(id);
    read.needs(id).forEach(mustHave);
    read.neededBy(id).forEach(mustHave);
  }
  return missing;
}

/** Those that fall, those that serve what is judged, and the daemon's own path. */
function missingHosts(scope: BudgetScope, falling: ReadonlySet<HostId>, fleet: Fleet): readonly HostId[] {
  const scoped = new Set(scope.hosts.map(({ host }) => host));
  const serving = scope.services.flatMap(({ instances }) => instances.map(({ host }) => host));
  const ownPath = [...fleet.hosts.values()].filter((host) => host.ownPath).map(({ id }) => id);
  return [...falling, ...serving, ...ownPath].filter(
    (host) => !scoped.has(host) && (fleet.hosts.get(host)?.placement ?? null) !== null,
  );
}

/** A capped domain counts all that stand in it. */
function inThinnedDomains(
  scope: BudgetScope,
  falling: ReadonlySet<HostId>,
  read: LintFleet,
): readonly string[] {
  const levels = new Set(read.fleet.caps.domains.map(({ level }) => level));
  return [...levels].flatMap((level) => {
    const counts = new Map<string, number>();
    for (const { host } of scope.hosts)
      for (const domain of read.domainsOf(host, level)) counts.set(domain, (counts.get(domain) ?? 0) + 1);
    const capped = new Set([...falling].flatMap((host) => [...read.domainsOf(host, level)]));
    return [...capped].filter((domain) => counts.get(domain) !== read.sizeOf(level, domain));
  });
}
