import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { budgetScopeOf, mayGoDown } from '../../../src/core/planning/budget.ts';
import { narrowedScope } from '../../../src/core/planning/narrowed-scope.ts';
import { someFleet } from '../../fakes/planning-fleet.ts';
import { fc } from '../../fakes/properties.ts';

const someHosts = fc.uniqueArray(
  fc.nat(25).map((at) => `h${String(at).padStart(2, '0')}` as HostId),
  { minLength: 1, maxLength: 5 },
);

describe('a narrowed scope', () => {
  it('judges its hosts as the whole one does, whoever is absent or in flight', { timeout: 60_000 }, () => {
    const seen = { allowed: 0, blocked: 0, smaller: 0 };
    fc.assert(
      fc.property(someFleet, someHosts, someHosts, someHosts, ({ fleet }, hosts, absent, flying) => {
        const whole = budgetScopeOf(fleet);
        const narrow = narrowedScope(whole, hosts);
        const inFlight = new Set(flying);
        for (const candidate of hosts) {
          const situation = { candidate, absent: new Set([...absent, ...flying]), inFlight };
          const judgement = mayGoDown(narrow, situation);
          expect(judgement.kind).toBe(mayGoDown(whole, situation).kind);
          seen[judgement.kind] += 1;
        }
        if (narrow.hosts.length < whole.hosts.length) seen.smaller += 1;
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(seen.allowed, seen.blocked, seen.smaller)).toBeGreaterThan(300);
  });
});
