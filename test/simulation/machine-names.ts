// A machine that people call something else from some day on: for the daemon one host is gone and another one has come,
// for the world it is the same one.
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { SimulatedFleet } from '../../src/demo/simulated-fleet.ts';

/** What the inventory calls the machine from now on. */
export function renamedFrom(name: string): string {
  return `${name}-new`;
}

/** The machine, by any of its names. */
export function machineNamed(host: HostId): HostId {
  return host.endsWith('-new') ? (host.replace(/(-new)+$/, '') as HostId) : host;
}

/** What is done to a host by any of its names is done to the machine. */
export function byAnyName(fleet: SimulatedFleet): SimulatedFleet {
  return {
    ...fleet,
    host: (id) => fleet.host(machineNamed(id)),
    isUp: (id) => fleet.isUp(machineNamed(id)),
    powerOff: (id) => fleet.powerOff(machineNamed(id)),
    powerOn: (id) => fleet.powerOn(machineNamed(id)),
    rebootByHand: (id) => fleet.rebootByHand(machineNamed(id)),
  };
}
