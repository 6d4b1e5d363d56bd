// What an edit changes: hosts taken out, hosts that went besides, what it means for each service, and the end. The same
// lines in the form that asks, on the card of the new version and in its thread.

import { ruleCounts, type RuleId } from '../../core/campaign/approval-rules.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { PlanDiff, ServiceDiff } from '../../core/planning/plan-diff.ts';
import type { Catalogue } from '../text/en.ts';
import { code, date, joinWithin } from './mrkdwn.ts';
import { waitWords } from './wait-words.ts';

function riskLine({ service, instances, upBefore, upAfter }: ServiceDiff, text: Catalogue): string {
  const moment = (up: number | null): string =>
    up === null ? text.approval.untouched : text.approval.up(up, instances);
  return `• ${text.approval.riskLine(code(service), moment(upBefore), moment(upAfter))}`;
}

function names(hosts: readonly HostId[], text: Catalogue): string {
  return joinWithin(hosts.map(code), { items: 12, chars: 500, separator: text.list }, text.more);
}

/** mrkdwn, at most about 3,000 characters less what a section's title needs. */
export function planChangeText(diff: PlanDiff, text: Catalogue): string {
  const { approval } = text;
  const leftOut = joinWithin(
    diff.leftOut.map(({ host, why }, index) =>
      // Only what can be shown is worked out.
      index < 5 ? `• ${approval.leftOutLine(code(host), waitWords(why, text))}` : '',
    ),
    { items: 5, chars: 800, separator: '\n' },
    text.more,
  );
  const risk = joinWithin(
    diff.services.map((service) => riskLine(service, text)),
    { items: 6, chars: 700, separator: '\n' },
    text.more,
  );
  return [
    `*${approval.hostsChange(diff.hostsBefore, diff.hostsAfter)}*`,
    ...(diff.removed.length === 0 ? [] : [text.labelInline(approval.removed, names(diff.removed, text))]),
    ...(diff.rebooted === undefined
      ? []
      : [text.labelInline(approval.rebootedOut, names(diff.rebooted, text))]),
    ...(diff.leftOut.length === 0 ? [] : [`${text.label(approval.leftOut, leftOut)}`]),
    risk === ''
      ? text.labelInline(approval.riskChange, approval.riskSame)
      : text.label(approval.riskChange, risk),
    text.labelInline(approval.endChange, approval.endLine(date(diff.endBeforeAt), date(diff.endAfterAt))),
  ].join('\n');
}

function ruleName(rule: RuleId, text: Catalogue): string {
  const [kind, ...rest] = rule.split(':');
  const id = code(rest.join(':'));
  if (kind === 'service') return text.approval.serviceRule(id);
  return kind === 'owner' ? text.approval.ownerRule(id) : text.approval.fleetRule;
}

/** How far each rule is, where there is more than the fleet's own; null otherwise. */
export function rulesText(campaign: Campaign, text: Catalogue): string | null {
  if (campaign.approvalPolicy.rules.length === 0) return null;
  const lines = ruleCounts(campaign.approvalPolicy, campaign.approvals).map(
    ({ rule, have, needed }) => `• ${text.approval.ruleLine(ruleName(rule, text), have, needed)}`,
  );
  return joinWithin(lines, { items: 8, chars: 900, separator: '\n' }, text.more);
}
