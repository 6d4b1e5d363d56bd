// The fleet's uptimes as a picture: stacked bars by month, each part with its number, so that nothing is told by colour
// alone. Pure: figures and words in, SVG text out, the same for the same figures.

import { BarChart, type BarSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  TitleComponent,
  type GridComponentOption,
  type LegendComponentOption,
  type TitleComponentOption,
} from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { UptimeBucket } from '../../core/uptime/uptime-buckets.ts';
import type { Catalogue } from '../text/en.ts';

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

type ChartOption = ComposeOption<
  BarSeriesOption | GridComponentOption | LegendComponentOption | TitleComponentOption
>;

/** Wide enough for seven months in Korean, low enough for a phone. */
const WIDTH = 760;
const HEIGHT = 340;

/** The font that `adapters/resvg` brings; a browser takes its own where it has none of that name. */
export const CHART_FONT = 'NanumGothic, sans-serif';

/** Okabe and Ito's colours: told apart with every common colour blindness, and lighter to darker in grey. */
const colours = { ok: '#56b4e9', dueSoon: '#e69f00', overdue: '#a33800' } as const;
/** What is written on each of them: at least 4.5 to 1. */
const inks = { ok: '#000000', dueSoon: '#000000', overdue: '#ffffff' } as const;

export function uptimeChart(buckets: readonly UptimeBucket[], text: Catalogue): string {
  const words = text.digest.chart;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const series = (['ok', 'dueSoon', 'overdue'] as const).map((part): BarSeriesOption => ({
    type: 'bar',
    stack: 'hosts',
    name: words[part],
    barWidth: '68%',
    color: colours[part],
    label: { show: true, color: inks[part], fontFamily: CHART_FONT, fontSize: 13, fontWeight: 'bold' },
    data: labelled(buckets.map((bucket) => bucket[part])),
  }));
  const option: ChartOption = {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: CHART_FONT },
    title: {
      text: words.title,
      left: 16,
      top: 12,
      textStyle: { fontFamily: CHART_FONT, fontSize: 17, color: '#1d1c1d' },
    },
    legend: {
      right: 16,
      top: 12,
      itemGap: 18,
      textStyle: { fontFamily: CHART_FONT, fontSize: 13, color: '#1d1c1d' },
    },
    grid: { left: 48, right: 16, top: 64, bottom: 36 },
    xAxis: {
      type: 'category',
      data: buckets.map(({ fromDays, toDays }) => words.days(fromDays, toDays)),
      axisTick: { show: false },
      axisLabel: { fontFamily: CHART_FONT, fontSize: 12, color: '#1d1c1d', interval: 0 },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { fontFamily: CHART_FONT, fontSize: 12, color: '#1d1c1d' },
      splitLine: { lineStyle: { color: '#e0e0e0' } },
    },
    series,
  };
  try {
    chart.setOption(option);
    return still(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Without what answers to a pointer: a picture has none, and its numbered classes differ with every drawing. */
function still(svg: string): string {
  return svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ ecmeta_\w+="[^"]*"/g, '');
}

/** A number is only written where there is something; one that does not fit its part of the bar is left out. */
function labelled(values: readonly number[]): NonNullable<BarSeriesOption['data']> {
  const most = Math.max(1, ...values);
  return values.map((value) => ({ value, label: { show: value > 0 && value / most > 0.06 } }));
}

/** What the picture says, for who cannot see it. */
export function uptimeChartAlt(buckets: readonly UptimeBucket[], text: Catalogue): string {
  const words = text.digest.chart;
  const sum = (part: 'ok' | 'dueSoon' | 'overdue'): number =>
    buckets.reduce((total, bucket) => total + bucket[part], 0);
  const size = ({ ok, dueSoon, overdue }: UptimeBucket): number => ok + dueSoon + overdue;
  const fullest = [...buckets].sort((a, b) => size(b) - size(a))[0];
  const [overdue, dueSoon] = [sum('overdue'), sum('dueSoon')];
  const where = fullest === undefined ? '–' : words.days(fullest.fromDays, fullest.toDays);
  return words.alt(overdue, dueSoon, overdue + dueSoon + sum('ok'), where);
}
