// `stagger audit` for people at a terminal: the worst first, each with what it explains under it, then what to move,
// what changed, and which waivers need somebody's attention.

import type { Waiver } from '../../core/fleet/fleet.ts';
import type { Finding, Severity } from '../../core/placement/finding.ts';
import {
  againstPhrase,
  chainLine,
  circleLines,
  comparisonLines,
  counted,
  countsLine,
  dayText,
  digestShown,
  foldedLines,
  movePhrase,
  waiverOf,
} from '../text/audit-text.ts';
import type { AuditReport } from '../text/audit-text.ts';
import { plainTable, safeText } from './plain-table.ts';
import type { Cell, Colour, Tone } from './plain-table.ts';

const tones: Readonly<Record<Severity, Tone>> = { critical: 'bad', warning: 'warn', notice: 'dim' };

export function auditTable(report: AuditReport, colour: Colour): string {
  const { audit } = report;
  const chain = chainLine(audit);
  const blocks = [
    audit.findings.length === 0
      ? []
      : [plainTable(['SEVERITY', 'CODE', 'SUBJECT', 'OWNER', ''], audit.findings.flatMap(rowsOf), colour)],
    suggestionLines(report),
    changes(report),
    [...waivers('Waivers that have ended', audit.expiredWaivers)],
    [...waivers('Waivers that match nothing', audit.unmatchedWaivers)],
    [
      ...(chain === null ? [] : [`Longest chain of needs: ${safeText(chain)}`]),
      ...circleLines(audit).map((circle) => `Circle of needs: ${safeText(circle)}`),
      `${counted(audit.hosts, 'host')}, ${counted(audit.services, 'service')}, ${countsLine(audit)} (audit ${report.digest.slice(0, digestShown)})`,
    ],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function rowsOf(finding: Finding): readonly (readonly Cell[])[] {
  const waiver = waiverOf(finding);
  const tone = waiver === null ? tones[finding.severity] : 'dim';
  const under = [
    ...foldedLines(finding.also).map((line) => `also ${line}`),
    ...(waiver === null ? [] : [waiver]),
  ];
  return [
    [
      { text: finding.severity, tone },
      finding.code,
      finding.subject,
      finding.owner ?? '-',
      waiver === null ? finding.message : { text: finding.message, tone: 'dim' },
    ],
    ...under.map((line): readonly Cell[] => ['', '', '', '', { text: `  ${line}`, tone: 'dim' }]),
  ];
}

function suggestionLines({ suggestions }: AuditReport): readonly string[] {
  if (suggestions.length === 0) return [];
  return [
    'Suggestions, each on its own: audited with the moves made, the finding is gone and no new one comes',
    ...suggestions.flatMap(({ finding, moves }) => [
      `  ${safeText(finding.subject)} ${finding.code}`,
      ...moves.map((move) => `    ${safeText(movePhrase(move))}`),
    ]),
  ];
}

function changes(report: AuditReport): readonly string[] {
  if (report.comparison === null) return [];
  const lines = comparisonLines(report.comparison);
  if (lines.length === 0) return [`Nothing changed against ${againstPhrase(report)}.`];
  return [
    `Against ${againstPhrase(report)}`,
    ...lines.flatMap(({ title, messages }) => [
      `  ${title}`,
      ...messages.map((message) => `    ${safeText(message)}`),
    ]),
  ];
}

function waivers(title: string, list: readonly Waiver[]): readonly string[] {
  if (list.length === 0) return [];
  return [
    title,
    ...list.map(({ code, subject, reason, by, untilAt }) =>
      safeText(`  ${code} ${subject}, until ${dayText(untilAt)}, by ${by}: ${reason}`),
    ),
  ];
}
