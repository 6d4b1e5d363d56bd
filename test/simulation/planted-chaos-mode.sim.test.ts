// Bugs of chaos mode, put in by replacing one function for this file only. With no bug switched on, the replaced
// functions are the real ones.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Candidates from '../../src/core/chaos/candidates.ts';
import type * as Consent from '../../src/core/chaos/consent.ts';
import type * as DrawTime from '../../src/core/chaos/draw-time.ts';
import { expectFound } from './planted.ts';
import { simulate } from './simulation.ts';

type Bug = 'none' | 'no consent is asked' | 'nothing holds a draw' | 'every look draws';

const planted = vi.hoisted<{ bug: Bug }>(() => ({ bug: 'none' }));
beforeEach(() => {
  planted.bug = 'none';
});

vi.mock('../../src/core/chaos/consent.ts', async (original) => {
  const real = await original<typeof Consent>();
  const willing = (): boolean => planted.bug === 'no consent is asked';
  return {
    missingConsent: (...given: Parameters<typeof real.missingConsent>) =>
      willing() ? null : real.missingConsent(...given),
    consentingHosts: (...given: Parameters<typeof real.consentingHosts>) =>
      willing() ? new Set(given[0].hosts.keys()) : real.consentingHosts(...given),
  };
});

vi.mock('../../src/core/chaos/candidates.ts', async (original) => {
  const real = await original<typeof Candidates>();
  return {
    ...real,
    judgeChaos: (...given: Parameters<typeof real.judgeChaos>) => {
      const judged = real.judgeChaos(...given);
      return planted.bug === 'nothing holds a draw' ? { ...judged, holds: [] } : judged;
    },
  };
});

vi.mock('../../src/core/chaos/draw-time.ts', async (original) => {
  const real = await original<typeof DrawTime>();
  return {
    ...real,
    drawTime: (...[terms, now, lastAt]: Parameters<typeof real.drawTime>) =>
      real.drawTime(terms, now, planted.bug === 'every look draws' ? null : lastAt),
  };
});

describe('a bug of chaos mode is found', () => {
  it.each([
    ['a service that did not opt in loses a host to chaos mode', 'no consent is asked'],
    ['chaos mode draws beside a campaign that is open, and in an incident', 'nothing holds a draw'],
    ['chaos mode draws again in the same hours', 'every look draws'],
  ] as const)('%s', async (_, bug) => {
    planted.bug = bug;
    expect(await expectFound(['chaos'])).toEqual(expect.any(Number));
  });

  it('and without one there is nothing to be found', async () => {
    for (let seed = 1; seed <= 40; seed += 1)
      expect((await simulate({ seed })).violations.filter(({ promise }) => promise === 'chaos')).toEqual([]);
  });
});
