// The steps of a plan, complete: everything that execution needs later is copied in here, so that what people approve
// is what is done.

import { guestWindowsOf } from '../calendar/guest-windows.ts';
import { byId, guestsOf, instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { gatesOfReboot } from '../gates/gates-on.ts';
import { guestDrainsOf, undrainedGuestsOf } from '../rotation/guest-drains.ts';
import { rotationsOfReboot } from '../rotation/rotations-of.ts';
import type { NamedGate, PlanStep } from './plan.ts';
import type { ScheduledHost } from './plan-schedule.ts';

/** One step a scheduled host, in the same order. */
export function planSteps(
  scheduled: readonly ScheduledHost[],
  fleet: Fleet,
  fingerprintOf: (host: HostId) => string,
): readonly PlanStep[] {
  const awaitedByOwnPath = ownPathTurns(scheduled);
  const gatesOf = gatesByHost(fleet);
  return scheduled.map((entry) => {
    const { host, seen, reason, uptimeMs } = entry.candidate;
    const step: PlanStep = {
      host: host.id,
      target: host.ssh,
      wave: entry.place.wave,
      after: awaitedByOwnPath.get(host.id) ?? entry.after,
      reason,
      uptimeMs,
      expectBootId: seen.facts.bootId,
      kernelRunning: seen.facts.kernelRunning,
      fingerprint: fingerprintOf(host.id),
      windows: host.windows,
      timing: host.timing,
      drain: host.drain,
      undrain: host.undrain,
      gates: gatesOf(host.id),
      rotations: rotationsOfReboot(fleet, host.id),
      drift: host.drift,
      expectedStartAt: entry.startAt,
      expectedEndAt: entry.startAt + host.timing.expectedMs,
    };
    return guestsOf(fleet, host.id).length === 0 ? step : { ...step, ...ofGuests(fleet, host) };
  });
}

/** What the guests of a hypervisor add to its step. */
function ofGuests(
  fleet: Fleet,
  host: Host,
): Pick<PlanStep, 'guestWindows' | 'guestDrains' | 'undrainedGuests'> {
  const guestWindows = guestWindowsOf(fleet, host);
  const guestDrains = guestDrainsOf(fleet, host.id);
  const undrainedGuests = undrainedGuestsOf(fleet, host.id);
  return {
    ...(guestWindows.length === 0 ? {} : { guestWindows }),
    ...(guestDrains.length === 0 ? {} : { guestDrains }),
    ...(undrainedGuests.length === 0 ? {} : { undrainedGuests }),
  };
}

/** The gates of a host; the list of a service and part is made once, so that a plan of thousands shares it. */
function gatesByHost(fleet: Fleet): (host: HostId) => readonly NamedGate[] {
  const known = new Map<string, readonly NamedGate[]>();
  return (host) => {
    if (guestsOf(fleet, host).length > 0) return gatesOfReboot(fleet, host);
    let key = '';
    for (const { service, part } of instancesOn(fleet, host)) key += `${service} ${part} `;
    const gates = known.get(key) ?? gatesOfReboot(fleet, host);
    known.set(key, gates);
    return gates;
  };
}

/**
 * By host of the daemon's own path: the hosts that must be done first. The first of them waits for all that are not of
 * it, each further one for the one before.
 */
function ownPathTurns(scheduled: readonly ScheduledHost[]): ReadonlyMap<HostId, readonly HostId[]> {
  const idOf = ({ candidate }: ScheduledHost): HostId => candidate.host.id;
  const ownPath = scheduled.filter((entry) => entry.ownPath);
  if (ownPath.length === 0) return new Map();
  const others = scheduled.filter((entry) => !entry.ownPath).map(idOf);
  return new Map(
    ownPath.map((entry, position) => {
      const before = position === 0 ? others : ownPath.slice(position - 1, position).map(idOf);
      return [idOf(entry), [...new Set([...before, ...entry.after])].sort(byId)];
    }),
  );
}
