// The card of a campaign that has ended: how, by whom, and which hosts were not rebooted. A click on an old
// button must find nothing to press: only a plan that lapsed offers to be planned again, and a host that was left out of
// rotation to be put back.

import type { KnownBlock } from '@slack/types';
import { mayBeReplanned } from '../../core/campaign/decide-edit.ts';
import { assertNever, type Instant } from '../../core/brand.ts';
import type { Campaign, CampaignEnd, SkipReason } from '../../core/campaign/state.ts';
import { guestsOut, leftOutHosts } from '../../core/campaign/left-out.ts';
import { progressOf } from '../../core/campaign/progress.ts';
import type { Catalogue } from '../text/en.ts';
import { driftWords } from './failure-words.ts';
import { changeWords, named } from './decision-words.ts';
import { guestNames } from './guests-text.ts';
import { code, date, joinWithin, person, plainName } from './mrkdwn.ts';
import { approvalsText, identity } from './plan-card.ts';
import { saidWords } from './said-words.ts';
import { counters, failedText, reasonText } from './progress-lines.ts';
import { actionIds, hostButtonValue } from './button-value.ts';
import { button, context, header, section, type SlackMessage } from './slack-message.ts';

/** How it ended, in one sentence with the reason a person gave, if any. */
export function outcomeText(campaign: Campaign, as: CampaignEnd, at: Instant, text: Catalogue): string {
  switch (as.kind) {
    case 'done':
      return text.ended.done(date(at));
    case 'stopped':
      return text.ended.stopped(person(as.by, text), date(at));
    case 'denied':
      return `${text.ended.denied(person(as.by, text), date(at))}\n> ${reasonText(as.reason, text)}`;
    case 'expired':
      return campaign.approvals.length < campaign.approvalPolicy.needed
        ? text.ended.expired(date(at))
        : text.ended.expiredRunning(date(at));
    case 'voided':
      if (as.change?.kind === 'rebooted') return text.ended.overtaken(named(as.change.hosts, text), date(at));
      return text.ended.voided(
        as.change === undefined ? saidWords(as.why, 400, text) : changeWords(as.change, text),
        date(at),
      );
    default:
      return assertNever(as);
  }
}

export function skipText(why: SkipReason, text: Catalogue): string {
  switch (why.kind) {
    case 'already-rebooted':
      return text.skip.alreadyRebooted;
    case 'changed-since-plan':
      return text.skip.changed;
    case 'removed-from-inventory':
      return text.skip.removed;
    case 'by-person':
      return text.skip.byPerson(person(why.by, text));
    default:
      return assertNever(why);
  }
}

/** A plan that lapsed offers a new one; once somebody asked for it, the card says who. */
function replanBlocks(campaign: Campaign, text: Catalogue): readonly KnownBlock[] {
  const { approval } = text;
  if (campaign.successor !== null) return [];
  if (!mayBeReplanned(campaign)) return [];
  const confirm = {
    title: approval.replanTitle,
    text: approval.replanText,
    confirm: approval.replanYes,
    deny: text.plan.confirmNo,
  };
  const again = button({
    actionId: actionIds.replan,
    label: approval.replan,
    value: campaign.id,
    style: null,
    confirm,
  });
  return [{ type: 'actions', elements: [again] }];
}

/** So many hosts have a button, each in its own row (Slack wants an action once a row); the command line has the rest. */
const BRING_BACK_BUTTONS = 3;

