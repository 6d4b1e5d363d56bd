import { describe, expect, it } from 'vitest';
import { judgeHealth, pulseLimitMs, type HealthEvidence } from '../../../src/core/operation/health.ts';

const well: HealthEvidence = {
  sinceTickMs: 4_000,
  sinceGoodTickMs: 4_000,
  tickEveryMs: 15_000,
  store: { kind: 'answers' },
  hosts: 60,
  newestObservationMs: 9_000,
  maxObservationAgeMs: 900_000,
  chat: 'connected',
};

describe('health', () => {
  it.each<[string, Partial<HealthEvidence>, { isLive: boolean; isReady: boolean }]>([
    ['all is well', {}, { isLive: true, isReady: true }],
    ['no tick for long', { sinceTickMs: 61_000, sinceGoodTickMs: 61_000 }, { isLive: false, isReady: false }],
    // A full disk: restarting would not help, so it is alive.
    ['ticks fail', { sinceGoodTickMs: 61_000 }, { isLive: true, isReady: false }],
    ['no tick has gone well yet', { sinceGoodTickMs: null }, { isLive: true, isReady: false }],
    ['the store fails', { store: { kind: 'fails', detail: 'disk full' } }, { isLive: true, isReady: false }],
    ['nothing was seen yet', { newestObservationMs: null }, { isLive: true, isReady: false }],
    ['nothing was seen for long', { newestObservationMs: 900_001 }, { isLive: true, isReady: false }],
    ['there is nothing to see', { hosts: 0, newestObservationMs: null }, { isLive: true, isReady: true }],
    ['Slack is away', { chat: 'connecting' }, { isLive: true, isReady: true }],
    ['Slack refuses our token', { chat: 'refused' }, { isLive: true, isReady: true }],
    ['without Slack', { chat: 'off' }, { isLive: true, isReady: true }],
  ])('%s', (_, change, expected) => {
    const { isLive, isReady } = judgeHealth({ ...well, ...change });
    expect({ isLive, isReady }).toEqual(expected);
  });

  it('says that Slack is away', () => {
    const { lines } = judgeHealth({ ...well, chat: 'connecting' });
    expect(lines).toContainEqual({ part: 'chat', verdict: 'degraded', found: 'connecting' });
  });

  it('waits longer where ticks are rarer', () => {
    expect([pulseLimitMs(15_000), pulseLimitMs(300_000)]).toEqual([60_000, 900_000]);
  });
});
