// What the demo's servers are like: the example inventory's hosts, each up for a while, with one overdue in six. The
// same every time, so that what the README shows is what people see.

import { DAY_MS, MINUTE_MS, SECOND_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { MaintenanceWindow } from '../core/calendar/window.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { WindowId } from '../core/fleet/ids.ts';
import type { SimulatedFleetOptions } from './simulated-fleet.ts';

const RUNNING = '6.1.0-38-amd64';
const NEWEST = '6.1.0-41-amd64';

/** A small deterministic generator (mulberry32), uniform in [0, 1). */
export function seededFraction(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function demoHosts(fleet: Fleet, fraction: () => number): SimulatedFleetOptions['hosts'] {
  return [...fleet.hosts.values()].map(({ id, uptime }) => {
    const overdue = fraction() < 1 / 6;
    const share = overdue ? 1 + fraction() * 0.3 : 0.05 + fraction() * 0.75;
    return {
      id,
      uptimeMs: Math.round(uptime.maxUptimeMs * share),
      bootMs: Math.round((90 + fraction() * 150) * SECOND_MS),
      shutdownMs: Math.round((5 + fraction() * 15) * SECOND_MS),
      kernel: overdue ? RUNNING : NEWEST,
      kernelNewest: NEWEST,
    };
  });
}

/** Nobody wants to watch a demo wait for Sunday, nor for the next night: every host may go at any hour. */
const always: MaintenanceWindow = {
  id: 'demo' as WindowId,
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  nth: [],
  startMinute: 0,
  durationMinutes: 24 * 60,
  timeZone: 'Asia/Seoul',
};

/** `fleet` with windows that are always open. Freezes stay: `demoStart` keeps clear of them. */
export function openAlways(fleet: Fleet): Fleet {
  const hosts = new Map([...fleet.hosts].map(([id, host]) => [id, { ...host, windows: [always] }]));
  return { ...fleet, hosts };
}

/** As long as a demo may be left running: more than five hours at sixty times our time. */
const FREE_OF_FREEZES_MS: DurationMs = 14 * DAY_MS;

/** Now, or the first instant after that from which no freeze comes for a while. */
export function demoStart({ freezes }: Pick<Fleet, 'freezes'>, now: Instant): Instant {
  const inTheWay = freezes.filter(
    ({ fromAt, untilAt }) => fromAt < now + FREE_OF_FREEZES_MS && untilAt > now,
  );
  return inTheWay.length === 0
    ? now
    : demoStart({ freezes }, Math.max(...inTheWay.map(({ untilAt }) => untilAt)));
}

/**
 * How old a sight of a server may be, in the fleet's time: ten real seconds at least, because looking and planning take
 * this machine's time however fast the fleet's runs.
 */
export function maxAgeAt(speed: number): DurationMs {
  return Math.max(15 * MINUTE_MS, speed * 10 * SECOND_MS);
}
