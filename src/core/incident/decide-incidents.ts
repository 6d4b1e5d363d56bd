// Many losses become one incident: from what is known of each host and the incidents so far, what has happened. Pure;
// asked again and again, it says something only when there is news. Losses that come within minutes belong to one
// incident whatever their order, because what explains them is worked out anew from all of them.

import type { DurationMs, Instant } from '../brand.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HostId, IncidentId, PersonId } from '../fleet/ids.ts';
import { byId, hostsIn, hostsLost } from '../fleet/fleet-lookup.ts';
import type { HostLoss, IncidentCause, IncidentEvent } from './event.ts';
import { explainLosses, isBlind } from './explain-losses.ts';
import { evolveIncident, type Incident, type IncidentHost } from './incident.ts';
import { bootAfter, hasSettled, isSteady } from './settled.ts';
import { lostByHost, type HostSight, type IncidentRules, type LostSight, type Sights } from './sight.ts';

export type IncidentWorld = {
  readonly now: Instant;
  readonly fleet: Fleet;
  readonly sights: Sights;
  readonly rules: IncidentRules;
  /** How long nothing has happened in the incident, as measured by who asks. */
  readonly quietMs: (incident: IncidentId) => DurationMs;
  /** For an incident that begins now. */
  readonly newId: () => IncidentId;
  /** Who closes an incident that is over. */
  readonly daemon: PersonId;
};

/** @param incidents those that are open, and those closed lately. */
export function decideIncidents(
  incidents: readonly Incident[],
  world: IncidentWorld,
): readonly IncidentEvent[] {
  const open = incidents.filter(isOpen);
  const losses = allLossEvents(incidents, world);
  const touched = new Set(losses.map(({ incident }) => incident));
  return [
    ...losses,
    ...open.flatMap((incident) => returnEvents(incident, world)),
    ...open.flatMap((incident) => (touched.has(incident.id) ? [] : endEvents(incident, world))),
  ];
}

function isOpen({ phase }: Incident): boolean {
  return phase.kind === 'open';
}

/**
 * Each round something joins or is explained otherwise; two or three are usual. Whatever is left after this many is told
 * at the next look: two explanations that give way to each other must not hold up the daemon.
 */
const MAX_ROUNDS = 10;

/** Hosts that join can change what explains the losses, and that which hosts join: until nothing changes any more. */
function allLossEvents(incidents: readonly Incident[], world: IncidentWorld): readonly IncidentEvent[] {
  const all: IncidentEvent[] = [];
  let states = incidents;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const events = lossEvents(states, states.filter(isOpen), world);
    if (events.length === 0) break;
    all.push(...events);
    const after = new Map(states.map((incident) => [incident.id, incident]));
    for (const event of events) {
      const known = after.get(event.incident) ?? null;
      after.set(event.incident, evolveIncident(known, { at: world.now, event }));
    }
    states = [...after.values()];
  }
  return mergedEvents(all);
}

/** What happens to one incident at one moment is told once: where it begins, with all that belongs to it by then. */
function mergedEvents(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  const merged: IncidentEvent[] = [];
  for (const event of events) {
    const begun = merged.findIndex(
      ({ kind, incident }) =>
        incident === event.incident && (kind === 'incident-opened' || kind === 'incident-reopened'),
    );
    const first = merged[begun];
    if (first?.kind !== 'incident-opened' && first?.kind !== 'incident-reopened') merged.push(event);
    else if (event.kind === 'incident-hosts-lost')
      merged[begun] = { ...first, hosts: [...first.hosts, ...event.hosts] };
    else if (event.kind === 'incident-cause-changed') merged[begun] = { ...first, cause: event.cause };
  }
  return merged;
}

/** Hosts that are lost now and that no incident knows of as lost, in id order. */
function newlyLost(
  incidents: readonly Incident[],
  { sights }: IncidentWorld,
): ReadonlyMap<HostId, LostSight> {
  const known = new Set<HostId>();
  for (const { hosts, phase } of incidents)
    for (const { host, stage } of hosts.values())
      if (stage.kind === 'down' && (phase.kind === 'open' || isStillAway(sights.get(host), phase.at)))
        known.add(host);
  return new Map(lostByHost(sights).filter(([host]) => !known.has(host)));
}

