// The card of a plan that waits for approval: everything that somebody needs to decide in a minute, on a phone,
// without approving blind. What it can hurt stands above the buttons, not behind a link.

import type { Button, KnownBlock } from '@slack/types';
import type { Instant } from '../../core/brand.ts';
import { skippedByPeople } from '../../core/campaign/decide-edit.ts';
import { nothingBegun } from '../../core/campaign/decide-withdrawal.ts';
import type { RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign, PlanEdit } from '../../core/campaign/state.ts';
import { endOfSteps, type PlanStep, type RebootReason } from '../../core/planning/plan.ts';
import { worstMoments, type WorstMoment } from '../../core/planning/worst-moment.ts';
import type { Catalogue } from '../text/en.ts';
import { actionIds, planButtonValue } from './button-value.ts';
import { drawText } from './draw-text.ts';
import { code, date, joinWithin, person, plainName } from './mrkdwn.ts';
import { planChangeText, rulesText } from './plan-change.ts';
import { button, context, fields, header, section, type SlackMessage } from './slack-message.ts';

/** Eight services are what a phone shows without scrolling past the buttons twice. */
const WORST_LINES = 8;
const WAVE_LINES = 6;
const HOSTS_PER_WAVE = 5;

const reasonOrder: readonly RebootReason[] = [
  'overdue',
  'reboot-required',
  'spread',
  'due-soon',
  'requested',
  'drawn',
];

function whyNow(steps: readonly PlanStep[], text: Catalogue): string {
  const counts = reasonOrder
    .map((reason) => ({ reason, count: steps.filter((step) => step.reason === reason).length }))
    .filter(({ count }) => count > 0)
    .map(({ reason, count }) => text.plan.reasons[reason](count));
  const longest = steps.reduce<PlanStep | null>(
    (best, step) => (best === null || step.uptimeMs > best.uptimeMs ? step : best),
    null,
  );
  const longestUp = steps.length === 1 ? text.approval.upFor : text.plan.longestUp;
  const up = longest && longestUp(code(longest.host), text.days(longest.uptimeMs));
  return [...counts, ...(up === null ? [] : [up])].join('\n');
}

export function worstLine(moment: WorstMoment, text: Catalogue): string {
  if (moment.up === 0 && moment.instances === 1) return text.plan.worstDown(code(moment.service));
  const line = text.plan.worstService(code(moment.service), moment.up, moment.instances);
  return moment.up <= moment.minAvailable ? `${line} (${text.plan.worstMinimum(moment.minAvailable)})` : line;
}

function worstPlain(moments: readonly WorstMoment[], text: Catalogue, limit: number): string {
  if (moments.length === 0) return text.plan.noService;
  const lines = moments.map((moment) =>
    moment.up === 0 && moment.instances === 1
      ? text.plan.worstDownPlain(plainName(moment.service))
      : text.plan.worstService(plainName(moment.service), moment.up, moment.instances),
  );
  return joinWithin(lines, { items: limit, chars: 160, separator: '; ' }, text.plan.moreServices);
}

export function worstText(moments: readonly WorstMoment[], text: Catalogue): string {
  if (moments.length === 0) return text.plan.noService;
  const lines = moments.map((moment) => `• ${worstLine(moment, text)}`);
  return joinWithin(lines, { items: WORST_LINES, chars: 1_500, separator: '\n' }, text.plan.moreServices);
}

function orderText(steps: readonly PlanStep[], text: Catalogue): string {
  const waves = Map.groupBy(steps, (step) => step.wave);
  const lines = [...waves].map(([wave, members]) => ({
    hosts: members.length,
    line: text.plan.wave(
      wave,
      joinWithin(
        members.map(({ host }) => code(host)),
        { items: HOSTS_PER_WAVE, chars: 300, separator: text.list },
        text.more,
      ),
    ),
  }));
  const rest = lines.slice(WAVE_LINES);
  return [
    ...lines.slice(0, WAVE_LINES).map(({ line }) => line),
    ...(rest.length === 0
      ? []
      : [
          text.plan.moreWaves(
            rest.length,
            rest.reduce((sum, { hosts }) => sum + hosts, 0),
          ),
        ]),
  ].join('\n');
}

/** How long the plan takes from its first start to its last end: `about 1 h 27 min`. */
export function planLength(steps: readonly PlanStep[], text: Catalogue): string {
  if (steps.length === 0) return '–';
  const fromAt = Math.min(...steps.map((step) => step.expectedStartAt));
  const toAt = endOfSteps(steps);
  return text.plan.about(text.duration(toAt - fromAt));
}

/**
 * First expected start and last expected end, true whenever the card is read: a plan may be approved after the start
 * that it was made for. A plan without steps has neither.
 */
function schedule(
  steps: readonly PlanStep[],
  now: Instant,
  text: Catalogue,
): { readonly when: string; readonly howLong: string } {
  if (steps.length === 0) return { when: '–', howLong: '–' };
  const fromAt = Math.min(...steps.map((step) => step.expectedStartAt));
  const toAt = endOfSteps(steps);
  return {
    when: fromAt <= now ? text.plan.onceApproved : text.plan.fromTo(date(fromAt), date(toAt)),
    howLong: planLength(steps, text),
  };
}

export function identity(campaign: Campaign, text: Catalogue): string {
  const { plan, digest } = campaign.document;
  return text.plan.identity(code(campaign.id), plan.version, code(digest.slice(0, 12)));
}

