// Gates are asked for the parts that they are meant for, and of everybody who went down.
import { expect, it } from 'vitest';
import type { Gate } from '../../../src/core/fleet/check.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { gatesOfReboot, gatesOn } from '../../../src/core/gates/gates-on.ts';
import { tcpGate } from '../../fakes/campaign-scenario.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';

it('of a service: those of its part, and those of every part', () => {
  const gate = (name: string, parts: Gate['parts']): Gate => ({ ...tcpGate, name, parts });
  const gates = [gate('all', null), gate('copies', ['replica', 'standby']), gate('first', ['primary'])];
  const fleet = buildFleet({
    hosts: { 'db-1': { zone: 'z' }, 'db-2': { zone: 'z' }, spare: { zone: 'z' } },
    services: { db: { on: { 'db-1': 'primary', 'db-2': 'replica' }, gates } },
  });
  const names = (host: string) => gatesOn(fleet, host as HostId).map(({ gate: { name } }) => name);
  expect([names('db-1'), names('db-2'), names('spare')]).toEqual([['all', 'first'], ['all', 'copies'], []]);
});

it('after the reboot of a hypervisor: its own, then those of each guest, which has the time to come back first', () => {
  const fleet = buildFleet({
    racks: { r: { zone: 'z' } },
    hosts: { hv: { rack: 'r' }, 'vm-1': { hypervisor: 'hv' }, 'vm-2': { hypervisor: 'vm-1' } },
    services: {
      storage: { on: ['hv'], gates: [tcpGate] },
      web: { on: ['vm-2', 'vm-1'], gates: [tcpGate] },
    },
  });
  const { timing } = fleet.hosts.get('vm-1' as HostId)!;
  const asked = gatesOfReboot(fleet, 'hv' as HostId).map(({ service, gate: { withinMs }, guest }) => [
    service,
    guest?.hostId ?? null,
    withinMs - tcpGate.withinMs,
  ]);
  expect(asked).toEqual([
    ['storage', null, 0],
    ['web', 'vm-1', timing.comeBackWithinMs],
    ['web', 'vm-2', timing.comeBackWithinMs],
  ]);
  expect(gatesOfReboot(fleet, 'vm-2' as HostId).map(({ guest }) => guest)).toEqual([undefined]);
});
