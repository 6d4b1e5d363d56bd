// The card of a plan that waits for approval: everything that somebody needs to decide in a minute, on a phone,
// without approving blind. What it can hurt stands above the buttons, not behind a link.

import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../core/brand.ts';
import { skippedByPeople } from '../../core/campaign/decide-edit.ts';
import { nothingLeft, planLeft, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign, PlanEdit } from '../../core/campaign/state.ts';
import { endOfSteps, type PlanStep, type RebootReason } from '../../core/planning/plan.ts';
import { worstMoments, type WorstMoment } from '../../core/planning/worst-moment.ts';
import type { Catalogue } from '../text/en.ts';
import { drawText } from './draw-text.ts';
import { code, date, joinWithin, person } from './mrkdwn.ts';
import { planButtons, planLength } from './plan-buttons.ts';
import { planChangeText, rulesText } from './plan-change.ts';
import { actions, context, fields, header, section, type SlackMessage } from './slack-message.ts';
import { guestManners, guestsText, type GuestManner } from './guests-text.ts';

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

export function worstText(moments: readonly WorstMoment[], text: Catalogue): string {
  if (moments.length === 0) return text.plan.noService;
  const lines = moments.map((moment) => `• ${worstLine(moment, text)}`);
  return joinWithin(lines, { items: WORST_LINES, chars: 1_500, separator: '\n' }, text.plan.moreServices);
}

