// The order to start hosts in after a loss: a hypervisor before its guests, what is needed before what needs it, a
// primary before its replicas and standbys. Hosts of one step can be started together. Hosts that need each other
// share a step and are marked; a guest before its hypervisor is never an answer.

import { byId, instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { knotsOf } from './dependency-graph.ts';
import { placementIndex } from './placement-index.ts';
import { relationFrom } from './relation.ts';
import type { Relation } from './relation.ts';

export type StartUpStep = {
  /** From 1. */
  readonly step: number;
  /** In id order. */
  readonly hosts: readonly HostId[];
  /** Those that need each other, over their services: no order among them is right, so watch them. */
  readonly needEachOther: readonly HostId[];
};

/** The steps to start the hosts of `down` in; everything else is taken as running. */
export function startUpOrder(fleet: Fleet, down: ReadonlySet<HostId>): readonly StartUpStep[] {
  const hosts = [...down].filter((host) => fleet.hosts.has(host)).sort(byId);
  const waitsFor = prerequisites(fleet, hosts);
  const steps = new Int32Array(waitsFor.size);
  const entangled = new Set<HostId>();
  for (const knot of knotsOf(waitsFor)) {
    const inside = new Set(knot);
    let before = 0;
    for (const node of knot)
      for (const earlier of waitsFor.targetsOf(node))
        if (!inside.has(earlier)) before = Math.max(before, steps[earlier] ?? 0);
    const members = knot.filter((node) => node < hosts.length);
    let last = before;
    for (const node of members) {
      const step = before + 1 + hypervisorsBelow(fleet, hosts, inside, node);
      steps[node] = step;
      last = Math.max(last, step);
      const host = hosts[node];
      if (members.length > 1 && host !== undefined) entangled.add(host);
    }
    for (const node of knot) if (node >= hosts.length) steps[node] = last;
  }
  return inSteps(hosts, steps, entangled);
}

/**
 * What each host waits for. Besides the hosts there are two nodes a service: that all its lost hosts have started
 * (what needs it waits for that), and that its lost primaries have (its replicas and standbys wait for that).
 */
function prerequisites(fleet: Fleet, hosts: readonly HostId[]): Relation {
  const { services, serviceNumbers, needs } = placementIndex(fleet);
  const numbers = new Map(hosts.map((host, number) => [host, number]));
  const allUp = (service: number): number => hosts.length + service;
  const primariesUp = (service: number): number => hosts.length + services.length + service;
  return relationFrom(hosts.length + 2 * services.length, (node, add) => {
    const host = hosts[node];
    if (host !== undefined) {
      const below = numbers.get(fleet.hosts.get(host)?.placement?.hypervisor ?? host);
      if (below !== undefined && below !== node) add(below);
      for (const { service, part } of instancesOn(fleet, host)) {
        const number = serviceNumbers.get(service);
        if (number === undefined) continue;
        for (const needed of needs.targetsOf(number)) if (needed !== number) add(allUp(needed));
        if (part === 'replica' || part === 'standby') add(primariesUp(number));
      }
      return;
    }
    const service = (node - hosts.length) % services.length;
    const wantsAll = node < hosts.length + services.length;
    for (const instance of services[service]?.instances ?? []) {
      const number = numbers.get(instance.host);
      if (number !== undefined && (wantsAll || instance.part === 'primary')) add(number);
    }
    // A needed service may have lost nothing and still wait for what it needs itself.
    if (wantsAll) for (const needed of needs.targetsOf(service)) add(allUp(needed));
  });
}

/** How many hypervisors of the same knot lie under the host. */
function hypervisorsBelow(
  fleet: Fleet,
  hosts: readonly HostId[],
  knot: ReadonlySet<number>,
  node: number,
): number {
  if (knot.size === 1) return 0;
  const members = new Set([...knot].flatMap((one) => hosts[one] ?? []));
  let depth = 0;
  let below = fleet.hosts.get(hosts[node] ?? ('' as HostId))?.placement?.hypervisor ?? null;
  while (below !== null && depth < knot.size) {
    if (members.has(below)) depth += 1;
    below = fleet.hosts.get(below)?.placement?.hypervisor ?? null;
  }
  return depth;
}

function inSteps(
  hosts: readonly HostId[],
  steps: Int32Array,
  entangled: ReadonlySet<HostId>,
): readonly StartUpStep[] {
  const byStep = new Map<number, HostId[]>();
  hosts.forEach((host, number) => {
    const step = steps[number] ?? 0;
    const known = byStep.get(step);
    if (known === undefined) byStep.set(step, [host]);
    else known.push(host);
  });
  return [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([, members], index) => ({
      step: index + 1,
      hosts: members,
      needEachOther: members.filter((host) => entangled.has(host)),
    }));
}
