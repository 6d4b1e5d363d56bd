// Guests that fall with a planned hypervisor without having been drained, for those who decide about its plan.

import type { PlanStep } from '../../core/planning/plan.ts';
import type { Catalogue } from '../text/en.ts';
import { code, joinWithin } from './mrkdwn.ts';

const CARD_LINES = 6;
const CARD_GUESTS = 8;

function line({ host, undrainedGuests = [] }: PlanStep, guests: number, text: Catalogue): string {
  const named = joinWithin(
    undrainedGuests.map(code),
    { items: guests, chars: 1_000, separator: text.list },
    text.more,
  );
  return `• ${text.approval.undrainedLine(code(host), named)}`;
}

/** What the card says of them, or null where there are none. */
export function undrainedText(steps: readonly PlanStep[], text: Catalogue): string | null {
  const lines = steps
    .filter(({ undrainedGuests = [] }) => undrainedGuests.length > 0)
    .map((step) => line(step, CARD_GUESTS, text));
  if (lines.length === 0) return null;
  const shown = joinWithin(lines, { items: CARD_LINES, chars: 1_500, separator: '\n' }, text.more);
  return `${text.approval.undrainedNote}\n${shown}`;
}

/** All of them, one line a hypervisor. */
export function undrainedLines(steps: readonly PlanStep[], text: Catalogue): readonly string[] {
  return steps
    .filter(({ undrainedGuests = [] }) => undrainedGuests.length > 0)
    .map((step) => line(step, Infinity, text));
}
