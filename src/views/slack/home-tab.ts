// One person's Home: what waits for a decision, what runs, their own services, the oldest servers. At most 45 of Slack's
// 100 blocks; a plan that can be approved here shows what it can hurt.

import type { Button, HomeView as SlackHome, KnownBlock } from '@slack/types';
import { worstMoments } from '../../core/planning/worst-moment.ts';
import { noneRebooted, nothingLeft, planLeft } from '../../core/campaign/rebooted-since.ts';
import type { PersonId } from '../../core/fleet/ids.ts';
import type { AwaitingPlan, HomeView, OwnStanding } from '../../core/home/home-view.ts';
import type { Catalogue } from '../text/en.ts';
import { campaignLine } from './answer/answer-lists.ts';
import { hostRow } from './answer/answer-things.ts';
import { names } from './answer/answer-text.ts';
import { code, date, joinWithin, person, plain, plainName } from './mrkdwn.ts';
import { approveButton } from './plan-buttons.ts';
import { worstLine } from './plan-card.ts';
import { actions, context, header, section } from './slack-message.ts';

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
            running.map((campaign) => campaignLine({ campaign, rebooted: noneRebooted }, text)),
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

function planBlocks(plan: AwaitingPlan, reader: HomeReader, text: Catalogue): KnownBlock[] {
  const words = text.home;
  const { campaign, rebooted } = plan;
  const left = planLeft(campaign, rebooted);
  const { needed } = campaign.approvalPolicy;
  const all = campaign.document.plan.steps.length;
  const id = code(campaign.id);
  if (nothingLeft(campaign, rebooted))
    return [
      section([`*${id}: ${text.approval.nothingLeftTitle}*`, text.approval.nothingLeft].join('\n')),
      ...actionsOf(openButtons(plan, reader, text)),
    ];
  const worst = worstMoments(left)
    .slice(0, WORST_LINES)
    .map((moment) => `• ${worstLine(moment, text)}`);
  const approved = campaign.approvals.some(({ by }) => by === reader.person);
  const approve = approveButton(campaign, { actionId: homeActions.approve, rebooted }, text);
  return [
    section(
      [
        left.steps.length === all
          ? words.plan(id, all, campaign.approvals.length, needed)
          : words.planLeft(id, { left: left.steps.length, all }, campaign.approvals.length, needed),
        [words.requestedBy(person(campaign.requestedBy, text)), words.expires(date(campaign.expiresAt))].join(
          ' · ',
        ),
        ...(worst.length === 0 ? [text.plan.noService] : [`${words.worst}:`, ...worst]),
        ...(approved ? [words.approvedByYou] : []),
      ].join('\n'),
    ),
    ...actionsOf([...openButtons(plan, reader, text), ...(approved || approve === null ? [] : [approve])]),
  ];
}

/** Slack takes no row without buttons. */
function actionsOf(elements: readonly Button[]): readonly KnownBlock[] {
  return elements.length === 0 ? [] : [actions(elements)];
}

function openButtons({ card }: AwaitingPlan, reader: HomeReader, text: Catalogue): readonly Button[] {
  const url = card === null ? null : reader.linkTo(card);
  if (url === null) return [];
  return [{ type: 'button', action_id: homeActions.open, text: plain(text.home.open), url }];
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
