// Which findings somebody has accepted, until when. A waiver that has ended counts for nothing and says so, and one
// that matches nothing is named: accepted risks must not pile up unseen.

import type { Instant } from '../brand.ts';
import type { Fleet, Waiver } from '../fleet/fleet.ts';
import type { Finding } from './finding.ts';

export type WaiverCheck = {
  readonly findings: readonly Finding[];
  /** Ended, while what they accepted is still found. */
  readonly expired: readonly Waiver[];
  /** Match no finding: what they accepted is gone, or the code or subject is misspelt. */
  readonly unmatched: readonly Waiver[];
};

function keyOf(waiver: { readonly code: string; readonly subject: string }): string {
  return `${waiver.code} ${waiver.subject}`;
}

/**
 * Marks the waived findings. A waiver holds up to, and not at, its `untilAt`. Of several for one finding the one that
 * lasts longest counts.
 */
export function applyWaivers(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  now: Instant,
): WaiverCheck {
  if (waivers.length === 0) return { findings, expired: [], unmatched: [] };
  const until = new Map<string, Instant>();
  for (const waiver of waivers)
    until.set(keyOf(waiver), Math.max(waiver.untilAt, until.get(keyOf(waiver)) ?? waiver.untilAt));
  const found = new Set<string>();
  const judged = findings.map((finding) => {
    const untilAt = until.get(keyOf(finding));
    if (untilAt === undefined) return finding;
    found.add(keyOf(finding));
    return untilAt > now ? { ...finding, waivedUntilAt: untilAt } : finding;
  });
  const isOver = (waiver: Waiver): boolean => (until.get(keyOf(waiver)) ?? waiver.untilAt) <= now;
  return {
    findings: judged,
    expired: waivers.filter((waiver) => found.has(keyOf(waiver)) && isOver(waiver)),
    unmatched: waivers.filter((waiver) => !found.has(keyOf(waiver))),
  };
}

/** `fleet` with further waivers; itself where there are none, so that what is remembered about it stays. */
export function withWaivers(fleet: Fleet, further: readonly Waiver[]): Fleet {
  return further.length === 0 ? fleet : { ...fleet, waivers: [...fleet.waivers, ...further] };
}
