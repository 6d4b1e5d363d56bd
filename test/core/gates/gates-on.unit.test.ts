// Gates are asked for the parts that they are meant for.
import { expect, it } from 'vitest';
import type { Gate } from '../../../src/core/fleet/check.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { gatesOn } from '../../../src/core/gates/gates-on.ts';
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
