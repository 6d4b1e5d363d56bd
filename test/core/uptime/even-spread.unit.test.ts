import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, type Instant } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { FleetSnapshot } from '../../../src/core/fleet/snapshot.ts';
import { planReboots } from '../../../src/core/planning/planner.ts';
import { turnsOfThisWeek } from '../../../src/core/uptime/even-spread.ts';
import { buildFleet, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { alwaysOpen, planningNow, requestFor, viewOf } from '../../fakes/planning-fleet.ts';
import { atLeast } from '../../fakes/sample-fleet.ts';

/** Seventeen hosts of one rack, with the default span of 30 days before 180 and a window every day. */
const names = Array.from({ length: 17 }, (_, at) => `h${String(at).padStart(2, '0')}`);

function rackOf(more: Partial<FleetSpec> = {}) {
  return buildFleet({
    hosts: Object.fromEntries(names.map((name) => [name, { zone: 'z', windows: [alwaysOpen] }])),
    rest: { caps: { maxInFlight: 5, maxHostsPerCampaign: 50, domains: [] } },
    ...more,
  });
}

/** What is seen at `now` of hosts that booted at `bootedAt`. */
function seenAt(now: Instant, bootedAt: ReadonlyMap<string, Instant>): FleetSnapshot {
  const views = [...bootedAt].map(([name, at]) => {
    const view = viewOf(name as HostId, now - at, 'up');
    return { ...view, lastSeen: { ...view.lastSeen!, at: now } };
  });
  return { takenAt: now, hosts: new Map(views.map((view) => [view.hostId, view])) };
}

describe('the even spread', () => {
  it('asked every day of a year, it never again lets a rack fall due on one day', () => {
    const fleet = rackOf();
    const bootedAt = new Map(names.map((name) => [name, planningNow - 100 * DAY_MS]));
    const perWeek = new Map<number, number>();
    let oldestMs = 0;
    for (let day = 0; day < 365; day += 1) {
      const now = planningNow + day * DAY_MS;
      for (const host of turnsOfThisWeek({ fleet, snapshot: seenAt(now, bootedAt), now })) {
        oldestMs = Math.max(oldestMs, now - bootedAt.get(host)!);
        bootedAt.set(host, now);
        const week = Math.floor((now - 4 * DAY_MS) / (7 * DAY_MS));
        perWeek.set(week, (perWeek.get(week) ?? 0) + 1);
      }
    }
    expect(oldestMs).toBeLessThanOrEqual(180 * DAY_MS);
    expect(Math.max(...perWeek.values())).toBeLessThanOrEqual(5);
    // Twice round the fleet in 365 days of at most 180: the work was neither left nor done over and over.
    const reboots = [...perWeek.values()].reduce((sum, count) => sum + count);
    expect(reboots).toBeGreaterThanOrEqual(17);
    expect(reboots).toBeLessThanOrEqual(3 * 17);
  });

  it('asked again in the same week after its hosts went, it takes no more', () => {
    const fleet = rackOf();
    const bootedAt = new Map(names.map((name) => [name, planningNow - 160 * DAY_MS]));
    const first = turnsOfThisWeek({ fleet, snapshot: seenAt(planningNow, bootedAt), now: planningNow });
    expect(first.size).toBe(5);
    const later = planningNow + DAY_MS;
    for (const host of first) bootedAt.set(host, planningNow + HOUR_MS);
    expect(turnsOfThisWeek({ fleet, snapshot: seenAt(later, bootedAt), now: later })).toEqual(new Set());
    const nextWeek = planningNow + 6 * DAY_MS;
    expect(turnsOfThisWeek({ fleet, snapshot: seenAt(nextWeek, bootedAt), now: nextWeek }).size).toBe(4);
  });

  it('takes nobody outside of the warning span, and gives no turn to a host that cannot go', () => {
    const fleet = rackOf({ services: { solo: { on: ['h00'], budget: atLeast(1) } } });
    const young = new Map(names.map((name) => [name, planningNow - 149 * DAY_MS]));
    expect(turnsOfThisWeek({ fleet, snapshot: seenAt(planningNow, young), now: planningNow }).size).toBe(0);
    const soon = new Map(names.map((name) => [name, planningNow - 160 * DAY_MS]));
    const turns = turnsOfThisWeek({ fleet, snapshot: seenAt(planningNow, soon), now: planningNow });
    expect(turns.has('h00' as HostId)).toBe(false);
    expect(turns.size).toBe(5);
  });

  it('is what a plan takes with the reason "spread", beside what is overdue', () => {
    const fleet = rackOf();
    const bootedAt = new Map(names.map((name) => [name, planningNow - 160 * DAY_MS]));
    bootedAt.set('h16', planningNow - 200 * DAY_MS);
    const snapshot = seenAt(planningNow, bootedAt);
    const outcome = planReboots(requestFor({ fleet, snapshot }, { reasons: ['overdue', 'spread'] }));
    if (outcome.kind !== 'planned') throw new Error('nothing was planned');
    const reasons = outcome.document.plan.steps.map(({ host, reason }) => `${host} ${reason}`).sort();
    expect(reasons).toEqual(['h00 spread', 'h01 spread', 'h02 spread', 'h03 spread', 'h16 overdue']);
  });
});
