// A fleet in which chaos mode may draw a few hosts, and the question that it asks of it: all well, so that each test
// breaks one thing.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/brand.ts';
import type { MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { ChaosQuestion } from '../../src/core/chaos/candidates.ts';
import type { ChaosTerms } from '../../src/core/chaos/chaos-terms.ts';
import type { Part } from '../../src/core/fleet/part.ts';
import type { HostId, WindowId } from '../../src/core/fleet/ids.ts';
import type { FleetSnapshot } from '../../src/core/fleet/snapshot.ts';
import { buildFleet, type FleetSpec } from './fleet-builder.ts';
import { planningNow, viewOf } from './planning-fleet.ts';

export const allButPrimary: readonly Part[] = ['member', 'replica', 'standby'];

const night: MaintenanceWindow = {
  id: 'night' as WindowId,
  weekdays: ['sat'],
  nth: [],
  startMinute: 120,
  durationMinutes: 180,
  timeZone: 'UTC',
};

/** Wednesday 10:00 to 15:00 UTC; `planningNow` is the noon within. */
export const officeHours: MaintenanceWindow = {
  id: 'chaos' as WindowId,
  weekdays: ['mon', 'tue', 'wed', 'thu'],
  nth: [],
  startMinute: 600,
  durationMinutes: 300,
  timeZone: 'UTC',
};

export const chaosTerms: ChaosTerms = {
  leash: 'propose',
  hours: officeHours,
  everyDays: 7,
  restMs: 14 * DAY_MS,
};

const stands = { rack: 'a1', windows: [night] };

/** web-1 to web-3 and db-2 may be drawn; db-1 is a primary, and nobody asked the team of mail. */
export const chaosSpec: FleetSpec = {
  racks: { a1: { zone: 'a' } },
  hosts: {
    'web-1': stands,
    'web-2': stands,
    'web-3': stands,
    'db-1': stands,
    'db-2': stands,
    'mail-1': stands,
    'mail-2': stands,
    spare: stands,
  },
  services: {
    web: { on: ['web-1', 'web-2', 'web-3'], chaos: allButPrimary },
    db: { on: { 'db-1': 'primary', 'db-2': 'replica' }, chaos: allButPrimary },
    mail: { on: ['mail-1', 'mail-2'] },
  },
};

/** Everybody up for 30 days, but for those named; `null`: never seen. */
export function seenUp(
  hosts: readonly string[],
  given: Readonly<Record<string, number | 'stale' | 'unreachable' | null>> = {},
): FleetSnapshot {
  const views = hosts.map((host) => {
    const how = given[host];
    if (how === null) return viewOf(host as HostId, 0, 'unseen');
    if (typeof how === 'string') return viewOf(host as HostId, 30 * DAY_MS, how);
    return viewOf(host as HostId, how ?? 30 * DAY_MS, 'up');
  });
  return { takenAt: planningNow, hosts: new Map(views.map((view) => [view.hostId, view])) };
}

export function chaosQuestion(
  spec: FleetSpec = chaosSpec,
  given: Partial<ChaosQuestion> = {},
): ChaosQuestion {
  const fleet = buildFleet(spec);
  return {
    fleet,
    snapshot: seenUp([...fleet.hosts.keys()]),
    now: planningNow,
    maxObservationAgeMs: 15 * MINUTE_MS,
    terms: chaosTerms,
    flags: [{ kind: 'clear' }],
    openCampaigns: [],
    rebootsOfDay: new Map(),
    leftOut: new Map(),
    failed: new Map(),
    ...given,
  };
}

/** 14:55 on the same day: too late for anything to end before the hours do. */
export const almostClosed = planningNow + 2 * HOUR_MS + 55 * MINUTE_MS;
