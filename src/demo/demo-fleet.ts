// What the demo's servers are like: the example inventory's hosts, each up for a while, with one overdue in six. The
// same every time, so that what the README shows is what people see.

import { DAY_MS, MINUTE_MS, SECOND_MS, type Instant } from '../core/brand.ts';
import { openings } from '../core/calendar/window.ts';
import type { MaintenanceWindow } from '../core/calendar/window.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
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

/** The window that most hosts share. */
function busiestWindow(fleet: Fleet): MaintenanceWindow | null {
  const counts = new Map<string, { readonly window: MaintenanceWindow; hosts: number }>();
  for (const { windows } of fleet.hosts.values())
    for (const window of windows) {
      const known = counts.get(window.id) ?? { window, hosts: 0 };
      known.hosts += 1;
      counts.set(window.id, known);
    }
  return [...counts.values()].sort((left, right) => right.hosts - left.hosts)[0]?.window ?? null;
}

/** `fleet` with that window for every host: nobody wants to watch a demo wait for Sunday. */
export function inOneNight(fleet: Fleet): Fleet {
  const window = busiestWindow(fleet);
  if (window === null) return fleet;
  const hosts = new Map([...fleet.hosts].map(([id, host]) => [id, { ...host, windows: [window] }]));
  return { ...fleet, hosts };
}

/** Shortly after that window's next opening: the moment at which the demo has most to show. */
export function demoStart(fleet: Fleet, now: Instant): Instant {
  const window = busiestWindow(fleet);
  const [first] = window === null ? [] : openings([window], { fromAt: now, untilAt: now + 60 * DAY_MS });
  return first === undefined ? now : Math.max(now, first.fromAt) + 2 * MINUTE_MS;
}
