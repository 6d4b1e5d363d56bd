// Who is down and who is in flight, counted so that "may this one go too?" costs about as much as the host has
// services. The one place that holds the budget rules of docs/safety.md; the planner and every start go through it.
//
// 1. A service keeps its minimum, with every absent host and every guest that would fall counted as down.
// 2. In-flight hosts of one service stand in one zone: an outage of that zone then costs nothing on top. Within the
//    zone as many may go as the minimum allows, racks and feeds of the zone included. In-flight hosts of one service that
//    stand in site-defined domains of one kind stand in one of them.
// 3. Services that depend on each other, directly or not, are never in flight together.
// 4. A guest and its hypervisor are never in flight together.
// 5. A host of the daemon's own path is in flight alone.
// 6. The fleet's cap on hosts in flight, and the caps on hosts down per rack, feed, zone or site, and in the fleet.

import type { BudgetIndex } from './budget-index.ts';
import type { WaitReason } from './plan.ts';

const none: readonly never[] = [];

/** What `#zoneInFlight` holds where no host or hosts of several zones are in flight. */
const NO_ZONE = -2;
const SEVERAL_ZONES = -3;

/** Mutable, for one decision or one planning run; never shared. */
export class BudgetLedger {
  readonly #index: BudgetIndex;
  /** By host: for how many reasons it is down. */
  readonly #down: Int32Array;
  readonly #downInstances: Int32Array;
  readonly #downInDomain: Int32Array;
  /** By service: its hosts in flight, guests included; one entry an instance and a reason. Lists are kept when empty. */
  readonly #flying: (number[] | null)[];
  readonly #zoneInFlight: Int32Array;
  /** By service: how many services in flight depend on it, directly or not. */
  readonly #neededInFlight: Int32Array;
  readonly #isInFlight: Uint8Array;
  #inFlight = 0;
  #ownPathInFlight = 0;
  /** For `firstObstacle`, which is asked for every host many times over. */
  readonly #first: WaitReason[] = [];

  constructor(index: BudgetIndex) {
    this.#index = index;
    this.#down = new Int32Array(index.hostIds.length);
    this.#isInFlight = new Uint8Array(index.hostIds.length);
    this.#downInstances = new Int32Array(index.serviceIds.length);
    this.#downInDomain = new Int32Array(index.cappedDomains.length);
    this.#flying = index.serviceIds.map(() => null);
    this.#zoneInFlight = new Int32Array(index.serviceIds.length).fill(NO_ZONE);
    this.#neededInFlight = new Int32Array(index.serviceIds.length);
  }

  /** True while the fleet's cap lets nobody into flight. */
  get isFull(): boolean {
    return this.#inFlight >= this.#index.maxInFlight;
  }

  /** `host` is not up, for whatever reason. Its guests are judged by their own observations. */
  markAbsent(host: number): void {
    this.#fall(host, 1);
  }

