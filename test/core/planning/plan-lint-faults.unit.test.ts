// Each thing that the plan lint compares, changed alone.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import { hostFingerprint } from '../../../src/core/fleet/fingerprint.ts';
import type { Fleet, Host } from '../../../src/core/fleet/fleet.ts';
import type {
  DomainId,
  FeedId,
  HostId,
  RackId,
  ServiceId,
  SiteId,
  ZoneId,
} from '../../../src/core/fleet/ids.ts';
import { lintPlan, type PlanFault } from '../../../src/core/planning/plan-lint.ts';
import type { PlanDocument, PlanStep, RebootPlan } from '../../../src/core/planning/plan.ts';
import { planDigest, planReboots } from '../../../src/core/planning/planner.ts';
import { tcpGate } from '../../fakes/campaign-scenario.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { newSha256, sha256Hex } from '../../fakes/plan-maker.ts';
import { allOverdue, alwaysOpen, planningNow, requestFor } from '../../fakes/planning-fleet.ts';
import { mayMiss } from '../../fakes/sample-fleet.ts';
import { faultsOf, fleet, sound, stepOf, withStep } from '../../fakes/sound-plan.ts';

const scopeFault = (subject: string): PlanFault => ({ kind: 'scope-wrong', subject });

const scoped = (given: Partial<RebootPlan['scope']>) => (plan: RebootPlan) => ({
  ...plan,
  scope: { ...plan.scope, ...given },
});

const scopedHost = (name: string, given: Partial<RebootPlan['scope']['hosts'][number]>) =>
  scoped({
    hosts: sound.plan.scope.hosts.map((each) => (each.host === name ? { ...each, ...given } : each)),
  });

const scopedService = (name: string, given: Partial<RebootPlan['scope']['services'][number]>) =>
  scoped({
    services: sound.plan.scope.services.map((each) => (each.service === name ? { ...each, ...given } : each)),
  });

const elsewhere = ['w1', 'w2', 'x'].map((host) => ({ host: host as HostId, part: 'member' as const }));
const cooling = { kind: 'cooling', id: 'c1' as DomainId };

const firstService = sound.plan.scope.services[0]?.service ?? '';

