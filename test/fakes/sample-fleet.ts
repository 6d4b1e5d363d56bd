// The power-loss story as a fleet for tests: the rack of seventeen (`r12`) with its neighbours, small enough to reason
// about by hand. What the loss of r12 does to each service is written down next to it, and the audit is held to it.
import type { Amount, Fleet, ServiceBudget } from '../../src/core/fleet/fleet.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { ServiceRotation } from '../../src/core/rotation/rotation.ts';
import { buildFleet } from './fleet-builder.ts';
import type { FleetSpec } from './fleet-builder.ts';

const amount = (value: number | `${number}%`): Amount =>
  typeof value === 'number'
    ? { kind: 'number', value }
    : { kind: 'percent', value: Number(value.slice(0, -1)) };

/** `atLeast(2)`, `atLeast('60%')`. */
export const atLeast = (value: number | `${number}%`): ServiceBudget => ({
  kind: 'min-available',
  amount: amount(value),
});

/** `mayMiss(1)`, `mayMiss('25%')`. */
export const mayMiss = (value: number | `${number}%`): ServiceBudget => ({
  kind: 'max-unavailable',
  amount: amount(value),
});

/** In one backend of the HAProxy on each of `balancers`, drained within a minute and put back at once. */
export const balancedOn = (balancers: readonly string[]): ServiceRotation => ({
  balancers: balancers as readonly HostId[],
  socket: '/run/haproxy/admin.sock',
  backends: ['web'],
  serverName: '{host}',
  maxSessions: 0,
  drainWithinMs: 60_000,
  ramp: [{ percent: 100, holdMs: 1_000 }],
  maxErrorPercent: 5,
});

/** `many('web', 3, { rack: 'r1' })`: web-01 to web-03, all alike. */
export function many(
  prefix: string,
  count: number,
  spec: FleetSpec['hosts'][string],
  from = 1,
): FleetSpec['hosts'] {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}-${String(from + index).padStart(2, '0')}`, spec]),
  );
}

const seventeen: FleetSpec['hosts'] = {
  ...many('dbproxy', 2, { rack: 'r12' }),
  ...many('edge', 1, { rack: 'r12' }),
  ...many('mysql', 1, { rack: 'r12' }, 2),
  ...many('web', 3, { rack: 'r12' }),
  ...many('rec', 1, { rack: 'r12' }),
  ...many('notify', 2, { rack: 'r12' }),
  ...many('storage', 2, { rack: 'r12' }),
  ...many('pubdb', 2, { rack: 'r12' }),
  ...many('batch', 3, { rack: 'r12' }),
};

const elsewhere: FleetSpec['hosts'] = {
  ...many('edge', 1, { rack: 'r13' }, 2),
  ...many('mysql', 1, { rack: 'r11' }),
  ...many('mysql', 1, { rack: 'r13' }, 3),
  ...many('web', 2, { rack: 'r13' }, 4),
  ...many('rec', 2, { rack: 'r11' }, 2),
  ...many('notify', 1, { rack: 'r13' }, 3),
  ...many('storage', 1, { rack: 'r21' }, 3),
  ...many('pubdb', 1, { rack: 'r21' }, 3),
  ...many('pubweb', 1, { rack: 'r11' }),
  ...many('pubweb', 1, { rack: 'r21' }, 2),
  ...many('hv', 1, { rack: 'r13' }),
  ...many('hv', 1, { rack: 'r21' }, 2),
  'vm-auth-01': { hypervisor: 'hv-01' },
  'vm-auth-02': { hypervisor: 'hv-02' },
};

export const sampleSpec: FleetSpec = {
  zones: { 'icn-a1': 'icn-a', 'icn-a2': 'icn-a', 'icn-b1': 'icn-b' },
  racks: {
    r11: { zone: 'icn-a1', feeds: ['a-north', 'a-south'] },
    r12: { zone: 'icn-a1', feeds: ['a-north'] },
    r13: { zone: 'icn-a2', feeds: ['a-south'] },
    r21: { zone: 'icn-b1', feeds: ['b-north', 'b-south'] },
  },
  hosts: { ...seventeen, ...elsewhere },
  services: {
    // Loss of r12: down.
    'db-proxy': { on: ['dbproxy-01', 'dbproxy-02'], owner: 'dba' },
    // Degraded: the standby takes the address.
    edge: { on: { 'edge-01': 'primary', 'edge-02': 'standby' }, owner: 'network' },
    // Degraded.
    'store-db': {
      on: { 'mysql-01': 'primary', 'mysql-02': 'replica', 'mysql-03': 'replica' },
      owner: 'dba',
    },
    // 2 of 5 left, 3 needed; and down, because it needs db-proxy.
    'store-web': {
      on: ['web-01', 'web-02', 'web-03', 'web-04', 'web-05'],
      budget: atLeast('60%'),
      dependsOn: ['db-proxy', 'store-db', 'auth'],
      owner: 'store',
    },
    // Degraded.
    'recommend-api': { on: ['rec-01', 'rec-02', 'rec-03'], budget: mayMiss('40%'), owner: 'ml' },
    // Below minimum: 1 of 3 left, 2 needed.
    'notify-api': { on: ['notify-01', 'notify-02', 'notify-03'], budget: atLeast(2), owner: 'messaging' },
    // Quorum lost.
    storage: { on: ['storage-01', 'storage-02', 'storage-03'], quorum: true, owner: 'storage' },
    // 1 of 3 left, and that one is a replica: primary with its standby; below minimum.
    'publishing-db': {
      on: { 'pubdb-01': 'primary', 'pubdb-02': 'standby', 'pubdb-03': 'replica' },
      owner: 'publishing',
    },
    // Well spread itself; needs storage, which loses its quorum.
    'publishing-web': {
      on: ['pubweb-01', 'pubweb-02'],
      dependsOn: ['publishing-db', 'storage'],
      owner: 'publishing',
    },
    // Down.
    batch: { on: ['batch-01', 'batch-02', 'batch-03'], budget: atLeast(0), owner: 'data' },
    // Ok: none of it is in r12.
    auth: { on: ['vm-auth-01', 'vm-auth-02'], owner: 'identity' },
  },
};

/** Built anew on each call, so that no test sees another's index. */
export function sampleFleet(): Fleet {
  return buildFleet(sampleSpec);
}

/** The hosts of the rack of seventeen, in id order. */
export const rackOfSeventeen: readonly string[] = Object.keys(seventeen).sort();
