// Guests that fall with a planned hypervisor, for those who decide about its plan: which are drained first, and which go
// down undrained.

import type { HostId } from '../../core/fleet/ids.ts';
import type { PlanStep } from '../../core/planning/plan.ts';
import { guestDrainsLonger, guestsDrainedIn } from '../../core/rotation/guest-drains.ts';
import type { Catalogue } from '../text/en.ts';
import { lengthText } from './incident-text.ts';
import { code, joinWithin } from './mrkdwn.ts';

const CARD_LINES = 6;
const CARD_GUESTS = 8;

export const guestManners = ['drained', 'undrained'] as const;

export type GuestManner = (typeof guestManners)[number];

const guestsOf: Readonly<Record<GuestManner, (step: PlanStep) => readonly HostId[]>> = {
  drained: guestsDrainedIn,
  undrained: ({ undrainedGuests = [] }) => undrainedGuests,
};

function linesOf(
  steps: readonly PlanStep[],
  { manner, guests }: { readonly manner: GuestManner; readonly guests: number },
  text: Catalogue,
): readonly string[] {
  return steps.flatMap((step) => {
    const falling = guestsOf[manner](step).map(code);
    if (falling.length === 0) return [];
    const named = joinWithin(falling, { items: guests, chars: 1_000, separator: text.list }, text.more);
    const line = `• ${text.approval.guests.line(code(step.host), named)}`;
    const longestMs = manner === 'drained' ? guestDrainsLonger(step) : null;
    if (longestMs === null) return [line];
    const [longest, expected] = [longestMs, step.timing.expectedMs].map((ms) => lengthText(ms, text));
    return [`${line} (${text.approval.guests.longer(longest ?? '', expected ?? '')})`];
  });
}

/** The first of them by name, and how many more there are. */
export function guestNames(guests: readonly HostId[], text: Catalogue): string {
  return joinWithin(guests.map(code), { items: CARD_GUESTS, chars: 1_000, separator: text.list }, text.more);
}

/** What the card says of them, or null where there are none. */
export function guestsText(steps: readonly PlanStep[], manner: GuestManner, text: Catalogue): string | null {
  const lines = linesOf(steps, { manner, guests: CARD_GUESTS }, text);
  if (lines.length === 0) return null;
  const shown = joinWithin(lines, { items: CARD_LINES, chars: 1_500, separator: '\n' }, text.more);
  return `${text.approval.guests[manner].note}\n${shown}`;
}

/** All of them, one line a hypervisor. */
export function guestsLines(
  steps: readonly PlanStep[],
  manner: GuestManner,
  text: Catalogue,
): readonly string[] {
  return linesOf(steps, { manner, guests: Infinity }, text);
}
