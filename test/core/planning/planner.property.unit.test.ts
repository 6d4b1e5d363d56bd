import { describe, expect, it } from 'vitest';
import type { Fleet, Host } from '../../../src/core/fleet/fleet.ts';
import { hostFingerprint } from '../../../src/core/fleet/fingerprint.ts';
import type { HostId, PersonId } from '../../../src/core/fleet/ids.ts';
import { statusAt } from '../../../src/core/fleet/snapshot.ts';
import { LintFleet } from '../../../src/core/planning/lint-fleet.ts';
import { lintPlan } from '../../../src/core/planning/plan-lint.ts';
import { planReboots, type PlanRequest } from '../../../src/core/planning/planner.ts';
import { guestsDrainedIn } from '../../../src/core/rotation/guest-drains.ts';
import { drainHook } from '../../fakes/campaign-scenario.ts';
import { makePlan, sha256Hex } from '../../fakes/plan-maker.ts';
import { planningNow, requestFor, someFleet, type PlanningCase } from '../../fakes/planning-fleet.ts';
import { fc } from '../../fakes/properties.ts';
import { balancedOn } from '../../fakes/sample-fleet.ts';
import { togetherFaults } from '../../fakes/together-faults.ts';

function absentOf({ fleet, snapshot, now, maxObservationAgeMs }: PlanRequest): ReadonlySet<HostId> {
  return new Set(
    [...fleet.hosts.keys()].filter(
      (host) => statusAt(snapshot.hosts.get(host), now, maxObservationAgeMs) !== 'up',
    ),
  );
}

/** The same fleet with more guests, drain commands and load balancers, drawn by the names of hosts and services. */
function withWaysOut(fleet: Fleet, salt: number): Fleet {
  const ids = [...fleet.hosts.keys()];
  const drawn = (what: string, below: number): number =>
    Number.parseInt(sha256Hex(`${salt} ${what}`).slice(0, 8), 16) % below;
  const hooks = (id: string) =>
    [{}, { drain: drainHook }, { undrain: drainHook }, { drain: drainHook, undrain: drainHook }][
      drawn(`hooks ${id}`, 4)
    ];
  const onEarlier = ({ id, placement }: Host, at: number): Host['placement'] => {
    const hypervisor = ids[drawn(`hypervisor ${id}`, Math.max(1, at))];
    const moves = at > 0 && drawn(`moves ${id}`, 2) === 0 && hypervisor !== undefined;
    return placement === null || !moves ? placement : { ...placement, hypervisor };
  };
  const rotations = (id: string) => {
    const first = ids[drawn(`balancer ${id}`, ids.length)] ?? 'elsewhere';
    const second = ids[drawn(`other ${id}`, ids.length)] ?? 'elsewhere';
    return [null, balancedOn([first]), balancedOn([first, second]), balancedOn(['elsewhere'])][
      drawn(`rotation ${id}`, 4)
    ];
  };
  return {
    ...fleet,
    hosts: new Map(
      [...fleet.hosts].map(([id, host], at) => [
        id,
        { ...host, ...hooks(id), placement: onEarlier(host, at) },
      ]),
    ),
    services: new Map(
      [...fleet.services].map(([id, service]) => [id, { ...service, rotation: rotations(id) ?? null }]),
    ),
  };
}

