// What changed between two audits: what is new, what is worse, what is gone, and whose waiver began or ended. A
// finding is the same one as long as its code, its subject and the domain to blame are the same, told or folded.

import type { PlacementAudit } from './audit.ts';
import type { Finding } from './finding.ts';
import { severityRank } from './severity.ts';
import { storedFinding, type StoredFinding } from './stored-audit.ts';

export type AuditComparison = {
  /** Not said before, not even under another finding. */
  readonly added: readonly Finding[];
  /** Said before, now with less left or a higher severity. */
  readonly worse: readonly Finding[];
  /** Findings of before that nothing says any more. */
  readonly gone: readonly StoredFinding[];
  /** Said before without a waiver, now with one. */
  readonly waived: readonly Finding[];
  /** Said before with a waiver, now without. */
  readonly expired: readonly Finding[];
};

function keyOf(said: { readonly code: string; readonly domain: string | null }, subject: string): string {
  return `${said.code} ${subject} ${said.domain ?? '-'}`;
}

type Said = {
  readonly left: number | null;
  readonly severity: Finding['severity'];
  readonly waived: boolean;
};

/** Everything said, told or folded; a folded one counts with the severity of what explains it. */
function saidBy(findings: readonly StoredFinding[]): ReadonlyMap<string, Said> {
  const said = new Map<string, Said>();
  for (const { subject, severity, waivedUntilAt, also, ...finding } of findings) {
    const waived = waivedUntilAt !== null;
    for (const folded of also) said.set(keyOf(folded, subject), { left: folded.left, severity, waived });
    said.set(keyOf(finding, subject), { left: finding.left, severity, waived });
  }
  return said;
}

/** Compares an audit with what an earlier one found. */
export function compareAudits(before: readonly StoredFinding[], audit: PlacementAudit): AuditComparison {
  const earlier = saidBy(before);
  const now = saidBy(audit.findings.map(storedFinding));
  const found = audit.findings.map((finding) => {
    const kept = storedFinding(finding);
    return { finding, before: earlier.get(keyOf(kept, kept.subject)) };
  });
  const known = found.flatMap((one) =>
    one.before === undefined ? [] : [{ finding: one.finding, before: one.before }],
  );
  return {
    added: found.filter((one) => one.before === undefined).map(({ finding }) => finding),
    worse: known.filter((one) => isWorse(one.finding, one.before)).map(({ finding }) => finding),
    gone: before.filter((finding) => !now.has(keyOf(finding, finding.subject))),
    waived: known
      .filter((one) => !one.before.waived && one.finding.waivedUntilAt !== null)
      .map(({ finding }) => finding),
    expired: known
      .filter((one) => one.before.waived && one.finding.waivedUntilAt === null)
      .map(({ finding }) => finding),
  };
}

function isWorse(finding: Finding, before: Said): boolean {
  const left = finding.figures['left'] ?? null;
  const fewer = left !== null && before.left !== null && left < before.left;
  return fewer || severityRank(finding.severity) > severityRank(before.severity);
}

/** What makes the placement worse than it was, waived findings left out: what a pull request can be refused for. */
export function gotWorse(comparison: AuditComparison): readonly Finding[] {
  const findings = new Set([...comparison.added, ...comparison.worse, ...comparison.expired]);
  return [...findings].filter(({ waivedUntilAt }) => waivedUntilAt === null);
}
