// The English words of the audit's reports that are not a finding's own sentence, shared by the terminal, Markdown and
// HTML. Names come out as they are: each view makes them safe in its own way.

import type { Instant } from '../../core/brand.ts';
import type { Placement } from '../../core/fleet/fleet.ts';
import type { PlacementAudit } from '../../core/placement/audit.ts';
import type { AuditComparison } from '../../core/placement/compare-audits.ts';
import { domainPhrase } from '../../core/placement/finding-text.ts';
import type { Finding, FoldedFinding, Severity } from '../../core/placement/finding.ts';
import type { Move, Suggestion } from '../../core/placement/move.ts';
import type { AuditDigest } from '../../core/placement/stored-audit.ts';

/** Everything that a report of the audit shows. */
export type AuditReport = {
  readonly audit: PlacementAudit;
  readonly digest: AuditDigest;
  /** Which kept audit `comparison` is with; null where it is a file, or nothing. */
  readonly against: { readonly at: Instant; readonly digest: AuditDigest } | null;
  /** Against an earlier audit, or null where there is none to compare with. */
  readonly comparison: AuditComparison | null;
  readonly suggestions: readonly Suggestion[];
};

/** Domains named in one line; a service of a hundred racks would fill the page. */
const namedDomains = 6;

/** Characters of a digest that people are shown; `--since` takes them. */
export const digestShown = 12;

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `26 findings: 2 critical, 6 warnings, 18 notices; 1 waived`. */
export function countsLine({ findings }: PlacementAudit): string {
  const open = findings.filter(({ waivedUntilAt }) => waivedUntilAt === null);
  const of = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  if (findings.length === 0) return 'no findings';
  const waived = findings.length - open.length;
  return (
    `${counted(open.length, 'finding')}: ${of('critical')} critical, ${counted(of('warning'), 'warning')}, ` +
    `${counted(of('notice'), 'notice')}${waived === 0 ? '' : `; ${waived} waived`}`
  );
}

/** What is folded under a finding, one line a code: `all-in-one-domain: feed f1, zone za`. */
export function foldedLines(also: readonly FoldedFinding[]): readonly string[] {
  const byCode = new Map<string, string[]>();
  for (const folded of also) {
    const where = domainPhrase(folded.domain);
    const code =
      folded.code === 'shared-fate' ? `needs ${folded.needs ?? '?'}, stopped by` : `${folded.code}:`;
    const places = byCode.get(code);
    if (places === undefined) byCode.set(code, [where]);
    else places.push(where);
  }
  return [...byCode].map(([code, places]) => {
    const more = places.length - namedDomains;
    return `${code} ${places.slice(0, namedDomains).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
}

/** `rack r13 unit 7`, `hypervisor hv-02 (rack r21)`, `zone z3`. */
export function placePhrase(placement: Placement): string {
  const { hypervisor, rack, unit, zone } = placement;
  const standing = rack === null ? `zone ${zone}` : `rack ${rack}`;
  if (hypervisor !== null) return `hypervisor ${hypervisor} (${standing})`;
  return unit === null ? standing : `${standing} unit ${unit}`;
}

/** `move db-02 from rack r12 unit 3 to rack r13 unit 7`. */
export function movePhrase({ host, from, to }: Move): string {
  const check =
    to.rack !== null && to.hypervisor === null && to.unit === null ? ' (see that there is room)' : '';
  return `move ${host} from ${placePhrase(from)} to ${placePhrase(to)}${check}`;
}

/** `a → b → c (3 services)`, or null if nothing needs anything. */
export function chainLine({ dependencies }: PlacementAudit): string | null {
  const { longestChain } = dependencies;
  if (longestChain.length < 2) return null;
  return `${longestChain.join(' → ')} (${counted(longestChain.length, 'service')})`;
}

/** `a → b → a` for each circle. */
export function circleLines({ dependencies }: PlacementAudit): readonly string[] {
  return dependencies.cycles.map((circle) => [...circle, circle[0] ?? ''].join(' → '));
}

/** What a comparison is with: `the baseline`, `the audit of 2026-11-20 (3f2a1b4c5d6e)`. */
export function againstPhrase({ against }: AuditReport): string {
  return against === null
    ? 'the baseline'
    : `the audit of ${dayText(against.at)} (${against.digest.slice(0, digestShown)})`;
}

/** One line a kind of change, with the findings it is about; kinds without any are left out. */
export function comparisonLines(
  comparison: AuditComparison,
): readonly { readonly title: string; readonly messages: readonly string[] }[] {
  const messages = (found: readonly { readonly message: string }[]): readonly string[] =>
    found.map(({ message }) => message);
  return [
    { title: 'New', messages: messages(comparison.added) },
    { title: 'Worse', messages: messages(comparison.worse) },
    { title: 'Waiver ended', messages: messages(comparison.expired) },
    { title: 'Newly waived', messages: messages(comparison.waived) },
    { title: 'Gone', messages: messages(comparison.gone) },
  ].filter(({ messages: some }) => some.length > 0);
}

/** `2026-12-05`, in UTC: waivers and audits are dated by day. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function waiverOf(finding: Finding): string | null {
  return finding.waivedUntilAt === null ? null : `waived until ${dayText(finding.waivedUntilAt)}`;
}
