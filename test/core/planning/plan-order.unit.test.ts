// Orders of plans for fixed fleets, pinned: a faster planner must not be another planner. Whoever improves the order
// changes these digests and says so.
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import { canonicalText } from '../../../src/core/canonical-text.ts';
import { planReboots } from '../../../src/core/planning/planner.ts';
import { largeFleet } from '../../bench/large-fleet.ts';
import { productFleet } from '../../bench/product-fleet.ts';
import { sha256Hex } from '../../fakes/plan-maker.ts';
import { allOverdue, alwaysOpen, requestFor } from '../../fakes/planning-fleet.ts';

function atNight(fleet: Fleet, caps: Partial<Fleet['caps']> = {}): Fleet {
  const windows = [{ ...alwaysOpen, startMinute: 22 * 60, durationMinutes: 8 * 60 }];
  return {
    ...fleet,
    hosts: new Map(
      [...fleet.hosts].map(([id, host], at) => [id, { ...host, windows, ownPath: at % 97 === 5 }]),
    ),
    caps: { maxInFlight: 25, maxHostsPerCampaign: Infinity, domains: [], ...caps },
  };
}

const fleets: Readonly<Record<string, () => Fleet>> = {
  products: () => atNight(productFleet(1_000)),
  'products, with caps on racks and zones': () =>
    atNight(productFleet(600), {
      domains: [
        { level: 'rack', maxDown: 3 },
        { level: 'zone', maxDown: 9 },
      ],
    }),
  'services at random places, guests on every rack': () => atNight(largeFleet({ hosts: 800, services: 160 })),
};

function orderOf(fleet: Fleet, canary: 'none' | 'first-host'): string {
  const outcome = planReboots(requestFor(allOverdue(fleet), { canary }));
  if (outcome.kind !== 'planned') throw new Error('nothing was planned');
  const { steps } = outcome.document.plan;
  const order = steps.map(({ host, wave, after, expectedStartAt }) => [host, wave, after, expectedStartAt]);
  return `${steps.length} ${sha256Hex(canonicalText(order)).slice(0, 16)}`;
}

describe('the order of a plan', () => {
  it.each([
    ['products', '968 7fe5af694a24c399', '968 28abd22693dbffec'],
    ['products, with caps on racks and zones', '572 e5316bd53b07b1fc', '572 8f2a6e059239fcc1'],
    ['services at random places, guests on every rack', '784 00dc0995fc1541e0', '784 daae43228d8b7973'],
  ])('stays what it was for %s', (name, order, withCanary) => {
    const fleet = fleets[name]?.() ?? productFleet(0);
    expect([orderOf(fleet, 'none'), orderOf(fleet, 'first-host')]).toEqual([order, withCanary]);
  });
});
