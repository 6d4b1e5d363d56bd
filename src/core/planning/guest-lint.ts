// What the step of a hypervisor must say of the guests that fall with it: how each is drained, what is asked of it
// afterwards, and which go down undrained. Read from the fleet alone, for the plan lint.

import type { Fleet, Host, Service } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { answersGate } from '../gates/answers-gate.ts';
import type { GuestDrain } from '../rotation/guest-drains.ts';
import type { Rotation } from '../rotation/rotation.ts';
import { rotationsOf } from '../rotation/rotations-of.ts';
import type { LintFleet } from './lint-fleet.ts';
import type { NamedGate } from './plan.ts';

/** A hypervisor and the guests that fall with it, in id order. */
export type Falling = { readonly host: Host; readonly guests: readonly Host[] };

/** Those that stand on other guests first, layer by layer down to those right on the host. */
export function guestDrainsWith({ host, guests }: Falling): readonly GuestDrain[] {
  const standingOn = (below: readonly HostId[]): readonly Host[] =>
    guests.filter(({ placement }) => below.includes(placement?.hypervisor ?? host.id));
  const layers: (readonly Host[])[] = [];
  for (let layer = standingOn([host.id]); layer.length > 0; layer = standingOn(layer.map(({ id }) => id)))
    layers.unshift(layer);
  return layers.flat().flatMap(({ ssh, drain, undrain }) => {
    return drain === null ? [] : [{ guest: ssh, drain, undrain }];
  });
}

/** Its own seats and those of its guests, without those at load balancers that fall with it. */
export function rotationsWith({ host, guests }: Falling, fleet: Fleet): readonly Rotation[] {
  if (guests.length === 0) return rotationsOf(fleet, host.id);
  const falls = (balancer: HostId): boolean => [host, ...guests].some(({ id }) => id === balancer);
  const left = (of: Host): readonly Rotation[] =>
    rotationsOf(fleet, of.id).map(({ seats, ...rest }) => ({
      ...rest,
      seats: seats.filter(({ balancer }) => !falls(balancer.hostId)),
    }));
  const ofGuests = guests.flatMap((guest) => left(guest).map((each) => ({ ...each, guest: guest.id })));
  return [...left(host), ...ofGuests.filter(({ seats }) => seats.length > 0)];
}

/**
 * What is asked on a guest that has `own` gates: with the time to come back, and first that it answers, where its undrain
 * needs that, or where it is drained and has nothing else to answer.
 */
export function guestGates(
  { id, ssh, timing, drain, undrain }: Host,
  own: readonly NamedGate[],
  rotations: readonly Rotation[],
): readonly NamedGate[] {
  const asked = own.map(({ service, gate }) => ({
    service,
    gate: { ...gate, withinMs: timing.comeBackWithinMs + gate.withinMs },
    guest: ssh,
  }));
  const isUndrained = drain !== null && undrain !== null;
  const isDrained = drain !== null || rotations.some(({ guest }) => guest === id);
  const mustAnswer = isUndrained || (isDrained && asked.length === 0);
  return mustAnswer ? [{ service: null, gate: answersGate(timing), guest: ssh }, ...asked] : asked;
}

/** Guests without a drain command of which a service stands only in load balancers that fall as well. */
export function undrainedOf({ host, guests }: Falling, read: LintFleet): readonly HostId[] {
  const falling = read.falling(host.id);
  const isLost = ({ rotation }: Service): boolean => {
    const balancers = (rotation?.balancers ?? []).filter((balancer) => read.fleet.hosts.has(balancer));
    const hasSeats = balancers.length > 0 && (rotation?.backends ?? []).length > 0;
    return hasSeats && balancers.every((balancer) => falling.has(balancer));
  };
  return guests.flatMap(({ id, drain }) =>
    drain === null && [...read.instancesOn(id).keys()].some(isLost) ? [id] : [],
  );
}
