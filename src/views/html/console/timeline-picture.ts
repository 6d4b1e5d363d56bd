// The timeline of a campaign: one row a host, one bar a part. Colours have their names in the legend and in each bar's
// title; the table of the page says the same without the picture.

import { timelineParts, type HostTimeline } from '../../../core/campaign/host-timeline.ts';
import { durationText, instantText } from '../../terminal/time-text.ts';
import { html, type Html } from '../html-text.ts';
import type { Frame } from './frame.ts';
import { swatches } from './swatches.ts';

const WIDTH = 1_000;
const LABELS = 190;
const ROW = 22;
const FOOT = 24;
/** A picture of more rows is not looked at. */
const MAX_ROWS = 200;
const TICKS = 5;
const LABEL_CHARS = 26;

export function timelinePicture(frame: Frame, timelines: readonly HostTimeline[]): Html {
  const shown = timelines.slice(0, MAX_ROWS);
  const spans = shown.flatMap((timeline) => timeline.spans);
  const fromAt = Math.min(...spans.map((span) => span.fromAt));
  const untilAt = Math.max(fromAt + 1, ...spans.map((span) => span.untilAt ?? frame.now));
  const xOf = (at: number): number => LABELS + ((at - fromAt) / (untilAt - fromAt)) * (WIDTH - LABELS);
  const height = shown.length * ROW + FOOT;
  const used = timelineParts.filter((part) => spans.some((span) => span.part === part));
  const { text } = frame;
  return html`<figure class="chart" tabindex="0" aria-label="${text.campaigns.timeline}">
    <svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" aria-hidden="true">
      ${Array.from({ length: TICKS + 1 }, (_, tick) => {
        const at = fromAt + ((untilAt - fromAt) * tick) / TICKS;
        const x = xOf(at).toFixed(1);
        const anchor = tick === 0 ? 'start' : tick === TICKS ? 'end' : 'middle';
        return html`<line class="axis" x1="${x}" x2="${x}" y1="0" y2="${height - FOOT}" /><text
            x="${x}"
            y="${height - 6}"
            text-anchor="${anchor}"
            >${instantText(at, frame.timeZone).slice(11, 16)}</text
          >`;
      })}
      ${shown.map((timeline, row) => hostRow(frame, timeline, { row, xOf }))}
    </svg>
    <figcaption>
      ${swatches(used.map((part) => ({ className: part, name: text.campaigns.parts[part] })))}
    </figcaption>
  </figure>`;
}

function hostRow(
  { text, now }: Frame,
  { host, spans }: HostTimeline,
  place: { readonly row: number; readonly xOf: (at: number) => number },
): Html {
  const y = place.row * ROW;
  const label = host.length > LABEL_CHARS ? `${host.slice(0, LABEL_CHARS - 1)}…` : host;
  return html`<g>
    <text x="0" y="${y + 15}">${label}</text>
    ${spans.map(({ part, fromAt, untilAt }) => {
      const endAt = untilAt ?? now;
      const x = place.xOf(fromAt);
      const width = Math.max(1.5, place.xOf(endAt) - x);
      const said = text.campaigns.part(host, text.campaigns.parts[part], durationText(endAt - fromAt));
      return html`<rect
        class="${part}"
        x="${x.toFixed(1)}"
        y="${y + 3}"
        width="${width.toFixed(1)}"
        height="${ROW - 7}"
        ><title>${said}</title></rect
      >`;
    })}
  </g>`;
}
