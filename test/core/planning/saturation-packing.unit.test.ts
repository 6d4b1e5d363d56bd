import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { budgetIndexOf } from '../../../src/core/planning/budget-index.ts';
import { BudgetLedger } from '../../../src/core/planning/budget-ledger.ts';
import { budgetScopeOf } from '../../../src/core/planning/budget.ts';
import { precedenceAmong } from '../../../src/core/planning/precedence.ts';
import { rosterOf } from '../../../src/core/planning/roster.ts';
import { packBySaturation } from '../../../src/core/planning/saturation-packing.ts';
import type { PackingQuestion } from '../../../src/core/planning/wave-place.ts';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import { exclusiveHosts } from '../../bench/exclusive-hosts.ts';
import { waveBound } from '../../bench/wave-bound.ts';
import { someFleet } from '../../fakes/planning-fleet.ts';
import { fc } from '../../fakes/properties.ts';
import { togetherFaults } from '../../fakes/together-faults.ts';

const names = Array.from({ length: 26 }, (_, at) => `h${String(at).padStart(2, '0')}` as HostId);

/** Every host of `fleet` that could go alone, with all of the fleet up but `down`. */
function everyHostOf(fleet: Fleet, down: readonly HostId[] = []): PackingQuestion {
  const scope = budgetScopeOf(fleet);
  const index = budgetIndexOf(scope);
  const ledger = new BudgetLedger(index);
  const absent = down.flatMap((host) => index.numberOf.get(host) ?? []);
  for (const host of absent) ledger.markAbsent(host);
  const numbers = Int32Array.from(scope.hosts.keys()).filter(
    (host) => !absent.includes(host) && ledger.firstObstacle(host) === null,
  );
  const hosts = Array.from(numbers, (number) => index.hostIds[number] ?? ('' as HostId));
  return {
    roster: rosterOf(hosts, numbers, precedenceAmong(numbers, index, scope), index),
    index,
    absent,
  };
}

function wavesOf({ roster }: PackingQuestion, places: readonly { readonly wave: number }[]): HostId[][] {
  const waves: HostId[][] = [];
  for (const [rank, { wave }] of places.entries())
    (waves[wave - 1] ??= []).push(roster.hosts[rank] ?? ('' as HostId));
  return waves;
}

/** The fewest sets that may go down one after the other, by trying all: order aside, so no plan has fewer. */
function fewestWaves(fleet: Fleet, hosts: readonly HostId[]): number {
  const all = 2 ** hosts.length;
  const mayGo = Array.from({ length: all }, (_, set) => {
    const together = new Set(hosts.filter((_host, at) => (set >> at) % 2 === 1));
    return togetherFaults(fleet, together, new Set()).length === 0;
  });
  const fewest = [0];
  for (let set = 1; set < all; set += 1) {
    fewest[set] = Infinity;
    for (let part = set; part > 0; part = (part - 1) & set)
      if (mayGo[part] === true) fewest[set] = Math.min(fewest[set] ?? 0, 1 + (fewest[set & ~part] ?? 0));
  }
  return fewest[all - 1] ?? 0;
}

describe('waves by saturation', () => {
  it(
    'hold together by the linter, with every host once, in its order, the own path last',
    { timeout: 60_000 },
    () => {
      let shared = 0;
      fc.assert(
        fc.property(someFleet, fc.subarray(names, { maxLength: 3 }), ({ fleet }, down) => {
          const question = everyHostOf(fleet, down);
          const { roster } = question;
          const places = packBySaturation(question, roster.hosts.length) ?? [];
          const waves = wavesOf(question, places);
          expect(waves.flat().sort()).toEqual([...roster.hosts].sort());
          for (const wave of waves) {
            expect(togetherFaults(fleet, new Set(wave), new Set(down))).toEqual([]);
            shared += wave.length > 1 ? 1 : 0;
          }
          const last = Math.max(
            0,
            ...places.map(({ wave }, rank) => (roster.ownPath[rank] === true ? 0 : wave)),
          );
          for (const [rank, { wave, waits }] of places.entries()) {
            expect(waits.length > 0).toBe(wave > 1);
            for (const first of roster.firsts[rank] ?? []) expect(places[first]?.wave).toBeLessThan(wave);
            if (roster.ownPath[rank] === true) expect(wave).toBeGreaterThan(last);
          }
        }),
        { numRuns: 500 },
      );
      expect(shared).toBeGreaterThan(500);
    },
  );

  it('gives up where it may not take as many waves as it needs', () => {
    fc.assert(
      fc.property(someFleet, ({ fleet }) => {
        const question = everyHostOf(fleet);
        const places = packBySaturation(question, question.roster.hosts.length) ?? [];
        const needed = Math.max(0, ...places.map(({ wave }) => wave));
        if (needed === 0) return;
        expect(packBySaturation(question, needed)).toEqual(places);
        expect(packBySaturation(question, needed - 1)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});

describe('the bounds of the benchmark', () => {
  it('are not above the fewest waves that trying all finds', { timeout: 60_000 }, () => {
    const seen = { several: 0, met: 0 };
    fc.assert(
      fc.property(someFleet, ({ fleet }) => {
        const hosts = everyHostOf(fleet).roster.hosts.slice(0, 7);
        const planned = new Set(hosts);
        const fewest = fewestWaves(fleet, hosts);
        const exclusive = exclusiveHosts(fleet, planned, 50).size;
        expect(waveBound(fleet, planned)).toBeLessThanOrEqual(fewest);
        expect(exclusive).toBeLessThanOrEqual(fewest);
        seen.several += fewest > 1 ? 1 : 0;
        seen.met += fewest > 1 && exclusive === fewest ? 1 : 0;
      }),
      { numRuns: 200 },
    );
    expect(seen.several).toBeGreaterThan(50);
    expect(seen.met).toBeGreaterThan(seen.several / 4);
  });
});
