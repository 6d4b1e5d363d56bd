import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { MaintenanceWindow } from '../../../src/core/calendar/window.ts';
import type { HostId, WindowId } from '../../../src/core/fleet/ids.ts';
import type { FleetSnapshot } from '../../../src/core/fleet/snapshot.ts';
import { forecast, type Forecast } from '../../../src/core/uptime/forecast.ts';
import { buildFleet, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { forecastView } from '../../../src/views/terminal/forecast-table.ts';
import { alwaysOpen, planningNow, viewOf } from '../../fakes/planning-fleet.ts';
import { plainPaper } from '../../fakes/run-command.ts';
import { atLeast } from '../../fakes/sample-fleet.ts';

/** Once a week, with room for `hosts` reboots of eleven minutes one after the other. */
const weekly = (hosts: number): MaintenanceWindow => ({
  ...alwaysOpen,
  id: 'weekly' as WindowId,
  weekdays: ['sat'],
  startMinute: 60,
  durationMinutes: 11 * hosts,
});

/** Hosts up for `days`, all with the same window; one at a time. */
function case_(days: readonly number[], window: MaintenanceWindow, more: Partial<FleetSpec> = {}): Forecast {
  const names = days.map((_, at) => `h${String(at).padStart(2, '0')}`);
  const fleet = buildFleet({
    hosts: Object.fromEntries(names.map((name) => [name, { zone: 'z', windows: [window] }])),
    rest: { caps: { maxInFlight: 1, maxHostsPerCampaign: 50, domains: [] } },
    ...more,
  });
  const views = names.map((name, at) => viewOf(name as HostId, days[at]! * DAY_MS, 'up'));
  const snapshot: FleetSnapshot = {
    takenAt: planningNow,
    hosts: new Map(views.map((view) => [view.hostId, view])),
  };
  return forecast({ fleet, snapshot, now: planningNow, weeks: 8 });
}

const counts = ({ weeks }: Forecast) => ({
  due: weeks.map(({ due }) => due.length),
  carried: weeks.map(({ carried }) => carried.length),
  late: weeks.map(({ late }) => late.length),
});

describe('the forecast', () => {
  it('spreads hosts that fall due on one day over the weeks of their warning span', () => {
    // Twelve racked on one day: due in 34 days, in the warning span of 30 days from day 4 on.
    const found = case_(
      Array.from({ length: 12 }, () => 146),
      weekly(5),
    );
    expect(counts(found)).toEqual({
      due: [0, 0, 0, 0, 12, 0, 0, 0],
      carried: [0, 3, 3, 3, 3, 0, 0, 0],
      late: [0, 0, 0, 0, 0, 0, 0, 0],
    });
    expect(found.weeks.map(({ room }) => room)).toEqual([5, 5, 5, 5, 5, 5, 5, 5]);
    expect(found.warnings).toEqual([{ kind: 'crowded', week: 4, due: 12, room: 5, beginBy: 1 }]);
  });

  it('warns weeks ahead where even that does not fit', () => {
    const found = case_(
      Array.from({ length: 12 }, () => 146),
      weekly(2),
    );
    expect(counts(found).carried).toEqual([0, 2, 2, 2, 2, 2, 2, 0]);
    expect(counts(found).late).toEqual([0, 0, 0, 0, 4, 0, 0, 0]);
    expect(found.warnings).toEqual([{ kind: 'does-not-fit', week: 4, late: ['h08', 'h09', 'h10', 'h11'] }]);
  });

  it('gives a hypervisor only the time that its guests share, and says where there is none', () => {
    const guestsOn = (windows: readonly MaintenanceWindow[]) => ({
      hosts: {
        h00: { zone: 'z', windows: [weekly(5)] },
        vm: { hypervisor: 'h00', windows },
      },
    });
    const sunday = { ...weekly(5), weekdays: ['sun' as const] };
    expect(case_([200], weekly(5), guestsOn([weekly(5), sunday])).weeks[0]).toMatchObject({ room: 1 });
    const apart = case_([200], weekly(5), guestsOn([sunday]));
    expect(apart.stuck).toMatchObject([{ host: 'h00', why: { kind: 'no-window' } }]);
    expect(apart.weeks[0]).toMatchObject({ room: 0, carried: [] });
    // Half of the hour is shared: room for it once it begins later.
    const later = { ...weekly(5), startMinute: 90 };
    expect(case_([200], weekly(5), guestsOn([later])).weeks[0]).toMatchObject({ carried: ['h00'] });
    const barely = { ...weekly(5), startMinute: 110 };
    expect(case_([200], weekly(5), guestsOn([barely])).stuck).toMatchObject([{ host: 'h00' }]);
  });

  it('has nothing to say about a fleet whose hosts are of all ages', () => {
    const found = case_([0, 20, 40, 60, 80, 100, 120, 140, 160], weekly(3));
    expect(found.warnings).toEqual([]);
    expect(counts(found).late).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(counts(found).due.reduce((sum, due) => sum + due)).toBe(2);
  });

  it('counts what is overdue already as due in the first week, most overdue first', () => {
    const found = case_([190, 300, 250], weekly(2));
    expect(found.weeks[0]).toMatchObject({
      due: ['h01', 'h02', 'h00'],
      carried: ['h01', 'h02'],
      late: ['h00'],
    });
    expect(found.weeks[1]).toMatchObject({ due: [], carried: ['h00'] });
  });

  it('keeps budgets: two of one service never share a slot that only one may have', () => {
    const services = { web: { on: ['h00', 'h01', 'h02'], budget: atLeast(2) } };
    const caps = { maxInFlight: 9, maxHostsPerCampaign: 50, domains: [] };
    expect(counts(case_([200, 200, 200], weekly(1), { rest: { caps } })).carried[0]).toBe(3);
    expect(
      counts(case_([200, 200, 200], weekly(1), { rest: { caps }, services })).carried.slice(0, 3),
    ).toEqual([1, 1, 1]);
  });

  it('names hosts that can never go, and hosts it knows nothing of', () => {
    const solo = { solo: { on: ['h00'], budget: atLeast(1) } };
    const stuck = case_([170], weekly(2), { services: solo });
    expect(stuck.stuck).toMatchObject([{ host: 'h00', why: { kind: 'budget', service: 'solo' } }]);
    const short = case_([170], { ...alwaysOpen, durationMinutes: 5 });
    expect(short.stuck).toMatchObject([{ host: 'h00', why: { kind: 'no-window' } }]);
    const more = case_([170], weekly(2), {
      hosts: { h00: { zone: 'z', windows: [weekly(2)] }, unseen: { zone: 'z' } },
    });
    expect(more.unknown).toEqual(['unseen']);
  });

  it('leaves a host alone while it is exempt, and counts freezes', () => {
    const exemption = { reason: 'visit', untilAt: planningNow + 20 * DAY_MS };
    const hosts = { h00: { zone: 'z', windows: [weekly(2)], exemption } };
    expect(counts(case_([200], weekly(2), { hosts })).carried).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
    const caps = { maxInFlight: 1, maxHostsPerCampaign: 50, domains: [] };
    const freezes = [{ id: 'f', reason: 'sale', fromAt: planningNow, untilAt: planningNow + 8 * DAY_MS }];
    expect(counts(case_([200], weekly(2), { rest: { caps, freezes } })).carried.slice(0, 3)).toEqual([
      0, 1, 0,
    ]);
  });

  it('has less room in the one week that a freeze cuts, and as much as before in the next', () => {
    const caps = { maxInFlight: 1, maxHostsPerCampaign: 50, domains: [] };
    const secondWeekAt = planningNow + 7 * DAY_MS;
    const freezes = [{ id: 'f', reason: 'sale', fromAt: secondWeekAt, untilAt: secondWeekAt + 7 * DAY_MS }];
    const { weeks } = case_([100, 110, 120], weekly(2), { rest: { caps, freezes } });
    expect(weeks.map(({ room }) => room)).toEqual([2, 0, 2, 2, 2, 2, 2, 2]);
  });

  it('promises nothing while a freeze calendar cannot be read, and says why', () => {
    const caps = { maxInFlight: 1, maxHostsPerCampaign: 50, domains: [] };
    const unreadFreezes = [{ id: 'change.ics', why: 'no such file' }];
    const found = case_([190, 170, 10], weekly(5), { rest: { caps, unreadFreezes } });
    const why = { kind: 'freeze-unknown', freeze: 'change.ics', why: 'no such file' };
    expect(found.stuck).toMatchObject([
      { host: 'h00', why },
      { host: 'h01', why },
    ]);
    expect(found.weeks.map(({ room, carried }) => room + carried.length)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    const text = forecastView(found, { timeZone: 'UTC', paper: plainPaper, hosts: 3 });
    expect(text).toContain('change.ics');
    expect(text).toContain('Until it can be read nothing starts; 2 fall due in these weeks.');
  });
});
