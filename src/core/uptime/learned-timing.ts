// How long reboots really take, out of the journal: the estimate of a plan, the cut-off before a window shuts, and the
// deadline until a host counts as lost. A host is judged by its own last reboots; a host with too few of them by those
// of its model, then of its services; and where nothing is known by what the inventory says.
//
// Learning never makes anything less safe: a deadline is never shorter than configured (and at most twice as long), and
// an estimate never less than half of what is configured.

import type { TimingBasis } from './timing-basis.ts';
import type { DurationMs, Instant } from '../brand.ts';
import type { CampaignEvent, DatedEvent } from '../campaign/event.ts';
import { guestsOf, instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host, RebootTiming } from '../fleet/fleet.ts';
import type { CampaignId, HostId } from '../fleet/ids.ts';
import { guestDrainsOf, guestHooksMs } from '../rotation/guest-drains.ts';
import { leastTime } from './least-time.ts';

/** One reboot that went well, from its first check to its last gate. */
export type RebootCourse = {
  readonly host: HostId;
  readonly at: Instant;
  /** From the first check, drain included, until the gates had passed. */
  readonly wholeMs: DurationMs;
  /** From the request until the new boot was proven. */
  readonly awayMs: DurationMs;
};

/** What `rebootCourses` reads; a host's events of one campaign come in this order. */
export const courseEventKinds = [
  'host-check-requested',
  'host-reboot-requested',
  'host-boot-proven',
  'host-soak-began',
] as const satisfies readonly CampaignEvent['kind'][];

/** Reboots of the last year say how a host boots now; older ones are of other hardware and other software. */
export const LEARN_FROM_MS: DurationMs = 365 * 86_400_000;

/** Oldest first, as the events are. Reboots that a person had to help are not among them: they say nothing of boots. */
export function rebootCourses(
  events: readonly (DatedEvent & { readonly campaign: CampaignId })[],
): readonly RebootCourse[] {
  type Begun = { startedAt: Instant; requestedAt: Instant | null; provenAt: Instant | null };
  const begun = new Map<string, Begun>();
  const courses: RebootCourse[] = [];
  for (const { at, event, campaign } of events) {
    if (!('host' in event)) continue;
    const key = `${campaign} ${event.host}`;
    const open = begun.get(key);
    if (event.kind === 'host-check-requested')
      begun.set(key, { startedAt: at, requestedAt: null, provenAt: null });
    else if (open === undefined) continue;
    else if (event.kind === 'host-reboot-requested') open.requestedAt ??= at;
    else if (event.kind === 'host-boot-proven') open.provenAt ??= at;
    else if (event.kind === 'host-soak-began' && open.requestedAt !== null && open.provenAt !== null) {
      const { startedAt, requestedAt, provenAt } = open;
      courses.push({ host: event.host, at, wholeMs: at - startedAt, awayMs: provenAt - requestedAt });
      begun.delete(key);
    }
  }
  // A wall clock that was set back in between measured nothing.
  return courses.filter(({ wholeMs, awayMs }) => wholeMs > 0 && awayMs > 0);
}

export type LearnedTiming = { readonly timing: RebootTiming; readonly basis: TimingBasis };

/** So many reboots of the host itself, or of hosts like it, say enough. */
const ENOUGH = { host: 3, model: 5, service: 5 } as const;
/** Only the newest count. */
const NEWEST = 20;

/** By host: what was learned of it. Hosts of which nothing is known are absent. */
export function learnedTimings(
  fleet: Fleet,
  courses: readonly RebootCourse[],
): ReadonlyMap<HostId, LearnedTiming> {
  const groups = new Map<string, RebootCourse[]>();
  const put = (group: string, course: RebootCourse): void => {
    const list = groups.get(group) ?? [];
    groups.set(group, list);
    list.push(course);
  };
  for (const course of courses) {
    const host = fleet.hosts.get(course.host);
    if (host !== undefined) for (const { group } of groupsOf(fleet, host)) put(group, course);
  }
  const learned = new Map<HostId, LearnedTiming>();
  if (groups.size === 0) return learned;
  for (const host of fleet.hosts.values())
    for (const { group, kind } of groupsOf(fleet, host)) {
      const newest = (groups.get(group) ?? []).slice(-NEWEST);
      if (newest.length < ENOUGH[kind]) continue;
      learned.set(host.id, {
        timing: timingFrom(host.timing, newest, guestHooksMs(guestDrainsOf(fleet, host.id))),
        basis: { kind, reboots: newest.length },
      });
      break;
    }
  return learned;
}

/** Nearest first. */
function groupsOf(
  fleet: Fleet,
  host: Host,
): readonly { readonly group: string; readonly kind: TimingBasis['kind'] }[] {
  const services = [...new Set(instancesOn(fleet, host.id).map(({ service }) => service))].sort();
  return [
    { group: `host ${host.id}`, kind: 'host' },
    ...(host.model === null ? [] : [{ group: `model ${host.model}`, kind: 'model' as const }]),
    ...services.map((service) => ({ group: `service ${service}`, kind: 'service' as const })),
  ];
}

/** @param hooksMs how long the commands of its guests may take besides */
function timingFrom(
  configured: RebootTiming,
  courses: readonly RebootCourse[],
  hooksMs: DurationMs,
): RebootTiming {
  const whole = ninthDecile(courses.map(({ wholeMs }) => wholeMs));
  const away = ninthDecile(courses.map(({ awayMs }) => awayMs));
  const { expectedMs, comeBackWithinMs, systemUpWithinMs } = configured;
  const longest = expectedMs + comeBackWithinMs + systemUpWithinMs + hooksMs;
  return {
    ...configured,
    expectedMs: clamp(whole, { least: Math.ceil(expectedMs / 2), most: longest }),
    comeBackWithinMs: clamp(2 * away, { least: comeBackWithinMs, most: 2 * comeBackWithinMs }),
  };
}

/** The value that nine in ten do not exceed; of a few values the largest. One outlier of many does not decide. */
function ninthDecile(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.ceil(0.9 * sorted.length) - 1] ?? 0;
}

function clamp(value: number, { least, most }: { readonly least: number; readonly most: number }): number {
  return Math.min(most, Math.max(least, value));
}

/** `fleet` with what was learned in the place of what is configured: for planning, never for the inventory. */
export function withLearnedTimings(fleet: Fleet, courses: readonly RebootCourse[]): Fleet {
  return withTimings(fleet, learnedTimings(fleet, courses));
}

/** The same of what was learned already. A hypervisor is never expected to take less than it must with its guests. */
export function withTimings(fleet: Fleet, learned: ReadonlyMap<HostId, LearnedTiming>): Fleet {
  const changed = new Map<HostId, Host>();
  for (const [id, host] of fleet.hosts) {
    const timing = learned.get(id)?.timing ?? host.timing;
    const leastMs = guestsOf(fleet, id).length === 0 ? 0 : leastTime(fleet, host);
    if (leastMs > timing.expectedMs) changed.set(id, { ...host, timing: { ...timing, expectedMs: leastMs } });
    else if (timing !== host.timing) changed.set(id, { ...host, timing });
  }
  if (changed.size === 0) return fleet;
  const hosts = new Map([...fleet.hosts].map(([id, host]) => [id, changed.get(id) ?? host] as const));
  return { ...fleet, hosts };
}
