// Any inputs in any order: decide never throws, no invariant breaks, and the journal alone gives back the state (the
// scenario checks each after every input).
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import type { EffectOutcome, EffectRequest } from '../../../src/core/campaign/effect.ts';
import type { CampaignEvent } from '../../../src/core/campaign/event.ts';
import { evolve } from '../../../src/core/campaign/evolve.ts';
import { MAX_REBOOT_REQUESTS } from '../../../src/core/campaign/start-conditions.ts';
import type { BootId } from '../../../src/core/fleet/ids.ts';
import {
  ann,
  ben,
  drainedHost,
  openScenario,
  requester,
  tcpGate,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';
import { balancedOn, mayMiss } from '../../fakes/sample-fleet.ts';
import { sampleEvents } from '../../fakes/sample-events.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import { fc } from '../../fakes/properties.ts';

const hosts = ['web-1', 'web-2', 'web-3'] as const;
const detail = 'as found';
const elsewhere = '33333333-3333-4333-8333-333333333333' as BootId;

/** Every answer that the worker can give to a question. */
function answersTo(scenario: Scenario, host: string, request: EffectRequest): readonly EffectOutcome[] {
  const unknown: EffectOutcome = { kind: 'outcome-unknown' };
  const missed: EffectOutcome = { kind: 'missed', failure: 'connect-timeout', detail };
  switch (request.kind) {
    case 'read-facts':
      return [
        { kind: 'facts', facts: scenario.facts(host) },
        { kind: 'facts', facts: scenario.facts(host, { nologin: true }) },
        { kind: 'facts', facts: scenario.facts(host, { uptimeMs: 1 }) },
        { kind: 'facts', facts: scenario.newFacts(host) },
        missed,
        unknown,
      ];
    case 'run-hook':
      return [{ kind: 'hook-ok' }, { kind: 'hook-failed', detail }, unknown];
    case 'request-reboot':
      return [
        { kind: 'reboot-accepted' },
        { kind: 'reboot-unknown', detail },
        { kind: 'reboot-too-late' },
        { kind: 'reboot-refused', detail },
        { kind: 'reboot-not-sent', failure: 'no-route', detail },
        { kind: 'boot-id-mismatch', found: elsewhere },
        unknown,
      ];
    case 'await-boot':
      return [
        { kind: 'boot-proven', facts: scenario.newFacts(host) },
        { kind: 'did-not-go-down' },
        { kind: 'did-not-come-back', detail },
        { kind: 'came-back-same-boot', detail },
        { kind: 'boot-suspect', detail },
        { kind: 'host-key-changed', detail },
        unknown,
      ];
    case 'await-hold':
      return [
        request.compare === null ? { kind: 'held' } : { kind: 'compared', facts: scenario.newFacts(host) },
        { kind: 'rebooted-again', found: elsewhere },
        { kind: 'lost-during-hold', detail },
        unknown,
      ];
    case 'await-system-up':
      return [
        { kind: 'system-up', facts: scenario.newFacts(host) },
        { kind: 'system-not-up', detail },
        { kind: 'rebooted-again', found: elsewhere },
        unknown,
      ];
    case 'await-gate':
      return [{ kind: 'gate-passed' }, { kind: 'gate-timed-out', detail }, unknown];
    case 'prepare':
      return [
        { kind: 'prepared', lastingKeys: 7 },
        { kind: 'prepare-failed', detail },
        { kind: 'wrong-role', detail },
        unknown,
      ];
    case 'read-seats': {
      const seen = (admin: 'ready' | 'drain'): EffectOutcome => ({
        kind: 'seats-read',
        seats: request.seats.map((seat) => ({ seat, before: { admin, weight: 100 } })),
      });
      return [seen('ready'), seen('drain'), { kind: 'rotation-failed', detail }, unknown];
    }
    case 'leave-rotation':
      return [{ kind: 'rotation-left' }, { kind: 'rotation-failed', detail }, unknown];
    case 'restore-rotation':
      return [{ kind: 'rotation-restored' }, { kind: 'rotation-failed', detail }, unknown];
    case 'ramp-step':
      return [
        { kind: 'step-held' },
        { kind: 'step-held' },
        { kind: 'step-failed', detail },
        { kind: 'rotation-failed', detail },
        unknown,
      ];
    case 'retreat':
      return [{ kind: 'retreated' }, { kind: 'rotation-failed', detail }, unknown];
  }
}

type Step =
  | { readonly kind: 'answer'; readonly host: number; readonly pick: number }
  | { readonly kind: 'stale'; readonly host: number; readonly key: number }
  | { readonly kind: 'act'; readonly pick: number; readonly host: number }
  | { readonly kind: 'world'; readonly pick: number; readonly host: number };

const nat = fc.nat({ max: 40 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('answer' as const), host: nat, pick: nat }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stale' as const), host: nat, key: nat }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('act' as const), pick: nat, host: nat }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('world' as const), pick: nat, host: nat }) },
);

function act(scenario: Scenario, pick: number, host: string): void {
  const acts: readonly (() => unknown)[] = [
    () => scenario.tick(),
    () => scenario.tick(),
    () => scenario.tick(),
    () => scenario.approve(ann),
    () => scenario.approve(ben),
    () => scenario.approve(requester),
    () => scenario.resolve('retry', host),
    () => scenario.resolve('skip', host),
    () => scenario.control('resume'),
    () => scenario.control('pause'),
    () => scenario.send({ kind: 'clock-jumped', byMs: HOUR_MS }),
    () => (pick > 36 ? scenario.control('stop') : scenario.tick()),
    () => (pick > 36 ? scenario.deny(ann) : scenario.tick()),
  ];
  acts[pick % acts.length]?.();
}

/** One carries the other two, of which one stands in a load balancer. */
const carried: FleetSpec = {
  ...threeWebs,
  hosts: {
    'web-1': drainedHost(),
    'web-2': drainedHost({ hypervisor: 'web-1' }),
    'web-3': drainedHost({ hypervisor: 'web-1' }),
    lb: drainedHost(),
  },
  services: { web: { on: ['web-2'], gates: [tcpGate], rotation: balancedOn(['lb']), budget: mayMiss(1) } },
};

function turnWorld(scenario: Scenario, spec: FleetSpec, pick: number, host: string): void {
  const turns: readonly (() => void)[] = [
    () => scenario.pass(MINUTE_MS),
    () => scenario.pass(pick > 36 ? 12 * HOUR_MS : MINUTE_MS),
    () => scenario.setStatus(host, 'unreachable'),
    () => scenario.setStatus(host, 'up'),
    () => scenario.setFlags({ kind: 'set', cause: { kind: 'stop-switch' }, why: 'stop' }),
    () => scenario.setFlags(),
    () => scenario.setElsewhere(host),
    () => scenario.setElsewhere(),
    () => scenario.setFleet(null),
    () => scenario.setFleet(spec),
    () => scenario.setFleet({ ...spec, hosts: { ...spec.hosts, [host]: drainedHost({ zone: 'z2' }) } }),
  ];
  if (pick % 2 === 1) restore(scenario, spec);
  else turns[(pick / 2) % turns.length]?.();
}

function restore(scenario: Scenario, spec: FleetSpec): void {
  scenario.setFlags();
  scenario.setElsewhere();
  scenario.setFleet(spec);
  for (const id of hosts) scenario.setStatus(id, 'up');
}

function take(scenario: Scenario, spec: FleetSpec, step: Step): void {
  const host = hosts[step.host % hosts.length] ?? 'web-1';
  switch (step.kind) {
    case 'answer': {
      if (!('effectKey' in scenario.host(host).stage)) return;
      const answers = answersTo(scenario, host, scenario.request(host));
      // The good answer comes first and often, so that runs get far.
      const outcome = answers[step.pick > 30 ? step.pick % answers.length : 0];
      if (outcome !== undefined) scenario.answer(host, outcome);
      return;
    }
    case 'stale':
      scenario.answerKey(host, `${host}#${step.key - 20}`, { kind: 'outcome-unknown' });
      return;
    case 'act':
      return act(scenario, step.pick, host);
    case 'world':
      return turnWorld(scenario, spec, step.pick, host);
  }
}

describe('the campaign under any inputs', () => {
  it(
    'never throws, never breaks an invariant, never asks twice for an accepted reboot',
    { timeout: 60_000 },
    () => {
      const reached = new Set<string>();
      fc.assert(
        fc.property(
          fc.array(anyStep, { minLength: 40, maxLength: 300, size: 'max' }),
          fc.constantFrom(1, 2),
          fc.constantFrom(threeWebs, carried),
          (steps, needed, spec) => {
            const scenario = openScenario({ fleet: spec, hosts, policy: { needed } });
            for (const step of steps) {
              take(scenario, spec, step);
              for (const host of hosts) reached.add(scenario.stage(host));
            }
            for (const host of hosts) {
              const ours = scenario.events().filter((event) => 'host' in event && event.host === host);
              const accepted = ours.findIndex((event) => event.kind === 'host-reboot-sent' && event.accepted);
              expect(scenario.requests(host)).toBeLessThanOrEqual(MAX_REBOOT_REQUESTS);
              if (accepted >= 0)
                expect(ours.slice(accepted).filter(({ kind }) => kind === 'host-reboot-requested')).toEqual(
                  [],
                );
            }
          },
        ),
        { numRuns: 200, seed: 20261207 },
      );
      // What was not reached was not tested.
      expect([...reached].sort()).toEqual(
        [
          'checking',
          'confirming',
          'done',
          'draining',
          'failed',
          'gating',
          'holding',
          'leaving',
          'ramping',
          'rebooting',
          'rechecking',
          'restoring',
          'seating',
          'settling',
          'skipped',
          'soaking',
          'undoing',
          'undraining',
          'waiting',
        ].sort(),
      );
    },
  );
});

describe('evolve', () => {
  it('has a line for every kind of event', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    for (const event of Object.values(sampleEvents)) {
      if (event.kind === 'campaign-proposed') continue;
      const host = scenario.document.plan.steps[0]?.host;
      const on = Object.assign(structuredClone(event) as CampaignEvent, 'host' in event ? { host } : {});
      expect(evolve(scenario.campaign(), { at: 1, event: on }).version).toBe(scenario.campaign().version + 1);
    }
  });

  it('refuses a journal that cannot be: no proposal, two of them, a host outside the plan', () => {
    const scenario = openScenario();
    const event = sampleEvents['campaign-started'];
    expect(() => evolve(null, { at: 1, event })).toThrow('before campaign-proposed');
    expect(() => evolve(scenario.campaign(), { at: 1, event: sampleEvents['campaign-proposed'] })).toThrow(
      'twice',
    );
    expect(() => evolve(scenario.campaign(), { at: 1, event: sampleEvents['host-done'] })).toThrow(
      'not in the plan',
    );
  });
});
