// How old the fleet is: stacked bars by month of uptime, in time, due soon, overdue, each part with its number. Drawn
// twice: bars that stand for a wide page, and bars that lie for a phone, where every month has its line.

import type { BarSeriesOption } from 'echarts/charts';
import type { UptimeBucket } from '../../core/uptime/uptime-buckets.ts';
import type { Role } from '../palette.ts';
import type { Catalogue } from '../text/en.ts';
import { axes, drawChart, NARROW_WIDTH, paint, type ChartSvg } from './page-chart.ts';

const parts = ['ok', 'dueSoon', 'overdue'] as const;

/** The colour of each part of a bar, and of the number in it. */
const roles = {
  ok: ['settled-mark', 'card'],
  dueSoon: ['due-soon-mark', 'due-soon-mark-ink'],
  overdue: ['overdue-mark', 'card'],
} as const satisfies Readonly<Record<(typeof parts)[number], readonly [Role, Role]>>;

const HEIGHT = 130;
const LYING_HEIGHT = 186;
/** A number that is not a visible part of its bar stands in the table alone. */
const LEAST_LABELLED = 0.13;

export type AgeCharts = { readonly wide: ChartSvg; readonly narrow: ChartSvg };

export function ageCharts(buckets: readonly UptimeBucket[], { digest: { chart } }: Catalogue): AgeCharts {
  const tallest = Math.max(1, ...buckets.map((bucket) => parts.reduce((sum, part) => sum + bucket[part], 0)));
  const series = parts.map((part): BarSeriesOption => ({
    type: 'bar',
    stack: 'hosts',
    barWidth: '58%',
    color: paint(roles[part][0]),
    label: { show: true, color: paint(roles[part][1]), fontSize: 12, fontWeight: 'bold' },
    data: buckets.map((bucket) => ({
      value: bucket[part],
      label: { show: bucket[part] / tallest >= LEAST_LABELLED },
    })),
  }));
  const labels = buckets.map(({ fromDays, toDays }) => chart.days(fromDays, toDays));
  const { xAxis, yAxis } = axes(labels);
  const lying = { xAxis: yAxis, yAxis: { ...xAxis, inverse: true } };
  return {
    wide: drawChart({ grid: { left: 44, right: 8, top: 12, bottom: 26 }, xAxis, yAxis, series }, HEIGHT),
    narrow: drawChart(
      { grid: { left: 74, right: 12, top: 4, bottom: 24 }, ...lying, series },
      LYING_HEIGHT,
      NARROW_WIDTH,
    ),
  };
}
