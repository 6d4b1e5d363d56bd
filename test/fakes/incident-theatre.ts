// Incidents without a daemon: hosts are lost and return on a clock that the test moves, and every look folds what was
// decided, as the job does.
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { BootId, HostId, IncidentId, PersonId } from '../../src/core/fleet/ids.ts';
import { decideIncidents } from '../../src/core/incident/decide-incidents.ts';
import type { GateFinding, IncidentCause, IncidentEvent } from '../../src/core/incident/event.ts';
import { evolveIncident, type Incident } from '../../src/core/incident/incident.ts';
import { usualRules, type HostSight, type IncidentRules } from '../../src/core/incident/sight.ts';

const firstBoot = 'first' as BootId;

export class IncidentTheatre {
  readonly events: IncidentEvent[] = [];
  readonly rules: IncidentRules;
  readonly #fleet: Fleet;
  readonly #hosts = new Map<HostId, { kind: HostSight['kind']; at: number; bootId: BootId }>();
  #incidents = new Map<IncidentId, Incident>();
  readonly #changedAt = new Map<IncidentId, number>();
  #now = 1_000_000;

  constructor(fleet: Fleet, rules: Partial<IncidentRules> = {}) {
    this.#fleet = fleet;
    this.rules = { ...usualRules, ...rules };
    for (const host of fleet.hosts.keys()) this.#hosts.set(host, { kind: 'up', at: 0, bootId: firstBoot });
  }

  now(): number {
    return this.#now;
  }

  lose(...hosts: readonly string[]): void {
    for (const host of hosts) this.#set(host, 'lost');
  }

  obscure(...hosts: readonly string[]): void {
    for (const host of hosts) this.#set(host, 'unclear');
  }

  /** With a new boot unless it says otherwise. */
  restore(hosts: readonly string[], boot: 'same' | 'new' = 'new'): void {
    for (const host of hosts) {
      this.#set(host, 'up');
      if (boot === 'new') this.#hosts.get(host as HostId)!.bootId = `boot-${this.#now}` as BootId;
    }
  }

  /** Time passes; then it looks. Gives what is new. */
  look(afterMs = 1_000): readonly IncidentEvent[] {
    this.#now += afterMs;
    const events = decideIncidents([...this.#incidents.values()], {
      now: this.#now,
      fleet: this.#fleet,
      sights: new Map([...this.#hosts].map(([host]) => [host, this.#sight(host)])),
      rules: this.rules,
      quietMs: (id) => this.#now - (this.#changedAt.get(id) ?? this.#now),
      newId: () => `i-${this.#incidents.size + 1}` as IncidentId,
      daemon: 'daemon' as PersonId,
    });
    for (const event of events) this.apply(event);
    return events;
  }

  /** Looks every second for so long. */
  watch(forMs: number): void {
    for (let passed = 0; passed < forMs; passed += 1_000) this.look();
  }

  judge(host: string, findings: readonly GateFinding[] = []): void {
    for (const { id, hosts, phase } of this.#incidents.values())
      if (phase.kind === 'open' && hosts.has(host as HostId))
        this.apply({ kind: 'incident-host-judged', incident: id, host: host as HostId, findings });
  }

  apply(event: IncidentEvent): void {
    const id = event.incident;
    this.events.push(event);
    this.#changedAt.set(id, this.#now);
    this.#incidents.set(id, evolveIncident(this.#incidents.get(id) ?? null, { at: this.#now, event }));
  }

  incidents(): readonly Incident[] {
    return [...this.#incidents.values()];
  }

  open(): readonly Incident[] {
    return this.incidents().filter(({ phase }) => phase.kind === 'open');
  }

  /** The daemon dies and a new one goes on with what is in the journal. */
  restart(): void {
    const journal = [...this.#incidents.values()].map(({ events }) => events);
    this.#incidents = new Map();
    this.#changedAt.clear();
    for (const events of journal)
      for (const dated of events) {
        const { incident } = dated.event;
        this.#incidents.set(incident, evolveIncident(this.#incidents.get(incident) ?? null, dated));
        this.#changedAt.set(incident, this.#now);
      }
    for (const host of this.#hosts.values()) if (host.kind === 'up') host.at = this.#now;
  }

  #set(host: string, kind: HostSight['kind']): void {
    const known = this.#hosts.get(host as HostId);
    if (known === undefined) throw new Error(`there is no host ${host}`);
    if (known.kind !== kind) Object.assign(known, { kind, at: this.#now });
  }

  #sight(host: HostId): HostSight {
    const known = this.#hosts.get(host);
    if (known === undefined || known.kind === 'unclear') return { kind: 'unclear' };
    const { kind, at, bootId } = known;
    const forMs = this.#now - at;
    return kind === 'up'
      ? { kind, forMs, bootId }
      : { kind: 'lost', forMs, at, lastSeenAt: at - 500, bootId };
  }
}

/** `rack:r12`, `blind`. */
export function causeName(cause: IncidentCause | undefined): string {
  if (cause === undefined) return 'none';
  return cause.kind === 'blind' ? 'blind' : cause.domains.map(({ level, id }) => `${level}:${id}`).join(' ');
}
