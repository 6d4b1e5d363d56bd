// Who may be in a plan at all, where it is easily got wrong by one: an exemption that has ended, a guest that nobody sees,
// one machine under three names.
import { expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { HostView } from '../../../src/core/fleet/snapshot.ts';
import { sortByEligibility } from '../../../src/core/planning/eligibility.ts';
import { drainHook } from '../../fakes/campaign-scenario.ts';
import { buildFleet, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { allOverdue, alwaysOpen, planningNow, requestFor, viewOf } from '../../fakes/planning-fleet.ts';
import { balancedOn, mayMiss } from '../../fakes/sample-fleet.ts';

const windows = [alwaysOpen];
const inRack = { rack: 'r', windows };
const onMetal = { hypervisor: 'metal', windows };

/** Why each host is left out, by id; what goes is not in it. */
function leftOut(spec: FleetSpec, seen: readonly HostView[] = []): Readonly<Record<string, string>> {
  const fleet = buildFleet({ racks: { r: { zone: 'z' } }, ...spec });
  const { snapshot } = allOverdue(fleet);
  const hosts = new Map([...snapshot.hosts, ...seen.map((view) => [view.hostId, view] as const)]);
  const sorted = sortByEligibility(requestFor({ fleet, snapshot: { ...snapshot, hosts } }));
  return Object.fromEntries([...sorted.leftOut].map(([host, { kind }]) => [host, kind]));
}

it('an exemption holds to its last instant and no longer, a guest’s too', () => {
  const until = (untilAt: number) => ({ exemption: { reason: 'visit', untilAt } });
  const hosts = (untilAt: number) => ({
    h: { ...inRack, ...until(untilAt) },
    metal: inRack,
    vm: { ...onMetal, ...until(untilAt) },
  });
  expect(leftOut({ hosts: hosts(planningNow + 1) })).toEqual({
    h: 'exempt',
    metal: 'guest-exempt',
    vm: 'exempt',
  });
  expect(leftOut({ hosts: hosts(planningNow) })).toEqual({});
});

it('a guest that nobody sees keeps its hypervisor, where it would be drained one way or the other', () => {
  const lost = [viewOf('vm' as HostId, 400 * DAY_MS, 'unreachable')];
  const service = { on: ['vm'], budget: mayMiss(1) };
  const plain = { hosts: { lb: inRack, metal: inRack, vm: onMetal }, services: { web: service } };
  expect(leftOut(plain, lost)).toEqual({ vm: 'not-observed' });
  const drained = { ...plain, hosts: { ...plain.hosts, vm: { ...onMetal, drain: drainHook } } };
  expect(leftOut(drained, lost)).toEqual({ vm: 'not-observed', metal: 'guest-not-up' });
  const balanced = { ...plain, services: { web: { ...service, rotation: balancedOn(['lb']) } } };
  expect(leftOut(balanced, lost)).toEqual({ vm: 'not-observed', metal: 'guest-not-up' });
  expect(leftOut(balanced)).toEqual({});
});

it('one machine under three names goes under none of them', () => {
  const names = ['one', 'two', 'three'] as readonly string[] as readonly HostId[];
  const boot = viewOf('one' as HostId, 400 * DAY_MS, 'up').lastSeen!;
  const seen = names.map((host) => ({ ...viewOf(host, 400 * DAY_MS, 'up'), lastSeen: boot }));
  const hosts = { one: inRack, two: inRack, three: inRack, other: inRack };
  expect(leftOut({ hosts }, seen)).toEqual(Object.fromEntries(names.map((host) => [host, 'same-machine'])));
});
