// Whose turn it is, on a clock that only the test moves: nobody starves, nobody hammers a limit, final states go first.
import { describe, expect, it } from 'vitest';
import { createDeliveryPace, type Candidate, type Urgency } from '../../src/runtime/delivery-pace.ts';
import { fc } from '../fakes/properties.ts';

const edit = (key: string, channel = 'C1', urgency: Urgency = 'progress'): Candidate => ({
  key,
  channel,
  method: 'edit',
  urgency,
});
const post = (key: string, channel = 'C1'): Candidate => ({ key, channel, method: 'post', urgency: 'news' });
const limit = (afterMs: number, holds: 'channel' | 'chat' | 'message' = 'channel') =>
  ({ kind: 'later', afterMs, holds, why: 'rate limited' }) as const;

/** Sends until nothing is left or `untilMs` is over; each call takes `tookMs`. Who was sent, and when. */
function drain(
  given: readonly Candidate[],
  options: { readonly untilMs: number; readonly outcome?: (sent: Candidate, atMs: number) => number | null },
): readonly { readonly key: string; readonly channel: string; readonly atMs: number }[] {
  const pace = createDeliveryPace();
  const sent: { key: string; channel: string; atMs: number }[] = [];
  let waiting = [...given];
  let nowMs = 0;
  while (waiting.length > 0 && nowMs <= options.untilMs) {
    const { now, againMs } = pace.choose(waiting, nowMs);
    for (const turn of now) {
      pace.ended(turn, 'made');
      const limitedMs = options.outcome?.(turn, nowMs) ?? null;
      if (limitedMs !== null) pace.limited(turn, limit(limitedMs), nowMs);
      else {
        sent.push({ key: turn.key, channel: turn.channel, atMs: nowMs });
        waiting = waiting.filter(({ key }) => key !== turn.key);
      }
    }
    if (now.length === 0) {
      expect(againMs).not.toBeNull();
      expect(againMs).toBeGreaterThan(nowMs);
      nowMs = againMs ?? Infinity;
    }
  }
  return sent;
}

