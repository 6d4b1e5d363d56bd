// Windows, freezes and campaigns on one line of time, a lane each. The tables of the page say the same.

import { DAY_MS, type Instant } from '../../../core/brand.ts';
import { instantText } from '../../terminal/time-text.ts';
import { html, type Html } from '../html-text.ts';
import type { Frame } from './frame.ts';
import { swatches } from './swatches.ts';

export type CalendarBar = {
  readonly className: 'window' | 'freeze' | 'past' | 'campaign' | 'planned';
  readonly title: string;
  readonly fromAt: Instant;
  readonly untilAt: Instant;
};

export type CalendarLane = { readonly name: string; readonly bars: readonly CalendarBar[] };

const WIDTH = 1_000;
const LABELS = 130;
const LANE = 26;
const FOOT = 22;
const LABEL_CHARS = 18;
/** What lasts an hour must be seen on a line of two months. */
const LEAST_WIDTH = 2.5;

export function calendarPicture(
  frame: Frame,
  lanes: readonly CalendarLane[],
  range: { readonly fromAt: Instant; readonly untilAt: Instant },
): Html {
  const { text, now, timeZone } = frame;
  const { fromAt, untilAt } = range;
  const xOf = (at: Instant): number =>
    LABELS + ((Math.min(untilAt, Math.max(fromAt, at)) - fromAt) / (untilAt - fromAt)) * (WIDTH - LABELS);
  const height = lanes.length * LANE + FOOT;
  const weeks = Math.floor((untilAt - fromAt) / (7 * DAY_MS));
  const legend = (['window', 'freeze', 'campaign', 'planned', 'past'] as const).filter((className) =>
    lanes.some(({ bars }) => bars.some((bar) => bar.className === className)),
  );
  return html`<figure class="chart" tabindex="0" aria-label="${text.calendar.picture}">
    <svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" aria-hidden="true">
      ${Array.from({ length: weeks + 1 }, (_, week) => {
        const at = fromAt + week * 7 * DAY_MS;
        const x = xOf(at).toFixed(1);
        return html`<line class="axis" x1="${x}" x2="${x}" y1="0" y2="${height - FOOT}" /><text
            x="${x}"
            y="${height - 6}"
            >${instantText(at, timeZone).slice(5, 10)}</text
          >`;
      })}
      ${lanes.map(
        ({ name, bars }, lane) =>
          html`<text x="0" y="${lane * LANE + 17}">${shortened(name)}</text>
            ${bars.map((bar) => drawn(bar, lane * LANE, xOf))}`,
      )}
      <line
        class="now"
        x1="${xOf(now).toFixed(1)}"
        x2="${xOf(now).toFixed(1)}"
        y1="0"
        y2="${height - FOOT}"
      />
    </svg>
    <figcaption>
      ${swatches(legend.map((className) => ({ className, name: text.calendar.bars[className] })))}
    </figcaption>
  </figure>`;
}

function shortened(name: string): string {
  return name.length > LABEL_CHARS ? `${name.slice(0, LABEL_CHARS - 1)}…` : name;
}

function drawn(bar: CalendarBar, y: number, xOf: (at: Instant) => number): Html {
  const x = xOf(bar.fromAt);
  const width = Math.max(LEAST_WIDTH, xOf(bar.untilAt) - x);
  return html`<rect
    class="${bar.className}"
    x="${x.toFixed(1)}"
    y="${y + 5}"
    width="${width.toFixed(1)}"
    height="${LANE - 9}"
    rx="1.5"
    ><title>${bar.title}</title></rect
  >`;
}
