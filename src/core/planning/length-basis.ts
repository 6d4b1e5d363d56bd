// Whose reboots the expected length of each host of a plan comes from, for the people who approve it. Part of the report:
// the length itself is what they approve.

import type { HostId } from '../fleet/ids.ts';
import type { LearnedTiming } from '../uptime/learned-timing.ts';
import type { PlanOutcome } from './planner.ts';

/** @param learned what the plan's lengths were made from */
export function withLengthBases(
  outcome: PlanOutcome,
  learned: ReadonlyMap<HostId, LearnedTiming>,
): PlanOutcome {
  if (outcome.kind !== 'planned') return outcome;
  const { document } = outcome;
  const hosts = document.report.hosts.map((row) =>
    row.kind === 'planned' ? { ...row, lengthBy: learned.get(row.host)?.basis ?? null } : row,
  );
  return { ...outcome, document: { ...document, report: { ...document.report, hosts } } };
}