function orderText(steps: readonly PlanStep[], text: Catalogue): string {
  const waves = Map.groupBy(steps, (step) => step.wave);
  // Counted anew: a wave that is done already leaves no gap.
  const lines = [...waves.values()].map((members, index) => ({
    hosts: members.length,
    line: text.plan.wave(
      index + 1,
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

/**
 * First expected start and last expected end, true whenever the card is read: a plan may be approved after the start
 * that it was made for. Hosts that are left may start as soon as those before them turn out to be done, so the first
 * start is that of the whole plan: nothing starts earlier than a card says.
 */
function schedule(
  all: readonly PlanStep[],
  left: readonly PlanStep[],
  now: Instant,
  text: Catalogue,
): { readonly when: string; readonly howLong: string } {
  if (left.length === 0) return { when: '–', howLong: '–' };
  const fromAt = Math.min(...all.map((step) => step.expectedStartAt));
  return {
    when: fromAt <= now ? text.plan.onceApproved : text.plan.fromTo(date(fromAt), date(endOfSteps(left))),
    howLong: planLength(left, text),
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

/** Null where none has. What stands behind the buttons stays the plan: these are left alone at their start. */
export function rebootedText(hosts: RebootedSince, text: Catalogue): string | null {
  if (hosts.length === 0) return null;
  const named = joinWithin(hosts.map(code), { items: 10, chars: 600, separator: text.list }, text.more);
  return text.approval.rebootedSince(named);
}

/** What a card says of its plan, in words: the same on the screen and to a screen reader. */
type PlanWords = {
  readonly title: string;
  readonly awaiting: string;
  readonly expires: string;
  readonly rules: string | null;
  readonly rebooted: string | null;
  readonly draw: string | null;
  readonly skipped: string | null;
  readonly edit: string | null;
  readonly why: string;
  readonly when: string;
  readonly howLong: string;
  readonly askedBy: string;
  readonly worst: string;
  readonly guests: readonly { readonly manner: GuestManner; readonly lines: string }[];
};

type Known = { readonly now: Instant; readonly rebooted: RebootedSince };

function wordsOf(campaign: Campaign, { now, rebooted }: Known, text: Catalogue): PlanWords {
  const left = planLeft(campaign, rebooted);
  const edit = campaign.edits.at(-1);
  const draw = campaign.document.report.draw ?? null;
  const { plan } = campaign.document;
  return {
    title:
      draw !== null
        ? text.chaos.planTitle
        : left.steps.length === plan.steps.length
          ? text.plan.title(plan.steps.length)
          : text.approval.titleLeft(left.steps.length, plan.steps.length),
    awaiting: text.plan.awaiting(campaign.approvals.length, campaign.approvalPolicy.needed),
    expires: text.plan.expires(date(campaign.expiresAt)),
    rules: rulesText(campaign, text),
    rebooted: rebootedText(rebooted, text),
    draw: draw === null ? null : drawText(draw, text),
    skipped: skippedText(campaign, text),
    edit: edit === undefined ? null : editText(edit, text),
    why: whyNow(left.steps, text),
    ...schedule(plan.steps, left.steps, now, text),
    askedBy: person(campaign.requestedBy, text),
    worst: worstText(worstMoments(left), text),
    guests: guestManners.flatMap((manner) => {
      const lines = guestsText(left.steps, manner, text);
      return lines === null ? [] : [{ manner, lines }];
    }),
  };
}

/** `• one\n• two` in one sentence. */
function inline(lines: string): string {
  return lines.replaceAll('\n• ', '; ').replace(/^• /, '');
}

function spokenPlan(campaign: Campaign, words: PlanWords, text: Catalogue): string {
  const { title, awaiting, rules, rebooted, draw, skipped, edit } = words;
  return [
    `${title}. ${awaiting}.`,
    ...(rules === null ? [] : [`${text.approval.rules}: ${inline(rules)}.`]),
    rebooted,
    draw?.replaceAll('*', '') ?? null,
    skipped,
    edit?.replaceAll('*', '') ?? null,
    `${text.plan.why}: ${words.why.replaceAll('\n', text.list)}.`,
    `${text.plan.when}: ${words.when} (${words.howLong}).`,
    `${text.plan.worst}: ${inline(words.worst).replaceAll('*', '')}.`,
    ...words.guests.map(
      ({ manner, lines }) => `${text.approval.guests[manner].label}: ${inline(lines.replace('\n• ', ' '))}.`,
    ),
    `${text.plan.askedBy}: ${words.askedBy}.`,
    words.expires,
    text.plan.howToAct,
    identity(campaign, text),
  ]
    .filter((line) => line !== null)
    .join('\n');
}

export function renderPlanCard(campaign: Campaign, known: Known, text: Catalogue): SlackMessage {
  const { rebooted } = known;
  if (nothingLeft(campaign, rebooted)) return renderNothingLeft(campaign, rebooted, text);
  const words = wordsOf(campaign, known, text);
  const { rules, draw, skipped, edit } = words;
  const blocks = [
    header(words.title),
    section([`*${words.awaiting}*`, ...(rules === null ? [] : [rules]), words.expires].join('\n')),
    ...(words.rebooted === null ? [] : [section(`*${words.rebooted}*`)]),
    ...[draw, skipped, edit].filter((part) => part !== null).map(section),
    fields([
      text.label(text.plan.why, words.why),
      text.label(text.plan.when, words.when),
      text.label(text.plan.howLong, words.howLong),
      text.label(text.plan.askedBy, words.askedBy),
    ]),
    section(text.label(text.plan.worst, words.worst)),
    ...words.guests.map(({ manner, lines }) =>
      section(text.label(text.approval.guests[manner].label, lines)),
    ),
    section(text.label(text.plan.order, orderText(planLeft(campaign, rebooted).steps, text))),
    ...(campaign.approvals.length === 0
      ? []
      : [context(text.labelInline(text.plan.approvals, approvalsText(campaign, text)))]),
    actions(planButtons(campaign, rebooted, text)),
    context(identity(campaign, text)),
  ] satisfies KnownBlock[];
  return { text: spokenPlan(campaign, words, text), blocks };
}

/** Nobody has to decide any more: what an approver would otherwise weigh is left out, and so is the button. */
function renderNothingLeft(campaign: Campaign, rebooted: RebootedSince, text: Catalogue): SlackMessage {
  const { nothingLeft: why, nothingLeftTitle: title } = text.approval;
  const gone = rebootedText(rebooted, text);
  return {
    text: [`${title}. ${why}`, gone, identity(campaign, text)].filter((line) => line !== null).join('\n'),
    blocks: [
      header(title),
      section(why),
      ...(gone === null ? [] : [section(gone)]),
      actions(planButtons(campaign, rebooted, text)),
      context(identity(campaign, text)),
    ],
  };
}
