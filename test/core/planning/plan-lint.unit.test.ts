import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import { hostFingerprint } from '../../../src/core/fleet/fingerprint.ts';
import type { DomainCap, Fleet } from '../../../src/core/fleet/fleet.ts';
import type { DomainId, HostId, RackId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { lintPlan } from '../../../src/core/planning/plan-lint.ts';
import type { RebootPlan } from '../../../src/core/planning/plan.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { rotationsOfReboot } from '../../../src/core/rotation/rotations-of.ts';
import { drainHook, tcpGate } from '../../fakes/campaign-scenario.ts';
import { sha256Hex } from '../../fakes/plan-maker.ts';
import { alwaysOpen, planningNow } from '../../fakes/planning-fleet.ts';
import { balancedOn, mayMiss } from '../../fakes/sample-fleet.ts';
import { togetherFaults } from '../../fakes/together-faults.ts';
import { faultsOf, fleet, kinds, sound, stepOf, together, withStep } from '../../fakes/sound-plan.ts';

describe('the plan lint', () => {
  it('finds nothing in a sound plan', () => {
    expect(faultsOf((plan) => plan)).toEqual([]);
  });

  it('notices a changed plan under its old digest', () => {
    const document = { ...sound, plan: { ...sound.plan, version: 2 } };
    const fingerprintOf = (host: HostId): string => hostFingerprint(fleet, host, sha256Hex);
    const context = { fleet, absent: new Set<HostId>(), fingerprintOf, sha256Hex };
    expect(lintPlan(document, context)).toEqual([{ kind: 'digest-wrong' }]);
  });

  it('notices another fleet', () => {
    const other = { ...fleet, digest: 'another' as Fleet['digest'] };
    expect(faultsOf((plan) => plan, { fleet: other })).toEqual([{ kind: 'fleet-changed' }]);
  });

  it.each([
    ['two of a service below its minimum', together('w2', 'w1'), 'below-minimum'],
    ['two zones of a service', together('w3', 'w1'), 'two-zones'],
    ['a service with what it needs', together('db2', 'w1'), 'dependency-together'],
    ['a guest with its hypervisor', together('vm', 'hv'), 'guest-with-hypervisor'],
    ['the own path with others', together('own', 'x'), 'own-path-not-alone'],
  ])('notices %s in one wave and at one instant', (_, change, fault) => {
    const found = kinds(faultsOf(change));
    expect(found).toContain(`in-wave ${fault}`);
    expect(found).toContain(`at-instant ${fault}`);
  });

  it('notices more in flight than the fleet or a rack may have', () => {
    const all = (plan: RebootPlan) => ({
      ...plan,
      steps: plan.steps.map((step) => ({ ...step, wave: 1 })),
    });
    expect(kinds(faultsOf(all))).toContain('in-wave too-many-in-flight');
    expect(kinds(faultsOf(all))).toContain('in-wave domain-over-cap');
  });

  it.each([
    ['a number', 3, 2],
    ['a share of the hosts, rounded down', { percent: 34 }, { percent: 20 }],
  ])('notices more down in the fleet than it may have: %s', (_, kept, broken) => {
    const cappedAt = (maxDown: DomainCap['maxDown']): Fleet => ({
      ...fleet,
      caps: { ...fleet.caps, domains: [{ level: 'fleet', maxDown }] },
    });
    const [x, absent] = [new Set(['x' as HostId]), new Set(['w1', 'w2'] as HostId[])];
    expect(togetherFaults(cappedAt(kept), x, absent)).toEqual([]);
    expect(togetherFaults(cappedAt(broken), x, absent)).toEqual([
      { kind: 'domain-over-cap', level: 'fleet', id: 'fleet' },
    ]);
  });

  it('charges hosts that were absent', () => {
    expect(kinds(faultsOf((plan) => plan, { absent: ['w2'] }))).toEqual(
      new Set(['host-may-not-go', 'in-wave below-minimum', 'at-instant below-minimum']),
    );
  });

  it('notices two domains of one kind, by whatever a domain takes: hosts, racks, guests', () => {
    const domain = (id: string, hosts: readonly string[], racks: readonly string[] = []) => ({
      id: id as DomainId,
      kind: 'cooling',
      hosts: hosts as readonly HostId[],
      racks: racks as readonly RackId[],
    });
    const cooled = (...domains: readonly ReturnType<typeof domain>[]): Fleet => ({
      ...fleet,
      domains: new Map(domains.map((each) => [each.id, each])),
    });
    const found = (of: Fleet, hosts: readonly string[]) =>
      togetherFaults(of, new Set(hosts as readonly HostId[]), new Set()).filter(
        ({ kind }) => kind === 'two-domains',
      );
    const fault = [{ kind: 'two-domains', service: 'web', of: 'cooling' }];
    expect(found(cooled(domain('north', ['w1']), domain('south', ['w2'])), ['w1', 'w2'])).toEqual(fault);
    expect(found(cooled(domain('north', ['w1', 'w2']), domain('south', ['w2'])), ['w1', 'w2'])).toEqual([]);
    expect(found(cooled(domain('north', ['w1'])), ['w1', 'w2'])).toEqual([]);
    expect(found(cooled(domain('north', [], ['a1']), domain('south', [], ['b1'])), ['w1', 'w3'])).toEqual(
      fault,
    );
    const windows = [alwaysOpen];
    const vms = buildFleet({
      racks: { b1: { zone: 'b' } },
      hosts: { hv: { rack: 'b1', windows }, vm: { hypervisor: 'hv', windows }, w: { rack: 'b1', windows } },
      services: { web: { on: ['vm', 'w'], budget: mayMiss(2) } },
      rest: { caps: { maxInFlight: 4, maxHostsPerCampaign: 10, domains: [] } },
    });
    const onGuests = { ...vms, domains: cooled(domain('north', ['hv']), domain('south', ['w'])).domains };
    expect(found(onGuests, ['vm', 'w'])).toEqual(fault);
  });

  it('counts who is still in flight, soak included, when the next one starts, and nobody who is done', () => {
    const length = stepOf('w1').timing.expectedMs + stepOf('w1').timing.soakMs;
    const after = (delayMs: number) =>
      withStep('w2', (step) => {
        const expectedStartAt = stepOf('w1').expectedStartAt + delayMs;
        return { ...step, expectedStartAt, expectedEndAt: expectedStartAt + step.timing.expectedMs };
      });
    expect(kinds(faultsOf(after(length - 1)))).toContain('at-instant below-minimum');
    expect(kinds(faultsOf(after(length)))).not.toContain('at-instant below-minimum');
  });

  it('notices an order that is not kept, not written down, or names a stranger', () => {
    expect(kinds(faultsOf(withStep('db1', (step) => ({ ...step, after: [] }))))).toEqual(
      new Set(['order-missing']),
    );
    expect(kinds(faultsOf(withStep('vm', (step) => ({ ...step, after: [] }))))).toEqual(
      new Set(['order-missing']),
    );
    expect(kinds(faultsOf(withStep('own', (step) => ({ ...step, after: step.after.slice(1) }))))).toEqual(
      new Set(['order-missing']),
    );
    const after = ['elsewhere' as HostId];
    expect(faultsOf(withStep('x', (step) => ({ ...step, after })))).toEqual([
      { kind: 'waits-for-stranger', host: 'x', stranger: 'elsewhere' },
    ]);
    expect(kinds(faultsOf(together('db1', 'db2')))).toContain('order-broken');
  });

  it('notices a hypervisor whose plan does not ask what its guests serve', () => {
    const gates = [tcpGate];
    const services = new Map(fleet.services);
    const vm = services.get('vm' as ServiceId)!;
    services.set(vm.id, { ...vm, gates });
    const found = faultsOf((plan) => plan, { fleet: { ...fleet, services } });
    expect(found).toContainEqual({ kind: 'step-differs', host: 'hv', what: 'gates, fingerprint' });
    const { ssh, timing } = fleet.hosts.get('vm' as HostId)!;
    const gate = { ...tcpGate, withinMs: tcpGate.withinMs + timing.comeBackWithinMs };
    const named = withStep('hv', (step) => ({ ...step, gates: [{ service: vm.id, gate, guest: ssh }] }));
    expect(faultsOf(named, { fleet: { ...fleet, services } })).toContainEqual({
      kind: 'step-differs',
      host: 'hv',
      what: 'fingerprint',
    });
  });

  it('notices a hypervisor outside the windows of a guest, and guest windows that are not theirs', () => {
    const windows = [{ ...alwaysOpen, startMinute: 720 + 5, durationMinutes: 5 }];
    const vm = 'vm' as HostId;
    const narrow = new Map(fleet.hosts).set(vm, { ...fleet.hosts.get(vm)!, windows });
    const found = faultsOf((plan) => plan, { fleet: { ...fleet, hosts: narrow } });
    expect(found).toContainEqual(
      expect.objectContaining({ kind: 'outside-window', host: 'hv', guest: 'vm' }),
    );
    expect(found).toContainEqual({ kind: 'step-differs', host: 'hv', what: 'guestWindows, fingerprint' });
    const named = faultsOf(
      withStep('hv', (step) => ({ ...step, guestWindows: [{ guests: [vm], windows }] })),
      {
        fleet: { ...fleet, hosts: narrow },
      },
    );
    expect(named).toContainEqual({ kind: 'step-differs', host: 'hv', what: 'fingerprint' });
    const stranger = [{ guests: ['x' as HostId], windows: [alwaysOpen] }];
    expect(faultsOf(withStep('hv', (step) => ({ ...step, guestWindows: stranger })))).toContainEqual({
      kind: 'step-differs',
      host: 'hv',
      what: 'guestWindows',
    });
  });

  it('notices a hypervisor whose plan does not drain a guest that can be drained, or drains another', () => {
    const vm = 'vm' as HostId;
    const differs = (what: string) => ({ kind: 'step-differs', host: 'hv', what });
    const guest = { ...fleet.hosts.get(vm)!, drain: drainHook, undrain: drainHook };
    const hosts = new Map(fleet.hosts).set(vm, guest);
    expect(faultsOf((plan) => plan, { fleet: { ...fleet, hosts } })).toContainEqual(
      differs('guestDrains, gates, fingerprint'),
    );
    const guestDrains = [{ guest: guest.ssh, drain: drainHook, undrain: drainHook }];
    const drained = withStep('hv', (step) => ({ ...step, guestDrains }));
    expect(faultsOf(drained)).toContainEqual(differs('guestDrains'));
    expect(faultsOf(drained, { fleet: { ...fleet, hosts } })).toContainEqual(differs('gates, fingerprint'));
    const service = fleet.services.get('vm' as ServiceId)!;
    const balanced = (balancers: readonly string[]) => ({
      fleet: {
        ...fleet,
        services: new Map(fleet.services).set(service.id, { ...service, rotation: balancedOn(balancers) }),
      },
    });
    expect(faultsOf((plan) => plan, balanced(['x', 'vm']))).toContainEqual(
      expect.objectContaining({ host: 'hv', what: expect.stringMatching(/rotations/) as unknown }),
    );
    const rotations = rotationsOfReboot(balanced(['x']).fleet, 'hv' as HostId);
    expect(rotations.map(({ guest, seats }) => [guest, seats.length])).toEqual([['vm', 1]]);
    const left = withStep('hv', (step) => ({ ...step, rotations }));
    expect(faultsOf(left)).toContainEqual(differs('rotations'));
  });

  it('notices a hypervisor whose plan does not name the guests that go down undrained, or names others', () => {
    const vm = 'vm' as HostId;
    const service = fleet.services.get('vm' as ServiceId)!;
    const services = new Map(fleet.services).set(service.id, { ...service, rotation: balancedOn(['hv']) });
    const unnamed = { kind: 'step-differs', host: 'hv', what: 'undrainedGuests, fingerprint' };
    expect(faultsOf((plan) => plan, { fleet: { ...fleet, services } })).toContainEqual(unnamed);
    const named = withStep('hv', (step) => ({ ...step, undrainedGuests: [vm] }));
    expect(faultsOf(named)).toContainEqual({ kind: 'step-differs', host: 'hv', what: 'undrainedGuests' });
    expect(faultsOf(named, { fleet: { ...fleet, services } })).toContainEqual({
      kind: 'step-differs',
      host: 'hv',
      what: 'fingerprint',
    });
  });

  it('notices times outside the windows, in a freeze, before the plan, or of the wrong length', () => {
    const soon = (minutes: number) => ({ ...alwaysOpen, startMinute: 720 + minutes, durationMinutes: 30 });
    const windows = (windowed: Fleet['hosts']): Fleet => ({ ...fleet, hosts: windowed });
    const shut = new Map(fleet.hosts).set('x' as HostId, {
      ...fleet.hosts.get('x' as HostId)!,
      windows: [soon(2)],
    });
    expect(kinds(faultsOf((plan) => plan, { fleet: windows(shut) }))).toContain('outside-window');
    const frozen = { ...fleet, freezes: [{ ...fleet.freezes[0]!, untilAt: planningNow + 1 }] };
    expect(kinds(faultsOf((plan) => plan, { fleet: frozen }))).toContain('in-freeze');
    const earlier = withStep('x', (step) => ({
      ...step,
      expectedStartAt: step.expectedStartAt - 30 * MINUTE_MS,
      expectedEndAt: step.expectedEndAt - 30 * MINUTE_MS,
    }));
    expect(kinds(faultsOf(earlier))).toContain('out-of-order');
    expect(
      kinds(faultsOf(withStep('x', (step) => ({ ...step, expectedEndAt: step.expectedStartAt + 1 })))),
    ).toContain('ends-wrong');
  });

  it('notices steps that differ from the inventory', () => {
    const gate = { service: 'web' as never, gate: {} as never };
    expect(
      faultsOf(withStep('x', (step) => ({ ...step, target: { ...step.target, port: 2222 }, gates: [gate] }))),
    ).toEqual([{ kind: 'step-differs', host: 'x', what: 'target, gates' }]);
    expect(faultsOf(withStep('x', (step) => ({ ...step, fingerprint: 'old' })))).toEqual([
      { kind: 'step-differs', host: 'x', what: 'fingerprint' },
    ]);
  });

  it('notices hosts twice, unknown, or not allowed to go', () => {
    const twice = (plan: RebootPlan) => ({ ...plan, steps: [...plan.steps.slice(0, 1), ...plan.steps] });
    expect(kinds(faultsOf(twice))).toContain('host-twice');
    const hosts = new Map(fleet.hosts);
    hosts.delete('x' as HostId);
    expect(kinds(faultsOf((plan) => plan, { fleet: { ...fleet, hosts } }))).toContain('host-unknown');
    const exemption = { reason: 'visit', untilAt: planningNow + 1 };
    const exempt = new Map(fleet.hosts).set('x' as HostId, { ...fleet.hosts.get('x' as HostId)!, exemption });
    expect(kinds(faultsOf((plan) => plan, { fleet: { ...fleet, hosts: exempt } }))).toContain(
      'host-may-not-go',
    );
  });

  it('notices too many hosts, a gap in the waves, and a report that does not match', () => {
    const small = { ...fleet, caps: { ...fleet.caps, maxHostsPerCampaign: 8 } };
    expect(kinds(faultsOf((plan) => plan, { fleet: small }))).toEqual(new Set(['too-many-hosts']));
    const without = (plan: RebootPlan) => ({
      ...plan,
      steps: plan.steps.filter(({ host }) => host !== 'own'),
    });
    expect(faultsOf(without)).toEqual([{ kind: 'report-wrong', host: 'own' }]);
    expect(kinds(faultsOf(withStep('own', (step) => ({ ...step, wave: 99 }))))).toEqual(
      new Set(['wave-numbers']),
    );
  });

  it('notices a frozen scope that promises less than the fleet demands', () => {
    const lax = (plan: RebootPlan) => ({
      ...plan,
      scope: {
        ...plan.scope,
        maxInFlight: 99,
        services: plan.scope.services.map((service) => ({ ...service, minAvailable: 0 })),
      },
    });
    expect(faultsOf(lax)).toEqual([
      { kind: 'scope-wrong', subject: 'maxInFlight' },
      { kind: 'scope-wrong', subject: 'web' },
    ]);
  });
});
