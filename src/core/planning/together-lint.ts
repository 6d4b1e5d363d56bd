// May these hosts be down at the same moment? The budget rules again, straight from the fleet and by plain counts, so
// that a mistake in budget-ledger.ts does not vouch for itself. Shares no code with it.

import type { DomainCap, Service } from '../fleet/fleet.ts';
import type { HostId, ServiceId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import type { LintFleet } from './lint-fleet.ts';

export type TogetherFault =
  | {
      readonly kind: 'below-minimum';
      readonly service: ServiceId;
      readonly up: number;
      readonly minAvailable: number;
    }
  | { readonly kind: 'two-zones'; readonly service: ServiceId }
  | { readonly kind: 'two-domains'; readonly service: ServiceId; readonly of: string }
  | { readonly kind: 'dependency-together'; readonly service: ServiceId; readonly needs: ServiceId }
  | { readonly kind: 'guest-with-hypervisor'; readonly guest: HostId; readonly hypervisor: HostId }
  | { readonly kind: 'own-path-not-alone'; readonly host: HostId }
  | { readonly kind: 'too-many-in-flight'; readonly inFlight: number; readonly limit: number }
  | { readonly kind: 'domain-over-cap'; readonly level: DomainCap['level']; readonly id: string };

/** Who is in flight, and what falls with them. */
export class Flight {
  readonly #lint: LintFleet;
  readonly #absent: ReadonlySet<HostId>;
  /** How often each is in flight: a wrong plan may name a host twice. */
  readonly #hosts = new Map<HostId, number>();
  /** Through how many of `#hosts` each falls: itself, its hypervisor, that one's. */
  readonly #falling = new Map<HostId, number>();
  readonly #ownPath = new Set<HostId>();
  /** By service: hosts that fall with an instance of it; those in flight that take one; instances that are not up. */
  readonly #fallen = new Map<Service, Set<HostId>>();
  readonly #takers = new Map<ServiceId, Set<HostId>>();
  readonly #missing = new Map<Service, number>();
  /** Hosts that are down, by domain of each capped level. */
  readonly #down = new Map<DomainCap, Map<string, number>>();

  constructor(lint: LintFleet, absent: ReadonlySet<HostId>) {
    this.#lint = lint;
    this.#absent = absent;
    for (const cap of lint.fleet.caps.domains) this.#down.set(cap, new Map());
    for (const host of absent) this.#countDown(host, 1);
  }

  start(host: HostId): void {
    if (changeBy(this.#hosts, host, 1) > 1) return;
    for (const { id } of this.#lint.servicesTaken(host)) setIn(this.#takers, id).add(host);
    for (const falling of this.#lint.falling(host))
      if (changeBy(this.#falling, falling, 1) === 1) this.#fall(falling);
  }

  end(host: HostId): void {
    if (changeBy(this.#hosts, host, -1) > 0) return;
    this.#hosts.delete(host);
    for (const { id } of this.#lint.servicesTaken(host)) setIn(this.#takers, id).delete(host);
    for (const falling of this.#lint.falling(host))
      if (changeBy(this.#falling, falling, -1) === 0) this.#rise(falling);
  }

  /**
   * What is wrong with who is in flight, as far as `hosts` of them have a part in it. More in flight never mends
   * anything, so asking for those who start, whenever somebody does, finds everything.
   */
  faultsOf(hosts: ReadonlySet<HostId>): readonly TogetherFault[] {
    const falling = new Set([...hosts].flatMap((host) => [...this.#lint.falling(host)]));
    const services = new Set([...hosts].flatMap((host) => [...this.#lint.servicesTaken(host)]));
    return [
      ...[...services].flatMap((service) => this.#serviceFaults(service)),
      ...this.#dependencyFaults(services),
      ...this.#hypervisorFaults(hosts),
      ...this.#ownPathFaults(),
      ...this.#capFaults(falling),
    ];
  }

  #fall(host: HostId): void {
    for (const service of this.#lint.instancesOn(host).keys()) setIn(this.#fallen, service).add(host);
    if (this.#lint.fleet.hosts.get(host)?.ownPath === true) this.#ownPath.add(host);
    if (!this.#absent.has(host)) this.#countDown(host, 1);
  }

  #rise(host: HostId): void {
    for (const service of this.#lint.instancesOn(host).keys()) setIn(this.#fallen, service).delete(host);
    this.#ownPath.delete(host);
    if (!this.#absent.has(host)) this.#countDown(host, -1);
  }

  #countDown(host: HostId, by: 1 | -1): void {
    for (const [service, instances] of this.#lint.instancesOn(host))
      changeBy(this.#missing, service, by * instances);
    for (const [{ level }, counts] of this.#down)
      for (const domain of this.#lint.domainsOf(host, level)) changeBy(counts, domain, by);
  }

  #serviceFaults(service: Service): readonly TogetherFault[] {
    const { hosts } = this.#lint.fleet;
    const fallen = [...(this.#fallen.get(service) ?? [])];
    const faults: TogetherFault[] = [];
    const up = service.instances.length - (this.#missing.get(service) ?? 0);
    const minAvailable = minimumAvailable(service);
    if (up < minAvailable) faults.push({ kind: 'below-minimum', service: service.id, up, minAvailable });
    const zones = new Set(fallen.map((host) => hosts.get(host)?.placement?.zone ?? null));
    if (zones.size > 1) faults.push({ kind: 'two-zones', service: service.id });
    return [...faults, ...this.#domainFaults(service.id, fallen)];
  }

  /** Any two hosts that stand in site-defined domains of one kind must share one of them. */
  #domainFaults(service: ServiceId, fallen: readonly HostId[]): readonly TogetherFault[] {
    const inside = new Map<string, Map<string, readonly string[]>>();
    for (const host of fallen)
      for (const [kind, ids] of this.#lint.customDomainsOf(host)) {
        const sets = inside.get(kind) ?? new Map<string, readonly string[]>();
        inside.set(kind, sets.set(ids.join(' '), ids));
      }
    return [...inside].flatMap(([of, sets]): readonly TogetherFault[] => {
      const lists = [...sets.values()];
      const parted = lists.some((one) => lists.some((other) => !one.some((id) => other.includes(id))));
      return parted ? [{ kind: 'two-domains', service, of }] : [];
    });
  }

  /** One host may serve both a service and what that needs: no order could part them. Two hosts can be parted. */
  #dependencyFaults(services: ReadonlySet<Service>): readonly TogetherFault[] {
    const faults = new Map<string, TogetherFault>();
    const judge = (service: ServiceId, needs: ServiceId): void => {
      if (service === needs || !this.#areTwo(service, needs)) return;
      faults.set(`${service} ${needs}`, { kind: 'dependency-together', service, needs });
    };
    for (const { id } of services) {
      for (const needed of this.#lint.needs(id)) judge(id, needed);
      for (const dependent of this.#lint.neededBy(id)) judge(dependent, id);
    }
    return [...faults.values()];
  }

  /** Does one host in flight take an instance of the one service, and another of the other? */
  #areTwo(one: ServiceId, other: ServiceId): boolean {
    const [ones, others] = [this.#takers.get(one), this.#takers.get(other)];
    if (ones === undefined || others === undefined || ones.size === 0 || others.size === 0) return false;
    if (ones.size > 1 || others.size > 1) return true;
    return [...ones].some((host) => !others.has(host));
  }

  #hypervisorFaults(hosts: ReadonlySet<HostId>): readonly TogetherFault[] {
    const pairs = new Map<string, TogetherFault>();
    const judge = (guest: HostId, hypervisor: HostId): void => {
      if (guest === hypervisor || !this.#hosts.has(guest) || !this.#hosts.has(hypervisor)) return;
      pairs.set(`${guest} ${hypervisor}`, { kind: 'guest-with-hypervisor', guest, hypervisor });
    };
    for (const host of hosts) {
      for (const guest of this.#lint.falling(host)) judge(guest, host);
      for (const hypervisor of this.#hypervisorsOf(host)) judge(host, hypervisor);
    }
    return [...pairs.values()];
  }

  #hypervisorsOf(host: HostId): ReadonlySet<HostId> {
    const { hosts } = this.#lint.fleet;
    const below = new Set([host]);
    for (const each of below) {
      const hypervisor = hosts.get(each)?.placement?.hypervisor ?? null;
      if (hypervisor !== null) below.add(hypervisor);
    }
    return below;
  }

  #ownPathFaults(): readonly TogetherFault[] {
    return this.#hosts.size < 2
      ? []
      : [...this.#ownPath].map((host) => ({ kind: 'own-path-not-alone', host }));
  }

  #capFaults(falling: ReadonlySet<HostId>): readonly TogetherFault[] {
    const limit = this.#lint.fleet.caps.maxInFlight;
    const inFlight = this.#hosts.size;
    const faults: TogetherFault[] = inFlight > limit ? [{ kind: 'too-many-in-flight', inFlight, limit }] : [];
    for (const [{ level, maxDown }, counts] of this.#down)
      for (const id of new Set([...falling].flatMap((host) => this.#lint.domainsOf(host, level)))) {
        const [lost, all] = [counts.get(id) ?? 0, this.#lint.sizeOf(level, id)];
        if (typeof maxDown === 'number' ? lost > maxDown : lost * 100 > all * maxDown.percent)
          faults.push({ kind: 'domain-over-cap', level, id });
      }
    return faults;
  }
}

/** What it has become. */
function changeBy<Key>(counts: Map<Key, number>, key: Key, by: number): number {
  const count = (counts.get(key) ?? 0) + by;
  counts.set(key, count);
  return count;
}

function setIn<Key, Item>(map: Map<Key, Set<Item>>, key: Key): Set<Item> {
  const known = map.get(key) ?? new Set<Item>();
  map.set(key, known);
  return known;
}
