// `stagger audit --format sarif`: SARIF 2.1.0 (OASIS), for forges that show findings at the lines of the inventory that
// cause them. A waived finding is a suppressed result, so that it stays known and does not alarm.

import { adviceText } from '../../core/placement/finding-text.ts';
import { codeRank } from '../../core/placement/severity.ts';
import { domainText } from '../../core/placement/domain-text.ts';
import type { Finding, PlacementCode } from '../../core/placement/finding.ts';
import type { Severity } from '../../core/fleet/severity.ts';
import { auditText } from '../text/audit-text.ts';
import type { AuditReport } from '../text/audit-text.ts';
import { visibleText } from '../text/visible-text.ts';

/** Where a subject (`service:web`, `host:web-01`, `rack:r12`) is written, 1-based; null if nobody knows. */
export type SourceOf = (
  subject: string,
) => { readonly file: string; readonly line: number; readonly column: number } | null;

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  warning: 'warning',
  notice: 'note',
};

/** Each code with what it means in general; the sentence of one finding says the particulars. */
const rules: Readonly<Record<PlacementCode, string>> = {
  'all-in-one-domain': 'All instances of a service stand in one failure domain',
  'quorum-lost': 'The loss of one failure domain leaves no majority of a quorum service',
  'primary-with-standby': 'One failure domain holds the primary and every standby of a service',
  'single-instance': 'A service has a single instance',
  'too-few-instances': 'A service has fewer instances than it needs',
  'no-headroom': 'A service can spare none of its instances',
  'below-minimum': 'The loss of one failure domain leaves a service below its minimum',
  'shared-fate': 'A service needs another one that a single loss stops',
  clustered: 'One failure domain holds more than a fair share of a service',
  'no-placement': 'The inventory does not say where a host stands',
};

/** Forges and their rules speak English, whatever the language of the workspace. */
const { foldedLines, waiverOf } = auditText('en');

/** Worst first: the order in which `ruleIndex` counts. */
const codes = (Object.keys(rules) as PlacementCode[]).sort((a, b) => codeRank(b) - codeRank(a));

export type SarifOptions = {
  readonly version: string;
  readonly sourceOf: SourceOf;
};

/** The log as an object; `JSON.stringify` makes the file. */
export function auditSarif(report: AuditReport, options: SarifOptions): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Stagger',
            version: options.version,
            rules: codes.map((code) => ({
              id: code,
              shortDescription: { text: rules[code] },
              help: { text: adviceText(code) },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: report.audit.findings.map((finding) => result(finding, options.sourceOf)),
      },
    ],
  };
}

function result(finding: Finding, sourceOf: SourceOf): Readonly<Record<string, unknown>> {
  const { code, severity, subject, domain } = finding;
  const index = codes.findIndex((known) => known === code);
  const also = foldedLines(finding.also).map((line) => `Also ${line}.`);
  const waiver = waiverOf(finding);
  const source = sourceOf(subject);
  return {
    ruleId: code,
    ...(index === -1 ? {} : { ruleIndex: index }),
    level: levels[severity],
    message: { text: visibleText([finding.message, ...also].join(' ')) },
    locations: source === null ? [] : [location(source)],
    // The same finding keeps its fingerprint when lines move, so a forge does not take it for a new one.
    partialFingerprints: { 'stagger/v1': `${code} ${subject} ${domain === null ? '-' : domainText(domain)}` },
    ...(waiver === null
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: waiver }] }),
  };
}

function location(source: NonNullable<ReturnType<SourceOf>>): Readonly<Record<string, unknown>> {
  return {
    physicalLocation: {
      artifactLocation: { uri: source.file.split(/[\\/]/).map(encodeURIComponent).join('/') },
      region: { startLine: source.line, startColumn: source.column },
    },
  };
}
