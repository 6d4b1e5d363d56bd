// Everything that an audit says, told or folded, line by line: what "no new finding" and "strictly better" are
// measured in.

import type { FailureDomain, Fleet } from '../fleet/fleet.ts';
import type { PlacementAudit } from './audit.ts';
import { domainText } from './domain-text.ts';
import type { Finding, FindingCode } from './finding.ts';
import { placementIndex } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';
import { codeRank, severityRank } from './severity.ts';

type Line = {
  readonly subject: string;
  readonly code: FindingCode;
  readonly severity: Finding['severity'];
  readonly domain: FailureDomain | null;
};

function linesOf({ findings }: PlacementAudit): readonly Line[] {
  return findings.flatMap(({ subject, code, severity, domain, also }) => [
    { subject, code, severity, domain },
    ...also.map((folded) => ({ subject, code: folded.code, severity, domain: folded.domain })),
  ]);
}

/** How many lines the audit says. */
export function saidCount(audit: PlacementAudit): number {
  return audit.findings.reduce((sum, { also }) => sum + 1 + also.length, 0);
}

/**
 * True if `after` says less than `before`, does not say `cleared` any more, and says nothing that `before` did not say
 * as badly of the same domain or of a smaller one inside it. `fleet` is the fleet of `before`.
 */
export function isStrictlyBetter(
  fleet: Fleet,
  audits: { readonly before: PlacementAudit; readonly after: PlacementAudit; readonly cleared: Finding },
): boolean {
  const { before, after, cleared } = audits;
  if (saidCount(after) >= saidCount(before) || after.findings.length > before.findings.length) return false;
  const keyOf = ({ code, subject, domain }: Line): string =>
    `${code} ${subject} ${domain === null ? '-' : domainText(domain)}`;
  const told = linesOf(after);
  const clearedKey = keyOf(cleared);
  if (told.some((line) => keyOf(line) === clearedKey)) return false;
  const index = placementIndex(fleet);
  const numbers = new Map(index.domains.map((domain, number) => [domainText(domain), number]));
  const known = new Map<string, Line[]>();
  for (const line of linesOf(before)) {
    const lines = known.get(line.subject);
    if (lines === undefined) known.set(line.subject, [line]);
    else lines.push(line);
  }
  return told.every((line) =>
    (known.get(line.subject) ?? []).some((one) => impliesLine(index, numbers, one, line)),
  );
}

function impliesLine(
  index: PlacementIndex,
  numbers: ReadonlyMap<string, number>,
  before: Line,
  after: Line,
): boolean {
  if (codeRank(before.code) < codeRank(after.code)) return false;
  if (severityRank(before.severity) < severityRank(after.severity)) return false;
  // A service is told a few of the fates it shares; as one goes, another true one may take its place.
  if (after.code === 'shared-fate') return before.code === 'shared-fate';
  if (before.domain === null || after.domain === null)
    return before.domain === after.domain && before.code === after.code;
  const [inner, outer] = [domainText(before.domain), domainText(after.domain)];
  if (inner === outer) return true;
  const [a, b] = [numbers.get(inner), numbers.get(outer)];
  return a !== undefined && b !== undefined && index.containers.has(a, b);
}