/** Hosts that it left out of rotation, each with the way back. */
function leftOutBlocks(campaign: Campaign, text: Catalogue): readonly KnownBlock[] {
  const { ended } = text;
  const hosts = [...leftOutHosts([campaign]).keys()];
  if (hosts.length === 0) return [];
  const names = joinWithin(hosts.map(code), { items: 20, chars: 1_200, separator: text.list }, text.more);
  const ways = hosts.slice(0, BRING_BACK_BUTTONS).map((host): KnownBlock => ({
    type: 'actions',
    elements: [
      button({
        actionId: actionIds.retry,
        label: ended.bringBack(plainName(host, 20)),
        value: hostButtonValue(campaign.id, host),
        style: null,
        confirm: {
          title: ended.bringBackTitle,
          text: ended.bringBackText,
          confirm: ended.bringBack(plainName(host, 20)),
          deny: text.progress.confirmNo,
        },
      }),
    ],
  }));
  const guests = hosts.flatMap((host) => {
    const reboot = campaign.hosts.get(host);
    const out = reboot === undefined ? [] : guestsOut(reboot);
    return out.length === 0 ? [] : [`• ${text.approval.guests.line(code(host), guestNames(out, text))}`];
  });
  const withGuests = joinWithin(guests, { items: 10, chars: 1_500, separator: '\n' }, text.more);
  const all = guests.length === 0 ? names : `${names}\n${withGuests}`;
  return [section(text.label(ended.leftOut, all)), ...ways];
}

export function renderEndedCard(
  campaign: Campaign,
  as: CampaignEnd,
  at: Instant,
  text: Catalogue,
): SlackMessage {
  const progress = progressOf(campaign);
  const { done, failed, skipped, total } = progress;
  const title =
    as.kind === 'voided' && as.change?.kind === 'rebooted'
      ? text.ended.overtakenTitle
      : text.ended.title[as.kind](as.kind === 'done' ? done.length : total, total);
  const outcome = outcomeText(campaign, as, at, text);
  const startedAt = Math.min(...[...campaign.hosts.values()].map((reboot) => reboot.startedAt ?? Infinity));
  const driftedCount = [...campaign.hosts.values()].filter(({ drift }) => (drift ?? []).length > 0).length;
  const counts = [
    text.progress.countersPlain(done.length, total),
    ...counters(progress, text),
    ...(driftedCount === 0 ? [] : [text.ended.driftCount(driftedCount)]),
    ...(Number.isFinite(startedAt) ? [text.ended.took(text.duration(at - startedAt))] : []),
  ];
  const skippedLines = skipped.map(({ step, stage }) =>
    stage.kind === 'skipped' ? `• ${code(step.host)}: ${skipText(stage.why, text)}` : `• ${code(step.host)}`,
  );
  const drifted = [...campaign.hosts.values()].filter(({ drift }) => (drift ?? []).length > 0);
  const driftLines = drifted.map(
    ({ step, drift }) => `• ${code(step.host)}: ${driftWords(drift ?? [], 200, text)}`,
  );
  const left = [...leftOutHosts([campaign]).keys()].slice(0, 20);
  const ran = Number.isFinite(startedAt);
  const blocks = [
    header(title),
    section(outcome),
    ...(ran ? [section(`*${counts.join(' · ')}*`)] : []),
    ...(failed.length === 0 ? [] : [section(text.label(text.ended.failed, failedText(failed, text)))]),
    ...(drifted.length === 0
      ? []
      : [
          section(
            text.label(
              text.ended.drifted,
              joinWithin(driftLines, { items: 5, chars: 1_200, separator: '\n' }, text.more),
            ),
          ),
        ]),
    ...(skipped.length === 0
      ? []
      : [
          section(
            text.label(
              text.ended.skipped,
              joinWithin(skippedLines, { items: 5, chars: 1_200, separator: '\n' }, text.more),
            ),
          ),
        ]),
    ...leftOutBlocks(campaign, text),
    ...replanBlocks(campaign, text),
    context(
      [
        ...(campaign.approvals.length === 0 ? [] : [text.progress.approvedBy(approvalsText(campaign, text))]),
        identity(campaign, text),
      ].join(' · '),
    ),
  ] satisfies KnownBlock[];
  const spoken = [
    `${title}.`,
    outcome.replaceAll('\n> ', '\n').replaceAll('*', ''),
    ...(ran ? [`${counts.join(text.list)}.`] : []),
    ...(failed.length === 0 ? [] : [`${text.ended.failed}: ${failedText(failed, text)}`]),
    ...(left.length === 0 ? [] : [`${text.ended.leftOut}: ${left.map(code).join(text.list)}`]),
  ].join('\n');
  return { text: spoken, blocks };
}
