// One person's Home: what waits for a decision, what runs, their own services, the oldest servers. At most 45 of Slack's
// 100 blocks; a plan that can be approved here shows what it can hurt.

import type { ActionsBlock, HomeView as SlackHome, KnownBlock } from '@slack/types';
import { worstMoments } from '../../core/planning/worst-moment.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import type { PersonId } from '../../core/fleet/ids.ts';
import type { AwaitingPlan, HomeView, OwnStanding } from '../../core/home/home-view.ts';
import type { Catalogue } from '../text/en.ts';
import { campaignLine } from './answer/answer-lists.ts';
import { hostRow } from './answer/answer-things.ts';
import { names } from './answer/answer-text.ts';
import { planButtonValue } from './button-value.ts';
import { code, date, joinWithin, person, plain, plainName } from './mrkdwn.ts';
import { planLength } from './plan-card.ts';
import { button, context, header, section } from './slack-message.ts';

/** Own ids: an answer to a click here is shown here. */
export const homeActions = { approve: 'home-approve', open: 'home-open' } as const;

const SHOWN_PLANS = 5;
const SHOWN_CAMPAIGNS = 5;
const SHOWN_SERVICES = 12;
const WORST_LINES = 4;

export type HomeReader = {
  readonly person: PersonId;
  /** What became of their last click here, or null. */
  readonly notice: string | null;
  /** The address of a plan's card. */
  readonly linkTo: (card: { readonly channel: string; readonly ts: string }) => string | null;
};

export function renderHome(home: HomeView, reader: HomeReader, text: Catalogue): SlackHome {
  const words = text.home;
  const { hosts, awaiting, running, oldest, mine } = home;
  const rest = awaiting.length - SHOWN_PLANS;
  const summary = [words.fleet(hosts.up, hosts.total), words.overdue(hosts.overdue)].join(' · ');
  const ink = { name: code, at: date };
  const list = (lines: readonly string[], items: number): string =>
    joinWithin(
      lines.map((line) => `• ${line}`),
      { items, chars: 2_500, separator: '\n' },
      text.more,
    );
  const blocks: KnownBlock[] = [
    ...(reader.notice === null ? [] : [section(reader.notice.slice(0, 600))]),
    header(words.waiting),
    ...(awaiting.length === 0 ? [section(words.nothingWaits)] : []),
    ...awaiting.slice(0, SHOWN_PLANS).flatMap((plan) => planBlocks(plan, reader, text)),
    ...(rest > 0 ? [context(words.moreWaiting(rest))] : []),
    header(words.running),
    section(
      running.length === 0
        ? words.nothingRuns
        : list(
            running.map((campaign) => campaignLine(campaign, text)),
            SHOWN_CAMPAIGNS,
          ),
    ),
    ...mineBlocks(mine, text),
    header(words.oldest),
    section(
      oldest.length === 0
        ? words.notSeen
        : list(
            oldest.map((line) => hostRow(line, text, ink)),
            10,
          ),
    ),
    context([summary, text.questions.asOf(date(home.asOf)), words.ask('/stagger')].join(' · ')),
  ];
  return { type: 'home', blocks };
}

/** A Home for somebody to whom the fleet is not shown. */
export function renderClosedHome(text: Catalogue): SlackHome {
  return { type: 'home', blocks: [section(text.questions.outsider)] };
}

function planBlocks({ campaign, card }: AwaitingPlan, reader: HomeReader, text: Catalogue): KnownBlock[] {
  const words = text.home;
  const { steps } = campaign.document.plan;
  const { needed } = campaign.approvalPolicy;
  const worst = worstMoments(campaign.document.plan)
    .slice(0, WORST_LINES)
    .map(({ service, up, instances }) => `• ${text.plan.worstService(code(service), up, instances)}`);
  const approved = campaign.approvals.some(({ by }) => by === reader.person);
  return [
    section(
      [
        words.plan(code(campaign.id), steps.length, campaign.approvals.length, needed),
        [words.requestedBy(person(campaign.requestedBy, text)), words.expires(date(campaign.expiresAt))].join(
          ' · ',
        ),
        ...(worst.length === 0 ? [text.plan.noService] : [`${words.worst}:`, ...worst]),
        ...(approved ? [words.approvedByYou] : []),
      ].join('\n'),
    ),
    planButtons(campaign, { card, approved, worst: worst.length }, reader, text),
  ].filter((block) => block !== null);
}

function planButtons(
  campaign: Campaign,
  given: { readonly card: AwaitingPlan['card']; readonly approved: boolean; readonly worst: number },
  reader: HomeReader,
  text: Catalogue,
): ActionsBlock | null {
  const words = text.home;
  const { plan, digest } = campaign.document;
  const [worst] = worstMoments(plan);
  const atWorst =
    worst === undefined
      ? text.plan.noService
      : text.plan.worstService(plainName(worst.service), worst.up, worst.instances);
  const approve = button({
    actionId: homeActions.approve,
    label: words.approve(plan.steps.length),
    value: planButtonValue(campaign.id, { version: plan.version, digest }),
    style: 'primary',
    confirm: {
      title: text.plan.confirmTitle,
      text: text.plan.confirmText(plan.steps.length, planLength(plan.steps, text), atWorst),
      confirm: text.plan.confirmYes,
      deny: text.plan.confirmNo,
    },
  });
  const url = given.card === null ? null : reader.linkTo(given.card);
  const open =
    url === null
      ? []
      : [
          {
            type: 'button' as const,
            action_id: homeActions.open,
            text: plain(words.open),
            url,
          },
        ];
  const elements = [...open, ...(given.approved ? [] : [approve])];
  return elements.length === 0 ? null : { type: 'actions', elements };
}

function mineBlocks(mine: OwnStanding | null, text: Catalogue): readonly KnownBlock[] {
  const words = text.home;
  if (mine === null) return [header(text.questions.whatIf.services), context(words.notMine)];
  const owners = plainName(mine.owners.join(', '), 60);
  const lines = mine.services.map(({ service, up, instances, minimum }) => {
    const line = words.service(code(service), up, instances, minimum);
    return `• ${up < minimum ? `${line}, ${words.belowMinimum}` : line}`;
  });
  const limits = { items: SHOWN_SERVICES, chars: 2_000, separator: '\n' };
  const overdue = mine.overdue.map(({ host }) => host);
  return [
    header(words.mine(owners)),
    section(
      [
        ...(lines.length === 0 ? [] : [joinWithin(lines, limits, text.more)]),
        words.myHosts(mine.hosts, overdue.length),
        ...(overdue.length === 0 ? [] : [names(overdue, text)]),
      ].join('\n'),
    ),
  ];
}
