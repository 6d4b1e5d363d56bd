// Weeks ahead: what falls due against what windows and budgets can carry, as a picture and as the same figures.

import { assertNever } from '../../../core/brand.ts';
import { forecastVerdict } from '../../../core/uptime/forecast-verdict.ts';
import type { Forecast, ForecastWarning } from '../../../core/uptime/forecast.ts';
import { html, type Html } from '../html-text.ts';
import type { ChartSvg } from '../../charts/page-chart.ts';
import { chartFigure } from './chart-figure.ts';
import { bothFormats, framed, type Frame } from './frame.ts';
import { hostLink, joined } from './links.ts';
import { emptyNote, scrollTable } from './table.ts';
import { waitLine } from './wait-lines.ts';

const NAMED = 12;
/** More are in the download. */
const STUCK_SHOWN = 50;

export type ForecastAnswer = {
  readonly forecast: Forecast;
  /** How many the fleet has: what an all-clear is based on. */
  readonly hosts: number;
};

/** `drawn`: the weeks as a chart, or null where nothing falls due. */
export function forecastPage(frame: Frame, answer: ForecastAnswer, drawn: ChartSvg | null): string {
  const { forecast } = answer;
  const { text } = frame;
  const main = html`
    ${verdict(frame, answer)}
    ${forecast.warnings.map(
      (warning) => html`<p class="caution">${warningText(frame, warning, forecast)}</p>`,
    )}
    ${picture(frame, forecast, drawn)}
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
    ${stuckList(frame, forecast)} ${unknownList(frame, forecast)}
  `;
  return framed(frame, {
    section: 'forecast',
    title: text.forecast.title,
    intro: text.forecast.intro,
    main,
    downloads: bothFormats('/forecast'),
  });
}

/** What does not fit leads to its list; an all-clear is said only where nothing is left out of it. */
function verdict({ text }: Frame, { forecast, hosts }: ForecastAnswer): Html {
  const words = text.forecast;
  const { kind, observed, stuck } = forecastVerdict(forecast, hosts);
  const basis = words.basis(observed, hosts, stuck);
  if (kind === 'fits') return html`<p class="fine">${words.fits(basis)}</p>`;
  return html`${
      stuck === 0
        ? null
        : html`<p class="caution"><a href="#stuck">${words.stuck}: ${text.hosts(stuck)}</a></p>`
    }${
      forecast.unknown.length === 0
        ? null
        : html`<p class="caution"><a href="#unknown">${words.unknownUptime(forecast.unknown.length)}</a></p>`
    }
    <p>${words.basedOn(basis)}</p>`;
}

function stuckList(frame: Frame, { stuck }: Forecast): Html | null {
  if (stuck.length === 0) return null;
  const { text } = frame;
  return html`<h2 id="stuck">${text.forecast.stuck}: ${text.hosts(stuck.length)}</h2>
    <ul class="lines">
      ${stuck.slice(0, STUCK_SHOWN).map(
        ({ host, dueAt, why }) =>
          html`<li>
            ${hostLink(host)}, ${day(frame, dueAt)}
            <span class="fold">${waitLine(frame, why)}</span>
          </li>`,
      )}
    </ul>`;
}

function unknownList({ text }: Frame, { unknown }: Forecast): Html | null {
  if (unknown.length === 0) return null;
  return html`<h2 id="unknown">${text.forecast.unknownUptime(unknown.length)}</h2>
    <p>${joined(unknown.slice(0, STUCK_SHOWN).map(hostLink))}</p>`;
}

/** What stands below the weeks of the chart. */
export function weekLabels(frame: Frame, { weeks }: Forecast): readonly string[] {
  return weeks.map(({ fromAt }) => day(frame, fromAt).slice(5));
}

function picture({ text }: Frame, { weeks }: Forecast, svg: ChartSvg | null): Html {
  if (svg === null) return emptyNote(text.forecast.nothingDue);
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const late = sum(weeks.map((week) => week.late.length));
  return html`<section class="panel">
    ${chartFigure({
      svg,
      says: text.forecast.says(sum(weeks.map(({ due }) => due.length)), weeks.length, late),
      legend: [
        { className: 'room', name: text.forecast.roomLong },
        { className: 'due-mark', name: text.forecast.due },
        { className: 'done-mark', name: text.forecast.carried },
        ...(late === 0 ? [] : [{ className: 'late-mark', name: text.forecast.late }]),
      ],
    })}
  </section>`;
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
