// What the ledger counts up and down again is what it would have counted at once.
import { expect, it } from 'vitest';
import { budgetIndexOf } from '../../../src/core/planning/budget-index.ts';
import { BudgetLedger } from '../../../src/core/planning/budget-ledger.ts';
import { fc } from '../../fakes/properties.ts';
import { someScope } from '../../fakes/some-scope.ts';

it('judges as if a host that is out of flight had never been in flight, in whatever order they came and went', () => {
  let [inZones, gone] = [0, 0];
  const moves = fc.array(fc.record({ host: fc.nat(11), goes: fc.boolean() }), { maxLength: 12 });
  const absent = fc.uniqueArray(fc.nat(11), { maxLength: 3 });
  fc.assert(
    fc.property(someScope, moves, absent, (scope, steps, down) => {
      const index = budgetIndexOf(scope);
      const among = (host: number): number => host % scope.hosts.length;
      const [used, fresh] = [new BudgetLedger(index), new BudgetLedger(index)];
      const flying = new Set<number>();
      for (const ledger of [used, fresh]) for (const host of down) ledger.markAbsent(among(host));
      for (const { host: step, goes } of steps) {
        const host = among(step);
        if (goes) used.take(host);
        else used.release(host);
        if (goes) flying.add(host);
        else if (flying.delete(host)) gone += 1;
      }
      for (const host of flying) fresh.take(host);
      const zones = new Set([...flying].map((host) => scope.hosts[host]?.zone));
      if (zones.size > 1) inZones += 1;
      expect(used.isFull).toBe(fresh.isFull);
      for (const host of scope.hosts.keys()) {
        if (flying.has(host)) continue;
        const kinds = (ledger: BudgetLedger) => ledger.obstacles(host).map(({ kind }) => kind);
        expect(kinds(used)).toEqual(kinds(fresh));
        expect(used.firstObstacle(host)?.kind).toBe(kinds(fresh)[0]);
      }
    }),
    { numRuns: 500 },
  );
  expect(Math.min(inZones, gone)).toBeGreaterThan(60);
});
