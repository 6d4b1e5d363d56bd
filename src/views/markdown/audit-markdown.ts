// `stagger audit --format markdown`: a comment on a pull request. What changed comes first, then the worst findings and
// what to move; the rest is folded away. Sections are filled in that order until the comment is as long as a forge
// takes, so what is cut is what matters least.

import type { Waiver } from '../../core/fleet/fleet.ts';
import type { Finding } from '../../core/placement/finding.ts';
import type { Severity } from '../../core/fleet/severity.ts';
import { auditText, dayText } from '../text/audit-text.ts';
import type { AuditReport, AuditText } from '../text/audit-text.ts';
import { markdownCode, markdownText } from './markdown-text.ts';

/** GitHub refuses comments of more than 65,536 characters; the rest is for what a workflow adds around it. */
const maxChars = 60_000;

const signs: Readonly<Record<Severity, string>> = { critical: '🔴', warning: '🟡', notice: '⚪' };

type Section = {
  readonly before: readonly string[];
  readonly lines: readonly string[];
  /** Takes the place of lines that do not fit. */
  readonly more: (left: string) => string;
  readonly after: readonly string[];
};

export function auditMarkdown(report: AuditReport): string {
  const { audit } = report;
  const text = auditText(report.language);
  const { words } = text;
  const open = audit.findings.filter(({ waivedUntilAt }) => waivedUntilAt === null);
  const waived = audit.findings.filter(({ waivedUntilAt }) => waivedUntilAt !== null);
  const of = (severity: Severity): readonly Finding[] =>
    open.filter((finding) => finding.severity === severity);
  const sections = [
    ...changes(report, text),
    ...findingTable(words.severityTitles.critical, of('critical'), text),
    ...findingTable(words.severityTitles.warning, of('warning'), text),
    ...suggestionList(report, text),
    ...hidden(words.notices(of('notice').length), findingTable('', of('notice'), text)),
    ...hidden(words.waivedCount(waived.length), findingTable('', waived, text)),
    ...waiverList(words.waiversEnded, audit.expiredWaivers, text),
    ...waiverList(words.waiversUnmatched, audit.unmatchedWaivers, text),
    ...dependencyList(report, text),
  ];
  const counts = [words.hosts(audit.hosts), words.services(audit.services), text.countsLine(audit)];
  return filled([`## ${words.title}`, '', counts.join(', '), ''], sections, text);
}

function filled(head: readonly string[], sections: readonly Section[], { words }: AuditText): string {
  const out = [...head];
  let room = maxChars - lengthOf(out);
  for (const { before, lines, more, after } of sections) {
    const frame = lengthOf([...before, more(words.andMore(lines.length)), ...after, '']);
    if (frame > room) continue;
    room -= frame;
    const kept: string[] = [];
    for (const line of lines) {
      if (lengthOf([line]) > room) break;
      room -= lengthOf([line]);
      kept.push(line);
    }
    const left = lines.length - kept.length;
    out.push(...before, ...kept, ...(left === 0 ? [] : [more(words.andMore(left))]), ...after, '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function list(title: string, lines: readonly string[]): readonly Section[] {
  if (lines.length === 0) return [];
  return [{ before: [`### ${title}`, ''], lines, more: (left) => `- ${left}`, after: [] }];
}

function findingTable(title: string, findings: readonly Finding[], text: AuditText): readonly Section[] {
  if (findings.length === 0) return [];
  const { subject, owner, finding: content } = text.words.columns;
  const heading = title === '' ? [] : [`### ${title}`, ''];
  return [
    {
      before: [...heading, `| | ${subject} | ${owner} | ${content} |`, '|---|---|---|---|'],
      lines: findings.map((finding) => findingRow(finding, text)),
      more: (left) => `| | | | ${left} |`,
      after: [],
    },
  ];
}

function findingRow(finding: Finding, text: AuditText): string {
  const { severity, code, subject, owner, also } = finding;
  const waiver = text.waiverOf(finding);
  const details = [
    markdownText(text.message(finding)),
    ...text.foldedLines(also).map((line) => `<sub>${markdownText(text.words.also(line))}</sub>`),
    ...(waiver === null ? [] : [`<sub>${waiver}</sub>`]),
  ];
  const cells = [
    `${signs[severity]} ${code}`,
    markdownCode(subject),
    owner === null ? '' : markdownCode(owner),
    details.join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function hidden(summary: string, sections: readonly Section[]): readonly Section[] {
  return sections.map((section) => ({
    ...section,
    before: [`<details><summary>${summary}</summary>`, '', ...section.before],
    after: [...section.after, '', '</details>'],
  }));
}

function changes(report: AuditReport, text: AuditText): readonly Section[] {
  if (report.comparison === null) return [];
  const { words } = text;
  const lines = text.comparisonLines(report.comparison);
  if (lines.length === 0)
    return list(words.against(text.againstPhrase(report)), [`- ${words.nothingChanged}`]);
  return lines.flatMap(({ title, messages }) =>
    list(
      `${title} (${messages.length})`,
      messages.map((message) => `- ${markdownText(message)}`),
    ),
  );
}

function suggestionList(
  { suggestions }: AuditReport,
  { words, where, movePhrase }: AuditText,
): readonly Section[] {
  return list(
    words.suggestions,
    suggestions.map(
      ({ finding, moves }) =>
        `- ${markdownCode(finding.subject)}, ${markdownText(where(finding.domain))}: ${moves.map((move) => markdownText(movePhrase(move))).join('; ')}`,
    ),
  );
}

function waiverList(title: string, waivers: readonly Waiver[], { words }: AuditText): readonly Section[] {
  return list(
    title,
    waivers.map(({ code, subject, reason, by, untilAt }) => {
      const what = `${markdownCode(code)} ${markdownCode(subject)}`;
      return `- ${words.waiver(what, dayText(untilAt), markdownCode(by), markdownText(reason))}`;
    }),
  );
}

function dependencyList({ audit }: AuditReport, text: AuditText): readonly Section[] {
  const { words } = text;
  const chain = text.chainLine(audit);
  return list(words.needs, [
    ...(chain === null ? [] : [`- ${markdownText(words.longestChain(chain))}`]),
    ...text.circleLines(audit).map((circle) => `- ${markdownText(words.circle(circle))}`),
  ]);
}