/** Away since before its incident was closed: that end took it into account. */
function isStillAway(sight: HostSight | undefined, closedAt: Instant): boolean {
  return sight?.kind === 'lost' && sight.at <= closedAt;
}

function lossEvents(
  incidents: readonly Incident[],
  open: readonly Incident[],
  world: IncidentWorld,
): readonly IncidentEvent[] {
  const fresh = newlyLost(incidents, world);
  if (fresh.size === 0 && open.length === 0) return [];
  const { now, rules } = world;
  const developing = open.findLast(({ lastLossAt }) => now - lastLossAt <= rules.togetherMs) ?? null;
  const events: IncidentEvent[] = [];
  const taken = new Set<HostId>();
  // Lost again, or lost where something is lost already: part of it however late.
  for (const incident of open) {
    if (incident === developing) continue;
    const joining = [...fresh]
      .filter(([host, sight]) => !taken.has(host) && belongsTo(incident, host, sight, world))
      .map(([host]) => host);
    joining.forEach((host) => taken.add(host));
    if (joining.length > 0) events.push(hostsLostEvent(incident.id, joining, fresh));
    else events.push(...blindNarrowed(incident, world));
  }
  const recent = new Map(
    [...fresh].filter(([host, sight]) => !taken.has(host) && sight.forMs <= rules.togetherMs),
  );
  if (developing !== null) events.push(...developed(developing, fresh, recent, world));
  else if (recent.size > 0) events.push(...begun(incidents, fresh, recent, world));
  return events;
}

/** It was part of it already, or it stands where something is lost and did not go long before. */
function belongsTo(incident: Incident, host: HostId, sight: LostSight, world: IncidentWorld): boolean {
  if (incident.hosts.has(host)) return true;
  return isOfItsTime(sight, incident.openedAt, world) && standsIn(incident.cause, host, world);
}

function standsIn(cause: IncidentCause, host: HostId, { fleet }: IncidentWorld): boolean {
  if (cause.kind === 'blind') return true;
  // Feeds take a rack together; one domain alone is known.
  const [only, ...others] = cause.domains;
  if (only === undefined) return false;
  return (others.length === 0 ? hostsIn(fleet, only) : hostsLost(fleet, cause.domains)).has(host);
}

/** What is called an incident has begun up to one span before that; what went up to one before that is part of it. */
function isOfItsTime({ at }: LostSight, openedAt: Instant, { rules }: IncidentWorld): boolean {
  return at >= openedAt - 2 * rules.togetherMs;
}

/** An incident that still grows: what explains all of its losses together may have become something else. */
function developed(
  incident: Incident,
  fresh: ReadonlyMap<HostId, LostSight>,
  recent: ReadonlyMap<HostId, LostSight>,
  world: IncidentWorld,
): readonly IncidentEvent[] {
  const all = new Set([...evidenceOf(incident), ...recent.keys()]);
  // A daemon that has seen again is not blind because of hosts that were only out of its sight.
  const wasSeen = causeOf(all, world)?.kind === 'blind' && incident.cause.kind !== 'blind';
  const evidence = wasSeen ? new Set([...reallyLost(incident), ...recent.keys()]) : all;
  const cause = causeOf(evidence, world);
  const explained = cause === null ? new Set<HostId>() : explainedBy(cause, evidence, world);
  const joining = [...fresh]
    .filter(([host, sight]) => explained.has(host) || belongsTo(incident, host, sight, world))
    .map(([host]) => host);
  const events: IncidentEvent[] = [];
  if (joining.length > 0) events.push(hostsLostEvent(incident.id, joining, fresh));
  if (cause !== null && !isSameCause(cause, incident.cause))
    events.push({ kind: 'incident-cause-changed', incident: incident.id, cause });
  return events;
}

/** A daemon that sees again knows better what is really lost. */
function blindNarrowed(incident: Incident, world: IncidentWorld): readonly IncidentEvent[] {
  if (incident.cause.kind !== 'blind') return [];
  const cause = causeOf(evidenceOf(incident), world);
  if (cause === null || cause.kind === 'blind') return [];
  return [{ kind: 'incident-cause-changed', incident: incident.id, cause }];
}

/** Hosts that came back on the boot they had were only out of sight while the daemon was blind. */
function evidenceOf(incident: Incident): ReadonlySet<HostId> {
  return incident.cause.kind === 'blind' ? reallyLost(incident) : new Set(incident.hosts.keys());
}

