// By which chance chaos mode drew a host: the part that its report and the card of a drawn plan share.

import type { DrawNote } from '../../core/planning/plan.ts';
import type { Catalogue } from '../text/en.ts';

export function chanceText({ ofHosts, tickets, ofTickets }: DrawNote, text: Catalogue): string {
  return text.chaos.chance(ofHosts, tickets, ofTickets);
}

/** At the top of the card of a drawn plan. */
export function drawText(note: DrawNote, text: Catalogue): string {
  return `*${text.chaos.card}*\n${chanceText(note, text)}`;
}
