// The next openings of every window with the time that they are really open, and the freezes.

import type { AgendaEntry } from '../../../core/calendar/agenda.ts';
import type { Freeze } from '../../../core/fleet/fleet.ts';
import { instantText } from '../../terminal/time-text.ts';
import { html } from '../html-text.ts';
import { framed, instant, type Frame } from './frame.ts';
import { scrollTable } from './table.ts';

export type CalendarPageInput = {
  readonly days: number;
  readonly agenda: readonly AgendaEntry[];
  readonly freezes: readonly Freeze[];
  readonly zoneDataVersion: string;
};

export function calendarPage(
  frame: Frame,
  { days, agenda, freezes, zoneDataVersion }: CalendarPageInput,
): string {
  const { text, words } = frame;
  const rows = agenda.map(({ window, hosts, fromAt, untilAt, openMs, nominalMs, freezes: frozenBy }) => [
    window.id,
    instantText(fromAt, window.timeZone),
    instantText(untilAt, window.timeZone),
    html`${words.duration(openMs)}${
      openMs === nominalMs ? null : html` <b>${text.calendar.instead(words.duration(nominalMs))}</b>`
    }${
      frozenBy.length === 0
        ? null
        : html`<span class="fold">${text.calendar.frozen(frozenBy.map(({ id }) => id).join(', '))}</span>`
    }`,
    hosts,
  ]);
  const main = html`
    <p class="note">${text.calendar.intro(days)}</p>
    ${
      rows.length === 0
        ? html`<p>${text.none}</p>`
        : scrollTable(
            text.calendar.title,
            [
              { name: text.calendar.window },
              { name: text.calendar.opens },
              { name: text.calendar.closes },
              { name: text.calendar.open },
              { name: text.column.host, kind: 'number' },
            ],
            rows,
          )
    }
    <h2>${text.calendar.freezes}</h2>
    ${
      freezes.length === 0
        ? html`<p>${text.none}</p>`
        : html`<ul>
            ${freezes.map(
              ({ id, reason, fromAt, untilAt }) =>
                html`<li>
                  <b>${id}</b>: ${instant(frame, fromAt)} – ${instant(frame, untilAt)}, ${reason}
                </li>`,
            )}
          </ul>`
    }
    <p class="note">${text.calendar.zoneData(zoneDataVersion)}</p>
  `;
  const downloads = [{ href: '/calendar.json', name: 'calendar.json' }];
  return framed(frame, { section: 'calendar', title: text.calendar.title, main, downloads });
}
