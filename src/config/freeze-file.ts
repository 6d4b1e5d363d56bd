// Freezes out of an iCalendar file (RFC 5545), such as a company's change calendar: each event freezes from its start
// to its end. What cannot be understood in full is "broken" and blocks: a freeze that is missed is a reboot on the day
// that somebody asked for none.
//
// ical.js reads the file and unrolls repetitions on the wall clock. Instants come from the IANA zones of the runtime;
// the file's own VTIMEZONE is asked only for names that the runtime does not know.

import ICAL from 'ical.js';
import { DAY_MS, type Instant } from '../core/brand.ts';
import { beginningOf, endOf } from './date-text.ts';
import { isTimeZone } from './field-shapes.ts';

export type FrozenStretch = { readonly reason: string; readonly fromAt: Instant; readonly untilAt: Instant };

export type FreezeFile =
  | { readonly kind: 'read'; readonly stretches: readonly FrozenStretch[] }
  | { readonly kind: 'broken'; readonly why: string };

/** Years that freezes without end are written out for; what comes after cannot be told, and so is frozen. */
export const TOLD_YEARS = { from: 2024, until: 2050 } as const;

const toldFromAt: Instant = Date.UTC(TOLD_YEARS.from, 0, 1);
const toldUntilAt: Instant = Date.UTC(TOLD_YEARS.until, 0, 1);

/** Every day of the years told makes 9,500 where the days do not touch: two such events, and all else. */
const MAX_STRETCHES = 20_000;
/** An event of every minute must not hold up the loader. */
const MAX_STEPS = 50_000;
/** Dates that are tried for one event, whether its rule holds them or not: every hour of the years told makes 230,000. */
const MAX_TRIED = 300_000;

/** What is wrong, with the name of an event (200) and its rule; what to do about it stands at its end. */
const MAX_SAID_CHARS = 600;

class Broken extends Error {}

/**
 * Reads `text`. Dates without a time, and times that name no zone, are of `timeZone`. Cancelled events freeze nothing.
 * A file without events counts as broken: it is more often a failed download than a wish.
 */
export function readFreezeFile(text: string, timeZone: string): FreezeFile {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    if (calendar.name !== 'vcalendar') throw new Broken(`found ${calendar.name}, expected VCALENDAR`);
    const events = calendar.getAllSubcomponents('vevent');
    if (events.length === 0) throw new Broken('it holds no event (VEVENT)');
    const stretches = events.flatMap((event) => stretchesOf(event, timeZone));
    if (stretches.length > MAX_STRETCHES) throw tooMany('its events');
    return { kind: 'read', stretches };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'broken', why: why.replace(/\s+/g, ' ').slice(0, MAX_SAID_CHARS) };
  }
}

function tooMany(what: string): Broken {
  const most = MAX_STRETCHES.toLocaleString('en');
  return new Broken(
    `${what} make more than ${most} freezes until ${TOLD_YEARS.until}: end repetitions (UNTIL) or join them`,
  );
}

function stretchesOf(component: ICAL.Component, timeZone: string): readonly FrozenStretch[] {
  const event = new ICAL.Event(component);
  const reason = visible(event.summary) || 'frozen';
  const status = component.getFirstPropertyValue('status');
  // An exception is unrolled with the event that it belongs to, where that is in the file.
  if (status === 'CANCELLED' || (event.isRecurrenceException() && hasMaster(component, event.uid))) return [];
  if (!component.hasProperty('dtstart')) throw new Broken(`the event "${reason}" has no DTSTART`);
  const zones = zonesOf(component, timeZone, reason);
  if (!event.isRecurring()) return [stretch(reason, event.startDate, event.endDate, zones)].filter(isTold);
  if (zones.start.name !== zones.end.name)
    throw new Broken(`the repeated event "${reason}" names two time zones`);
  return unrolled(event, reason, zones);
}

/** A line for people, whatever a calendar program put into it. */
function visible(summary: unknown): string {
  return typeof summary === 'string'
    ? summary
        .replace(/[\p{C}\p{Z}]+/gu, ' ')
        .trim()
        .slice(0, 200)
    : '';
}

function hasMaster(component: ICAL.Component, uid: string): boolean {
  const others = component.parent.getAllSubcomponents('vevent');
  return others.some(
    (other) => other.getFirstPropertyValue('uid') === uid && !other.hasProperty('recurrence-id'),
  );
}

