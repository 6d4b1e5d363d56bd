// The card of a campaign that was approved and has not ended: how far, what is in flight now, what comes next, and the
// buttons that its state allows. Times are absolute, because the card is only rendered again when something happens.

import type { KnownBlock } from '@slack/types';
import { assertNever, type Instant } from '../../core/brand.ts';
import { startableAt, type CampaignHold } from '../../core/campaign/holds.ts';
import { guestsOut, isItselfOut } from '../../core/campaign/left-out.ts';
import { withoutRebooted, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign, HaltReason, HostReboot } from '../../core/campaign/state.ts';
import {
  estimatedEndAt,
  estimatedStartAt,
  progressOf,
  type CampaignProgress,
  type Outlook,
} from '../../core/campaign/progress.ts';
import type { Catalogue } from '../text/en.ts';
import { failureAdvice, failureTitle } from './failure-advice.ts';
import { failureWords } from './failure-words.ts';
import { holdsText } from './hold-text.ts';
import { guestNames } from './guests-text.ts';
import { code, date, joinWithin, person } from './mrkdwn.ts';
import { withdrawButtons } from './plan-buttons.ts';
import { approvalsText, identity, rebootedText } from './plan-card.ts';
import { progressButtons, type OpenPhase } from './progress-buttons.ts';
import { counters, failedText, reasonText, stageLine } from './progress-lines.ts';
import { progressPlan } from './progress-plan.ts';
import { context, header, section, type SlackMessage } from './slack-message.ts';

const IN_FLIGHT_LINES = 8;
const NEXT_HOSTS = 6;
const BAR_CELLS = 12;

/** Decoration beside the words, never instead of them. */
function bar({ done, skipped, total }: CampaignProgress, rebooted: number): string {
  const settled = done.length + skipped.length + rebooted;
  const cells = total === 0 ? 0 : Math.floor((settled / total) * BAR_CELLS);
  return `${'▰'.repeat(cells)}${'▱'.repeat(BAR_CELLS - cells)}`;
}

/** Who stays out of rotation: it, guests with it, or guests of it alone. */
function outText(failed: HostReboot, text: Catalogue): readonly string[] {
  const { outOfRotation, guestsOut: withIt, guestsOutAlone } = text.halt;
  const itself = isItselfOut(failed);
  const guests = guestsOut(failed);
  return [
    ...(itself ? [outOfRotation] : []),
    ...(guests.length === 0 ? [] : [(itself ? withIt : guestsOutAlone)(guestNames(guests, text))]),
  ];
}

function haltText(campaign: Campaign, why: HaltReason, at: number, text: Catalogue): string {
  switch (why.kind) {
    case 'host-failed': {
      const failed = campaign.hosts.get(why.host);
      const detail = failureWords(why.failure, 300, text);
      return [
        `*${text.halt.hostFailed(code(why.host), failureTitle(why.failure, text), date(at))}*`,
        ...(detail === '' ? [] : [`> ${detail}`]),
        [...(failed === undefined ? [] : outText(failed, text)), text.halt.nothingStarts].join(
          text.sentences,
        ),
        text.labelInline(text.halt.whatToDo, failureAdvice(campaign, why.host, why.failure, text)),
      ].join('\n');
    }
    case 'clock-jumped':
      return [
        `*${text.halt.clockJumped(text.duration(Math.abs(why.byMs)), date(at))}*`,
        text.halt.nothingStarts,
        text.labelInline(text.halt.whatToDo, text.halt.clockAdvice),
      ].join('\n');
    default:
      return assertNever(why);
  }
}

function phaseText(campaign: Campaign, phase: OpenPhase, inFlight: number, text: Catalogue): string | null {
  switch (phase.kind) {
    case 'running':
      return null;
    case 'paused':
      return text.progress.paused(person(phase.by, text), date(phase.at));
    case 'halted':
      return haltText(campaign, phase.why, phase.at, text);
    case 'stopping':
      return stoppingText(phase, inFlight, text);
    default:
      return assertNever(phase);
  }
}

function stoppingText(
  { by, at, denial, was }: Extract<OpenPhase, { kind: 'stopping' }>,
  inFlight: number,
  text: Catalogue,
): string {
  const who = person(by, text);
  if (was !== null) return text.progress.bringingBack(who, date(at));
  if (denial === null) return text.progress.stopping(who, date(at), inFlight);
  return `${text.progress.denied(who, date(at), inFlight)}\n> ${reasonText(denial, text)}`;
}