  /** `host` goes into flight: it and its guests count as down, whether or not they are already. */
  take(host: number): void {
    if (this.#isInFlight[host] === 1) return;
    this.#isInFlight[host] = 1;
    this.#inFlight += 1;
    this.#fly(host, 1);
  }

  /** A host that is not in the scope is in flight. It takes a slot; nothing more is known of it. */
  takeStranger(): void {
    this.#inFlight += 1;
  }

  /** `host` is out of flight. */
  release(host: number): void {
    if (this.#isInFlight[host] !== 1) return;
    this.#isInFlight[host] = 0;
    this.#inFlight -= 1;
    this.#fly(host, -1);
  }

  /** Why `host`, which is not in flight, may not go into flight now, one reason a service; empty if it may. */
  obstacles(host: number): readonly WaitReason[] {
    const found: WaitReason[] = [];
    this.#judge(host, Infinity, found);
    return found;
  }

  /** The first of `obstacles`, or null: cheaper where only the answer matters. */
  firstObstacle(host: number): WaitReason | null {
    const found = this.#first;
    found.length = 0;
    this.#judge(host, 1, found);
    return found[0] ?? null;
  }

  /** Adds to `found`, which is empty, and looks no further once `limit` reasons are found. */
  #judge(host: number, limit: number, found: WaitReason[]): void {
    const index = this.#index;
    if (host >= index.placed) {
      found.push({ kind: 'no-placement' });
      return;
    }
    if (this.isFull) found.push({ kind: 'cap', limit: index.maxInFlight });
    if (this.#inFlight > 0 && (this.#ownPathInFlight > 0 || index.ownPath[host] === true))
      found.push({ kind: 'own-path-alone' });
    if (found.length < limit) this.#judgeHypervisors(host, found);
    if (found.length < limit) this.#judgeServices(host, found, limit);
    if (found.length < limit && index.cappedDomains.length > 0) this.#judgeDomains(host, found);
  }

  #judgeHypervisors(host: number, found: WaitReason[]): void {
    const { hostIds, hypervisors, guests } = this.#index;
    if (hypervisors[host]?.length === 0 && guests[host]?.length === 0) return;
    const isInFlight = (other: number): boolean => this.#isInFlight[other] === 1;
    const other = hypervisors[host]?.find(isInFlight) ?? guests[host]?.find(isInFlight);
    const id = other === undefined ? undefined : hostIds[other];
    if (id !== undefined) found.push({ kind: 'hypervisor-in-flight', host: id });
  }

  #judgeServices(host: number, found: WaitReason[], limit: number): void {
    const { losses, lostThrough, zone } = this.#index;
    const end = losses.from[host + 1] ?? 0;
    for (let at = losses.from[host] ?? 0; at < end && found.length < limit;) {
      const service = losses.items[at] ?? 0;
      const zoneInFlight = this.#zoneInFlight[service];
      let lost = 0;
      let elsewhere = -1;
      let apart: WaitReason | null = null;
      for (; at < end && losses.items[at] === service; at += 1) {
        const through = lostThrough[at] ?? 0;
        if (this.#down[through] === 0) lost += 1;
        if (zoneInFlight === NO_ZONE) continue;
        if (zoneInFlight !== zone[through]) elsewhere = through;
        apart ??= this.#domainReason(service, through);
      }
      const reason =
        this.#budgetReason(service, lost) ??
        (elsewhere === -1 ? null : this.#zoneReason(service, elsewhere)) ??
        apart ??
        this.#dependencyReason(service);
      if (reason !== null) found.push(reason);
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

  /** Names a host of `service` that is in flight in another zone than `host` stands in. */
  #zoneReason(service: number, host: number): WaitReason | null {
    const { hostIds, serviceIds, zone } = this.#index;
    const other = this.#flying[service]?.find((flying) => zone[flying] !== zone[host]);
    const [id, otherId] = [serviceIds[service], hostIds[other ?? -1]];
    if (id === undefined || otherId === undefined) return null;
    return { kind: 'zone-in-flight', service: id, host: otherId };
  }

  /** Names a host of `service` that is in flight in another site-defined domain of a kind than `host` stands in. */
  #domainReason(service: number, host: number): WaitReason | null {
    const { custom, hostIds, serviceIds } = this.#index;
    const own = custom?.[host] ?? none;
    if (custom === null || own.length === 0) return null;
    for (const flying of this.#flying[service] ?? none) {
      const theirs = custom[flying] ?? none;
      const apart = theirs.find(
        ({ kind }) =>
          own.some((domain) => domain.kind === kind) &&
          !own.some((domain) => domain.kind === kind && theirs.some(({ id }) => id === domain.id)),
      );
      const [id, otherId] = [serviceIds[service], hostIds[flying]];
      if (apart === undefined || id === undefined || otherId === undefined) continue;
      const domain = { level: 'custom', id: apart.id, kind: apart.kind } as const;
      return { kind: 'domain-in-flight', service: id, host: otherId, domain };
    }
    return null;
  }

  #dependencyReason(service: number): WaitReason | null {
    const { hostIds, serviceIds } = this.#index;
    const needed = this.#needInFlight(service);
    const other = needed === -1 ? this.#dependantInFlight(service) : needed;
    if (other === -1) return null;
    const host = hostIds[this.#flying[other]?.[0] ?? -1];
    const id = serviceIds[other];
    return id === undefined || host === undefined
      ? null
      : { kind: 'dependency-in-flight', service: id, host };
  }

  /** A service in flight that `service` depends on, or -1. */
  #needInFlight(service: number): number {
    for (const other of this.#index.allNeeds(service))
      if (this.#zoneInFlight[other] !== NO_ZONE) return other;
    return -1;
  }

  /** The nearest service in flight that depends on `service`, or -1. */
  #dependantInFlight(service: number): number {
    if (this.#neededInFlight[service] === 0) return -1;
    const seen = new Set([service]);
    for (const needed of seen)
      for (const other of this.#index.neededBy[needed] ?? none) {
        if (other !== service && this.#zoneInFlight[other] !== NO_ZONE) return other;
        seen.add(other);
      }
    return -1;
  }

  #judgeDomains(host: number, found: WaitReason[]): void {
    const { cappedDomains, domainsOf, guests } = this.#index;
    const more = new Map<number, number>();
    for (const member of [host, ...(guests[host] ?? none)])
      for (const position of domainsOf[member] ?? none)
        more.set(position, (more.get(position) ?? 0) + (this.#down[member] === 0 ? 1 : 0));
    for (const [position, lost] of more) {
      const capped = cappedDomains[position];
      const down = this.#downInDomain[position] ?? 0;
      if (capped !== undefined && down + lost > capped.maxDown)
        found.push(
          capped.domain === null
            ? { kind: 'fleet-cap', down, limit: capped.maxDown }
            : { kind: 'domain-cap', domain: capped.domain, down, limit: capped.maxDown },
        );
    }
  }

  #fly(host: number, by: 1 | -1): void {
    const { guests, ownPath } = this.#index;
    if (ownPath[host] === true) this.#ownPathInFlight += by;
    this.#flyOne(host, by);
    for (const guest of guests[host] ?? none) this.#flyOne(guest, by);
  }

  #flyOne(host: number, by: 1 | -1): void {
    const { from, items } = this.#index.serves;
    this.#fall(host, by);
    for (let at = from[host] ?? 0; at < (from[host + 1] ?? 0); at += 1)
      if (by === 1) this.#enterFlight(items[at] ?? 0, host);
      else this.#leaveFlight(items[at] ?? 0, host);
  }

  #enterFlight(service: number, host: number): void {
    const zone = this.#index.zone[host] ?? SEVERAL_ZONES;
    const flying = (this.#flying[service] ??= []);
    flying.push(host);
    if (flying.length === 1) {
      this.#zoneInFlight[service] = zone;
      this.#countNeeds(service, 1);
    } else if (this.#zoneInFlight[service] !== zone) this.#zoneInFlight[service] = SEVERAL_ZONES;
  }

  #leaveFlight(service: number, host: number): void {
    const flying = this.#flying[service] ?? [];
    const [first] = without(host, flying);
    if (first === undefined) {
      this.#zoneInFlight[service] = NO_ZONE;
      this.#countNeeds(service, -1);
    } else if (this.#zoneInFlight[service] === SEVERAL_ZONES) {
      const { zone } = this.#index;
      if (flying.every((other) => zone[other] === zone[first]))
        this.#zoneInFlight[service] = zone[first] ?? SEVERAL_ZONES;
    }
  }

  #countNeeds(service: number, by: 1 | -1): void {
    for (const needed of this.#index.allNeeds(service))
      this.#neededInFlight[needed] = (this.#neededInFlight[needed] ?? 0) + by;
  }

  #fall(host: number, by: 1 | -1): void {
    const before = this.#down[host] ?? 0;
    this.#down[host] = before + by;
    if (before > 0 === before + by > 0) return;
    const { from, items } = this.#index.serves;
    for (let at = from[host] ?? 0; at < (from[host + 1] ?? 0); at += 1) {
      const service = items[at] ?? 0;
      this.#downInstances[service] = (this.#downInstances[service] ?? 0) + by;
    }
    for (const position of this.#index.domainsOf[host] ?? none)
      this.#downInDomain[position] = (this.#downInDomain[position] ?? 0) + by;
  }
}

/** Takes one `item` out of `list`, in place. */
function without(item: number, list: number[]): readonly number[] {
  if (list.at(-1) === item) list.pop();
  else list.splice(list.indexOf(item), 1);
  return list;
}
