// The console's charts: the figures are in them, they take their colours from the page, and a page's policy lets all of
// their markup through.
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { uptimeBuckets } from '../../../src/core/uptime/uptime-buckets.ts';
import { ageCharts } from '../../../src/views/charts/age-chart.ts';
import { durationsChart } from '../../../src/views/charts/durations-chart.ts';
import { forecastChart } from '../../../src/views/charts/forecast-chart.ts';
import { paletteCss } from '../../../src/views/palette.ts';
import { catalogues } from '../../../src/views/text/language.ts';

const hosts = (count: number): readonly HostId[] =>
  Array.from({ length: count }, (_, index) => `h${index}` as HostId);
const week = (due: number, carried: number, late: number, room: number) => ({
  due: hosts(due),
  carried: hosts(carried),
  late: hosts(late),
  room,
});
const buckets = [
  { fromDays: 0, toDays: 30, ok: 40, dueSoon: 0, overdue: 0 },
  { fromDays: 30, toDays: null, ok: 0, dueSoon: 20, overdue: 17 },
];
const weeks = [week(8, 4, 0, 60), week(6, 0, 3, 0), week(0, 5, 0, 3)];

const charts = {
  ages: ageCharts(buckets, catalogues.en).wide,
  'ages on a phone': ageCharts(buckets, catalogues.en).narrow,
  'ages in Korean': ageCharts(buckets, catalogues.ko).wide,
  'ages on a phone in Korean': ageCharts(buckets, catalogues.ko).narrow,
  forecast: forecastChart(weeks, ['11-23', '11-30', '12-07']) ?? '',
  lengths: durationsChart([
    { label: '11-21', tookMs: HOUR_MS, took: '1 h', ended: 'otherwise' },
    { label: '<script>', tookMs: 2 * DAY_MS, took: '2 d', ended: 'done' },
  ]),
};

describe.each(Object.entries(charts))('%s', (_, svg) => {
  it('brings no colour, no style and no script of its own', () => {
    expect(svg).not.toMatch(/#[0-9a-f]{3,6}|rgba?\(|\sstyle=|<style|<script|\son\w+=/i);
    const named = [...svg.matchAll(/var\((--[a-z-]+)\)/g)].map(([, role]) => role);
    expect(named.length).toBeGreaterThan(4);
    const known = new Set([...paletteCss().matchAll(/(--[a-z-]+):/g)].map(([, role]) => role));
    expect(named.filter((role) => !known.has(role))).toEqual([]);
  });

  it('is small', () => {
    expect(svg.length).toBeLessThan(12_000);
  });
});

it('the same figures give the same picture', () => {
  expect(ageCharts(buckets, catalogues.en).wide).toBe(charts.ages);
});

it.each(['ages', 'ages on a phone'] as const)('%s are counted in their bars', (which) => {
  const counts = [...charts[which].matchAll(/font-weight="700"[^>]*>(\d+)</g)].map(([, count]) => count);
  expect(counts).toEqual(['40', '20', '17']);
});

it('on a phone every month of ages has its line', () => {
  const months = uptimeBuckets([]);
  const { narrow } = ageCharts(months, catalogues.en);
  for (const { fromDays, toDays } of months)
    expect(narrow).toContain(`>${catalogues.en.digest.chart.days(fromDays, toDays)}<`);
});

it('a week without room is a gap in the ground, and what is late stands on what is due', () => {
  const { forecast } = charts;
  const room = [
    ...forecast.matchAll(/<path d="M[\d.]+ [\d.]+l[\d.]+ 0l0 (-?[\d.]+)l[^>]*fill="var\(--settled\)"/g),
  ];
  const [most = 0, none = 0, little = 0] = room.map(([, height]) => Math.abs(Number(height)));
  // The axis ends at 12: room for 60 reaches it, room for 3 a quarter of it.
  expect([most > 190, none, Math.round((12 * little) / most)]).toEqual([true, 0, 3]);
  const late = [...forecast.matchAll(/<path d="([^"]*)"[^>]*fill="var\(--overdue-mark\)"/g)];
  expect(late.filter(([, d = '']) => d.includes('A'))).toHaveLength(1);
});

it('there is no forecast where nothing falls due', () => {
  expect(forecastChart([week(0, 0, 0, 9)], ['11-23'])).toBeNull();
});
