import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import { mayStartAt, startableOpenings } from '../../../src/core/calendar/cut-off.ts';
import { mergedOpenings, openingFrom, openingsWithout } from '../../../src/core/calendar/opening.ts';
import type { MaintenanceWindow } from '../../../src/core/calendar/window.ts';
import type { HostId, WindowId } from '../../../src/core/fleet/ids.ts';

const saturday: MaintenanceWindow = {
  id: 'sat' as WindowId,
  weekdays: ['sat'],
  nth: [],
  startMinute: 60,
  durationMinutes: 240,
  timeZone: 'Asia/Seoul',
};
const opensAt = Date.parse('2026-07-04T01:00:00+09:00');
const closesAt = opensAt + 4 * HOUR_MS;
const freeze = {
  id: 'sale',
  reason: 'summer sale',
  fromAt: opensAt + 2 * HOUR_MS,
  untilAt: opensAt + 3 * HOUR_MS,
};
const judge = (
  now: number,
  given: { windows?: readonly MaintenanceWindow[]; freezes?: readonly (typeof freeze)[] } = {},
) =>
  mayStartAt({
    windows: [saturday],
    guestWindows: [],
    freezes: [],
    now,
    expectedMs: 30 * MINUTE_MS,
    ...given,
  });

it('a list of freezes that was looked through is judged the same at any other time, also before', () => {
  const always = { ...saturday, weekdays: ['sat', 'sun'] as const, startMinute: 0, durationMinutes: 1440 };
  const yearly = Array.from({ length: 12 }, (_, year) => ({
    ...freeze,
    fromAt: opensAt + (year * 365 - 2_000) * DAY_MS,
    untilAt: opensAt + (year * 365 - 1_990) * DAY_MS,
  }));
  const kinds = new Set<string>();
  for (const days of [0, 7, 14, -7, 196, 133, 140, 147, 1_645, 1_652, -350, -2_009, -2_002, -1_995, 3]) {
    const now = opensAt + days * DAY_MS;
    const judged = judge(now, { windows: [always], freezes: yearly });
    expect(judged).toEqual(judge(now, { windows: [always], freezes: [...yearly] }));
    kinds.add(judged.kind);
  }
  expect(kinds).toEqual(new Set(['may-start', 'frozen', 'shut']));
});

it('a list of windows that was searched is judged the same at any other time, also before', () => {
  const windows = [saturday];
  for (const week of [0, 1, 17, 18, 19, 52, 400, -1, -2, -52, 3]) {
    const now = opensAt + week * 7 * DAY_MS;
    expect(judge(now, { windows }), `week ${week}`).toEqual({
      kind: 'may-start',
      closesAt: now + 4 * HOUR_MS,
    });
    expect(judge(now - 1, { windows }), `week ${week}`).toEqual({ kind: 'shut', opensAt: now, guest: null });
  }
});

describe('of a hypervisor, a start', () => {
  const early = { ...saturday, startMinute: 0, durationMinutes: 120 };
  const sunday = { ...saturday, weekdays: ['sun' as const] };
  const with_ = (now: number, windows: readonly MaintenanceWindow[]) =>
    mayStartAt({
      windows: [saturday],
      guestWindows: [
        { guests: ['vm-0' as HostId], windows: [saturday, early] },
        { guests: ['vm-1' as HostId, 'vm-2' as HostId], windows },
      ],
      freezes: [],
      now,
      expectedMs: 30 * MINUTE_MS,
    });
  const guest = 'vm-1';

  it('happens only while the windows of every guest are open as well', () => {
    expect(with_(opensAt, [early])).toEqual({ kind: 'may-start', closesAt: opensAt + HOUR_MS });
    expect(with_(opensAt + HOUR_MS, [early])).toEqual({
      kind: 'shut',
      opensAt: opensAt + 7 * DAY_MS,
      guest,
    });
    expect(with_(opensAt - 1, [early])).toEqual({ kind: 'shut', opensAt, guest: null });
  });

  it('ends with its own window where those of all guests are open for longer', () => {
    const longer = { ...saturday, durationMinutes: 600 };
    expect(
      mayStartAt({
        windows: [saturday],
        guestWindows: [{ guests: ['vm-1' as HostId], windows: [longer] }],
        freezes: [],
        now: opensAt,
        expectedMs: 30 * MINUTE_MS,
      }),
    ).toEqual({ kind: 'may-start', closesAt });
  });

  it('is late once it would not end before the window of a guest shuts', () => {
    expect(with_(opensAt + 31 * MINUTE_MS, [early])).toEqual({
      kind: 'too-late',
      closesAt: opensAt + HOUR_MS,
      by: 'window',
      guest,
    });
  });

  it('never happens where they share no time, or a guest has no window', () => {
    expect(with_(opensAt, [sunday])).toEqual({ kind: 'shut', opensAt: null, guest });
    expect(with_(opensAt - 1, [sunday])).toEqual({ kind: 'shut', opensAt: null, guest });
    expect(with_(opensAt, [])).toEqual({ kind: 'shut', opensAt: null, guest });
  });
});

