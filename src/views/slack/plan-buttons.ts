// The buttons below a plan that waits for approval, on its card and in Homes. What they say is what a click brings about:
// hosts that have rebooted since, or that people skipped, are not counted. What is approved stays the whole plan.

import type { Button } from '@slack/types';
import { nothingBegun } from '../../core/campaign/decide-withdrawal.ts';
import { planLeft, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import { endOfSteps, type PlanStep } from '../../core/planning/plan.ts';
import { worstMoments, type WorstMoment } from '../../core/planning/worst-moment.ts';
import type { Catalogue } from '../text/en.ts';
import { actionIds, planButtonValue } from './button-value.ts';
import { joinWithin, plainName } from './mrkdwn.ts';
import { button } from './slack-message.ts';

/** How long the plan takes from its first start to its last end: `about 1 h 27 min`. */
export function planLength(steps: readonly PlanStep[], text: Catalogue): string {
  if (steps.length === 0) return '–';
  const fromAt = Math.min(...steps.map((step) => step.expectedStartAt));
  return text.plan.about(text.duration(endOfSteps(steps) - fromAt));
}

function worstPlain(moments: readonly WorstMoment[], text: Catalogue): string {
  if (moments.length === 0) return text.plan.noService;
  const lines = moments.map((moment) =>
    moment.up === 0 && moment.instances === 1
      ? text.plan.worstDownPlain(plainName(moment.service))
      : text.plan.worstService(plainName(moment.service), moment.up, moment.instances),
  );
  return joinWithin(lines, { items: 3, chars: 120, separator: '; ' }, text.more);
}

/** Null where an approval would reboot nothing any more. */
export function approveButton(
  campaign: Campaign,
  given: { readonly actionId: string; readonly rebooted: RebootedSince },
  text: Catalogue,
): Button | null {
  const left = planLeft(campaign, given.rebooted);
  const hosts = left.steps.length;
  if (hosts === 0) return null;
  const { plan, digest } = campaign.document;
  const { rebooted } = given;
  const what = text.plan.confirmText(
    hosts,
    planLength(left.steps, text),
    worstPlain(worstMoments(left), text),
  );
  return button({
    actionId: given.actionId,
    label: text.plan.approve(hosts),
    value: planButtonValue(campaign.id, { version: plan.version, digest }),
    style: 'primary',
    confirm: {
      title: text.plan.confirmTitle,
      text:
        rebooted.length === 0
          ? what
          : [text.approval.confirmRebooted(rebooted.length), what].join(text.sentences),
      confirm: text.plan.confirmYes,
      deny: text.plan.confirmNo,
    },
  });
}

/** Only for those who approved, though everybody sees it: Slack shows one card to all. */
export function withdrawButtons(campaign: Campaign, text: Catalogue): readonly Button[] {
  if (campaign.approvals.length === 0 || !nothingBegun(campaign)) return [];
  const { plan, digest } = campaign.document;
  const { approval } = text;
  return [
    button({
      actionId: actionIds.withdraw,
      label: approval.withdraw,
      value: planButtonValue(campaign.id, { version: plan.version, digest }),
      style: null,
      confirm: {
        title: approval.withdrawTitle,
        text: approval.withdrawText,
        confirm: approval.withdrawYes,
        deny: text.plan.confirmNo,
      },
    }),
  ];
}

/** With nothing left to reboot, there is nothing to decide: only the details are offered. */
export function planButtons(campaign: Campaign, rebooted: RebootedSince, text: Catalogue): readonly Button[] {
  const { plan, digest } = campaign.document;
  const value = planButtonValue(campaign.id, { version: plan.version, digest });
  const plainButton = (actionId: string, label: string): Button =>
    button({ actionId, label, value, style: null, confirm: null });
  const approve = approveButton(campaign, { actionId: actionIds.approve, rebooted }, text);
  const details = plainButton(actionIds.details, text.approval.details);
  if (approve === null) return [details];
  return [
    approve,
    plainButton(actionIds.deny, text.plan.deny),
    // An edit only takes hosts out, and never the last one.
    ...(planLeft(campaign, rebooted).steps.length === 1
      ? []
      : [plainButton(actionIds.edit, text.approval.edit)]),
    details,
    ...withdrawButtons(campaign, text),
  ];
}
