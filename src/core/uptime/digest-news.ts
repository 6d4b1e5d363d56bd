// Whether a digest says anything that the one before did not: a quiet digest is only posted then.

import { canonicalText } from '../canonical-text.ts';
import type { DailyDigest } from './daily-digest.ts';

/** What stays the same on a day without news. */
export function digestState(digest: DailyDigest): string {
  return canonicalText({
    hosts: digest.hosts,
    overdue: digest.overdue.map(({ host }) => host).sort(),
    dueSoon: digest.dueSoon.map(({ host }) => host).sort(),
    findings: digest.findings,
    campaigns: digest.campaigns,
    leftOut: digest.leftOut.map(({ host }) => host).sort(),
  });
}

/** `before` is the state of the last digest that was posted, or null. */
export function hasNews(digest: DailyDigest, before: string | null): boolean {
  const { ran, unplanned, changes } = digest;
  if (ran.length > 0 || unplanned.length > 0) return true;
  if (changes !== null && changes.added.length + changes.gone.length > 0) return true;
  return before !== digestState(digest);
}
