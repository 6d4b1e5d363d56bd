// Charts inside a page of the console: drawn by the same library as the digest's picture, as SVG that needs no script and
// takes its colours from the page, so that one drawing is right in the light and in the dark. The page's policy allows
// no style attribute: none is left in it.

import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Role } from '../palette.ts';

use([BarChart, LineChart, GridComponent, SVGRenderer]);

export type PageChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption>;

/** Markup of a picture, made here and nowhere else: numbers, and words that the library has escaped. */
export type ChartSvg = string & { readonly brand: 'ChartSvg' };

/** A colour that no page has, for each role that a chart used; the page's own takes its place. */
const painted: Role[] = [];
const FIRST_PAINT = 0xabc000;

/** What a chart calls the colour of `role`. */
export function paint(role: Role): string {
  const known = painted.indexOf(role);
  const index = known === -1 ? painted.push(role) - 1 : known;
  return `#${(FIRST_PAINT + index).toString(16)}`;
}

export const WIDTH = 960;
/** For where a page is narrow: its letters are still read there. */
export const NARROW_WIDTH = 400;

const axisText = { color: paint('soft'), fontSize: 12 };

/** The axes that all charts share: words below, counts at the left. */
export function axes(
  labels: readonly string[],
  counts: { readonly max?: number; readonly interval?: number } = {},
) {
  return {
    xAxis: {
      type: 'category' as const,
      data: [...labels],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: paint('edge') } },
      axisLabel: axisText,
    },
    yAxis: {
      type: 'value' as const,
      minInterval: 1,
      splitNumber: 4,
      axisLabel: axisText,
      splitLine: { lineStyle: { color: paint('line') } },
      ...counts,
    },
  };
}

/** @param height in the units in which the chart is `width` wide. */
export function drawChart(option: PageChartOption, height: number, width: number = WIDTH): ChartSvg {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    return still(chart.renderToSVGString()) as ChartSvg;
  } finally {
    chart.dispose();
  }
}

/** Without what answers to a pointer, with letters as attributes, in the page's colours. */
function still(svg: string): string {
  return svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|xml:space|xmlns:xlink|baseProfile|version)="[^"]*"/g, '')
    .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true"')
    .replace(/ style="([^"]*)"/g, (_, style: string) => letters(style))
    .replace(/#abc[0-9a-f]{3}/g, (colour) => {
      const role = painted[parseInt(colour.slice(1), 16) - FIRST_PAINT];
      return role === undefined ? 'none' : `var(--${role})`;
    });
}

function letters(style: string): string {
  const size = /font-size:(\d+)px/.exec(style)?.[1];
  const isBold = /font-weight:bold/.test(style);
  return `${size === undefined ? '' : ` font-size="${size}"`}${isBold ? ' font-weight="700"' : ''}`;
}