describe('every plan', { timeout: 120_000 }, () => {
  it('passes the lint, whatever the fleet', () => {
    const seen = { plans: 0, hosts: 0, waves: 0, parallel: 0 };
    fc.assert(
      fc.property(someFleet, fc.constantFrom('none' as const, 'first-host' as const), (planning, canary) => {
        const request = requestFor(planning, { canary });
        const outcome = planReboots(request);
        if (outcome.kind === 'nothing-to-do') return;
        const { fleet, fingerprintOf } = request;
        const context = { fleet, absent: absentOf(request), fingerprintOf, sha256Hex };
        expect(lintPlan(outcome.document, context)).toEqual([]);
        const { steps } = outcome.document.plan;
        const waves = new Set(steps.map(({ wave }) => wave)).size;
        seen.plans += 1;
        seen.hosts += steps.length;
        seen.waves += waves;
        seen.parallel += waves < steps.length ? 1 : 0;
      }),
      { numRuns: 2000 },
    );
    expect(seen.plans).toBeGreaterThan(1200);
    expect(seen.hosts).toBeGreaterThan(3 * seen.plans);
    expect(seen.parallel).toBeGreaterThan(500);
  });

  it('says of each guest how it is drained, as the lint reads it from the fleet', () => {
    const seen = { drained: 0, undrained: 0, asked: 0 };
    fc.assert(
      fc.property(someFleet, fc.nat(), (planning, salt) => {
        const fleet = withWaysOut(planning.fleet, salt);
        // Whether a host may go is not asked here.
        const order = {
          hosts: [...fleet.hosts.keys()],
          requestedBy: 'os:alice' as PersonId,
          at: planningNow,
        };
        const document = makePlan(fleet, order);
        const fingerprintOf = (host: HostId): string => hostFingerprint(fleet, host, sha256Hex);
        const faults = lintPlan(document, { fleet, absent: new Set(), fingerprintOf, sha256Hex });
        expect(faults.filter(({ kind }) => kind === 'step-differs')).toEqual([]);
        for (const step of document.plan.steps) {
          seen.drained += guestsDrainedIn(step).length;
          seen.undrained += step.undrainedGuests?.length ?? 0;
          seen.asked += step.gates.filter(({ gate }) => gate.question.kind === 'answers').length;
        }
      }),
      { numRuns: 100 },
    );
    expect(seen.drained).toBeGreaterThan(200);
    expect(seen.undrained).toBeGreaterThan(20);
    expect(seen.asked).toBeGreaterThan(100);
  });

  it('has no host in a wave that the wave before could have held too', () => {
    let tried = 0;
    fc.assert(
      fc.property(someFleet, (planning) => {
        const request = requestFor(planning);
        const outcome = planReboots(request);
        if (outcome.kind === 'nothing-to-do') return;
        const { steps } = outcome.document.plan;
        const waveOf = new Map(steps.map(({ host, wave }) => [host, wave]));
        const read = new LintFleet(request.fleet);
        const goesLast = (host: HostId): boolean =>
          [...read.falling(host)].some((each) => request.fleet.hosts.get(each)?.ownPath);
        for (const { host, wave, after } of steps) {
          if (wave === 1 || goesLast(host) || after.some((first) => waveOf.get(first) === wave - 1)) continue;
          const before = steps.filter((step) => step.wave === wave - 1).map((step) => step.host);
          tried += 1;
          expect(togetherFaults(request.fleet, new Set([...before, host]), absentOf(request))).not.toEqual(
            [],
          );
        }
      }),
      { numRuns: 500 },
    );
    expect(tried).toBeGreaterThan(200);
  });

  it('leaves nobody out that a plan of that host alone would hold, unless the plan is full', () => {
    fc.assert(
      fc.property(someFleet, (planning) => {
        const outcome = planReboots(requestFor(planning));
        const report = outcome.kind === 'planned' ? outcome.document.report : outcome.report;
        for (const row of report.hosts) {
          if (row.kind === 'planned' || row.why.kind === 'campaign-size') continue;
          const full = row.why.kind === 'no-window' && row.why.detail.includes('full');
          const alone = planReboots(
            requestFor(planning, { selection: { kind: 'hosts', hosts: [row.host] } }),
          );
          if (row.why.kind !== 'not-due' && !full) expect(alone.kind).toBe('nothing-to-do');
        }
      }),
      { numRuns: 300 },
    );
  });
});

function shuffled<Key, Value>(map: ReadonlyMap<Key, Value>, salt: number): ReadonlyMap<Key, Value> {
  const keyed = [...map].map((entry) => ({ entry, at: sha256Hex(`${salt} ${String(entry[0])}`) }));
  return new Map(keyed.sort((left, right) => (left.at < right.at ? -1 : 1)).map(({ entry }) => entry));
}

function inOtherOrder({ fleet, snapshot }: PlanningCase, salt: number): PlanningCase {
  const other: Fleet = {
    ...fleet,
    hosts: shuffled(fleet.hosts, salt),
    services: shuffled(
      new Map(
        [...fleet.services].map(([id, service]) => [
          id,
          {
            ...service,
            instances: [...service.instances].reverse(),
            dependsOn: [...service.dependsOn].reverse(),
          },
        ]),
      ),
      salt,
    ),
    racks: shuffled(fleet.racks, salt),
  };
  return { fleet: other, snapshot: { ...snapshot, hosts: shuffled(snapshot.hosts, salt) } };
}

describe('the digest', { timeout: 120_000 }, () => {
  it('does not depend on the order in which anything is written down', () => {
    fc.assert(
      fc.property(someFleet, fc.nat(), (planning, salt) => {
        expect(planReboots(requestFor(inOtherOrder(planning, salt)))).toEqual(
          planReboots(requestFor(planning)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