describe('the pace', () => {
  it('has one call at a time in a channel, and no more than four in all', () => {
    const pace = createDeliveryPace();
    const waiting = ['C1', 'C1', 'C2', 'C3', 'C4', 'C5'].map((channel, index) => post(`m${index}`, channel));
    const { now } = pace.choose(waiting, 0);
    expect(now.map(({ channel }) => channel)).toEqual(['C1', 'C2', 'C3', 'C4']);
    expect(pace.choose(waiting, 0).now).toEqual([]);
    pace.ended(now[1]!, 'made');
    expect(pace.choose(waiting, 0).now.map(({ channel }) => channel)).toEqual(['C5']);
  });

  it('sends final states before news and news before progress', () => {
    const pace = createDeliveryPace();
    const waiting = [edit('a'), post('b'), edit('c', 'C1', 'final')];
    const order: string[] = [];
    while (order.length < 3) {
      const [turn] = pace.choose(
        waiting.filter(({ key }) => !order.includes(key)),
        0,
      ).now;
      order.push(turn!.key);
      pace.ended(turn!, 'made');
    }
    expect(order).toEqual(['c', 'b', 'a']);
  });

  it('keeps the last edits of a minute from progress', () => {
    const waiting = Array.from({ length: 10 }, (_, index) => edit(`p${index}`));
    const last = edit('z', 'C1', 'final');
    const sent = drain([...waiting, last], { untilMs: 0 });
    expect(sent).toHaveLength(6);
    expect(sent[0]?.key).toBe('z');
  });

  it('holds a method of a channel for as long as it was told, and nothing else', () => {
    const pace = createDeliveryPace();
    const limited = post('a');
    pace.limited(limited, limit(30_000), 0);
    const waiting = [limited, edit('b', 'C1', 'news'), post('c', 'C2')];
    expect(pace.choose(waiting, 29_999).now.map(({ key }) => key)).toEqual(['b', 'c']);
    pace.ended(waiting[1]!, 'made');
    pace.ended(waiting[2]!, 'made');
    expect(pace.choose([limited], 29_999).againMs).toBe(30_000);
    expect(pace.choose([limited], 30_000).now).toEqual([limited]);
  });

  it('holds everything where nothing gets through, and one message where it is its own fault', () => {
    const pace = createDeliveryPace();
    pace.limited(post('a'), limit(5_000, 'message'), 0);
    expect(pace.choose([post('b')], 0).now).toHaveLength(1);
    pace.ended(post('b'), 'made');
    pace.limited(post('a'), limit(5_000, 'chat'), 0);
    expect(pace.choose([post('b', 'C9')], 4_999)).toEqual({ now: [], againMs: 5_000 });
  });

  it('never lets the storm of one channel keep another waiting', () => {
    const channels = fc.integer({ min: 2, max: 6 });
    fc.assert(
      fc.property(
        channels,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        (count, each, seconds) => {
          const waiting = Array.from({ length: count * each }, (_, index) =>
            post(`m${index}`, `C${index % count}`),
          );
          // The first channel is limited whenever it is asked.
          const sent = drain(waiting, {
            untilMs: each * 1_000,
            outcome: ({ channel }) => (channel === 'C0' ? seconds * 1_000 : null),
          });
          for (let channel = 1; channel < count; channel += 1) {
            const own = sent.filter(({ channel: where }) => where === `C${channel}`);
            expect(own).toHaveLength(each);
          }
          expect(sent.every(({ channel }) => channel !== 'C0')).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['one channel', ['C1', 'C1', 'C1', 'C1', 'C1']],
    ['a channel each', ['C1', 'C2', 'C3', 'C4', 'C5']],
    ['one channel but the last', ['C1', 'C1', 'C1', 'C1', 'C2']],
  ])('lets no message that changes all the time keep another waiting: %s', (_, channels) => {
    const pace = createDeliveryPace();
    const cards = channels.map((channel, index) => edit(`p${index}`, channel));
    const shownAt = cards.map((): number[] => []);
    const everyMs = 2_000;
    for (let nowMs = 0; nowMs < 120_000; nowMs += 250) {
      const waiting = cards.filter((_card, index) => (shownAt[index]!.at(-1) ?? -everyMs) + everyMs <= nowMs);
      for (const turn of pace.choose(waiting, nowMs).now) {
        shownAt[cards.findIndex(({ key }) => key === turn.key)]!.push(nowMs);
        pace.ended(turn, 'made');
      }
    }
    // Five share an edit each 1.5 s.
    for (const times of shownAt)
      for (const [index, at] of [...times, 120_000].entries())
        expect(at - (times[index - 1] ?? 0)).toBeLessThanOrEqual(12_000);
  });

  it('asks a limited channel no earlier than it said, however many messages wait', () => {
    const retryAfter = fc.integer({ min: 1, max: 120 });
    fc.assert(
      fc.property(retryAfter, fc.integer({ min: 1, max: 50 }), (seconds, count) => {
        const asked: number[] = [];
        drain(
          Array.from({ length: count }, (_, index) => post(`m${index}`)),
          {
            untilMs: 600_000,
            outcome: (_, atMs) => {
              asked.push(atMs);
              return asked.length <= 3 ? seconds * 1_000 : null;
            },
          },
        );
        for (let index = 1; index <= Math.min(3, asked.length - 1); index += 1)
          expect(asked[index]! - asked[index - 1]!).toBeGreaterThanOrEqual(seconds * 1_000);
      }),
    );
  });

  it('stays within Slack’s limits over any minute, sends everything, and finals of a storm first', () => {
    const kinds = fc.array(
      fc.record({
        channel: fc.integer({ min: 0, max: 5 }),
        method: fc.constantFrom('post' as const, 'edit' as const),
        urgency: fc.constantFrom('final' as const, 'news' as const, 'progress' as const),
      }),
      { minLength: 1, maxLength: 150 },
    );
    fc.assert(
      fc.property(kinds, (given) => {
        const waiting = given.map((one, index) => ({ ...one, key: `m${index}`, channel: `C${one.channel}` }));
        const sent = drain(waiting, { untilMs: 3_600_000 });
        expect(sent).toHaveLength(waiting.length);
        const of = new Map(waiting.map((one) => [one.key, one]));
        for (const { atMs } of sent) {
          const minute = sent.filter((one) => one.atMs >= atMs && one.atMs < atMs + 60_000);
          expect(minute.filter(({ key }) => of.get(key)?.method === 'edit').length).toBeLessThanOrEqual(50);
        }
        const edits = sent.filter(({ key }) => of.get(key)?.method === 'edit');
        const lastFinal = edits.findLastIndex(({ key }) => of.get(key)?.urgency === 'final');
        const progressBefore = edits.slice(0, lastFinal).filter(({ key, channel, atMs }) => {
          if (of.get(key)?.urgency !== 'progress') return false;
          // Another channel's final that was free at the same time would have gone before it.
          const later = edits.slice(lastFinal, lastFinal + 1)[0];
          return later !== undefined && later.atMs > atMs && later.channel === channel;
        });
        expect(progressBefore).toEqual([]);
      }),
    );
  });
});
