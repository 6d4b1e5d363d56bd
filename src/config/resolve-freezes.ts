// Freezes of the inventory, as absolute stretches: written with dates, for every year, or as an iCalendar file. A file
// that cannot be read or understood is no mistake of the inventory (it changes at its own pace) but blocks every start
// until it can be.

import type { Freeze, UnreadFreeze } from '../core/fleet/fleet.ts';
import { beginningAt, endAt, yearlyTurns } from './date-text.ts';
import { readFreezeFile, TOLD_YEARS } from './freeze-file.ts';
import { foundText, type Report } from './mistake.ts';
import type { EntryOf } from './parse-inventory.ts';
import { reportNoZone } from './resolve-places.ts';

type FreezeEntry = EntryOf<'freezes'>;

/** What was read of a file that the inventory names. */
export type NamedFile =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'problem'; readonly problem: string };

export type ResolvedFreezes = {
  /** In order of their ids; a yearly freeze and a file have several with one id, in order of time. */
  readonly freezes: readonly Freeze[];
  readonly unreadFreezes: readonly UnreadFreeze[];
};

export type FreezeContext = {
  readonly defaultZone: string | null;
  /** By path as the inventory writes it. */
  readonly files: ReadonlyMap<string, NamedFile>;
  readonly report: Report;
};

export function resolveFreezes(
  entries: ReadonlyMap<string, FreezeEntry>,
  context: FreezeContext,
): ResolvedFreezes {
  const freezes: Freeze[] = [];
  const unreadFreezes: UnreadFreeze[] = [];
  for (const entry of entries.values()) {
    const timeZone = entry.fields.time_zone ?? context.defaultZone;
    if (timeZone === null) reportNoZone(entry.place, entry.subject, context.report);
    const isSound = checkForm(entry, context.report);
    if (timeZone === null || !isSound) continue;
    const found = stretchesOf(entry, timeZone, context);
    if (typeof found === 'string') unreadFreezes.push({ id: entry.id, why: found });
    else freezes.push(...found.map((stretch) => ({ id: entry.id, ...stretch })));
  }
  return {
    freezes: freezes.sort((a, b) => (a.id === b.id ? a.fromAt - b.fromAt : a.id < b.id ? -1 : 1)),
    unreadFreezes: unreadFreezes.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Exactly one of the three forms, and a reason where no file gives one. */
function checkForm(entry: FreezeEntry, report: Report): boolean {
  const wrote = (field: 'from' | 'until' | 'yearly' | 'ics'): boolean => entry.wrote(field);
  const hasDates = wrote('from') || wrote('until');
  const forms = [hasDates, wrote('yearly'), wrote('ics')].filter(Boolean).length;
  const missing = (what: string, hint: string | null): false => {
    report({ place: entry.place, what: entry.subject, found: null, expected: what, hint });
    return false;
  };
  if (forms !== 1)
    return missing(
      'exactly one of "from" with "until", "yearly" and "ics"',
      'write two freezes where two are meant',
    );
  if (hasDates && !(wrote('from') && wrote('until'))) return missing('both "from" and "until"', null);
  if (wrote('ics') || entry.wrote('reason')) return true;
  const expected = 'text that says why nothing may be rebooted';
  report({ place: entry.place, what: `${entry.subject}: reason is missing`, expected });
  return false;
}

type Stretch = Omit<Freeze, 'id'>;

/** The stretches, or why there is no telling. */
function stretchesOf(
  entry: FreezeEntry,
  timeZone: string,
  { files, report }: FreezeContext,
): readonly Stretch[] | string {
  const { reason, from, until, yearly, ics } = entry.fields;
  if (ics !== undefined) return stretchesOfFile(ics, { reason, timeZone, file: files.get(ics) });
  if (reason === undefined) return [];
  if (yearly !== undefined)
    return yearlyTurns(yearly, timeZone, { from: TOLD_YEARS.from, until: 2100 }).map((turn) => ({
      reason,
      ...turn,
    }));
  if (from === undefined || until === undefined) return [];
  const fromAt = beginningAt(from, timeZone);
  const untilAt = endAt(until, timeZone);
  if (fromAt === null || untilAt === null) return [];
  if (untilAt <= fromAt)
    report({
      place: entry.placeOf('until'),
      what: `${entry.subject}: until`,
      found: foundText(until),
      expected: `later than from (${from})`,
      hint: 'a freeze that ends before it begins freezes nothing',
    });
  return [{ reason, fromAt, untilAt }];
}

function stretchesOfFile(
  path: string,
  given: {
    readonly reason: string | undefined;
    readonly timeZone: string;
    readonly file: NamedFile | undefined;
  },
): readonly Stretch[] | string {
  const { reason, timeZone, file } = given;
  if (file === undefined) return `${path}: it was not read`;
  if (file.kind === 'problem') return `${path}: ${file.problem}`;
  const read = readFreezeFile(file.text, timeZone);
  if (read.kind === 'broken') return `${path}: ${read.why}`;
  return read.stretches.map((stretch) => ({
    ...stretch,
    reason: reason === undefined ? stretch.reason : `${reason}: ${stretch.reason}`,
  }));
}
