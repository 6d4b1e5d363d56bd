// Whose drain and undrain commands are run around one reboot, and in which order: guests first, while their hypervisor
// still carries them, then its own; undone in reverse. Which are to be undone is read from the state alone, so that it is the
// same after a crash, after a failure and after the reboot.

import type { Hook } from '../fleet/check.ts';
import type { HostId } from '../fleet/ids.ts';
import type { SshTarget } from '../fleet/ssh-target.ts';
import type { PlanStep } from '../planning/plan.ts';
import type { HostReboot, Kept } from './state.ts';

/** `guest`: it is run on this one; absent: on the host itself. */
export type PlacedHook = { readonly hook: Hook; readonly guest?: SshTarget };

/** In the order in which they are run. */
export function drainHooks({ drain, guestDrains = [] }: PlanStep): readonly PlacedHook[] {
  const ofGuests = guestDrains.map(({ guest, drain: hook }) => ({ hook, guest }));
  return drain === null ? ofGuests : [...ofGuests, { hook: drain }];
}

/** The place of the hook of `guest`, or of the host's own, in `drainHooks`; -1: there is none. */
export function drainPosition(step: PlanStep, guest: HostId | undefined): number {
  return drainHooks(step).findIndex((placed) => placed.guest?.hostId === guest);
}

/** The hook of `guest`, or of the host itself; null: it has none. */
export function hookOf(
  which: 'drain' | 'undrain',
  step: PlanStep,
  guest: HostId | undefined,
): PlacedHook | null {
  const of = guest === undefined ? step : step.guestDrains?.find((one) => one.guest.hostId === guest);
  const hook = of?.[which] ?? null;
  if (of === undefined || hook === null) return null;
  return 'guest' in of ? { hook, guest: of.guest } : { hook };
}

/** What was drained last and can be undone, without those that are `kept`; null: nothing of that kind is left. */
export function nextUndrain(
  { step, drained, drainedGuests }: HostReboot,
  kept: Kept = [],
): PlacedHook | null {
  const own = drained && !kept.includes(step.host) ? hookOf('undrain', step, undefined) : null;
  if (own !== null) return own;
  for (const guest of drainedGuests.toReversed()) {
    const hook = kept.includes(guest) ? null : hookOf('undrain', step, guest);
    if (hook !== null) return hook;
  }
  return null;
}