describe('the plan lint, fault by fault,', () => {
  it.each<[string, (plan: RebootPlan) => RebootPlan, readonly PlanFault[]]>([
    ['another budget for failures', (plan) => ({ ...plan, maxFailures: 9 }), [scopeFault('maxFailures')]],
    ['other caps', scoped({ domainCaps: [] }), [scopeFault('domainCaps')]],
    ['a service less', scoped({ services: sound.plan.scope.services.slice(1) }), [scopeFault(firstService)]],
    [
      'an instance less',
      scoped({
        services: sound.plan.scope.services.map((each, at) =>
          at === 0 ? { ...each, instances: each.instances.slice(1) } : each,
        ),
      }),
      [scopeFault(firstService)],
    ],
    [
      'a service that is not there',
      scoped({
        services: [
          ...sound.plan.scope.services,
          { ...sound.plan.scope.services[0]!, service: 'gone' as ServiceId },
        ],
      }),
      [scopeFault('gone')],
    ],
    ['an instance elsewhere', scopedService('web', { instances: elsewhere }), [scopeFault('web')]],
    ['a dependency less', scopedService('web', { dependsOn: [] }), [scopeFault('web')]],
    ['another site', scopedHost('x', { site: 's' as SiteId }), [scopeFault('x')]],
    ['another zone', scopedHost('x', { zone: 'b' as ZoneId }), [scopeFault('x')]],
    ['another rack', scopedHost('x', { rack: 'b1' as RackId }), [scopeFault('x')]],
    ['another feed', scopedHost('x', { feeds: ['f' as FeedId] }), [scopeFault('x')]],
    ['a domain that is none', scopedHost('x', { domains: [cooling] }), [scopeFault('x')]],
    ['a guest on its own', scopedHost('vm', { hypervisor: null }), [scopeFault('vm')]],
    [
      'a host that is not there',
      scopedHost('x', { host: 'gone' as HostId }),
      ['gone', 'x', 'a1'].map(scopeFault),
    ],
    ['a path of the daemon that is none', scopedHost('x', { ownPath: true }), [scopeFault('x')]],
  ])('notices a frozen scope with %s', (_, change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  it.each<[string, string, { host?: string; service?: string }, string[]]>([
    ['what a service of the plan needs', 'w1', { service: 'db' }, ['db']],
    ['what needs a service of the plan', 'db1', { service: 'web' }, ['web']],
    ['a service of a guest', 'hv', { service: 'vm' }, ['vm']],
    ['a guest', 'hv', { host: 'vm' }, ['vm', 'b1']],
    ['a host of a service of the plan', 'w1', { host: 'w3' }, ['w3']],
    ['a host of a service that is needed', 'w3', { host: 'db2' }, ['db2']],
    ['the path of the daemon', 'hv', { host: 'own' }, ['own']],
    ['a host in a rack that has a cap', 'x', { host: 'w1' }, ['w1', 'a1']],
  ])('notices a frozen scope without %s', (_, planned, without, wrong) => {
    const faults = faultsOf((plan) => {
      const hosts = plan.scope.hosts.filter(({ host }) => host !== without.host);
      const services = plan.scope.services.filter(({ service }) => service !== without.service);
      const steps = plan.steps.filter(({ host }) => host === planned);
      return { ...plan, steps, scope: { ...plan.scope, hosts, services } };
    });
    expect(faults.filter(({ kind }) => kind === 'scope-wrong')).toEqual(wrong.map(scopeFault));
  });

  it('reads a scope whatever order the inventory is written in, through racks, hypervisors and unplaced hosts', () => {
    const windows = [alwaysOpen];
    const inRack = { rack: 'r', windows };
    const written = buildFleet({
      racks: { r: { zone: 'z', feeds: ['f2', 'f1'] } },
      domains: {
        loop: { kind: 'cooling', hosts: ['hv'] },
        c9: { kind: 'chassis', racks: ['r'] },
        c1: { kind: 'chassis', hosts: ['vm'] },
      },
      hosts: { w2: inRack, w1: inRack, hv: inRack, vm: { hypervisor: 'hv', windows }, unplaced: {} },
      services: {
        web: { on: ['w2', 'unplaced', 'w1'], dependsOn: ['queue', 'db'], budget: mayMiss(2) },
        queue: { on: ['vm'] },
        db: { on: ['hv'], budget: mayMiss(1) },
      },
    });
    const outcome = planReboots(requestFor(allOverdue(written)));
    if (outcome.kind !== 'planned') throw new Error('nothing to do');
    const { plan, report } = outcome.document;
    const faults = (hosts: RebootPlan['scope']['hosts']) => {
      const changed = { ...plan, scope: { ...plan.scope, hosts } };
      const document = { plan: changed, digest: planDigest(changed, newSha256()), report };
      const fingerprintOf = (host: HostId) => hostFingerprint(written, host, sha256Hex);
      return lintPlan(document, { fleet: written, absent: new Set(), fingerprintOf, sha256Hex });
    };
    expect(plan.steps.map(({ host }) => host)).toContain('vm');
    expect(faults(plan.scope.hosts)).toEqual([]);
    const vm = plan.scope.hosts.find(({ host }) => host === 'vm')!;
    expect(vm.domains.map(({ id }) => id)).toEqual(['c1', 'c9', 'loop']);
    for (const each of vm.domains) {
      const domains = vm.domains.filter((other) => other !== each);
      const hosts = plan.scope.hosts.map((host) => (host === vm ? { ...vm, domains } : host));
      expect(faults(hosts)).toEqual([scopeFault('vm')]);
    }
  });

  it('notices each way in which a host may not go, and no more once that is over', () => {
    const as = (given: Partial<Host>): Fleet => {
      const x = 'x' as HostId;
      return { ...fleet, hosts: new Map(fleet.hosts).set(x, { ...fleet.hosts.get(x)!, ...given }) };
    };
    const why = (given: Partial<Host>) =>
      faultsOf((plan) => plan, { fleet: as(given) }).flatMap((fault) =>
        fault.kind === 'host-may-not-go' ? [fault.why] : [],
      );
    expect(why({ placement: null })).toEqual(['no-placement']);
    expect(why({ exemption: { reason: 'visit', untilAt: planningNow + 1 } })).toEqual(['exempt']);
    expect(why({ exemption: { reason: 'visit', untilAt: planningNow } })).toEqual([]);
  });

  it('notices a start before the plan, and one before the step that stands before it, each alone', () => {
    const { steps } = sound.plan;
    const first = steps[0]!;
    const last = steps.at(-1)!;
    const movedBy = (host: string, byMs: number) =>
      withStep(host, (step) => ({
        ...step,
        expectedStartAt: step.expectedStartAt + byMs,
        expectedEndAt: step.expectedEndAt + byMs,
      }));
    const outOfOrder = (change: (plan: RebootPlan) => RebootPlan) =>
      faultsOf(change).flatMap((fault) => (fault.kind === 'out-of-order' ? [fault.host] : []));
    expect(outOfOrder(movedBy(first.host, planningNow - 1 - first.expectedStartAt))).toEqual([first.host]);
    expect(outOfOrder(movedBy(last.host, first.expectedStartAt - last.expectedStartAt))).toEqual([last.host]);
  });

  it('notices a freeze from the first instant of a step to its last, and none that only touches it', () => {
    const { expectedStartAt, expectedEndAt } = stepOf('own');
    const frozen = (fromAt: number, untilAt: number) =>
      faultsOf((plan) => plan, {
        fleet: { ...fleet, freezes: [{ id: 'sale', reason: 'sale', fromAt, untilAt }] },
      });
    const fault = [{ kind: 'in-freeze', host: 'own', freeze: 'sale' }];
    expect(frozen(expectedEndAt - 1, expectedEndAt + 1)).toEqual(fault);
    expect(frozen(expectedStartAt, expectedStartAt + 1)).toEqual(fault);
    expect(frozen(expectedEndAt, expectedEndAt + 1)).toEqual([]);
    expect(frozen(expectedStartAt - 1, expectedStartAt)).toEqual([]);
  });

  it('notices a window that shuts before the last instant of a step', () => {
    const x = 'x' as HostId;
    const { expectedStartAt, expectedEndAt, timing } = stepOf('x');
    const minutes = (at: number) => Math.round((at - Date.parse('2026-10-21T00:00:00Z')) / MINUTE_MS);
    const opened = (durationMinutes: number): Fleet => {
      const windows = [{ ...alwaysOpen, startMinute: minutes(expectedStartAt), durationMinutes }];
      return { ...fleet, hosts: new Map(fleet.hosts).set(x, { ...fleet.hosts.get(x)!, windows }) };
    };
    const outside = (durationMinutes: number) =>
      faultsOf((plan) => plan, { fleet: opened(durationMinutes) }).filter(
        ({ kind }) => kind === 'outside-window',
      );
    const length = Math.ceil(timing.expectedMs / MINUTE_MS);
    expect(outside(length)).toEqual([]);
    expect(outside(length - 1)).toContainEqual({ kind: 'outside-window', host: 'x', at: expectedEndAt - 1 });
  });

  it('notices a gate that is another, of another service, or asked of another host', () => {
    const web = { ...fleet.services.get('web' as ServiceId)!, gates: [tcpGate] };
    const gated = { ...fleet, services: new Map(fleet.services).set(web.id, web) };
    const gates = (given: PlanStep['gates']) =>
      faultsOf(
        withStep('w1', (step) => ({ ...step, gates: given })),
        { fleet: gated },
      ).flatMap((fault) => (fault.kind === 'step-differs' && fault.host === 'w1' ? [fault.what] : []));
    const right = { service: web.id, gate: tcpGate };
    expect(gates([right])).toEqual(['fingerprint']);
    const guest = fleet.hosts.get('vm' as HostId)!.ssh;
    for (const wrong of [
      [],
      [right, right],
      [{ ...right, gate: { ...tcpGate, passes: tcpGate.passes + 1 } }],
      [{ ...right, service: 'db' as ServiceId }],
      [{ ...right, guest }],
    ])
      expect(gates(wrong)).toEqual(['gates, fingerprint']);
  });

  it('notices a host of the fleet that the report leaves out, and one that it makes up', () => {
    const context = {
      fleet,
      absent: new Set<HostId>(),
      fingerprintOf: (host: HostId) => hostFingerprint(fleet, host, sha256Hex),
      sha256Hex,
    };
    const reported = (hosts: PlanDocument['report']['hosts']) =>
      lintPlan({ ...sound, report: { hosts } }, context);
    const [first, ...others] = sound.report.hosts;
    expect(reported(others)).toEqual([{ kind: 'report-wrong', host: first?.host }]);
    const stranger = { host: 'gone' as HostId, kind: 'left-out', why: { kind: 'not-selected' } } as const;
    expect(reported([...sound.report.hosts, stranger])).toEqual([{ kind: 'report-wrong', host: 'gone' }]);
  });
});