function reallyLost({ hosts }: Incident): ReadonlySet<HostId> {
  const isLost = ({ stage }: IncidentHost): boolean => stage.kind === 'down' || stage.boot === 'new';
  return new Set([...hosts.values()].filter(isLost).map(({ host }) => host));
}

function causeOf(lost: ReadonlySet<HostId>, { fleet, sights }: IncidentWorld): IncidentCause | null {
  const up = new Set<HostId>();
  for (const [host, { kind }] of sights) if (kind === 'up' && !lost.has(host)) up.add(host);
  if (isBlind(fleet, lost, up)) return { kind: 'blind' };
  const { domains } = explainLosses(fleet, lost, up);
  return domains.length === 0 ? null : { kind: 'domains', domains };
}

function explainedBy(
  cause: IncidentCause,
  lost: ReadonlySet<HostId>,
  { fleet }: IncidentWorld,
): ReadonlySet<HostId> {
  if (cause.kind === 'blind') return lost;
  const standing = new Set(cause.domains.flatMap((domain) => [...hostsLost(fleet, [domain])]));
  return new Set([...lost].filter((host) => standing.has(host)));
}

function begun(
  incidents: readonly Incident[],
  fresh: ReadonlyMap<HostId, LostSight>,
  recent: ReadonlyMap<HostId, LostSight>,
  world: IncidentWorld,
): readonly IncidentEvent[] {
  const lost = new Set(recent.keys());
  const cause = causeOf(lost, world);
  if (cause === null) return [];
  const explained = explainedBy(cause, lost, world);
  const joining = [...fresh].filter(
    ([host, sight]) =>
      explained.has(host) || (isOfItsTime(sight, world.now, world) && standsIn(cause, host, world)),
  );
  const hosts = lossesOf(
    joining.map(([host]) => host),
    fresh,
  );
  const again = incidents.find((incident) => isAgain(incident, hosts, world));
  if (again !== undefined) return [{ kind: 'incident-reopened', incident: again.id, cause, hosts }];
  return [{ kind: 'incident-opened', incident: world.newId(), cause, hosts }];
}

/** Closed lately, and at least half of what is lost now was lost then. */
function isAgain({ phase, hosts }: Incident, losses: readonly HostLoss[], world: IncidentWorld): boolean {
  if (phase.kind !== 'closed' || world.now - phase.at > world.rules.reopenMs) return false;
  return 2 * losses.filter(({ host }) => hosts.has(host)).length >= losses.length;
}

function returnEvents(incident: Incident, world: IncidentWorld): readonly IncidentEvent[] {
  const hosts = [...incident.hosts.values()].flatMap((known) => {
    const sight = world.sights.get(known.host);
    if (known.stage.kind !== 'down' || sight?.kind !== 'up') return [];
    return isSteady(known, sight, world.rules) ? [{ host: known.host, boot: bootAfter(known, sight) }] : [];
  });
  return hosts.length === 0 ? [] : [{ kind: 'incident-hosts-returned', incident: incident.id, hosts }];
}

function endEvents(incident: Incident, world: IncidentWorld): readonly IncidentEvent[] {
  const end = hasSettled(incident, world);
  if (end === null) return [];
  const { left } = end;
  return [{ kind: 'incident-closed', incident: incident.id, by: world.daemon, reason: null, left }];
}

function hostsLostEvent(
  incident: IncidentId,
  hosts: readonly HostId[],
  lost: ReadonlyMap<HostId, LostSight>,
): IncidentEvent {
  return { kind: 'incident-hosts-lost', incident, hosts: lossesOf(hosts, lost) };
}

function lossesOf(hosts: readonly HostId[], lost: ReadonlyMap<HostId, LostSight>): readonly HostLoss[] {
  return [...hosts].sort(byId).flatMap((host) => {
    const sight = lost.get(host);
    if (sight === undefined) return [];
    return [{ host, lostAt: sight.at, lastSeenAt: sight.lastSeenAt, bootId: sight.bootId }];
  });
}

function isSameCause(one: IncidentCause, other: IncidentCause): boolean {
  if (one.kind === 'blind' || other.kind === 'blind') return one.kind === other.kind;
  const names = ({ domains }: typeof one): string =>
    domains
      .map(({ level, id }) => `${level}:${id}`)
      .sort()
      .join(' ');
  return names(one) === names(other);
}
