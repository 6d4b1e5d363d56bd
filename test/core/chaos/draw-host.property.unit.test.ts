// The draw over many urns and seeds: nobody from outside, the same again, everybody in the end, and as likely as their
// tickets say.
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { Ticketed } from '../../../src/core/chaos/chaos-draw.ts';
import { drawHost, MOST_TICKETS, ticketsFor, urnOf } from '../../../src/core/chaos/draw-host.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { sha256Hex } from '../../fakes/plan-maker.ts';
import { fc } from '../../fakes/properties.ts';

const someUrn: fc.Arbitrary<readonly Ticketed[]> = fc.uniqueArray(
  fc.record({
    host: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}[a-z0-9]$/).map((name) => name as HostId),
    tickets: fc.integer({ min: 1, max: MOST_TICKETS }),
  }),
  { selector: ({ host }) => host, minLength: 1, maxLength: 12 },
);

describe('the draw', () => {
  it('takes somebody of the urn, and the same again, in whatever order they were written', () => {
    fc.assert(
      fc.property(someUrn, fc.string(), fc.func(fc.nat()), (urn, seed, order) => {
        const host = drawHost(urn, seed, sha256Hex);
        expect(urn.map((each) => each.host)).toContain(host);
        const shuffled = [...urn].sort((a, b) => order(a.host) - order(b.host));
        expect(drawHost(shuffled, seed, sha256Hex)).toBe(host);
        expect(drawHost(urnOf(urn), seed, sha256Hex)).toBe(host);
      }),
    );
  });

  it('takes everybody in the end, as often as their tickets say', () => {
    const urn = [
      { host: 'a' as HostId, tickets: 1 },
      { host: 'b' as HostId, tickets: 10 },
      { host: 'c' as HostId, tickets: 89 },
    ];
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 10_000; seed += 1) {
      const host = drawHost(urn, `seed ${seed}`, sha256Hex) ?? '';
      counts.set(host, (counts.get(host) ?? 0) + 1);
    }
    // Expected 100, 1,000 and 8,900; five standard deviations are 50, 150 and 156.
    expect(Math.abs((counts.get('a') ?? 0) - 100)).toBeLessThan(50);
    expect(Math.abs((counts.get('b') ?? 0) - 1_000)).toBeLessThan(150);
    expect(Math.abs((counts.get('c') ?? 0) - 8_900)).toBeLessThan(156);
  });

  it('takes nobody from an empty urn', () => {
    expect(drawHost([], 'seed', sha256Hex)).toBeNull();
  });

  it('can be drawn again by hand: the ticket is the hash modulo all tickets', () => {
    const urn = [
      { host: 'b' as HostId, tickets: 2 },
      { host: 'a' as HostId, tickets: 1 },
    ];
    // printf %s 4 | sha256sum | cut -c1-13 is 4b227777d4dd1, of 0 to 2 the rest is 1: the first ticket of b.
    expect(Number.parseInt(sha256Hex('4').slice(0, 13), 16) % 3).toBe(1);
    expect(drawHost(urn, '4', sha256Hex)).toBe('b');
  });
});

describe('tickets', () => {
  it('are one for each whole day up, at least one, at most 180', () => {
    expect([0, DAY_MS - 1, DAY_MS, 30.9 * DAY_MS, 999 * DAY_MS].map(ticketsFor)).toEqual([1, 1, 1, 30, 180]);
  });
});
