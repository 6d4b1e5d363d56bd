// To the owner of servers that a campaign reboots, or that go down with their hypervisor: which of theirs, when, and how
// each stands. Only their own.

import type { Campaign, HostReboot } from '../../core/campaign/state.ts';
import { estimatedStartAt, progressOf, type Outlook } from '../../core/campaign/progress.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import { isUserGroup } from '../../core/fleet/owner-place.ts';
import type { Catalogue } from '../text/en.ts';
import { outcomeText, skipText } from './ended-card.ts';
import { failureWords } from './failure-words.ts';
import { code, date, listWithin, mention, person, prose } from './mrkdwn.ts';
import { section, type SlackMessage } from './slack-message.ts';

const HOST_LINES = 12;

export type OwnerShare = {
  readonly campaign: Campaign;
  readonly slack: string;
  /** Their hosts, in the plan's order. */
  readonly hosts: readonly HostReboot[];
  /** Which of their servers go down with each of these: itself, guests of it, or both. */
  readonly servers: ReadonlyMap<HostId, readonly HostId[]>;
  readonly outlook: Outlook;
};

/** @param link of the campaign's card, or null. */
export function renderOwnerCard(share: OwnerShare, link: string | null, text: Catalogue): SlackMessage {
  const { campaign, slack, hosts } = share;
  const { owner } = text;
  const mine = progressOf({ ...campaign, hosts: new Map(hosts.map((host) => [host.step.host, host])) });
  const inOrder = [
    ...mine.failed,
    ...mine['in-flight'],
    ...[...mine.waiting].sort((a, b) => a.step.expectedStartAt - b.step.expectedStartAt),
    ...mine.done,
    ...mine.skipped,
  ];
  const limits = { items: HOST_LINES, chars: 1_500, separator: '\n', more: text.more };
  const lines = listWithin(
    inOrder,
    (host) => `• ${hostLine(host, share, text)}${guestsText(host, share, text)}`,
    limits,
  );
  const count = (some: readonly HostReboot[]): number =>
    new Set(some.flatMap(({ step }) => share.servers.get(step.host) ?? [])).size;
  const title = hosts.length === 0 ? owner.none : owner.title(count(mine.done), count(hosts));
  const called = isUserGroup(slack) ? [mention(slack) ?? ''] : [];
  const state = stateText(campaign, text);
  const body = [
    [...called, `*${title}*`].join(' '),
    ...(state === null ? [] : [state]),
    ...(lines === '' ? [] : [lines]),
    owner.campaign(link === null ? code(campaign.id) : `<${link}|${prose(campaign.id, 64)}>`),
  ].join('\n');
  return { text: body.replaceAll('*', ''), blocks: [section(body)] };
}

function stateText(campaign: Campaign, text: Catalogue): string | null {
  const { phase } = campaign;
  const inFlight = progressOf(campaign)['in-flight'].length;
  switch (phase.kind) {
    case 'awaiting-approval':
    case 'running':
      return null;
    case 'paused':
      return text.progress.paused(person(phase.by, text), date(phase.at));
    case 'halted':
      return text.note.halted;
    case 'stopping':
      return text.progress.stopping(person(phase.by, text), date(phase.at), inFlight);
    case 'ended':
      return outcomeText(campaign, phase.as, phase.at, text);
  }
}

/** Of a hypervisor, which of theirs go down with it. */
function guestsText({ step }: HostReboot, { servers }: OwnerShare, text: Catalogue): string {
  const guests = (servers.get(step.host) ?? []).filter((host) => host !== step.host);
  if (guests.length === 0) return '';
  return text.owner.guests(
    listWithin(guests, code, { items: 5, chars: 200, separator: text.list, more: text.more }),
  );
}

function waitingLine(
  reboot: HostReboot,
  { campaign, outlook }: Pick<OwnerShare, 'campaign' | 'outlook'>,
  { owner }: Catalogue,
): string {
  const name = code(reboot.step.host);
  if (outlook.startableAt === null) return owner.waitsForHold(name);
  const startAt = estimatedStartAt(campaign, reboot, outlook);
  return startAt === null ? owner.waitsForSlot(name) : owner.waits(name, date(startAt));
}

function hostLine(reboot: HostReboot, { campaign, outlook }: OwnerShare, text: Catalogue): string {
  const { phase } = campaign;
  const { step, stage } = reboot;
  const name = code(step.host);
  const { owner } = text;
  switch (stage.kind) {
    case 'waiting':
      return phase.kind === 'ended' || phase.kind === 'stopping'
        ? owner.notBegun(name)
        : waitingLine(reboot, { campaign, outlook }, text);
    case 'done':
      return owner.done(name, date(stage.at));
    case 'skipped':
      return owner.skipped(name, skipText(stage.why, text));
    case 'failed':
      return `${text.note.hostFailed(name, text.failure[stage.failure.kind])} ${failureWords(stage.failure, 120, text)}`.trim();
    default:
      return owner.inFlight(name, date(reboot.startedAt ?? campaign.proposedAt));
  }
}
