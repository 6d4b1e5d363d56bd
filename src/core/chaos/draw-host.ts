// The draw itself: a host has one ticket for each day that it has been up, so a host that nobody restarted for long is
// the likelier one. Pure: the same urn and seed give the same host, so that anybody can draw again from the journal.

import { DAY_MS, type DurationMs } from '../brand.ts';
import type { Sha256Hex } from '../canonical-text.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { HostId } from '../fleet/ids.ts';
import type { DrawNote } from '../planning/plan.ts';
import type { Ticketed } from './chaos-draw.ts';

/** A host that was forgotten for years is due, not twenty times as interesting. */
export const MOST_TICKETS = 180;

/** One for each whole day, at least one: nobody eligible is ever left out of the urn. */
export function ticketsFor(uptimeMs: DurationMs): number {
  return Math.min(MOST_TICKETS, Math.max(1, Math.floor(uptimeMs / DAY_MS)));
}

export function allTickets(urn: readonly Ticketed[]): number {
  return urn.reduce((sum, { tickets }) => sum + tickets, 0);
}

/** What a plan says of the draw that made it. */
export function drawNote(urn: readonly Ticketed[], host: HostId, seed: string): DrawNote {
  const tickets = urn.find((each) => each.host === host)?.tickets ?? 0;
  return { seed, tickets, ofTickets: allTickets(urn), ofHosts: urn.length };
}

/** In host order, so that the order in which an inventory was written decides nothing. */
export function urnOf(candidates: readonly Ticketed[]): readonly Ticketed[] {
  return [...candidates].sort((left, right) => byId(left.host, right.host));
}

/**
 * The holder of ticket number (first 13 hexadecimal digits of SHA-256 of the seed) modulo all tickets, counted through
 * the urn in host order; null if the urn is empty. 52 bits are exact in a double, and against some 10^7 tickets at most
 * their remainder favours nobody by more than one in 10^8.
 */
export function drawHost(urn: readonly Ticketed[], seed: string, sha256Hex: Sha256Hex): HostId | null {
  const total = allTickets(urn);
  if (total === 0) return null;
  let left = Number.parseInt(sha256Hex(seed).slice(0, 13), 16) % total;
  for (const { host, tickets } of urnOf(urn)) {
    if (left < tickets) return host;
    left -= tickets;
  }
  return null;
}
