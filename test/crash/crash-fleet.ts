// The fleet of the crash test: as many hosts as there are requests to die around, one at a time, all in milliseconds.
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import { buildFleet, type HostSpec } from '../fakes/fleet-builder.ts';
import { alwaysOpen } from '../fakes/planning-fleet.ts';

export const hostNames = Array.from({ length: 16 }, (_, index) => `h${index + 10}`);

const host: HostSpec = {
  rack: 'r1',
  windows: [alwaysOpen],
  drain: { command: { argv: ['/usr/local/sbin/drain'] }, timeoutMs: MINUTE_MS },
  undrain: { command: { argv: ['/usr/local/sbin/undrain'] }, timeoutMs: MINUTE_MS },
  timing: {
    expectedMs: 1_000,
    // A request of unknown fate is waited for this long before the host is looked at as not rebooted.
    goDownWithinMs: 1_000,
    comeBackWithinMs: 5 * MINUTE_MS,
    holdMs: 30,
    systemUpWithinMs: 5 * MINUTE_MS,
    soakMs: 20,
  },
};

export const crashFleet: Fleet = buildFleet({
  racks: { r1: { zone: 'z1' } },
  hosts: Object.fromEntries(hostNames.map((name) => [name, host])),
  services: {
    s: {
      on: hostNames,
      gates: [
        {
          name: 'answers',
          question: { kind: 'tcp', port: 80 },
          attemptMs: 1_000,
          everyMs: 20,
          withinMs: 5 * MINUTE_MS,
          passes: 1,
          parts: null,
        },
      ],
    },
  },
});

/** Spares everything around the request of a reboot. */
export const EVERY_REQUEST = 'every request';

export const requester = 'slack:T0/U0ROB' as PersonId;
export const approver = 'slack:T0/U0ANN' as PersonId;
