// How long campaigns took, oldest at the left, coloured by how they ended; the bar's own words are its length.

import { HOUR_MS, type DurationMs } from '../../core/brand.ts';
import { axes, drawChart, paint, type ChartSvg } from './page-chart.ts';

export type CampaignLength = {
  /** What stands below the bar. */
  readonly label: string;
  readonly tookMs: DurationMs;
  /** What stands above it. */
  readonly took: string;
  readonly ended: 'done' | 'otherwise';
};

const HEIGHT = 210;

export function durationsChart(lengths: readonly CampaignLength[]): ChartSvg {
  const { xAxis, yAxis } = axes(lengths.map(({ label }) => label));
  return drawChart(
    {
      grid: { left: 44, right: 8, top: 24, bottom: 26 },
      xAxis,
      yAxis: { ...yAxis, minInterval: 0, axisLabel: { ...yAxis.axisLabel, formatter: '{value} h' } },
      series: [
        {
          type: 'bar',
          barMaxWidth: 46,
          label: { show: true, position: 'top', color: paint('ink'), fontSize: 12 },
          data: lengths.map(({ tookMs, took, ended }) => ({
            value: Math.round((tookMs / HOUR_MS) * 100) / 100,
            label: { formatter: took },
            itemStyle: {
              color: paint(ended === 'done' ? 'fresh-mark' : 'overdue-mark'),
              borderRadius: [3, 3, 0, 0],
            },
          })),
        },
      ],
    },
    HEIGHT,
  );
}
