// A chart in a page: the picture with its legend, and the same as a table for who cannot see it.

import { html, picture, type Html } from '../html-text.ts';
import type { ChartSvg } from '../../charts/page-chart.ts';
import { swatches } from './swatches.ts';

export type ChartFigure = {
  /** What a screen reader is told instead of the picture. */
  readonly says: string;
  /** One drawing that scrolls on a phone, or one more for where the page is narrow. */
  readonly svg: ChartSvg | { readonly wide: ChartSvg; readonly narrow: ChartSvg };
  readonly legend: readonly { readonly className: string; readonly name: string }[];
};

export function chartFigure({ says, svg, legend }: ChartFigure): Html {
  return html`<figure class="chart" tabindex="0" aria-label="${says}">
    ${drawings(svg)} ${legend.length === 0 ? null : html`<figcaption>${swatches(legend)}</figcaption>`}
  </figure>`;
}

function drawings(svg: ChartFigure['svg']): Html {
  if (typeof svg === 'string') return picture(svg);
  return html`<div class="wide">${picture(svg.wide)}</div>
    <div class="narrow">${picture(svg.narrow)}</div>`;
}
