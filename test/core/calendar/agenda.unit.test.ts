import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import { agendaOf } from '../../../src/core/calendar/agenda.ts';
import type { MaintenanceWindow } from '../../../src/core/calendar/window.ts';
import type { WindowId } from '../../../src/core/fleet/ids.ts';
import { clockRemark } from '../../../src/views/terminal/calendar-table.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';

const sunday = (id: string, startMinute: number, durationMinutes = 60): MaintenanceWindow => ({
  id: id as WindowId,
  weekdays: ['sun'],
  nth: [],
  startMinute,
  durationMinutes,
  timeZone: 'Europe/Berlin',
});

const fleetWith = (
  windows: readonly MaintenanceWindow[],
  freezes: Parameters<typeof buildFleet>[0]['rest'] = {},
) =>
  buildFleet({
    hosts: { a: { zone: 'z', windows }, b: { zone: 'z', windows: windows.slice(0, 1) } },
    rest: freezes,
  });

function remarks(windows: readonly MaintenanceWindow[], sundayText: string) {
  const fromAt = Date.parse(`${sundayText}T00:00:00Z`) - 6 * HOUR_MS;
  return agendaOf(fleetWith(windows), { fromAt, untilAt: fromAt + 24 * HOUR_MS }).map((entry) => [
    entry.window.id,
    clockRemark(entry),
    entry.openMs / MINUTE_MS,
  ]);
}

const windows = [
  sunday('before', 0),
  sunday('half', 90),
  sunday('within', 120),
  sunday('after', 180),
  sunday('all', 0, 360),
];

describe('the agenda', () => {
  it('tells what the clocks going forward do to each window', () => {
    expect(remarks(windows, '2026-03-29')).toEqual([
      ['all', 'shorter', 300],
      ['before', 'as-written', 60],
      ['half', 'shorter', 30],
      ['after', 'as-written', 60],
      ['within', 'left-out', 0],
    ]);
  });

  it('tells what the clocks going back do to each window', () => {
    expect(remarks(windows, '2026-10-25')).toEqual([
      ['all', 'longer', 420],
      ['before', 'as-written', 60],
      ['half', 'twice', 90],
      ['within', 'longer', 120],
      ['after', 'as-written', 60],
    ]);
  });

  it('counts hosts, keeps turns whole at the edges, and knows what freezes leave', () => {
    const opensAt = Date.parse('2026-07-05T00:00:00+02:00');
    const freeze = { id: 'f', reason: 'sale', fromAt: opensAt + 20 * MINUTE_MS, untilAt: opensAt + HOUR_MS };
    const fleet = fleetWith([sunday('w', 0), sunday('v', 0)], { freezes: [freeze] });
    const agenda = agendaOf(fleet, { fromAt: opensAt + 30 * MINUTE_MS, untilAt: opensAt + HOUR_MS });
    expect(agenda.map(({ window, hosts }) => [window.id, hosts])).toEqual([
      ['v', 1],
      ['w', 2],
    ]);
    expect(agenda[0]).toMatchObject({
      fromAt: opensAt,
      untilAt: opensAt + HOUR_MS,
      startable: [{ fromAt: opensAt, untilAt: freeze.fromAt }],
      freezes: [freeze],
    });
  });
});
