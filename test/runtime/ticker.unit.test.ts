// The pulse, and what it does when the wall clock moves.
import { expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/core/brand.ts';
import type { Effect } from '../../src/core/campaign/effect.ts';
import type { CampaignInput } from '../../src/core/campaign/input.ts';
import type { CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import type { StoredEffect } from '../../src/ports/store.ts';
import { createClockWatch } from '../../src/runtime/clock-watch.ts';
import { createTicker, type TickOutcome } from '../../src/runtime/ticker.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { sampleCampaign } from '../fakes/sample-campaign.ts';
import { silentLog } from '../fakes/silent-log.ts';

const effect: Effect = {
  key: 'web-01#1',
  host: 'web-01' as HostId,
  target: { hostId: 'web-01' as HostId, address: 'web-01.example', port: 22, user: 'stagger', assumed: [] },
  request: { kind: 'read-facts' },
};

function opened() {
  const clock = createHandClock(Date.UTC(2026, 11, 7, 10));
  const watch = createClockWatch(clock, MINUTE_MS);
  const told: string[] = [];
  const outcomes: TickOutcome[] = [];
  let ticks = 0;
  let storeFails = false;
  let onTold: (() => void) | null = null;
  let hasUnshown = false;
  let nudges = 0;
  const pickedUp: (readonly StoredEffect[])[] = [];
  const effects: StoredEffect[] = [];
  const ticker = createTicker({
    store: { dueWork: () => Promise.resolve({ open: [], effects: [...effects], hasUnshown }) },
    clock,
    log: silentLog,
    watch,
    runner: {
      openCampaigns: () => Promise.resolve([sampleCampaign(), sampleCampaign({ id: 'c-2' as CampaignId })]),
      submit: (id: CampaignId, input: CampaignInput) => {
        if (storeFails) return Promise.reject(new Error('disk full'));
        told.push(`${id} ${input.kind}`);
        onTold?.();
        onTold = null;
        return Promise.resolve({ events: [], effects: [], refusal: null });
      },
      tick: () => Promise.resolve(void (ticks += 1)),
      campaign: () => Promise.resolve(null),
      leftOut: () => Promise.resolve(new Map()),
      worldFor: () => Promise.reject(new Error('not asked')),
      known: () => [],
      held: () => new Set(),
      rebootsAsked: () => [],
    },
    worker: {
      recover: () => Promise.resolve(),
      perform: () => undefined,
      pickUp: (unfinished) => void pickedUp.push(unfinished),
      stop: () => Promise.resolve(),
    },
    everyMs: 1_000,
    onUnshown: () => void (nudges += 1),
    onTick: (outcome) => void outcomes.push(outcome),
  });
  void ticker.run();
  return {
    clock,
    watch,
    ticker,
    told,
    outcomes,
    ticks: () => ticks,
    effects,
    pickedUp,
    nudges: () => nudges,
    wantMessage: () => void (hasUnshown = true),
    failStore: (fails: boolean) => (storeFails = fails),
    onceTold: (then: () => void) => (onTold = then),
  };
}

it('ticks at its pace, once after a long pause', async () => {
  const { clock, ticker, ticks, pickedUp } = opened();
  await clock.advance(3_500);
  expect(ticks()).toBe(4);
  expect(pickedUp).toHaveLength(4);
  ticker.stop();
});

it('takes up what another process recorded: effects to perform, messages to show', async () => {
  const { clock, ticker, effects, pickedUp, nudges, wantMessage } = opened();
  await clock.advance(1_500);
  expect({ pickedUp, nudges: nudges() }).toEqual({ pickedUp: [[], []], nudges: 0 });
  const stored: StoredEffect = { campaign: 'c-2' as CampaignId, effect, state: 'pending' };
  effects.push(stored);
  wantMessage();
  await clock.advance(1_000);
  expect(pickedUp.at(-1)).toEqual([stored]);
  expect(nudges()).toBe(1);
  ticker.stop();
});

it('halts every open campaign after a jump, in either direction, and lets nothing start until then', async () => {
  for (const byMs of [HOUR_MS, -HOUR_MS]) {
    const { clock, ticker, told, watch } = opened();
    await clock.advance(500);
    clock.step(byMs);
    expect(watch.flag()).toMatchObject({ kind: 'set' });
    await clock.advance(1_000);
    expect(told).toEqual(['c-20261205 clock-jumped', 'c-2 clock-jumped']);
    expect(watch.flag()).toEqual({ kind: 'clear' });
    ticker.stop();
  }
});

it('ignores what NTP does', async () => {
  const { clock, ticker, told, watch } = opened();
  clock.step(MINUTE_MS - 1);
  await clock.advance(2_000);
  expect(told).toEqual([]);
  expect(watch.flag()).toEqual({ kind: 'clear' });
  ticker.stop();
});

// Found by seed 299235560323: 43 s forward in the evening, 63 s back in a campaign that began after it.
it('counts a step by what was seen since the last halt, not by the start: a campaign may have begun in between', async () => {
  for (const [first, second] of [
    [MINUTE_MS - 1, -MINUTE_MS],
    [1 - MINUTE_MS, MINUTE_MS],
  ] as const) {
    const { clock, ticker, told, watch } = opened();
    clock.step(first);
    await clock.advance(2_000);
    expect(told).toEqual([]);
    clock.step(second);
    expect(watch.jumpedByMs()).toBe(second);
    expect(watch.flag()).toMatchObject({ kind: 'set' });
    await clock.advance(1_000);
    expect(told).toEqual(['c-20261205 clock-jumped', 'c-2 clock-jumped']);
    expect(watch.flag()).toEqual({ kind: 'clear' });
    ticker.stop();
  }
});

// Found by seed 810000000115: the machine slept again between the halts of two campaigns, and the first was resumed by then.
it('takes a jump that comes while one is told for another one: each campaign is halted after it', async () => {
  for (const steps of [[HOUR_MS], [-2 * HOUR_MS], [HOUR_MS, -HOUR_MS]]) {
    const { clock, ticker, told, watch, onceTold } = opened();
    await clock.advance(500);
    clock.step(HOUR_MS);
    onceTold(() => {
      for (const byMs of steps) {
        clock.step(byMs);
        expect(watch.flag()).toMatchObject({ kind: 'set' });
      }
    });
    await clock.advance(1_000);
    expect(told).toHaveLength(2);
    expect(watch.flag()).toMatchObject({ kind: 'set' });
    await clock.advance(1_000);
    expect(told.slice(2)).toEqual(['c-20261205 clock-jumped', 'c-2 clock-jumped']);
    expect(watch.flag()).toEqual({ kind: 'clear' });
    ticker.stop();
  }
});

it('does not forget a jump that could not be recorded', async () => {
  const { clock, ticker, told, failStore, watch, ticks, outcomes } = opened();
  await clock.advance(500);
  expect(outcomes).toEqual(['good']);
  failStore(true);
  clock.step(HOUR_MS);
  const before = ticks();
  await clock.advance(5_000);
  expect(told).toEqual([]);
  expect(ticks()).toBe(before);
  expect(outcomes.slice(1)).toEqual(['failed', 'failed', 'failed', 'failed', 'failed']);
  expect(watch.flag()).toMatchObject({ kind: 'set' });
  failStore(false);
  await clock.advance(2_000);
  expect(told).toEqual(['c-20261205 clock-jumped', 'c-2 clock-jumped']);
  ticker.stop();
});
