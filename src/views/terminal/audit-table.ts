// `stagger audit` for people at a terminal: the worst first, each with what it explains under it, then what to move,
// what changed, and which waivers need somebody's attention.

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Waiver } from '../../core/fleet/fleet.ts';
import type { Finding } from '../../core/placement/finding.ts';
import type { Severity } from '../../core/fleet/severity.ts';
import { auditText, shortDigest } from '../text/audit-text.ts';
import type { AuditReport, AuditText } from '../text/audit-text.ts';
import { paintFor, plainTable, safeText } from './plain-table.ts';
import type { Cell, Paper, Tone } from './plain-table.ts';

const tones: Readonly<Record<Severity, Tone>> = { critical: 'bad', warning: 'warn', notice: 'dim' };

export function auditTable(report: AuditReport, paper: Paper): string {
  const { audit } = report;
  const text = auditText(report.language);
  const { words } = text;
  const chain = text.chainLine(audit);
  const { severity, code, subject, owner } = words.columns;
  const header = [severity, code, subject, owner, ''].map((title) => title.toUpperCase());
  const counts = [words.hosts(audit.hosts), words.services(audit.services), text.countsLine(audit)];
  const blocks = [
    audit.findings.length === 0 ? [] : [findingTable(header, audit.findings, { text, paper })],
    suggestionLines(report, text),
    changes(report, text),
    waivers(words.waiversEnded, audit.expiredWaivers, text),
    waivers(words.waiversUnmatched, audit.unmatchedWaivers, text),
    [
      ...(chain === null ? [] : [safeText(words.longestChain(chain))]),
      ...text.circleLines(audit).map((circle) => safeText(words.circle(circle))),
      `${counts.join(', ')} (${words.auditDigest(shortDigest(report.digest))})`,
    ],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The least that is left for what a finding says beside its other columns; below it stands under them. */
const LEAST_COLUMNS = 44;

function findingTable(
  header: readonly string[],
  findings: readonly Finding[],
  { text, paper }: { readonly text: AuditText; readonly paper: Paper },
): string {
  const rows = findings.map((finding) => rowsOf(finding, text));
  const { columns } = paper;
  if (columns !== null) {
    const short = rows.map(([first = []]) => first.slice(0, -1));
    const [head = '', ...lines] = plainTable(header.slice(0, -1), short, paper).split('\n');
    const isWide =
      Math.max(...[head, ...lines].map((line) => stringWidth(line))) + 2 + LEAST_COLUMNS > columns;
    if (isWide && lines.length === rows.length)
      return [
        head,
        ...rows.flatMap((cells, index) => [lines[index] ?? '', ...said(cells, { paper, columns })]),
      ].join('\n');
  }
  return plainTable(header, rows.flat(), paper);
}

/** What the rows of one finding say, each below the last. */
function said(
  rows: readonly (readonly Cell[])[],
  { paper, columns }: { readonly paper: Paper; readonly columns: number },
): readonly string[] {
  const paint = paintFor(paper.colour);
  return rows.flatMap((row) => {
    const cell = row.at(-1) ?? '';
    const whole =
      typeof cell === 'string' ? safeText(cell) : paint(cell.tone, safeText(cell.text.trimStart()));
    const indent = typeof cell === 'string' || !cell.text.startsWith(' ') ? '  ' : '    ';
    return wrapAnsi(whole, columns - indent.length, { hard: true })
      .split('\n')
      .map((line) => `${indent}${line}`);
  });
}

function rowsOf(finding: Finding, text: AuditText): readonly (readonly Cell[])[] {
  const { words } = text;
  const waiver = text.waiverOf(finding);
  const tone = waiver === null ? tones[finding.severity] : 'dim';
  const message = text.message(finding);
  const under = [...text.foldedLines(finding.also).map(words.also), ...(waiver === null ? [] : [waiver])];
  return [
    [
      { text: words.severities[finding.severity], tone },
      finding.code,
      finding.subject,
      finding.owner ?? '-',
      waiver === null ? message : { text: message, tone: 'dim' },
    ],
    ...under.map((line): readonly Cell[] => ['', '', '', '', { text: `  ${line}`, tone: 'dim' }]),
  ];
}

function suggestionLines({ suggestions }: AuditReport, { words, movePhrase }: AuditText): readonly string[] {
  if (suggestions.length === 0) return [];
  return [
    words.suggestionsEach,
    ...suggestions.flatMap(({ finding, moves }) => [
      `  ${safeText(finding.subject)} ${finding.code}`,
      ...moves.map((move) => `    ${safeText(movePhrase(move))}`),
    ]),
  ];
}

function changes(report: AuditReport, text: AuditText): readonly string[] {
  if (report.comparison === null) return [];
  const { words } = text;
  const lines = text.comparisonLines(report.comparison);
  const against = text.againstPhrase(report);
  if (lines.length === 0) return [words.nothingChangedAgainst(against)];
  return [
    words.against(against),
    ...lines.flatMap(({ title, messages }) => [
      `  ${title}`,
      ...messages.map((message) => `    ${safeText(message)}`),
    ]),
  ];
}

function waivers(title: string, list: readonly Waiver[], { waiverLine }: AuditText): readonly string[] {
  return list.length === 0 ? [] : [title, ...list.map((waiver) => safeText(`  ${waiverLine(waiver)}`))];
}
