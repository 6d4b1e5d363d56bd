// How old the fleet is, by month of uptime, and how it stands against each server's own maximum.

import { DAY_MS } from '../brand.ts';
import type { UptimeVerdict } from './age-policy.ts';

export type UptimeBucket = {
  /** From this many days … */
  readonly fromDays: number;
  /** … to before this many; null: no end. */
  readonly toDays: number | null;
  readonly ok: number;
  readonly dueSoon: number;
  readonly overdue: number;
};

const edges = [0, 30, 60, 90, 120, 150, 180] as const;

/** Exempt servers and those that nobody can judge are in no bucket. */
export function uptimeBuckets(verdicts: readonly UptimeVerdict[]): readonly UptimeBucket[] {
  const buckets = edges.map((fromDays, index) => ({
    fromDays,
    toDays: edges[index + 1] ?? null,
    ok: 0,
    dueSoon: 0,
    overdue: 0,
  }));
  for (const verdict of verdicts) {
    if (!('uptimeMs' in verdict)) continue;
    const days = verdict.uptimeMs / DAY_MS;
    const bucket = buckets.findLast(({ fromDays }) => days >= fromDays);
    if (bucket === undefined) continue;
    if (verdict.kind === 'ok') bucket.ok += 1;
    else if (verdict.kind === 'due-soon') bucket.dueSoon += 1;
    else bucket.overdue += 1;
  }
  return buckets;
}
