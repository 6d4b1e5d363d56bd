// How long a campaign takes from its first reboot to its last, three ways, with the same hosts, the same lengths of
// reboots and the same budgets:
//
// - rolling, as Stagger runs it: whenever a host is done, every waiting host that fits goes, in the plan's order;
// - serial batches, as Ansible runs `serial`: the next batch begins when the slowest host of this one is done. The
//   batches are the plan's own waves, so that no batch breaks a budget and none is smaller than it must be;
// - one lock for the whole fleet, as kured and locksmith run by default: one host at a time.
//
// Windows are left out: they would stretch all three alike.
import { MINUTE_MS, type DurationMs } from '../../src/core/brand.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { budgetIndexOf } from '../../src/core/planning/budget-index.ts';
import { BudgetLedger } from '../../src/core/planning/budget-ledger.ts';
import type { RebootPlan } from '../../src/core/planning/plan.ts';
import type { Chance } from '../simulation/chance.ts';

export type Makespans = {
  readonly rolling: DurationMs;
  readonly batches: DurationMs;
  readonly lock: DurationMs;
};

/**
 * Drain to soak of one host. Log-normal around five minutes, as virtual machines and small servers boot; one host in
 * twenty is a large server whose firmware alone takes ten to twenty-five.
 */
export function rebootLength(chance: Chance): DurationMs {
  if (chance.happens(0.05)) return chance.span(10 * MINUTE_MS, 25 * MINUTE_MS);
  const gauss = Math.sqrt(-2 * Math.log(1 - chance.fraction())) * Math.cos(2 * Math.PI * chance.fraction());
  return Math.round(5 * MINUTE_MS * Math.exp(0.4 * gauss));
}

export function makespansOf(plan: RebootPlan, lengthOf: ReadonlyMap<HostId, DurationMs>): Makespans {
  const length = (host: HostId): DurationMs => lengthOf.get(host) ?? 0;
  const slowest = new Map<number, DurationMs>();
  let lock = 0;
  for (const { host, wave } of plan.steps) {
    slowest.set(wave, Math.max(slowest.get(wave) ?? 0, length(host)));
    lock += length(host);
  }
  const batches = [...slowest.values()].reduce((sum, ms) => sum + ms, 0);
  return { rolling: rolling(plan, length), batches, lock };
}

function rolling({ steps, scope }: RebootPlan, length: (host: HostId) => DurationMs): DurationMs {
  const index = budgetIndexOf(scope);
  const ledger = new BudgetLedger(index);
  const done = new Set<HostId>();
  const inFlight = new Map<HostId, number>();
  let waiting = [...steps];
  let now = 0;
  while (waiting.length > 0 || inFlight.size > 0) {
    waiting = waiting.filter(({ host, after }) => {
      const number = index.numberOf.get(host) ?? -1;
      if (after.some((other) => !done.has(other)) || ledger.firstObstacle(number) !== null) return true;
      ledger.take(number);
      inFlight.set(host, now + length(host));
      return false;
    });
    const next = Math.min(...inFlight.values());
    if (next === Infinity) throw new Error(`${waiting.length} hosts can never go`);
    now = next;
    for (const [host, endAt] of inFlight)
      if (endAt <= now) {
        inFlight.delete(host);
        done.add(host);
        ledger.release(index.numberOf.get(host) ?? -1);
      }
  }
  return now;
}
