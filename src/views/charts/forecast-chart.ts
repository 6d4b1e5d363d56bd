// Weeks ahead: what falls due, what is rebooted and what is late as bars, before the room that windows and budgets leave
// as a ground: a week without room is a gap in it.

import type { BarSeriesOption } from 'echarts/charts';
import type { ForecastWeek } from '../../core/uptime/forecast.ts';
import type { Role } from '../palette.ts';
import { axes, drawChart, paint, type ChartSvg } from './page-chart.ts';

const HEIGHT = 240;

type ChartedWeek = Pick<ForecastWeek, 'due' | 'carried' | 'late' | 'room'>;

/** `labels`: one a week. Null where nothing falls due at all. */
export function forecastChart(weeks: readonly ChartedWeek[], labels: readonly string[]): ChartSvg | null {
  const most = Math.max(0, ...weeks.flatMap(({ due, carried }) => [due.length, carried.length]));
  if (most === 0) return null;
  // Room is often for many more than ever fall due; what is above the bars says nothing further.
  const interval = Math.ceil((most * 1.15) / 4);
  const top = 4 * interval;
  const bar = (role: Role, values: readonly number[]): BarSeriesOption => ({
    type: 'bar',
    barWidth: '30%',
    barGap: '8%',
    color: paint(role),
    itemStyle: { borderRadius: [2, 2, 0, 0] },
    data: [...values],
    z: 3,
  });
  const room: BarSeriesOption = {
    type: 'bar',
    xAxisIndex: 1,
    barWidth: '100%',
    color: paint('settled'),
    // Without it the grounds of two weeks show a seam.
    itemStyle: { borderColor: paint('settled'), borderWidth: 1 },
    data: weeks.map((week) => Math.min(week.room, top)),
    z: 1,
  };
  const late: BarSeriesOption = {
    ...bar(
      'overdue-mark',
      weeks.map((week) => week.late.length),
    ),
    xAxisIndex: 0,
    stack: 'due',
  };
  const { xAxis, yAxis } = axes(labels, { max: top, interval });
  return drawChart(
    {
      grid: { left: 44, right: 8, top: 12, bottom: 26 },
      xAxis: [
        { ...xAxis, axisLabel: { ...xAxis.axisLabel, interval: Math.ceil(weeks.length / 13) - 1 } },
        { type: 'category', show: false, data: [...labels] },
      ],
      yAxis,
      series: [
        room,
        // A bar of what is due, its late part in red on top of the rest.
        {
          ...bar(
            'due-soon-mark',
            weeks.map((week) => week.due.length - week.late.length),
          ),
          stack: 'due',
        },
        late,
        bar(
          'fresh-mark',
          weeks.map((week) => week.carried.length),
        ),
      ],
    },
    HEIGHT,
  );
}
