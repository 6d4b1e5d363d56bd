import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { leastTime } from '../../../src/core/uptime/least-time.ts';
import { withLearnedTimings } from '../../../src/core/uptime/learned-timing.ts';
import { drainedHost, tcpGate } from '../../fakes/campaign-scenario.ts';
import { buildFleet, testTiming } from '../../fakes/fleet-builder.ts';
import { balancedOn } from '../../fakes/sample-fleet.ts';

const vm = drainedHost({ hypervisor: 'hv' });
const guests = ['vm-a', 'vm-b', 'vm-c'];
/** Of passes that are three and a half minutes apart in all. */
const gate = { ...tcpGate, passes: 8, everyMs: 30 * SECOND_MS };
const rotation = balancedOn(['lb']);
const rampMs = rotation.ramp.reduce((sum, { holdMs }) => sum + holdMs, 0);
const fleet = buildFleet({
  hosts: { hv: drainedHost(), lb: drainedHost(), ...Object.fromEntries(guests.map((guest) => [guest, vm])) },
  services: { web: { on: guests, gates: [gate], rotation } },
});
const leastMs = testTiming.holdMs + guests.length * 7 * 30 * SECOND_MS + rampMs;
const hypervisor = fleet.hosts.get('hv' as HostId)!;

describe('the least time that a hypervisor takes', () => {
  it('is the watch of its boot, every gate of every guest, and each service’s ramp once', () => {
    expect(rampMs).toBeGreaterThan(0);
    expect(leastTime(fleet, hypervisor)).toBe(leastMs);
  });

  it('is what plans expect where the inventory expects less, and what was learned is longer by nothing', () => {
    const expected = (courses: Parameters<typeof withLearnedTimings>[1]) =>
      withLearnedTimings(fleet, courses).hosts.get('hv' as HostId)?.timing.expectedMs;
    expect(leastMs).toBeGreaterThan(testTiming.expectedMs);
    expect(expected([])).toBe(leastMs);
    const course = { host: 'hv' as HostId, at: 0, awayMs: MINUTE_MS };
    const times = (wholeMs: number) => Array.from({ length: 3 }, () => ({ ...course, wholeMs }));
    expect(expected(times(MINUTE_MS))).toBe(leastMs);
    expect(expected(times(leastMs + MINUTE_MS))).toBe(leastMs + MINUTE_MS);
  });

  it('changes nothing of other hosts, nor where the inventory expects more', () => {
    const hosts = { ...Object.fromEntries(guests.map((guest) => [guest, vm])) };
    const patient = buildFleet({
      hosts: { ...hosts, hv: drainedHost({ timing: { ...testTiming, expectedMs: 60 * MINUTE_MS } }) },
      services: { web: { on: guests, gates: [gate] } },
    });
    expect(withLearnedTimings(patient, [])).toBe(patient);
    const changed = withLearnedTimings(fleet, []);
    for (const [id, host] of fleet.hosts) if (id !== 'hv') expect(changed.hosts.get(id)).toBe(host);
  });
});
