// When the fleet's windows open next, with the time that they are really open: shorter, longer, twice or not at all on
// a day of clock changes, and less what freezes take.

import { MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Fleet, Freeze } from '../fleet/fleet.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { HostId } from '../fleet/ids.ts';
import { startableOpenings } from './cut-off.ts';
import { guestWindowsOf } from './guest-windows.ts';
import { openingsWithout, type Opening } from './opening.ts';
import { occurrences, type MaintenanceWindow } from './window.ts';
import { clockChanges, instantsAt } from './zone-clock.ts';

export type AgendaEntry = {
  readonly window: MaintenanceWindow;
  /** Hosts that have this window. */
  readonly hosts: number;
  /** Its first and last instant; of a turn that the clock change leaves out, the instant of the change. */
  readonly fromAt: Instant;
  readonly untilAt: Instant;
  /** How long it is really open, and how long its inventory entry says. */
  readonly openMs: DurationMs;
  readonly nominalMs: DurationMs;
  /** More than one where the clock change opens it twice. */
  readonly openings: readonly Opening[];
  /** What freezes leave of it. */
  readonly startable: readonly Opening[];
  readonly freezes: readonly Freeze[];
};

/** The turns of every window that some host has, in the order they open, within `range`; not cut to it. */
export function agendaOf(fleet: Fleet, range: Opening): readonly AgendaEntry[] {
  const windows = new Map<string, { window: MaintenanceWindow; hosts: number }>();
  for (const host of fleet.hosts.values())
    for (const window of host.windows) {
      const text = JSON.stringify(window);
      const known = windows.get(text);
      if (known === undefined) windows.set(text, { window, hosts: 1 });
      else known.hosts += 1;
    }
  return [...windows.values()]
    .flatMap(({ window, hosts }) => turnsOf(window, range).map((turn) => ({ ...turn, hosts })))
    .map((turn) => ({ ...turn, ...frozenPart(turn.openings, fleet.freezes) }))
    .sort((left, right) => left.fromAt - right.fromAt || (left.window.id < right.window.id ? -1 : 1));
}

/** A hypervisor that goes only while the windows of these guests are open besides its own. */
export type NarrowedHost = {
  readonly host: HostId;
  readonly guests: readonly HostId[];
  /** When all of them are open and no freeze holds, within the range; empty: never in that time. */
  readonly startable: readonly Opening[];
};

/** In id order. */
export function narrowedHosts(fleet: Fleet, range: Opening): readonly NarrowedHost[] {
  return [...fleet.hosts.values()]
    .flatMap((host): readonly NarrowedHost[] => {
      const others = guestWindowsOf(fleet, host);
      if (others.length === 0) return [];
      const lists = [host.windows, ...others.map(({ windows }) => windows)];
      const guests = others.flatMap((each) => each.guests).sort(byId);
      return [{ host: host.id, guests, startable: startableOpenings(lists, fleet.freezes, range) }];
    })
    .sort((left, right) => byId(left.host, right.host));
}

type Turn = Omit<AgendaEntry, 'hosts' | 'startable' | 'freezes'>;

function turnsOf(window: MaintenanceWindow, range: Opening): readonly Turn[] {
  const nominalMs = window.durationMinutes * MINUTE_MS;
  // Wide enough that no turn that touches the range is cut; a change moves it by a few hours at most.
  const around = { fromAt: range.fromAt - 2 * nominalMs, untilAt: range.untilAt + 2 * nominalMs };
  return occurrences(window, around).flatMap(({ day, openings }): readonly Turn[] => {
    const [first, last] = [openings[0], openings.at(-1)];
    const leftOutAt = first === undefined ? gapAt(window, day) : null;
    const fromAt = first?.fromAt ?? leftOutAt;
    const untilAt = last?.untilAt ?? leftOutAt;
    if (fromAt === null || untilAt === null) return [];
    if (untilAt < range.fromAt || fromAt >= range.untilAt) return [];
    const openMs = openings.reduce((sum, piece) => sum + piece.untilAt - piece.fromAt, 0);
    return [{ window, fromAt, untilAt, openMs, nominalMs, openings }];
  });
}

/** The instant of the clock change that leaves out the whole turn of that day; null if none does. */
function gapAt(window: MaintenanceWindow, day: number): Instant | null {
  const start = day * 86_400_000 + window.startMinute * MINUTE_MS;
  if (instantsAt(window.timeZone, start).length > 0) return null;
  const margin = 36 * 60 * MINUTE_MS;
  return clockChanges(window.timeZone, start - margin, start + margin)[0]?.at ?? null;
}

function frozenPart(
  openings: readonly Opening[],
  freezes: readonly Freeze[],
): Pick<AgendaEntry, 'startable' | 'freezes'> {
  const touching = freezes.filter((freeze) =>
    openings.some(({ fromAt, untilAt }) => freeze.fromAt < untilAt && fromAt < freeze.untilAt),
  );
  return { startable: openingsWithout(openings, touching), freezes: touching };
}
