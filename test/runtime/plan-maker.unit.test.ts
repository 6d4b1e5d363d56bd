// Nothing is put before people that the lint objects to, whatever the planner makes.
import { beforeEach, expect, it, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/brand.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { CampaignId, HostId, PersonId } from '../../src/core/fleet/ids.ts';
import type { FleetSnapshot } from '../../src/core/fleet/snapshot.ts';
import type * as Planner from '../../src/core/planning/planner.ts';
import type { PlanStep } from '../../src/core/planning/plan.ts';
import type { LogFields } from '../../src/ports/log.ts';
import { createFleetSource } from '../../src/runtime/fleet-source.ts';
import { createPlanMaker } from '../../src/runtime/plan-maker.ts';
import { openScenario } from '../fakes/campaign-scenario.ts';
import { chaosStage } from '../fakes/chaos-stage.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { newSha256, sha256Hex } from '../fakes/plan-maker.ts';
import { allOverdue, alwaysOpen, planningNow, viewOf } from '../fakes/planning-fleet.ts';
import { silentLog } from '../fakes/silent-log.ts';

const planted = vi.hoisted(() => ({
  step: (step: PlanStep): PlanStep => step,
  ignoresHeld: false,
  believes: null as FleetSnapshot | null,
}));
beforeEach(() => {
  planted.step = (step) => step;
  planted.ignoresHeld = false;
  planted.believes = null;
});

vi.mock('../../src/core/planning/planner.ts', async (original) => {
  const real = await original<typeof Planner>();
  return {
    ...real,
    planReboots: (request: Planner.PlanRequest): Planner.PlanOutcome => {
      const none = { held: new Set<HostId>(), promisedTo: new Map<HostId, CampaignId>() };
      const snapshot = planted.believes ?? request.snapshot;
      const outcome = real.planReboots({ ...request, snapshot, ...(planted.ignoresHeld ? none : {}) });
      if (outcome.kind === 'nothing-to-do') return outcome;
      const plan = { ...outcome.document.plan, steps: outcome.document.plan.steps.map(planted.step) };
      const digest = real.planDigest(plan, newSha256());
      return { kind: 'planned', document: { ...outcome.document, plan, digest } };
    },
  };
});

const inRack = { rack: 'a1', windows: [alwaysOpen] };
const whole = buildFleet({
  racks: { a1: { zone: 'a' } },
  hosts: {
    'web-1': inRack,
    'web-2': inRack,
    'web-3': inRack,
    vm: { hypervisor: 'web-1', windows: [alwaysOpen] },
  },
  services: { web: { on: ['web-1', 'web-2', 'web-3'] } },
});

function making(campaigns: readonly Campaign[] = [], snapshot: FleetSnapshot = allOverdue(whole).snapshot) {
  const errors: (readonly [string, LogFields | undefined])[] = [];
  const makePlan = createPlanMaker({
    store: createMemoryStore(),
    clock: createHandClock(planningNow),
    ids: { next: () => 'plan-1', fraction: () => 0, sha256Hex, newSha256 },
    log: { ...silentLog, error: (message, fields) => void errors.push([message, fields]) },
    fleet: createFleetSource(whole, sha256Hex),
    snapshot: () => snapshot,
    openCampaigns: () => Promise.resolve(campaigns),
    leftOut: () => Promise.resolve(new Map()),
    maxAgeMs: 15 * MINUTE_MS,
  });
  const question = {
    requestedBy: 'slack:T0/U0' as PersonId,
    selection: { kind: 'all' },
    reasons: ['overdue'],
    canary: 'none',
  } as const;
  return { errors, make: () => makePlan(question) };
}

it('a plan in which the lint finds nothing may be proposed, and nothing is logged', async () => {
  const { errors, make } = making();
  expect((await make()).kind).toBe('planned');
  expect(errors).toEqual([]);
});

it('a plan of a planner that puts all into one wave may not: it comes with what is wrong, and an error is logged', async () => {
  const { errors, make } = making();
  planted.step = (step) => ({ ...step, wave: 1 });
  const made = await make();
  const fault = { kind: 'below-minimum', service: 'web', up: 0, minAvailable: 2 };
  expect(made).toMatchObject({
    kind: 'faulty',
    faults: expect.arrayContaining([{ kind: 'in-wave', wave: 1, fault }]),
  });
  expect(errors).toMatchObject([
    [expect.stringContaining('nobody is asked to approve it'), { plan: 'plan-1', version: 1 }],
  ]);
  expect(errors[0]?.[1]?.['found']).toContainEqual(expect.stringContaining('below-minimum'));
});

it('the lint counts what campaigns hold as down, with its guests, even if the planner forgets it', async () => {
  const scenario = openScenario({ hosts: ['web-1'] });
  scenario.drivenTo('web-1', 'confirming');
  const { make } = making([scenario.campaign()]);
  planted.ignoresHeld = true;
  const made = await make();
  const faults = made.kind === 'faulty' ? made.faults : [];
  expect(faults).toContainEqual({ kind: 'host-may-not-go', host: 'web-1', why: 'absent' });
  expect(faults).toContainEqual({ kind: 'host-may-not-go', host: 'vm', why: 'absent' });
});

it('the lint counts as down whom nobody sees up, even if the planner believes otherwise', async () => {
  const { snapshot } = allOverdue(whole);
  const silent = viewOf('web-2' as HostId, 400 * DAY_MS, 'unreachable');
  const { make } = making([], { ...snapshot, hosts: new Map(snapshot.hosts).set(silent.hostId, silent) });
  planted.believes = snapshot;
  const made = await make();
  const faults = made.kind === 'faulty' ? made.faults : [];
  expect(faults).toContainEqual({ kind: 'host-may-not-go', host: 'web-2', why: 'absent' });
});

it('chaos mode asks nobody about a draw whose plan the lint objects to', async () => {
  const stage = chaosStage(createMemoryStore());
  planted.step = (step) => ({ ...step, fingerprint: 'another' });
  stage.begin({ leash: 'propose' });
  await stage.clock.advance(HOUR_MS);
  stage.end();
  expect(await stage.store.campaigns('all')).toEqual([]);
});
