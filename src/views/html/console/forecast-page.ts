// Weeks ahead: what falls due against what windows and budgets can carry, as a picture and as the same figures.

import { assertNever } from '../../../core/brand.ts';
import type { Forecast, ForecastWarning } from '../../../core/uptime/forecast.ts';
import { waitText } from '../../terminal/wait-text.ts';
import { html, type Html } from '../html-text.ts';
import { framed, type Frame } from './frame.ts';
import { hostLink, joined } from './links.ts';
import { swatches } from './swatches.ts';
import { scrollTable } from './table.ts';

const WIDTH = 960;
const HEIGHT = 180;
const FOOT = 20;
const NAMED = 12;
/** More are in the download. */
const STUCK_SHOWN = 50;

export function forecastPage(frame: Frame, forecast: Forecast): string {
  const { text } = frame;
  const main = html`
    <p class="note">${text.forecast.intro}</p>
    ${
      forecast.warnings.length === 0
        ? html`<p>${text.forecast.fits}</p>`
        : html`<ul>
            ${forecast.warnings.map((warning) => html`<li class="warning-text">${warningText(frame, warning, forecast)}</li>`)}
          </ul>`
    }
    ${bars(frame, forecast)}
    ${scrollTable(
      text.forecast.title,
      [
        { name: text.forecast.week },
        { name: text.forecast.due, kind: 'number' },
        { name: text.forecast.room, kind: 'number' },
        { name: text.forecast.carried, kind: 'number' },
        { name: text.forecast.late },
      ],
      forecast.weeks.map(({ fromAt, due, room, carried, late }) => [
        day(frame, fromAt),
        due.length,
        room,
        carried.length,
        late.length === 0 ? '' : joined([...late.slice(0, NAMED).map(hostLink), ...more(late.length)]),
      ]),
    )}
    ${
      forecast.stuck.length === 0
        ? null
        : html`<h2>${text.forecast.stuck}: ${text.hosts(forecast.stuck.length)}</h2>
            <ul>
              ${forecast.stuck.slice(0, STUCK_SHOWN).map(
                ({ host, dueAt, why }) =>
                  html`<li>
                    ${hostLink(host)}, ${day(frame, dueAt)}
                    <span class="fold">${waitText(why, frame.timeZone)}</span>
                  </li>`,
              )}
            </ul>`
    }
    ${forecast.unknown.length === 0 ? null : html`<p>${text.forecast.unknownUptime(forecast.unknown.length)}</p>`}
  `;
  const downloads = ['csv', 'json'].map((name) => ({ href: `/forecast.${name}`, name: `forecast.${name}` }));
  return framed(frame, { section: 'forecast', title: text.forecast.title, main, downloads });
}

function more(count: number): readonly Html[] {
  return count > NAMED ? [html`+${count - NAMED}`] : [];
}

function day({ timeZone }: Frame, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}

function warningText(frame: Frame, warning: ForecastWarning, { weeks }: Forecast): string {
  const { text } = frame;
  const week = (index: number): string => day(frame, weeks[index]?.fromAt ?? 0);
  switch (warning.kind) {
    case 'does-not-fit': {
      const { late } = warning;
      const names = late.slice(0, NAMED).join(', ') + (late.length > NAMED ? ` +${late.length - NAMED}` : '');
      return text.forecast.doesNotFit(week(warning.week), names);
    }
    case 'crowded':
      return text.forecast.crowded(week(warning.week), warning.due, warning.room, week(warning.beginBy));
    default:
      return assertNever(warning);
  }
}

/** For each week what falls due (left) and what is rebooted (right); the table below says the same. */
function bars(frame: Frame, { weeks }: Forecast): Html | null {
  const most = Math.max(0, ...weeks.flatMap(({ due, carried }) => [due.length, carried.length]));
  if (most === 0) return null;
  const { text } = frame;
  const slot = WIDTH / weeks.length;
  const tall = HEIGHT - FOOT;
  const bar = (x: number, count: number, className: string, name: string): Html => {
    const height = (count / most) * (tall - 14);
    return html`<rect
      class="${className}"
      x="${x.toFixed(1)}"
      y="${(tall - height).toFixed(1)}"
      width="${(slot * 0.36).toFixed(1)}"
      height="${height.toFixed(1)}"
    >
      <title>${name}: ${count}</title>
    </rect>`;
  };
  return html`<svg
      class="bars"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${text.forecast.due}, ${text.forecast.carried}"
    >
      <line class="axis" x1="0" x2="${WIDTH}" y1="${tall}" y2="${tall}" />
      ${weeks.map(({ fromAt, due, carried }, index) => {
        const x = index * slot + slot * 0.1;
        const label = day(frame, fromAt).slice(5);
        return html`${bar(x, due.length, 'drain', text.forecast.due)}${bar(x + slot * 0.4, carried.length, 'gates', text.forecast.carried)}${
          index % Math.ceil(weeks.length / 13) === 0
            ? html`<text x="${x.toFixed(1)}" y="${HEIGHT - 5}">${label}</text>`
            : null
        }`;
      })}
    </svg>
    ${swatches([
      { className: 'drain', name: text.forecast.due },
      { className: 'gates', name: text.forecast.carried },
    ])}`;
}
