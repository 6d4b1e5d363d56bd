// What the audit's reports say besides their own form, shared by the terminal, Markdown and HTML, in the language of the
// reader. Names come out as they are: each view makes them safe in its own way.

import type { Instant } from '../../core/brand.ts';
import type { FailureDomain, Placement, Waiver } from '../../core/fleet/fleet.ts';
import type { PlacementAudit } from '../../core/placement/audit.ts';
import type { AuditComparison } from '../../core/placement/compare-audits.ts';
import { domainPhrase } from '../../core/placement/finding-text.ts';
import type { Finding, FindingCode, FoldedFinding } from '../../core/placement/finding.ts';
import type { Severity } from '../../core/fleet/severity.ts';
import type { Move, Suggestion } from '../../core/placement/move.ts';
import type { AuditDigest, StoredFinding } from '../../core/placement/stored-audit.ts';
import { catalogues, type Language } from './language.ts';

/** Everything that a report of the audit shows. */
export type AuditReport = {
  readonly language: Language;
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
const digestShown = 12;

/** `2026-12-05`, in UTC: waivers and audits are dated by day. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function shortDigest(digest: AuditDigest): string {
  return digest.slice(0, digestShown);
}

export type AuditText = ReturnType<typeof auditText>;

/** The phrases of a report in `language`, and its plain words as `words`. */
export function auditText(language: Language) {
  const { report: words, audit: sentences } = catalogues[language];
  const isEnglish = language === 'en';

  /** The finding in one sentence. English has the core's own, which names more. */
  const message = (finding: Finding): string =>
    isEnglish ? finding.message : sentences.finding(finding, (name) => name);

  /** `rack r12`, or what stands for any one host. */
  const where = (domain: FailureDomain | null): string =>
    isEnglish ? domainPhrase(domain) : sentences.where(domain, (name) => name);

  /** A finding of an earlier audit: only what was kept of it is known. */
  const keptMessage = (finding: StoredFinding): string => {
    if (words.codes === null) return finding.message;
    const title = words.codes[finding.code as FindingCode] as string | undefined;
    return [finding.subject, finding.domain, title ?? finding.code]
      .filter((part) => part !== null)
      .join(' · ');
  };

  /** `26 findings: 2 critical, 6 warnings, 18 notices; 1 waived`. */
  const countsLine = ({ findings }: PlacementAudit): string => {
    const open = findings.filter(({ waivedUntilAt }) => waivedUntilAt === null);
    if (findings.length === 0) return words.noFindings;
    const of = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
    const counts = { critical: of('critical'), warning: of('warning'), notice: of('notice') };
    return words.counts(open.length, counts, findings.length - open.length);
  };

  /** What is folded under a finding, one line a code: `all-in-one-domain: feed f1, zone za`. */
  const foldedLines = (also: readonly FoldedFinding[]): readonly string[] => {
    const byCode = Map.groupBy(also, ({ code, needs }) =>
      code === 'shared-fate' ? words.foldedBy(needs ?? '?') : `${words.codes?.[code] ?? code}:`,
    );
    return [...byCode].map(([code, folded]) => {
      const places = folded.map(({ domain }) => where(domain));
      const more = places.length - namedDomains;
      return `${code} ${places.slice(0, namedDomains).join(', ')}${more > 0 ? words.more(more) : ''}`;
    });
  };

  /** `rack r13 unit 7`, `hypervisor hv-02 (rack r21)`, `zone z3`. */
  const placePhrase = ({ hypervisor, rack, unit, zone }: Placement): string => {
    const standing = rack === null ? words.zone(zone) : words.rack(rack);
    if (hypervisor !== null) return words.onHypervisor(hypervisor, standing);
    return unit === null ? standing : words.unit(standing, unit);
  };

  /** `move db-02 from rack r12 unit 3 to rack r13 unit 7`. */
  const movePhrase = ({ host, from, to }: Move): string => {
    const unsure = to.rack !== null && to.hypervisor === null && to.unit === null;
    return `${words.move(host, placePhrase(from), placePhrase(to))}${unsure ? words.seeThatThereIsRoom : ''}`;
  };

  /** `a → b → c (3 services)`, or null if nothing needs anything. */
  const chainLine = ({ dependencies: { longestChain } }: PlacementAudit): string | null =>
    longestChain.length < 2 ? null : `${longestChain.join(' → ')} (${words.services(longestChain.length)})`;

  /** What a comparison is with: `the baseline`, `the audit of 2026-11-20 (3f2a1b4c5d6e)`. */
  const againstPhrase = ({ against }: AuditReport): string =>
    against === null ? words.baseline : words.auditOf(dayText(against.at), shortDigest(against.digest));

  /** One entry a kind of change, with the findings it is about; kinds without any are left out. */
  const comparisonLines = (
    comparison: AuditComparison,
  ): readonly { readonly title: string; readonly messages: readonly string[] }[] =>
    [
      { title: words.changes.added, messages: comparison.added.map(message) },
      { title: words.changes.worse, messages: comparison.worse.map(message) },
      { title: words.changes.expired, messages: comparison.expired.map(message) },
      { title: words.changes.waived, messages: comparison.waived.map(message) },
      { title: words.changes.gone, messages: comparison.gone.map(keptMessage) },
    ].filter(({ messages }) => messages.length > 0);

  return {
    words,
    message,
    where,
    countsLine,
    foldedLines,
    movePhrase,
    chainLine,
    /** `a → b → a` for each circle. */
    circleLines: ({ dependencies }: PlacementAudit): readonly string[] =>
      dependencies.cycles.map((circle) => [...circle, circle[0] ?? ''].join(' → ')),
    againstPhrase,
    comparisonLines,
    waiverOf: ({ waivedUntilAt }: Finding): string | null =>
      waivedUntilAt === null ? null : words.waivedUntil(dayText(waivedUntilAt)),
    waiverLine: ({ code, subject, reason, by, untilAt }: Waiver): string =>
      words.waiver(`${code} ${subject}`, dayText(untilAt), by, reason),
  };
}
