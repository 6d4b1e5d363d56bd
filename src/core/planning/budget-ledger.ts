// Who is down and who is in flight, counted so that "may this one go too?" costs about as much as the host has
// services. The one place that holds the budget rules of docs/safety.md; the planner and every start go through it.
//
// 1. A service keeps its minimum, with every absent host and every guest that would fall counted as down.
// 2. In-flight hosts of one service stand in one zone: an outage of that zone then costs nothing on top. Within the
//    zone as many may go as the minimum allows, racks and feeds of the zone included.
// 3. Services that depend on each other, directly or not, are never in flight together.
// 4. A guest and its hypervisor are never in flight together.
// 5. A host of the daemon's own path is in flight alone.
// 6. The fleet's cap on hosts in flight, and the caps on hosts down per rack, feed, zone or site.

import type { HostId } from '../fleet/ids.ts';
import type { BudgetIndex, Loss } from './budget-index.ts';
import type { WaitReason } from './plan.ts';

const none: readonly never[] = [];

/** Mutable, for one decision or one planning run; never shared. Counts may be taken and given back in any order. */
export class BudgetLedger {
  readonly #index: BudgetIndex;
  /** By host: for how many reasons it is down. */
  readonly #down: Int32Array;
  readonly #downInstances: Int32Array;
  readonly #downInDomain: Int32Array;
  /** Services in flight, each with its in-flight hosts, guests included, by how many reasons. */
  readonly #flying = new Map<number, Map<number, number>>();
  readonly #inFlight = new Set<HostId>();
  #ownPathInFlight = 0;

  constructor(index: BudgetIndex) {
    this.#index = index;
    this.#down = new Int32Array(index.hostIds.length);
    this.#downInstances = new Int32Array(index.serviceIds.length);
    this.#downInDomain = new Int32Array(index.cappedDomains.length);
  }

  /** `host` is not up, for whatever reason. Its guests are judged by their own observations. */
  markAbsent(host: HostId): void {
    const number = this.#index.numberOf.get(host);
    if (number !== undefined) this.#fall(number, 1);
  }

