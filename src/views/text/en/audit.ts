// English words of the placement audit in chat: one sentence a finding, the weekly message, waiving.

import { DAY_MS, assertNever } from '../../../core/brand.ts';
import type { FailureDomain } from '../../../core/fleet/fleet.ts';
import { levelText } from '../../../core/placement/domain-text.ts';
import type { Finding, FindingCode } from '../../../core/placement/finding.ts';
import { plural } from './plural.ts';

type Name = (name: string) => string;

/** A kind that the inventory defines is a name of its own. */
const levelWord = (domain: FailureDomain, name: Name): string =>
  domain.level === 'custom' ? name(levelText(domain)) : domain.level;

const where = (domain: FailureDomain | null, name: Name): string =>
  domain === null ? 'any one host' : `${levelWord(domain, name)} ${name(domain.id)}`;

/** `finding` in one sentence; `name` makes names safe for where they are shown. */
function findingSentence(finding: Finding, name: Name): string {
  const { code, figures } = finding;
  const service = name(finding.service ?? '?');
  const host = name(finding.host ?? '?');
  const place = where(finding.domain, name);
  const figure = (key: string): number => figures[key] ?? 0;
  const leaves = `The loss of ${place} leaves ${figure('left')} of ${plural(figure('instances'), 'instance')} of ${service}`;
  switch (code) {
    case 'all-in-one-domain':
      return `All ${figure('instances')} instances of ${service} stand in ${place}: its loss leaves none.`;
    case 'quorum-lost':
      return `${leaves}: no majority, which is ${figure('majority')}.`;
    case 'primary-with-standby':
      return `The primary of ${service} and every standby stand in ${place}: nobody is left to take over.`;
    case 'below-minimum':
      return `${leaves}; ${figure('minimum')} must stay.`;
    case 'clustered':
      return `${figure('lost')} of ${figure('instances')} instances of ${service} stand in ${place}; a fair share is ${figure('fairShare')}.`;
    case 'single-instance':
      return `${service} has one instance: when its host goes, nothing is left.`;
    case 'no-headroom':
      return `${service} needs ${figure('minimum')} of its ${figure('instances')} instances: none of them can be rebooted.`;
    case 'too-few-instances':
      return `${service} needs ${plural(figure('minimum'), 'instance')} and the inventory has ${figure('instances')}.`;
    case 'shared-fate':
      return `${service} needs ${name(finding.path.at(-1) ?? '?')}, which the loss of ${place} stops.`;
    case 'no-placement':
      return `The inventory does not say where ${host} stands: it is never rebooted.`;
    case 'uptime-overdue':
      return `${host} has been up for ${plural(Math.floor(figure('uptimeMs') / DAY_MS), 'day')}; ${plural(Math.floor(figure('maxUptimeMs') / DAY_MS), 'day')} are allowed.`;
    case 'uptime-due-soon':
      return `${host} is due in ${plural(Math.max(0, Math.floor(figure('dueInMs') / DAY_MS)), 'day')}.`;
    default:
      return assertNever(code);
  }
}

export const audit = {
  finding: findingSentence,
  where,
  title: (day: string): string => `Placement audit, ${day}`,
  severities: { critical: 'Critical', warning: 'Warning', notice: 'Notice' },
  counts: (critical: number, warning: number, notice: number): string =>
    `${critical} critical, ${plural(warning, 'warning')}, ${plural(notice, 'notice')}`,
  clean: 'Nothing is found: no single loss takes a service below its minimum.',
  waivedCount: (count: number): string => `${count} waived`,
  added: (count: number): string => `New since the last audit: ${count}`,
  gone: (count: number): string => `Gone since the last audit: ${count}`,
  unchanged: 'No finding is new or gone since the last audit.',
  first: 'This is the first audit; the next one says what changed.',
  open: 'Open findings, worst first',
  notShown: (count: number): string => `${plural(count, 'more finding')}: \`stagger audit\` lists all.`,
  waivers: 'Waived',
  waiver: (what: string, by: string, until: string, reason: string): string =>
    `${what} by ${by}, until ${until}: ${reason}`,
  expired: (count: number): string =>
    `${plural(count, 'waiver')} ended while what was accepted is still found.`,
  owner: (owner: string): string => `owner ${owner}`,
  codes: {
    'all-in-one-domain': 'all instances in one place',
    'quorum-lost': 'majority lost',
    'primary-with-standby': 'primary and standby together',
    'below-minimum': 'below minimum',
    clustered: 'clustered',
    'single-instance': 'single instance',
    'no-headroom': 'no headroom',
    'too-few-instances': 'too few instances',
    'shared-fate': 'falls with what it needs',
    'no-placement': 'no placement',
    'uptime-overdue': 'past the maximum uptime',
    'uptime-due-soon': 'close to the maximum uptime',
  } satisfies Record<FindingCode, string>,
  waive: 'Waive …',
  waiveTitle: 'Waive a finding',
  waiveReason: 'Why is it accepted?',
  waiveReasonHint: 'Shown with your name in every audit until it ends.',
  waiveUntil: 'Until',
  waiveUntilHint: 'The day on which it counts again, at most a year from now.',
  waiveSubmit: 'Waive',
  waiveOnlyApprovers: 'Only approvers can waive.',
  waived: 'Waived. Every audit honours it until it ends.',
  waiverEnd: 'A waiver ends on a day after today, within a year.',
};
