// `stagger audit --format markdown`: a comment on a pull request. What changed comes first, then the worst findings and
// what to move; the rest is folded away. Sections are filled in that order until the comment is as long as a forge
// takes, so what is cut is what matters least.

import type { Waiver } from '../../core/fleet/fleet.ts';
import { domainPhrase } from '../../core/placement/finding-text.ts';
import type { Finding, Severity } from '../../core/placement/finding.ts';
import {
  againstPhrase,
  chainLine,
  circleLines,
  comparisonLines,
  counted,
  countsLine,
  dayText,
  foldedLines,
  movePhrase,
  waiverOf,
} from '../text/audit-text.ts';
import type { AuditReport } from '../text/audit-text.ts';
import { markdownCode, markdownText } from './markdown-text.ts';

/** GitHub refuses comments of more than 65,536 characters; the rest is for what a workflow adds around it. */
const maxChars = 60_000;

const signs: Readonly<Record<Severity, string>> = { critical: '🔴', warning: '🟡', notice: '⚪' };

type Section = {
  readonly before: readonly string[];
  readonly lines: readonly string[];
  /** Takes the place of lines that do not fit. */
  readonly more: (count: number) => string;
  readonly after: readonly string[];
};

export function auditMarkdown(report: AuditReport): string {
  const { audit } = report;
  const open = audit.findings.filter(({ waivedUntilAt }) => waivedUntilAt === null);
  const waived = audit.findings.filter(({ waivedUntilAt }) => waivedUntilAt !== null);
  const of = (severity: Severity): readonly Finding[] =>
    open.filter((finding) => finding.severity === severity);
  const sections = [
    ...changes(report),
    ...findingTable('Critical', of('critical')),
    ...findingTable('Warnings', of('warning')),
    ...suggestionList(report),
    ...hidden(`${counted(of('notice').length, 'notice')}`, findingTable('', of('notice'))),
    ...hidden(`${waived.length} waived`, findingTable('', waived)),
    ...waiverList('Waivers that have ended', audit.expiredWaivers),
    ...waiverList('Waivers that match nothing', audit.unmatchedWaivers),
    ...dependencyList(report),
  ];
  const head = [
    '## Placement audit',
    '',
    `${counted(audit.hosts, 'host')}, ${counted(audit.services, 'service')}, ${countsLine(audit)}`,
    '',
  ];
  return filled(head, sections);
}

function filled(head: readonly string[], sections: readonly Section[]): string {
  const out = [...head];
  let room = maxChars - lengthOf(out);
  for (const { before, lines, more, after } of sections) {
    const frame = lengthOf([...before, more(lines.length), ...after, '']);
    if (frame > room) continue;
    room -= frame;
    const kept: string[] = [];
    for (const line of lines) {
      if (lengthOf([line]) > room) break;
      room -= lengthOf([line]);
      kept.push(line);
    }
    const left = lines.length - kept.length;
    out.push(...before, ...kept, ...(left === 0 ? [] : [more(left)]), ...after, '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function list(title: string, lines: readonly string[]): readonly Section[] {
  if (lines.length === 0) return [];
  return [{ before: [`### ${title}`, ''], lines, more: (count) => `- and ${count} more`, after: [] }];
}

function findingTable(title: string, findings: readonly Finding[]): readonly Section[] {
  if (findings.length === 0) return [];
  const heading = title === '' ? [] : [`### ${title}`, ''];
  return [
    {
      before: [...heading, '| | Subject | Owner | Finding |', '|---|---|---|---|'],
      lines: findings.map(findingRow),
      more: (count) => `| | | | and ${count} more |`,
      after: [],
    },
  ];
}

function findingRow(finding: Finding): string {
  const { severity, code, subject, owner, message, also } = finding;
  const waiver = waiverOf(finding);
  const details = [
    markdownText(message),
    ...foldedLines(also).map((line) => `<sub>also ${markdownText(line)}</sub>`),
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

function changes(report: AuditReport): readonly Section[] {
  if (report.comparison === null) return [];
  const lines = comparisonLines(report.comparison);
  if (lines.length === 0) return list(`Against ${againstPhrase(report)}`, ['- nothing changed']);
  return lines.flatMap(({ title, messages }) =>
    list(
      `${title} (${messages.length})`,
      messages.map((message) => `- ${markdownText(message)}`),
    ),
  );
}

function suggestionList({ suggestions }: AuditReport): readonly Section[] {
  return list(
    'Suggestions',
    suggestions.map(
      ({ finding, moves }) =>
        `- ${markdownCode(finding.subject)}, ${markdownText(domainPhrase(finding.domain))}: ${moves.map((move) => markdownText(movePhrase(move))).join('; ')}`,
    ),
  );
}

function waiverList(title: string, waivers: readonly Waiver[]): readonly Section[] {
  return list(
    title,
    waivers.map(
      ({ code, subject, reason, by, untilAt }) =>
        `- ${markdownCode(code)} ${markdownCode(subject)}, until ${dayText(untilAt)}, by ${markdownCode(by)}: ${markdownText(reason)}`,
    ),
  );
}

function dependencyList({ audit }: AuditReport): readonly Section[] {
  const chain = chainLine(audit);
  return list('Needs', [
    ...(chain === null ? [] : [`- longest chain: ${markdownText(chain)}`]),
    ...circleLines(audit).map((circle) => `- circle: ${markdownText(circle)}`),
  ]);
}