  /** `host` goes into flight: it and its guests count as down, whether or not they are already. */
  take(host: HostId): void {
    if (this.#inFlight.has(host)) return;
    this.#inFlight.add(host);
    this.#fly(host, 1);
  }

  /** `host` is out of flight. */
  release(host: HostId): void {
    if (this.#inFlight.delete(host)) this.#fly(host, -1);
  }

  /** Why `host` may not go into flight now: every reason, or null if it may. The host itself must not be in flight. */
  obstacles(host: HostId): readonly WaitReason[] {
    const found: WaitReason[] = [];
    for (const reason of this.#reasons(host)) found.push(reason);
    return found;
  }

  /** The first of `obstacles`, or null: cheaper where only the answer matters. */
  firstObstacle(host: HostId): WaitReason | null {
    for (const reason of this.#reasons(host)) return reason;
    return null;
  }

  *#reasons(host: HostId): Generator<WaitReason> {
    const index = this.#index;
    const number = index.numberOf.get(host);
    if (number === undefined || number >= index.placed) {
      yield { kind: 'no-placement' };
      return;
    }
    if (this.#inFlight.size >= index.maxInFlight) yield { kind: 'cap', limit: index.maxInFlight };
    if (this.#inFlight.size > 0 && (this.#ownPathInFlight > 0 || index.ownPath[number] === true))
      yield { kind: 'own-path-alone' };
    const relative = this.#relativeInFlight(number);
    if (relative !== null) yield { kind: 'hypervisor-in-flight', host: relative };
    yield* this.#serviceReasons(index.losses[number] ?? none);
    yield* this.#domainReasons(number);
  }

  #relativeInFlight(host: number): HostId | null {
    const { hostIds, hypervisors, falling } = this.#index;
    for (const other of [...(hypervisors[host] ?? none), ...(falling[host] ?? none).slice(1)]) {
      const id = hostIds[other];
      if (id !== undefined && this.#inFlight.has(id)) return id;
    }
    return null;
  }

  *#serviceReasons(losses: readonly Loss[]): Generator<WaitReason> {
    for (let at = 0; at < losses.length;) {
      const service = losses[at]?.service ?? -1;
      const from = at;
      let lost = 0;
      for (; losses[at]?.service === service; at += 1)
        if (this.#down[losses[at]?.through ?? -1] === 0) lost += 1;
      const reason =
        this.#budgetReason(service, lost) ??
        this.#zoneReason(service, losses.slice(from, at)) ??
        this.#dependencyReason(service);
      if (reason !== null) yield reason;
    }
  }

  #budgetReason(service: number, lost: number): WaitReason | null {
    const { instances, minAvailable, serviceIds } = this.#index;
    const id = serviceIds[service];
    const up = (instances[service] ?? 0) - (this.#downInstances[service] ?? 0);
    const minimum = minAvailable[service] ?? 0;
    if (id === undefined || up - lost >= minimum) return null;
    return { kind: 'budget', service: id, up, minAvailable: minimum };
  }

  #zoneReason(service: number, losses: readonly Loss[]): WaitReason | null {
    const { hostIds, serviceIds, zone } = this.#index;
    const flying = this.#flying.get(service);
    const id = serviceIds[service];
    if (flying === undefined || id === undefined) return null;
    for (const other of flying.keys())
      for (const { through } of losses) {
        const host = hostIds[other];
        if (zone[other] !== zone[through] && host !== undefined)
          return { kind: 'zone-in-flight', service: id, host };
      }
    return null;
  }

  #dependencyReason(service: number): WaitReason | null {
    if (this.#flying.size === 0) return null;
    const { hostIds, serviceIds, related } = this.#index;
    const others = related(service);
    const [few, many] = others.size < this.#flying.size ? [others, this.#flying] : [this.#flying, others];
    for (const other of few.keys()) {
      if (!many.has(other)) continue;
      const id = serviceIds[other];
      const [flying] = this.#flying.get(other)?.keys() ?? none;
      const host = flying === undefined ? undefined : hostIds[flying];
      if (id !== undefined && host !== undefined) return { kind: 'dependency-in-flight', service: id, host };
    }
    return null;
  }

  *#domainReasons(host: number): Generator<WaitReason> {
    const { cappedDomains, domainsOf, falling } = this.#index;
    if (cappedDomains.length === 0) return;
    const more = new Map<number, number>();
    for (const member of falling[host] ?? none)
      for (const position of domainsOf[member] ?? none)
        more.set(position, (more.get(position) ?? 0) + (this.#down[member] === 0 ? 1 : 0));
    for (const [position, lost] of more) {
      const capped = cappedDomains[position];
      const down = this.#downInDomain[position] ?? 0;
      if (capped !== undefined && down + lost > capped.maxDown)
        yield { kind: 'domain-cap', domain: capped.domain, down, limit: capped.maxDown };
    }
  }

  #fly(host: HostId, by: 1 | -1): void {
    const { falling, numberOf, ownPath, serves } = this.#index;
    const number = numberOf.get(host);
    if (number === undefined) return;
    if (ownPath[number] === true) this.#ownPathInFlight += by;
    for (const member of falling[number] ?? none) {
      this.#fall(member, by);
      for (const service of serves[member] ?? none) {
        const flying = this.#flying.get(service) ?? new Map<number, number>();
        const count = (flying.get(member) ?? 0) + by;
        if (count > 0) flying.set(member, count);
        else flying.delete(member);
        if (flying.size > 0) this.#flying.set(service, flying);
        else this.#flying.delete(service);
      }
    }
  }

  #fall(host: number, by: 1 | -1): void {
    const before = this.#down[host] ?? 0;
    this.#down[host] = before + by;
    if (before > 0 === before + by > 0) return;
    for (const service of this.#index.serves[host] ?? none)
      this.#downInstances[service] = (this.#downInstances[service] ?? 0) + by;
    for (const position of this.#index.domainsOf[host] ?? none)
      this.#downInDomain[position] = (this.#downInDomain[position] ?? 0) + by;
  }
}
