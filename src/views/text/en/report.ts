// English words of the audit's reports (table, Markdown, HTML) that are not a finding's own sentence.

import type { AuditComparison } from '../../../core/placement/compare-audits.ts';
import type { FindingCode } from '../../../core/placement/finding.ts';
import type { Severity } from '../../../core/fleet/severity.ts';
import { plural } from './plural.ts';

export const report = {
  title: 'Placement audit',
  hosts: (count: number): string => plural(count, 'host'),
  services: (count: number): string => plural(count, 'service'),
  notices: (count: number): string => plural(count, 'notice'),
  noFindings: 'no findings',
  counts: (open: number, of: Readonly<Record<Severity, number>>, waived: number): string =>
    `${plural(open, 'finding')}: ${of.critical} critical, ${plural(of.warning, 'warning')}, ` +
    `${plural(of.notice, 'notice')}${waived === 0 ? '' : `; ${waived} waived`}`,
  severities: { critical: 'critical', warning: 'warning', notice: 'notice' } as Readonly<
    Record<Severity, string>
  >,
  severityTitles: { critical: 'Critical', warning: 'Warnings', notice: 'Notices' } as Readonly<
    Record<Severity, string>
  >,
  columns: { severity: 'Severity', code: 'Code', subject: 'Subject', owner: 'Owner', finding: 'Finding' },
  findings: 'Findings',
  none: 'None.',
  also: (line: string): string => `also ${line}`,
  foldedBy: (needs: string): string => `needs ${needs}, stopped by`,
  more: (count: number): string => ` and ${count} more`,
  andMore: (count: number): string => `and ${count} more`,
  rack: (id: string): string => `rack ${id}`,
  zone: (id: string): string => `zone ${id}`,
  unit: (standing: string, unit: number): string => `${standing} unit ${unit}`,
  onHypervisor: (id: string, standing: string): string => `hypervisor ${id} (${standing})`,
  move: (host: string, from: string, to: string): string => `move ${host} from ${from} to ${to}`,
  seeThatThereIsRoom: ' (see that there is room)',
  suggestions: 'Suggestions',
  suggestionsEach:
    'Suggestions, each on its own: audited with the moves made, the finding is gone and no new one comes',
  baseline: 'the baseline',
  auditOf: (day: string, digest: string): string => `the audit of ${day} (${digest})`,
  against: (what: string): string => `Against ${what}`,
  nothingChangedAgainst: (what: string): string => `Nothing changed against ${what}.`,
  nothingChanged: 'nothing changed',
  changes: {
    added: 'New',
    worse: 'Worse',
    expired: 'Waiver ended',
    waived: 'Newly waived',
    gone: 'Gone',
  } as Readonly<Record<keyof AuditComparison, string>>,
  waivedUntil: (day: string): string => `waived until ${day}`,
  waivedCount: (count: number): string => `${count} waived`,
  waiversEnded: 'Waivers that have ended',
  waiversUnmatched: 'Waivers that match nothing',
  waiver: (what: string, until: string, by: string, reason: string): string =>
    `${what}, until ${until}, by ${by}: ${reason}`,
  needs: 'Needs',
  longestChain: (chain: string): string => `Longest chain of needs: ${chain}`,
  circle: (circle: string): string => `Circle of needs: ${circle}`,
  auditDigest: (digest: string): string => `audit ${digest}`,
  racks: 'Racks',
  rackPicture: {
    site: (id: string): string => `Site ${id}`,
    zone: (id: string): string => `Zone ${id}`,
    noRack: 'no rack',
    noFeeds: 'feeds unknown',
    nowhere: 'Nobody wrote down where',
    counts: (count: number, guests: number): string =>
      `${plural(count, 'host')}${guests === 0 ? '' : `, ${guests.toLocaleString('en')} of them ${guests === 1 ? 'a guest' : 'guests'}`}`,
  },
  codes: null as Readonly<Record<FindingCode, string>> | null,
};