describe('a start', () => {
  it('is open from the first instant until it would no longer end inside', () => {
    expect(judge(opensAt - 1)).toEqual({ kind: 'shut', opensAt, guest: null });
    expect(judge(opensAt)).toEqual({ kind: 'may-start', closesAt });
    expect(judge(closesAt - 30 * MINUTE_MS)).toEqual({ kind: 'may-start', closesAt });
    expect(judge(closesAt - 30 * MINUTE_MS + 1)).toEqual({
      kind: 'too-late',
      closesAt,
      by: 'window',
      guest: null,
    });
    expect(judge(closesAt)).toEqual({ kind: 'shut', opensAt: opensAt + 7 * DAY_MS, guest: null });
  });

  it('does not happen in a freeze, nor when it would reach into one', () => {
    const freezes = [freeze];
    expect(judge(opensAt, { freezes })).toEqual({ kind: 'may-start', closesAt: freeze.fromAt });
    expect(judge(freeze.fromAt - MINUTE_MS, { freezes })).toEqual({
      kind: 'too-late',
      closesAt: freeze.fromAt,
      by: 'freeze',
      guest: null,
    });
    expect(judge(freeze.fromAt, { freezes })).toEqual({ kind: 'frozen', freeze });
    expect(judge(freeze.untilAt, { freezes })).toEqual({ kind: 'may-start', closesAt });
  });

  it('does not happen without a window', () => {
    expect(judge(opensAt, { windows: [] })).toEqual({ kind: 'shut', opensAt: null, guest: null });
  });

  it('is open without end where windows cover the whole week', () => {
    const always = { ...saturday, startMinute: 0, durationMinutes: 10_080 };
    expect(judge(opensAt, { windows: [always] })).toEqual({ kind: 'may-start', closesAt: null });
  });

  it('finds a fifth weekday three months ahead', () => {
    const fifth = { ...saturday, nth: [5] };
    expect(judge(Date.parse('2026-01-31T12:00:00+09:00'), { windows: [fifth] })).toEqual({
      kind: 'shut',
      opensAt: Date.parse('2026-05-30T01:00:00+09:00'),
      guest: null,
    });
  });

  it('is judged alike when time goes back', () => {
    expect(judge(closesAt + 60 * DAY_MS)).toMatchObject({ kind: 'shut' });
    expect(judge(opensAt)).toEqual({ kind: 'may-start', closesAt });
  });
});

describe('openings', () => {
  const piece = (fromAt: number, untilAt: number) => ({ fromAt, untilAt });

  it('merge where they touch', () => {
    expect(mergedOpenings([piece(5, 7), piece(0, 2), piece(2, 4), piece(1, 3)])).toEqual([
      piece(0, 4),
      piece(5, 7),
    ]);
  });

  it('lose what lies in a hole', () => {
    expect(openingsWithout([piece(0, 10), piece(20, 30)], [piece(25, 40), piece(2, 4), piece(3, 5)])).toEqual(
      [piece(0, 2), piece(5, 10), piece(20, 25)],
    );
    expect(openingsWithout([piece(0, 10)], [piece(0, 10)])).toEqual([]);
  });

  it('are found from an instant on', () => {
    const some = [piece(0, 2), piece(5, 7), piece(9, 10)];
    expect([0, 1, 2, 6, 7, 10].map((at) => openingFrom(some, at)?.fromAt ?? null)).toEqual([
      0,
      0,
      5,
      5,
      9,
      null,
    ]);
  });

  it('leave out freezes', () => {
    const range = piece(opensAt - DAY_MS, opensAt + DAY_MS);
    expect(startableOpenings([[saturday]], [freeze], range)).toEqual([
      piece(opensAt, freeze.fromAt),
      piece(freeze.untilAt, closesAt),
    ]);
  });
});
