// When each host of a plan may start, within the plan's horizon: a hypervisor only where its guests may, too. Hosts of
// one site mostly share their windows, so the search is done once for windows that are alike.

import { DAY_MS, MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import { guestWindowsOf } from '../calendar/guest-windows.ts';
import { commonOpenings, openingWithRoom, openingsWithout, type Opening } from '../calendar/opening.ts';
import { openings, type MaintenanceWindow } from '../calendar/window.ts';
import type { Fleet, Freeze, Host, UnreadFreeze } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { WaitReason, WindowLack } from './plan.ts';

/** Between two openings of a monthly window ("first Saturday") lie at most 35 days. */
export const PLAN_HORIZON_MS: DurationMs = 35 * DAY_MS;

type Calendar = { readonly open: readonly Opening[]; readonly startable: readonly Opening[] };

export class PlanCalendar {
  readonly #freezes: readonly Freeze[];
  readonly #unreadFreezes: readonly UnreadFreeze[];
  readonly #range: Opening;
  readonly #byIdentity = new Map<readonly MaintenanceWindow[], Calendar>();
  readonly #byContent = new Map<string, Calendar>();
  readonly #texts = new Map<MaintenanceWindow, string>();
  /** Of hypervisors that their guests narrow. */
  readonly #narrowed = new Map<HostId, Calendar>();
  readonly #fleet: Fleet;

  constructor(fleet: Fleet, now: Instant) {
    const { freezes, unreadFreezes } = fleet;
    this.#fleet = fleet;
    this.#range = { fromAt: now, untilAt: now + PLAN_HORIZON_MS };
    // A yearly freeze is written out for decades; one search a kind of window must not look at all of it.
    this.#freezes = freezes.filter(({ fromAt, untilAt }) => fromAt < this.#range.untilAt && untilAt > now);
    this.#unreadFreezes = unreadFreezes;
  }

  /** When `host` may start as far as windows and freezes go, in order. */
  openingsOf(host: Host): readonly Opening[] {
    return this.#calendarOf(host).startable;
  }

  /** Why the calendar never lets `host` start within the horizon, or null if it does. */
  obstacle(host: Host): WaitReason | null {
    const [unread] = this.#unreadFreezes;
    if (unread !== undefined) return { kind: 'freeze-unknown', freeze: unread.id, why: unread.why };
    const { expectedMs } = host.timing;
    const { open, startable } = this.#calendarOf(host);
    if (openingWithRoom(startable, this.#range.fromAt, expectedMs) !== null) return null;
    const inFreeze = openingWithRoom(open, this.#range.fromAt, expectedMs);
    const freeze = this.#freezes.find(
      ({ fromAt, untilAt }) => inFreeze !== null && fromAt < inFreeze.untilAt && inFreeze.fromAt < untilAt,
    );
    if (freeze !== undefined) return { kind: 'frozen', reason: freeze.reason, untilAt: freeze.untilAt };
    return { kind: 'no-window', ...this.#whyNone(host, expectedMs) };
  }

  #whyNone(host: Host, expectedMs: DurationMs): { readonly detail: string; readonly lack: WindowLack } {
    if (host.windows.length === 0) return { detail: 'it has no maintenance window', lack: { kind: 'none' } };
    const days = Math.round(PLAN_HORIZON_MS / DAY_MS);
    const minutes = Math.ceil(expectedMs / MINUTE_MS);
    const room = `has room for ${minutes} minutes`;
    const own = this.#ownCalendarOf(host.windows).open;
    if (openingWithRoom(own, this.#range.fromAt, expectedMs) === null)
      return {
        detail: `no window of the next ${days} days ${room}`,
        lack: { kind: 'no-room', days, minutes },
      };
    const all = guestWindowsOf(this.#fleet, host);
    const narrowest = all.find(({ windows }) => {
      const both = commonOpenings([own, this.#ownCalendarOf(windows).open]);
      return openingWithRoom(both, this.#range.fromAt, expectedMs) === null;
    });
    const guest = (narrowest ?? all[0])?.guests[0] ?? host.id;
    if (narrowest?.windows.length === 0)
      return { detail: `its guest ${guest} has no maintenance window`, lack: { kind: 'guest-none', guest } };
    return {
      detail: `no window of the next ${days} days that its guest ${guest} shares ${room}`,
      lack: { kind: 'guest-no-room', guest, days, minutes },
    };
  }

  #calendarOf(host: Host): Calendar {
    const guests = guestWindowsOf(this.#fleet, host);
    const own = this.#ownCalendarOf(host.windows);
    if (guests.length === 0) return own;
    const known = this.#narrowed.get(host.id);
    if (known !== undefined) return known;
    const all = [own.open, ...guests.map(({ windows }) => this.#ownCalendarOf(windows).open)];
    const calendar = this.#startable(commonOpenings(all));
    this.#narrowed.set(host.id, calendar);
    return calendar;
  }

  #ownCalendarOf(windows: readonly MaintenanceWindow[]): Calendar {
    const known = this.#byIdentity.get(windows);
    if (known !== undefined) return known;
    const content = windows.map((window) => this.#textOf(window)).join();
    const calendar = this.#byContent.get(content) ?? this.#startable(openings(windows, this.#range));
    this.#byContent.set(content, calendar);
    this.#byIdentity.set(windows, calendar);
    return calendar;
  }

  /** Hosts have lists of their own, mostly of the same few windows. */
  #textOf(window: MaintenanceWindow): string {
    const known = this.#texts.get(window);
    if (known !== undefined) return known;
    const text = JSON.stringify(window);
    this.#texts.set(window, text);
    return text;
  }

  #startable(open: readonly Opening[]): Calendar {
    return { open, startable: openingsWithout(open, this.#freezes) };
  }
}
