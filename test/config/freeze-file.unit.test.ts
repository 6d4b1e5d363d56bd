import { describe, expect, it } from 'vitest';
import { readFreezeFile } from '../../src/config/freeze-file.ts';
import { yearlyTurns } from '../../src/config/date-text.ts';

const calendar = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');

const event = (...lines: readonly string[]): string =>
  ['BEGIN:VEVENT', 'UID:a@b', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'].join('\r\n');

/** Stretches as `from to until reason`, in UTC. */
function stretches(text: string, timeZone = 'Asia/Seoul'): readonly string[] {
  const read = readFreezeFile(text, timeZone);
  if (read.kind === 'broken') return [`broken: ${read.why}`];
  const iso = (at: number): string => new Date(at).toISOString().replace(':00.000Z', 'Z');
  return read.stretches.map(({ fromAt, untilAt, reason }) => `${iso(fromAt)} to ${iso(untilAt)} ${reason}`);
}

describe('a freeze file', () => {
  it('freezes whole days in the zone of the freeze, the last one exclusive', () => {
    const text = calendar(event('SUMMARY:Sale', 'DTSTART;VALUE=DATE:20261218', 'DTEND;VALUE=DATE:20261221'));
    expect(stretches(text)).toEqual(['2026-12-17T15:00Z to 2026-12-20T15:00Z Sale']);
    const oneDay = calendar(event('SUMMARY:Audit', 'DTSTART;VALUE=DATE:20261218'));
    expect(stretches(oneDay, 'UTC')).toEqual(['2026-12-18T00:00Z to 2026-12-19T00:00Z Audit']);
  });

  it('takes times in UTC, in a named zone, and without a zone in that of the freeze', () => {
    const times = (start: string, end: string) =>
      calendar(event('SUMMARY:x', `DTSTART${start}`, `DTEND${end}`));
    expect(stretches(times(':20260701T100000Z', ':20260701T120000Z'))).toEqual([
      '2026-07-01T10:00Z to 2026-07-01T12:00Z x',
    ]);
    const berlin = ';TZID=Europe/Berlin:20260701T';
    expect(stretches(times(`${berlin}100000`, `${berlin}120000`))).toEqual([
      '2026-07-01T08:00Z to 2026-07-01T10:00Z x',
    ]);
    expect(stretches(times(':20260701T100000', ':20260701T120000'))).toEqual([
      '2026-07-01T01:00Z to 2026-07-01T03:00Z x',
    ]);
    expect(stretches(calendar(event('SUMMARY:x', 'DTSTART:20260701T100000Z', 'DURATION:PT90M')))).toEqual([
      '2026-07-01T10:00Z to 2026-07-01T11:30Z x',
    ]);
  });

  it('keeps the wall clock of a repetition over both clock changes', () => {
    const text = calendar(
      event(
        'SUMMARY:Release',
        'DTSTART;TZID=Europe/Berlin:20260327T090000',
        'DTEND;TZID=Europe/Berlin:20260327T110000',
        'RRULE:FREQ=WEEKLY;COUNT=3',
        'EXDATE;TZID=Europe/Berlin:20260403T090000',
      ),
    );
    expect(stretches(text)).toEqual([
      '2026-03-27T08:00Z to 2026-03-27T10:00Z Release',
      '2026-04-10T07:00Z to 2026-04-10T09:00Z Release',
    ]);
  });

  it('never shortens a stretch whose end is shown twice or whose start is never shown', () => {
    const text = calendar(
      event(
        'SUMMARY:x',
        'DTSTART;TZID=Europe/Berlin:20260329T023000',
        'DTEND;TZID=Europe/Berlin:20261025T023000',
      ),
    );
    expect(stretches(text)).toEqual(['2026-03-29T01:00Z to 2026-10-25T01:30Z x']);
  });

  it('freezes what it cannot tell: a repetition without end is frozen after its last year', () => {
    const text = calendar(event('SUMMARY:Close', 'DTSTART;VALUE=DATE:20261231', 'RRULE:FREQ=YEARLY'));
    const found = stretches(text, 'UTC');
    expect(found).toHaveLength(25);
    expect(found[0]).toBe('2026-12-31T00:00Z to 2027-01-01T00:00Z Close');
    expect(found.at(-1)).toMatch(/^2050-01-01T00:00Z to 2\d{3}-.* Close \(dates after 2050 are not told\)$/);
  });

  it('reads repetitions of every day and every working day without an end; days that touch are one stretch', () => {
    const always = calendar(event('SUMMARY:Moving', 'DTSTART;VALUE=DATE:20261231', 'RRULE:FREQ=DAILY'));
    expect(stretches(always, 'UTC')).toEqual([
      '2026-12-31T00:00Z to 2050-01-01T00:00Z Moving',
      expect.stringMatching(/^2050-01-01T00:00Z to 2\d{3}-.* Moving \(dates after 2050 are not told\)$/),
    ]);
    const office = calendar(
      event(
        'SUMMARY:Office hours',
        'DTSTART;TZID=Europe/Berlin:20260105T090000',
        'DTEND;TZID=Europe/Berlin:20260105T180000',
        'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      ),
    );
    const found = stretches(office);
    expect(found.length).toBeGreaterThan(6_000);
    expect(found.slice(0, 2)).toEqual([
      '2026-01-05T08:00Z to 2026-01-05T17:00Z Office hours',
      '2026-01-06T08:00Z to 2026-01-06T17:00Z Office hours',
    ]);
    // The next day is a Saturday.
    expect(found.slice(4, 6)).toEqual([
      '2026-01-09T08:00Z to 2026-01-09T17:00Z Office hours',
      '2026-01-12T08:00Z to 2026-01-12T17:00Z Office hours',
    ]);
  });

  it('joins what touches only where it is frozen for one reason', () => {
    const text = calendar(
      event('SUMMARY:Sale', 'DTSTART;VALUE=DATE:20261230', 'RRULE:FREQ=DAILY;COUNT=2'),
      event('SUMMARY:Close', 'DTSTART;VALUE=DATE:20270101'),
    );
    expect(stretches(text, 'UTC')).toEqual([
      '2026-12-30T00:00Z to 2027-01-01T00:00Z Sale',
      '2027-01-01T00:00Z to 2027-01-02T00:00Z Close',
    ]);
  });

  it('moves one date of a repetition where the file says so, and leaves out what is cancelled', () => {
    const master = event(
      'SUMMARY:Freeze',
      'DTSTART:20260105T100000Z',
      'DTEND:20260105T110000Z',
      'RRULE:FREQ=DAILY;COUNT=3',
    );
    const moved = event(
      'SUMMARY:Moved',
      'RECURRENCE-ID:20260106T100000Z',
      'DTSTART:20260106T150000Z',
      'DTEND:20260106T170000Z',
    );
    const off = event(
      'SUMMARY:Off',
      'STATUS:CANCELLED',
      'DTSTART:20260201T100000Z',
      'DTEND:20260201T110000Z',
    );
    expect(stretches(calendar(master, moved, off))).toEqual([
      '2026-01-05T10:00Z to 2026-01-05T11:00Z Freeze',
      '2026-01-06T15:00Z to 2026-01-06T17:00Z Moved',
      '2026-01-07T10:00Z to 2026-01-07T11:00Z Freeze',
    ]);
  });

  it('asks the file for a zone that only the file describes', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Korea Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T000000',
      'TZOFFSETFROM:+0900',
      'TZOFFSETTO:+0900',
      'END:STANDARD',
      'END:VTIMEZONE',
    ].join('\r\n');
    const at = ';TZID=Korea Standard Time:20260701T';
    const one = event('SUMMARY:x', `DTSTART${at}100000`, `DTEND${at}120000`);
    expect(stretches(calendar(zone, one), 'UTC')).toEqual(['2026-07-01T01:00Z to 2026-07-01T03:00Z x']);
    expect(stretches(calendar(one), 'UTC')).toEqual([
      'broken: the event "x" is in the unknown time zone "Korea Standard Time"',
    ]);
  });

  it.each([
    ['nothing', '', /^broken: /],
    ['a page of HTML', '<html>please log in</html>', /^broken: /],
    ['half a file', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026', /^broken: /],
    ['no event', calendar(), /^broken: it holds no event/],
    ['an event without a start', calendar(event('SUMMARY:x')), /^broken: the event "x" has no DTSTART$/],
    [
      'an end before the start',
      calendar(event('SUMMARY:x', 'DTSTART:20260701T100000Z', 'DTEND:20260701T090000Z')),
      /^broken: the event "x" has no sound start and end$/,
    ],
    [
      'a repetition of every second',
      calendar(event('SUMMARY:x', 'DTSTART:20260701T100000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY')),
      /^broken: the event "x" repeats more than 50,000 times before 2050: end it \(UNTIL\)$/,
    ],
    [
      'a repetition of every hour',
      calendar(
        event(
          'SUMMARY:x',
          'DTSTART:20260701T100000Z',
          'DURATION:PT1S',
          'RRULE:FREQ=HOURLY;UNTIL=20300101T000000Z',
        ),
      ),
      /^broken: the repetitions of "x" make more than 20,000 freezes until 2050: end repetitions \(UNTIL\) or join them$/,
    ],
    [
      'a rule that is none',
      calendar(event('SUMMARY:x', 'DTSTART:20260701T100000Z', 'DURATION:PT1S', 'RRULE:FREQ=SOMETIMES')),
      /^broken: /,
    ],
  ])('is broken and never empty: %s', (_what, text, expected) => {
    expect(stretches(text).join()).toMatch(expected);
  });
});

describe('a rule that no date follows', () => {
  // ical.js looks for the next date for as long as there is none.
  it.each([
    'DAILY;BYMONTH=2;BYMONTHDAY=30',
    'DAILY;BYMONTHDAY=-1;UNTIL=20700101',
    'DAILY;BYDAY=1MO',
    'HOURLY;BYMONTH=2;BYMONTHDAY=30',
    'DAILY;COUNT=-3',
    'DAILY;UNTIL=20250101',
  ])('is broken, and holds up nobody: %s', (rule) => {
    const text = calendar(event('SUMMARY:x', 'DTSTART;VALUE=DATE:20260701', `RRULE:FREQ=${rule}`));
    expect(stretches(text)).toEqual([
      `broken: no date follows the rule of "x" (FREQ=${rule}): write it another way, or its dates (RDATE)`,
    ]);
  });

  it('says what to do however long its event is called', () => {
    const named = `SUMMARY:${'no changes '.repeat(40)}`;
    const text = calendar(event(named, 'DTSTART;VALUE=DATE:20260701', 'RRULE:FREQ=DAILY;COUNT=-3'));
    expect(stretches(text).join()).toMatch(/or its dates \(RDATE\)$/);
  });

  it('is not one that has dates in some years only', () => {
    const rule = 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29';
    const found = stretches(calendar(event('SUMMARY:x', 'DTSTART;VALUE=DATE:20280229', rule)), 'UTC');
    expect(found.map((one) => one.slice(0, 10))).toEqual([
      '2028-02-29',
      '2032-02-29',
      '2036-02-29',
      '2040-02-29',
      '2044-02-29',
      '2048-02-29',
      '2050-01-01',
    ]);
  });

  it('is not one of which every date was taken out', () => {
    const text = calendar(
      event(
        'SUMMARY:x',
        'DTSTART;VALUE=DATE:20260701',
        'RRULE:FREQ=DAILY;COUNT=1',
        'EXDATE;VALUE=DATE:20260701',
      ),
    );
    expect(stretches(text)).toEqual([]);
  });
});

describe('a yearly freeze', () => {
  const turns = (text: string, from: number) =>
    yearlyTurns(text, 'UTC', { from, until: from + 2 }).map(({ fromAt, untilAt }) =>
      [fromAt, untilAt].map((at) => new Date(at).toISOString().slice(0, 10)).join(' to '),
    );

  it('names its last day whole, and may pass the end of the year', () => {
    expect(turns('12-20..01-03', 2026)).toEqual(['2026-12-20 to 2027-01-04', '2027-12-20 to 2028-01-04']);
    expect(turns('05-01..05-01', 2026)).toEqual(['2026-05-01 to 2026-05-02', '2027-05-01 to 2027-05-02']);
  });

  it('is never shorter for a leap day that a year does not have', () => {
    expect(turns('02-29..03-02', 2027)).toEqual(['2027-02-28 to 2027-03-03', '2028-02-29 to 2028-03-03']);
    expect(turns('02-25..02-29', 2027)).toEqual(['2027-02-25 to 2027-03-02', '2028-02-25 to 2028-03-01']);
  });
});
