// Answers that are lists: overdue, due, rebooted, added, what comes next, campaigns.

import type { Instant } from '../../../core/brand.ts';
import { startableAt, type CampaignHold } from '../../../core/campaign/holds.ts';
import { campaignSummary } from '../../../core/campaign/summary.ts';
import { estimatedEndAt, progressOf } from '../../../core/campaign/progress.ts';
import type { AnswerBody, CampaignStanding } from '../../../core/question/answer.ts';
import type { Catalogue } from '../../text/en.ts';
import { holdsText } from '../hold-text.ts';
import { code, date, person, plainName } from '../mrkdwn.ts';
import { counters, failedText } from '../progress-lines.ts';
import { hostRow } from './answer-things.ts';
import { list, names, said, stopSection, type AnswerText, type Ink } from './answer-text.ts';

type Body<Kind extends AnswerBody['kind']> = Extract<AnswerBody, { kind: Kind }>;

export function dueText(body: Body<'overdue' | 'due'>, text: Catalogue): AnswerText {
  const words = text.questions.lists;
  const { hosts, unknown } = body;
  const { shown, rest } = list(hosts, (line, ink) => hostRow(line, text, ink), text);
  const none = body.kind === 'overdue' ? words.noneOverdue : words.noneDue;
  const title = body.kind === 'overdue' ? words.overdue(hosts.length) : words.due(hosts.length);
  return {
    ...said(title, [hosts.length === 0 ? none : shown, ...(unknown === 0 ? [] : [words.unknown(unknown)])]),
    rest,
  };
}

export function rebootedText({ sinceAt, boots }: Body<'rebooted'>, text: Catalogue): AnswerText {
  const words = text.questions.lists;
  const { shown, rest } = list(
    boots,
    ({ host, beganAt, ended, fellWith }, ink) =>
      words.rebootedLine(
        ink.name(host),
        ink.at(beganAt),
        fellWith === null ? words.ended[ended ?? 'unknown'] : words.fellWith(ink.name(fellWith.host)),
      ),
    text,
  );
  const since = date(sinceAt);
  if (boots.length === 0)
    return said(text.questions.lists.rebooted(0, utcDay(sinceAt)), [words.noneRebooted(since)]);
  return { ...said(words.rebooted(boots.length, utcDay(sinceAt)), [shown]), rest };
}

export function addedText({ sinceAt, hosts, neverSeen }: Body<'added'>, text: Catalogue): AnswerText {
  const words = text.questions.lists;
  const { shown, rest } = list(
    hosts,
    ({ host, firstSeenAt }, ink) => words.addedLine(ink.name(host), ink.at(firstSeenAt)),
    text,
  );
  return {
    ...said(words.added(hosts.length, utcDay(sinceAt)), [
      hosts.length === 0 ? words.noneAdded(date(sinceAt)) : shown,
      ...(neverSeen.length === 0 ? [] : [words.neverSeen(names(neverSeen, text))]),
    ]),
    rest,
  };
}

/** Headers take no dates in the reader's zone. */
function utcDay(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function campaignLine(
  { campaign, rebooted }: Pick<CampaignStanding, 'campaign' | 'rebooted'>,
  text: Catalogue,
  ink: Ink = { name: code, at: date },
): string {
  const words = text.questions.campaign;
  const { phase, done, total, toReboot } = campaignSummary(campaign, rebooted);
  if (phase === 'awaiting-approval') return words.waitingLine(ink.name(campaign.id), toReboot, total);
  return words.line(ink.name(campaign.id), words.phases[phase] ?? phase, done, total);
}

export function nextText(
  { running, planned, holds, nothing }: Body<'next'>,
  asOf: Instant,
  text: Catalogue,
): AnswerText {
  const words = text.questions.next;
  const { shown, rest } = list(
    planned,
    ({ host, expectedStartAt, reason }, ink) =>
      words.line(ink.name(host), ink.at(expectedStartAt), words.reasons[reason]),
    text,
  );
  const campaigns = list(running, (standing, ink) => campaignLine(standing, text, ink), text);
  return {
    ...said(words.title, [
      ...stopSection(holds, text, words.asIf),
      ...(running.length === 0 ? [] : [text.label(words.running, campaigns.shown)]),
      ...running.slice(0, 3).flatMap((standing) => inFlightLines(standing, asOf, text, holds)),
      ...(nothing === null
        ? [text.label(words.planned(planned.length), shown), words.notApproved]
        : [nothing === 'nothing-due' ? words.nothingDue : words.cannotPlan]),
    ]),
    rest,
  };
}

/** What was said of all is not said again of each. */
function isOneStop(one: CampaignHold, other: CampaignHold): boolean {
  if (one.kind === 'flag' || one.kind === 'unknown') return one.kind === other.kind && one.why === other.why;
  return (
    one.kind === 'stopped' &&
    one.kind === other.kind &&
    one.subject.kind === other.subject.kind &&
    one.subject.id === other.subject.id
  );
}

/** `told`: what stands above already. */
function inFlightLines(
  { campaign, holds }: CampaignStanding,
  asOf: Instant,
  text: Catalogue,
  told: readonly CampaignHold[] = [],
): readonly string[] {
  const words = text.questions.campaign;
  const { 'in-flight': inFlight, waiting, failed } = progressOf(campaign);
  const outlook = { now: asOf, startableAt: startableAt(holds, asOf) };
  const endAt = campaign.phase.kind === 'running' ? estimatedEndAt(campaign, outlook) : null;
  const held = holdsText(
    holds.filter((hold) => !told.some((other) => isOneStop(other, hold))),
    text,
  );
  return [
    ...(held === null ? [] : [held]),
    ...(inFlight.length === 0
      ? []
      : [
          text.label(
            words.inFlight,
            list(
              inFlight,
              ({ step, stage }, ink) => `${ink.name(step.host)}: ${text.progress.stage[stage.kind]}`,
              text,
            ).shown,
          ),
        ]),
    ...(failed.length === 0 ? [] : [text.label(words.failed, failedText(failed, text))]),
    ...(waiting.length === 0
      ? []
      : [text.labelInline(words.next, names(waiting.map(({ step }) => step.host).slice(0, 40), text))]),
    ...(endAt === null ? [] : [words.expectedEnd(date(endAt))]),
  ];
}

export function campaignsText({ campaigns }: Body<'campaigns'>, text: Catalogue): AnswerText {
  const words = text.questions.campaign;
  const { shown, rest } = list(campaigns, (standing, ink) => campaignLine(standing, text, ink), text);
  return { ...said(words.open(campaigns.length), [campaigns.length === 0 ? words.noneOpen : shown]), rest };
}

export function campaignText(standing: Body<'campaign'>, asOf: Instant, text: Catalogue): AnswerText {
  const { campaign } = standing;
  const words = text.questions.campaign;
  return said(words.title(plainName(campaign.id)), [
    [campaignLine(standing, text), ...counters(progressOf(campaign), text)].join(' · '),
    words.askedBy(person(campaign.requestedBy, text), date(campaign.proposedAt)),
    ...inFlightLines(standing, asOf, text),
  ]);
}