/** Who approved and when, at most ten of them. */
export function approvalsText(campaign: Campaign, text: Catalogue): string {
  const lines = campaign.approvals.map(({ by, at }) => text.plan.approval(person(by, text), date(at)));
  return joinWithin(lines, { items: 10, chars: 1_000, separator: text.list }, text.more);
}

function editText({ by, version, at, diff }: PlanEdit, text: Catalogue): string {
  return `*${text.approval.edited(person(by, text), version, date(at))}*\n${planChangeText(diff, text)}`;
}

/** Hosts that stand in the plan and were skipped before an approval was taken back. */
function skippedText(campaign: Campaign, text: Catalogue): string | null {
  const hosts = skippedByPeople(campaign).map(code);
  if (hosts.length === 0) return null;
  return text.plan.skipped(joinWithin(hosts, { items: 10, chars: 600, separator: text.list }, text.more));
}

/** Null where none has. What stands behind the buttons stays the plan: these are skipped at their start. */
function rebootedText({ hosts, left }: RebootedSince, text: Catalogue): string | null {
  if (left === 'nothing') return text.approval.nothingLeft;
  if (hosts.length === 0) return null;
  const named = joinWithin(hosts.map(code), { items: 10, chars: 600, separator: text.list }, text.more);
  return text.approval.rebootedSince(named);
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

export function renderPlanCard(
  campaign: Campaign,
  { now, rebooted }: { readonly now: Instant; readonly rebooted: RebootedSince },
  text: Catalogue,
): SlackMessage {
  const { plan, digest } = campaign.document;
  const { steps } = plan;
  const moments = worstMoments(plan);
  const awaiting = text.plan.awaiting(campaign.approvals.length, campaign.approvalPolicy.needed);
  const expires = text.plan.expires(date(campaign.expiresAt));
  const rules = rulesText(campaign, text);
  const edit = campaign.edits.at(-1);
  const note = campaign.document.report.draw ?? null;
  const draw = note === null ? null : drawText(note, text);
  const title = note === null ? text.plan.title(steps.length) : text.chaos.planTitle;
  const { when, howLong } = schedule(steps, now, text);
  const why = whyNow(steps, text);
  const value = planButtonValue(campaign.id, { version: plan.version, digest });
  const askedBy = person(campaign.requestedBy, text);
  const skipped = skippedText(campaign, text);
  const gone = rebootedText(rebooted, text);
  const worst = worstText(moments, text);
  const blocks = [
    header(title),
    section([`*${awaiting}*`, ...(rules === null ? [] : [rules]), expires].join('\n')),
    ...(gone === null ? [] : [section(`*${gone}*`)]),
    ...(draw === null ? [] : [section(draw)]),
    ...(skipped === null ? [] : [section(skipped)]),
    ...(edit === undefined ? [] : [section(editText(edit, text))]),
    fields([
      text.label(text.plan.why, why),
      text.label(text.plan.when, when),
      text.label(text.plan.howLong, howLong),
      text.label(text.plan.askedBy, askedBy),
    ]),
    section(text.label(text.plan.worst, worst)),
    section(text.label(text.plan.order, orderText(steps, text))),
    ...(campaign.approvals.length === 0
      ? []
      : [context(text.labelInline(text.plan.approvals, approvalsText(campaign, text)))]),
    {
      type: 'actions',
      elements: [
        button({
          actionId: actionIds.approve,
          label: text.plan.approve(steps.length),
          value,
          style: 'primary',
          confirm: {
            title: text.plan.confirmTitle,
            text: text.plan.confirmText(steps.length, howLong, worstPlain(moments, text, 3)),
            confirm: text.plan.confirmYes,
            deny: text.plan.confirmNo,
          },
        }),
        button({ actionId: actionIds.deny, label: text.plan.deny, value, style: null, confirm: null }),
        // An edit only takes hosts out, and never the last one.
        ...(steps.length === 1
          ? []
          : [
              button({
                actionId: actionIds.edit,
                label: text.approval.edit,
                value,
                style: null,
                confirm: null,
              }),
            ]),
        button({
          actionId: actionIds.details,
          label: text.approval.details,
          value,
          style: null,
          confirm: null,
        }),
        ...withdrawButtons(campaign, text),
      ],
    },
    context(identity(campaign, text)),
  ] satisfies KnownBlock[];
  const spoken = [
    `${title}. ${awaiting}.`,
    ...(rules === null
      ? []
      : [`${text.approval.rules}: ${rules.replaceAll('\n• ', '; ').replace(/^• /, '')}.`]),
    ...(gone === null ? [] : [gone]),
    ...(draw === null ? [] : [draw.replaceAll('*', '')]),
    ...(skipped === null ? [] : [skipped]),
    ...(edit === undefined ? [] : [editText(edit, text).replaceAll('*', '')]),
    `${text.plan.why}: ${why.replaceAll('\n', text.list)}.`,
    `${text.plan.when}: ${when} (${howLong}).`,
    `${text.plan.worst}: ${worst.replaceAll('\n• ', '; ').replace(/^• /, '').replaceAll('*', '')}.`,
    `${text.plan.askedBy}: ${askedBy}.`,
    expires,
    text.plan.howToAct,
    identity(campaign, text),
  ].join('\n');
  return { text: spoken, blocks };
}
