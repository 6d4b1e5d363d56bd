// `stagger calendar`: when windows open next and for how long in truth.

import { assertNever, type DurationMs, type Instant } from '../../core/brand.ts';
import type { AgendaEntry, NarrowedHost } from '../../core/calendar/agenda.ts';
import type { Freeze, UnreadFreeze } from '../../core/fleet/fleet.ts';
import { plainTable, type Cell, type Paper } from './plain-table.ts';
import { durationText, instantText } from './time-text.ts';
import { namesText } from './wait-text.ts';

export type CalendarViewOptions = {
  readonly paper: Paper;
  /** For freezes; each window is shown in its own zone. */
  readonly timeZone: string;
  /** Version of the time zone data in use, so that a stale one can be seen (a law changed). */
  readonly zoneDataVersion: string;
};

/** What stands in the way of windows. */
export type AroundAgenda = {
  readonly narrowed: readonly NarrowedHost[];
  readonly freezes: readonly Freeze[];
  readonly unread: readonly UnreadFreeze[];
};

export function calendarView(
  agenda: readonly AgendaEntry[],
  { freezes, unread, narrowed }: AroundAgenda,
  options: CalendarViewOptions,
): string {
  const { paper, timeZone } = options;
  const openings = plainTable(
    ['WINDOW', 'OPENS', 'SHUTS', 'REALLY OPEN', 'HOSTS', 'ZONE', ''],
    agenda.map((entry): readonly Cell[] => [
      entry.window.id,
      instantText(entry.fromAt, entry.window.timeZone),
      instantText(entry.untilAt, entry.window.timeZone),
      entry.openMs === 0 ? 'not at all' : durationText(entry.openMs),
      String(entry.hosts),
      entry.window.timeZone,
      remarkCell(entry),
    ]),
    paper,
  );
  const frozen = plainTable(
    ['FREEZE', 'FROM', 'UNTIL', 'REASON'],
    freezes.map((freeze): readonly Cell[] => [
      freeze.id,
      instantText(freeze.fromAt, timeZone),
      instantText(freeze.untilAt, timeZone),
      freeze.reason,
    ]),
    paper,
  );
  const hypervisors = plainTable(
    ['HYPERVISOR', 'ONLY WITH ITS GUESTS', 'FROM', 'UNTIL'],
    narrowed.map(({ host, guests, startable: [next] }): readonly Cell[] => [
      host,
      namesText(guests),
      next === undefined ? { text: 'never in this time', tone: 'warn' } : instantText(next.fromAt, timeZone),
      next === undefined ? '' : instantText(next.untilAt, timeZone),
    ]),
    paper,
  );
  return [
    agenda.length === 0 ? 'No window opens in this time: nothing can be rebooted.' : openings,
    ...(narrowed.length === 0 ? [] : ['', hypervisors]),
    ...(freezes.length === 0 ? [] : ['', frozen]),
    ...unread.map(({ id, why }) => `Freeze ${id} cannot be read, so nothing is rebooted: ${why}`),
    '',
    `Time zone data ${options.zoneDataVersion}. A window belongs to the day it starts on and is pure wall clock of its zone.`,
  ].join('\n');
}

export type ClockRemark = 'as-written' | 'left-out' | 'shorter' | 'longer' | 'twice';

/** What a clock change does to this turn of a window. */
export function clockRemark({ openMs, nominalMs, openings }: AgendaEntry): ClockRemark {
  if (openMs === 0) return 'left-out';
  if (openings.length > 1) return 'twice';
  if (openMs === nominalMs) return 'as-written';
  return openMs < nominalMs ? 'shorter' : 'longer';
}

function remarkCell(entry: AgendaEntry): Cell {
  const clock = clockText(entry);
  const frozen = frozenText(entry);
  const text = [clock, frozen].filter((part) => part !== '').join('; ');
  return text === '' ? '' : { text, tone: 'warn' };
}

function clockText(entry: AgendaEntry): string {
  const by = durationText(Math.abs(entry.openMs - entry.nominalMs));
  const remark = clockRemark(entry);
  switch (remark) {
    case 'as-written':
      return '';
    case 'left-out':
      return 'clocks go forward over it';
    case 'shorter':
      return `clocks go forward: ${by} shorter`;
    case 'longer':
      return `clocks go back: ${by} longer`;
    case 'twice':
      return `clocks go back: opens twice, ${by} longer in all`;
    default:
      return assertNever(remark);
  }
}

function frozenText({ startable, openMs, freezes }: AgendaEntry): string {
  if (freezes.length === 0) return '';
  const left: DurationMs = startable.reduce((sum, piece) => sum + piece.untilAt - piece.fromAt, 0);
  const why = freezes.map(({ reason }) => reason).join(', ');
  if (left === 0) return `frozen: ${why}`;
  return left === openMs ? '' : `${durationText(left)} left by the freeze: ${why}`;
}

/** The same as data, version 1 of `stagger/calendar`. */
export function calendarJson(
  agenda: readonly AgendaEntry[],
  { freezes, unread, narrowed }: AroundAgenda,
  zoneDataVersion: string,
): Readonly<Record<string, unknown>> {
  const iso = (at: Instant, timeZone: string): { readonly at: Instant; readonly local: string } => ({
    at,
    local: instantText(at, timeZone),
  });
  return {
    zoneDataVersion,
    openings: agenda.map((entry) => ({
      window: entry.window.id,
      timeZone: entry.window.timeZone,
      opens: iso(entry.fromAt, entry.window.timeZone),
      shuts: iso(entry.untilAt, entry.window.timeZone),
      openMs: entry.openMs,
      nominalMs: entry.nominalMs,
      clockChange: clockRemark(entry),
      startable: entry.startable,
      freezes: entry.freezes.map(({ id }) => id),
      hosts: entry.hosts,
    })),
    hypervisors: narrowed,
    freezes,
    unreadFreezes: unread,
  };
}