function nextText(
  campaign: Campaign,
  waiting: readonly HostReboot[],
  outlook: Outlook,
  text: Catalogue,
): string | null {
  const [first] = waiting;
  if (first === undefined) return null;
  const names = joinWithin(
    waiting.map(({ step }) => code(step.host)),
    { items: NEXT_HOSTS, chars: 400, separator: text.list },
    text.more,
  );
  if (campaign.phase.kind !== 'running' || outlook.startableAt === null) return names;
  const startAt = estimatedStartAt(campaign, first, outlook);
  return `${names} (${startAt === null ? text.progress.whenFree : text.progress.expected(date(startAt))})`;
}

/** Counters, estimate, what is in flight, what is next and what else failed, in sections that every workspace takes. */
function classicBlocks(parts: ProgressParts, text: Catalogue): readonly KnownBlock[] {
  const { counts, flying, next, otherFailed, estimate, progress, rebooted } = parts;
  return [
    section(
      [
        bar(progress, rebooted.length),
        [text.progress.counters(progress.done.length, progress.total), ...counts].join(' · '),
        ...estimate,
      ].join('\n'),
    ),
    section(text.label(text.progress.inFlight, flying === '' ? text.progress.nobodyInFlight : flying)),
    ...(next === null ? [] : [section(text.label(text.progress.next, next))]),
    ...[rebootedText(rebooted, text)].flatMap((left) => (left === null ? [] : [section(left)])),
    ...(otherFailed.length === 0
      ? []
      : [section(text.label(text.halt.alsoFailed, failedText(otherFailed, text)))]),
  ];
}

type ProgressParts = {
  readonly progress: CampaignProgress;
  readonly counts: readonly string[];
  readonly flying: string;
  readonly next: string | null;
  readonly otherFailed: readonly HostReboot[];
  readonly estimate: readonly string[];
  readonly rebooted: RebootedSince;
};

export function renderProgressCard(
  campaign: Campaign,
  given: {
    readonly phase: OpenPhase;
    readonly holds: readonly CampaignHold[];
    readonly now: Instant;
    /** Waiting hosts that will be left alone: nothing is promised of them. */
    readonly rebooted: RebootedSince;
  },
  text: Catalogue,
): SlackMessage {
  const { phase, holds, now, rebooted } = given;
  const outlook = { now, startableAt: startableAt(holds, now) };
  const expected = withoutRebooted(campaign, rebooted);
  const total = campaign.hosts.size;
  const progress = { ...progressOf(expected), total };
  const { 'in-flight': inFlight, waiting, done, failed, skipped } = progress;
  const title = text.progress.title[phase.kind](expected.hosts.size - skipped.length, total);
  const counts = counters(progress, text, rebooted.length);
  const notes = [phaseText(campaign, phase, inFlight.length, text), holdsText(holds, text)].filter(
    (note) => note !== null,
  );
  const flying = joinWithin(
    inFlight.map((reboot) => `• ${stageLine(reboot, text)}`),
    { items: IN_FLIGHT_LINES, chars: 1_600, separator: '\n' },
    text.more,
  );
  const next = phase.kind === 'stopping' ? null : nextText(expected, waiting, outlook, text);
  const endAt = phase.kind === 'running' ? estimatedEndAt(expected, outlook) : null;
  const estimate = endAt === null ? [] : [text.progress.estimate(date(endAt))];
  const halting = phase.kind === 'halted' && phase.why.kind === 'host-failed' ? phase.why.host : null;
  const otherFailed = failed.filter(({ step }) => step.host !== halting);
  const actions = [
    ...progressButtons(campaign, phase, waiting.length, text),
    ...withdrawButtons(campaign, text),
  ];
  const around = (middle: readonly KnownBlock[]): KnownBlock[] => [
    header(title),
    ...notes.map(section),
    ...middle,
    ...(actions.length === 0 ? [] : [{ type: 'actions' as const, elements: actions }]),
    context([text.progress.approvedBy(approvalsText(campaign, text)), identity(campaign, text)].join(' · ')),
  ];
  const spoken = [
    `${title}.`,
    ...notes.map((note) => note.replaceAll('*', '').replaceAll('\n> ', '\n')),
    [text.progress.countersPlain(done.length, total), ...counts].join(text.list) + '.',
    ...(flying === ''
      ? []
      : [`${text.progress.inFlight}: ${flying.replaceAll('\n• ', '; ').replace(/^• /, '')}.`]),
    ...(next === null ? [] : [`${text.progress.next}: ${next}.`]),
    ...[rebootedText(rebooted, text)].flatMap((left) => (left === null ? [] : [`${left}.`])),
    ...estimate,
  ].join('\n');
  const parts = { progress, counts, flying, next, otherFailed, estimate, rebooted };
  return {
    text: spoken,
    blocks: around([
      section([bar(progress, rebooted.length), ...estimate].join('\n')),
      progressPlan(campaign, { outlook, rebooted }, text),
    ]),
    classic: around(classicBlocks(parts, text)),
  };
}
