// How old the fleet is: stacked bars by month of uptime, in time, due soon, overdue, each part with its number.

import type { BarSeriesOption } from 'echarts/charts';
import type { UptimeBucket } from '../../core/uptime/uptime-buckets.ts';
import type { Role } from '../palette.ts';
import type { Catalogue } from '../text/en.ts';
import { axes, drawChart, paint, type ChartSvg } from './page-chart.ts';

const parts = ['ok', 'dueSoon', 'overdue'] as const;

/** The colour of each part of a bar, and of the number in it. */
const roles = {
  ok: ['settled-mark', 'card'],
  dueSoon: ['due-soon-mark', 'due-soon-mark-ink'],
  overdue: ['overdue-mark', 'card'],
} as const satisfies Readonly<Record<(typeof parts)[number], readonly [Role, Role]>>;

const HEIGHT = 130;
/** A number that is not a visible part of its bar stands in the table alone. */
const LEAST_LABELLED = 0.13;

export function ageChart(buckets: readonly UptimeBucket[], { digest: { chart } }: Catalogue): ChartSvg {
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
  return drawChart({ grid: { left: 44, right: 8, top: 12, bottom: 26 }, ...axes(labels), series }, HEIGHT);
}