function unrolled(event: ICAL.Event, reason: string, zones: Zones): readonly FrozenStretch[] {
  const found: FrozenStretch[] = [];
  endSearches(event.component, reason);
  const iterator = event.iterator();
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    // The declared type leaves out the end of a finite repetition.
    const next = iterator.next() as ICAL.Time | null | undefined;
    if (next === null || next === undefined) {
      const isMeant = steps > 0 || event.component.hasProperty('exdate');
      if (!isMeant) throw dateless(event.component, reason);
      return found;
    }
    if (next.year >= TOLD_YEARS.until)
      return [...found, { reason: `${reason} (dates after ${TOLD_YEARS.until} are not told)`, ...beyond }];
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    if (item.component.getFirstPropertyValue('status') === 'CANCELLED') continue;
    const isException = item.isRecurrenceException();
    const one = stretch(
      isException ? visible(item.summary) || reason : reason,
      startDate,
      endDate,
      isException ? zonesOf(item.component, zones.start.fallback, reason) : zones,
    );
    if (isTold(one)) append(found, one);
    if (found.length > MAX_STRETCHES) throw tooMany(`the repetitions of "${reason}"`);
  }
  throw new Broken(
    `the event "${reason}" repeats more than ${MAX_STEPS.toLocaleString('en')} times before ${TOLD_YEARS.until}: end it (UNTIL)`,
  );
}

/** ical.js looks for the next date of a rule for as long as there is none: of 30 February, for ever. */
function endSearches(component: ICAL.Component, reason: string): void {
  for (const rule of rulesOf(component)) {
    const iterate = rule.iterator.bind(rule);
    let [tried, held] = [0, 0];
    rule.iterator = (start) => {
      const iterator = iterate(start);
      const holds = iterator.check_contracting_rules.bind(iterator);
      iterator.check_contracting_rules = () => {
        tried += 1;
        const isPast = iterator.last.year > TOLD_YEARS.until;
        if (tried > MAX_TRIED || (isPast && held === 0)) throw dateless(component, reason);
        const isDate = isPast || holds();
        if (isDate) held += 1;
        return isDate;
      };
      return iterator;
    };
  }
}

function rulesOf(component: ICAL.Component): readonly ICAL.Recur[] {
  return component
    .getAllProperties('rrule')
    .map((property): unknown => property.getFirstValue())
    .filter((rule) => rule instanceof ICAL.Recur);
}

function dateless(component: ICAL.Component, reason: string): Broken {
  const rules = rulesOf(component).join(' and ');
  return new Broken(
    `no date follows the rule of "${reason}" (${rules}): write it another way, or its dates (RDATE)`,
  );
}

/** Days in a row are one stretch: whole days of every day are one without end. */
function append(found: FrozenStretch[], next: FrozenStretch): void {
  const last = found.at(-1);
  const goesOn = last?.reason === next.reason && last.fromAt <= next.fromAt && next.fromAt <= last.untilAt;
  if (!goesOn) return void found.push(next);
  found[found.length - 1] = { ...last, untilAt: Math.max(last.untilAt, next.untilAt) };
}

const beyond = { fromAt: toldUntilAt, untilAt: toldUntilAt + 36_525 * DAY_MS };

function isTold({ fromAt, untilAt }: FrozenStretch): boolean {
  return untilAt > fromAt && untilAt > toldFromAt;
}

/** `name` is null for a zone that only the file describes. */
type Zone = { readonly name: string | null; readonly fallback: string };
type Zones = { readonly start: Zone; readonly end: Zone };

function zonesOf(component: ICAL.Component, timeZone: string, reason: string): Zones {
  const of = (property: string): Zone => {
    const found = component.getFirstProperty(property);
    const tzid = found?.getFirstParameter('tzid') ?? null;
    if (tzid === null || tzid === '') return { name: timeZone, fallback: timeZone };
    if (isTimeZone(tzid)) return { name: tzid, fallback: timeZone };
    const known = component.parent
      .getAllSubcomponents('vtimezone')
      .some((zone) => zone.getFirstPropertyValue('tzid') === tzid);
    if (!known) throw new Broken(`the event "${reason}" is in the unknown time zone "${visible(tzid)}"`);
    return { name: null, fallback: timeZone };
  };
  const start = of('dtstart');
  return { start, end: component.hasProperty('dtend') ? of('dtend') : start };
}

function stretch(reason: string, start: ICAL.Time, end: ICAL.Time, zones: Zones): FrozenStretch {
  const [fromAt, untilAt] = [instantOf(start, zones.start, beginningOf), instantOf(end, zones.end, endOf)];
  if (!Number.isFinite(fromAt) || !Number.isFinite(untilAt) || untilAt < fromAt)
    throw new Broken(`the event "${reason}" has no sound start and end`);
  return { reason, fromAt, untilAt };
}

function instantOf(time: ICAL.Time, zone: Zone, at: (wall: number, timeZone: string) => Instant): Instant {
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  // The first instant of a day, also for an end: DTEND of whole days is the day after.
  if (time.isDate) return beginningOf(wall, zone.fallback);
  if (time.zone === ICAL.Timezone.utcTimezone) return wall;
  return zone.name === null ? time.toUnixTime() * 1_000 : at(wall, zone.name);
}
