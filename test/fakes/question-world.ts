// What a question is answered from, over the sample fleet: everything up for ten days, except what a test changes.
import { DAY_MS, type Instant } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { BootId, HostId } from '../../src/core/fleet/ids.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import { unobserved, type FleetSnapshot, type HostView } from '../../src/core/fleet/snapshot.ts';
import type { QuestionWorld } from '../../src/core/question/question-world.ts';
import { nearestName } from '../../src/config/known-names.ts';
import { sampleFleet } from './sample-fleet.ts';

export const askedAt: Instant = Date.UTC(2026, 10, 22, 9, 0);

const facts: Facts = {
  bootId: 'b1' as BootId,
  uptimeMs: 10 * DAY_MS,
  kernelRunning: '6.1.0-38-amd64',
  kernelNewest: '6.1.0-41-amd64',
  rebootSignals: [],
  os: 'Debian GNU/Linux 12',
  virtualisation: 'none',
  initStartTicks: null,
  failedUnits: [],
  listeners: [],
  mounts: [],
  units: ['cron.service', 'nginx.service'],
  routes: ['eth0 00000000/00000000 0101000A'],
  disks: ['sda 1000204886016'],
  timeSynchronised: 'yes',
  cpus: 8,
  memoryKib: 16_000_000,
  clockOffsetMs: 0,
  systemState: 'running',
  nologin: false,
  fenced: 'no',
};

/** A host that was seen up just now. */
export function upFor(host: string, uptimeMs: number, at: Instant = askedAt): HostView {
  return { ...unobserved(host as HostId), status: 'up', lastSeen: { at, facts: { ...facts, uptimeMs } } };
}

/** Every host up for ten days, or as `uptimes` says; those in `down` unreachable. */
export function seen(
  fleet: Fleet,
  given: { readonly uptimes?: Readonly<Record<string, number>>; readonly down?: readonly string[] } = {},
): FleetSnapshot {
  const view = (id: HostId): HostView => {
    const up = upFor(id, given.uptimes?.[id] ?? 10 * DAY_MS);
    return given.down?.includes(id) === true ? { ...up, status: 'unreachable', misses: 3 } : up;
  };
  return { takenAt: askedAt, hosts: new Map([...fleet.hosts.keys()].map((id) => [id, view(id)])) };
}

export function questionWorld(given: Partial<QuestionWorld> = {}): QuestionWorld {
  const fleet = given.fleet ?? sampleFleet();
  return {
    fleet,
    snapshot: seen(fleet),
    maxAgeMs: 15 * 60_000,
    now: askedAt,
    campaigns: [],
    campaign: null,
    holdsOf: () => [],
    flags: [],
    plan: null,
    findings: [],
    running: [],
    firstSeen: new Map(),
    boots: new Map(),
    nearest: nearestName,
    ...given,
  };
}
