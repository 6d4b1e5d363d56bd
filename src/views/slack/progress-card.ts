// The card of a campaign that was approved and has not ended: how far, what is in flight now, what comes next, and the
// buttons that its state allows. Times are absolute, because the card is only rendered again when something happens.

import { rampOf } from '../../core/campaign/rotation-effects.ts';
import type { Button, KnownBlock } from '@slack/types';
import { assertNever } from '../../core/brand.ts';
import type { Campaign, CampaignPhase, HaltReason, HostReboot } from '../../core/campaign/state.ts';
import { estimatedEndAt, progressOf, type CampaignProgress } from '../../core/campaign/progress.ts';
import type { Catalogue } from '../text/en.ts';
import { actionIds, hostButtonValue } from './button-value.ts';
import { code, date, joinWithin, person, plainName, prose } from './mrkdwn.ts';
import { approvalsText, identity, withdrawButtons } from './plan-card.ts';
import { button, context, header, section, type SlackMessage } from './slack-message.ts';

export type OpenPhase = Extract<CampaignPhase, { kind: 'running' | 'paused' | 'halted' | 'stopping' }>;

const IN_FLIGHT_LINES = 8;
const NEXT_HOSTS = 6;
const FAILED_LINES = 5;
const BAR_CELLS = 12;

/** `4 of 12 done · 2 in flight · 6 waiting`; counts of nothing are left out. */
export function counters(progress: CampaignProgress, text: Catalogue): readonly string[] {
  const { 'in-flight': inFlight, waiting, failed, skipped } = progress;
  return [
    ...(inFlight.length === 0 ? [] : [text.progress.inFlightCount(inFlight.length)]),
    ...(waiting.length === 0 ? [] : [text.progress.waitingCount(waiting.length)]),
    ...(failed.length === 0 ? [] : [text.progress.failedCount(failed.length)]),
    ...(skipped.length === 0 ? [] : [text.progress.skippedCount(skipped.length)]),
  ];
}

/** Decoration beside the words, never instead of them. */
function bar(progress: CampaignProgress): string {
  const settled = progress.done.length + progress.skipped.length;
  const cells = progress.total === 0 ? 0 : Math.floor((settled / progress.total) * BAR_CELLS);
  return `${'▰'.repeat(cells)}${'▱'.repeat(BAR_CELLS - cells)}`;
}

function stageLine(reboot: HostReboot, text: Catalogue): string {
  const { step, stage, startedAt } = reboot;
  const words = text.progress.stage[stage.kind];
  const gate =
    stage.kind === 'gating' ? ` (${text.progress.gate(stage.gateIndex + 1, step.gates.length)})` : '';
  const rung = stage.kind === 'ramping' ? rampOf(reboot)[stage.stepIndex] : undefined;
  const share = rung === undefined ? '' : ` (${text.progress.share(rung.percent)})`;
  const sinceAt = 'sinceAt' in stage ? stage.sinceAt : startedAt;
  const since = sinceAt === null ? '' : `, ${text.progress.since(date(sinceAt))}`;
  return `${code(step.host)}: ${words}${gate}${share}${since}`;
}

function failureLine({ step, stage }: HostReboot, text: Catalogue): string {
  if (stage.kind !== 'failed') return code(step.host);
  return `${code(step.host)} ${text.failure[stage.failure.kind]}: ${prose(stage.failure.detail, 160)}`;
}

export function failedText(failed: readonly HostReboot[], text: Catalogue): string {
  const lines = failed.map((reboot) => `• ${failureLine(reboot, text)}`);
  return joinWithin(lines, { items: FAILED_LINES, chars: 1_400, separator: '\n' }, text.more);
}

function isOutOfRotation(host: HostReboot | undefined): boolean {
  return host !== undefined && (host.drained || host.away);
}

function haltText(campaign: Campaign, why: HaltReason, at: number, text: Catalogue): string {
  switch (why.kind) {
    case 'host-failed': {
      const drained = isOutOfRotation(campaign.hosts.get(why.host));
      const detail = prose(why.failure.detail, 300);
      return [
        `*${text.halt.hostFailed(code(why.host), text.failure[why.failure.kind], date(at))}*`,
        ...(detail === '' ? [] : [`> ${detail}`]),
        [...(drained ? [text.halt.outOfRotation] : []), text.halt.nothingStarts].join(text.sentences),
        text.labelInline(text.halt.whatToDo, text.advice[why.failure.kind]),
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
      return phase.denial === null
        ? text.progress.stopping(person(phase.by, text), date(phase.at), inFlight)
        : `${text.progress.denied(person(phase.by, text), date(phase.at), inFlight)}\n> ${reasonText(phase.denial, text)}`;
    default:
      return assertNever(phase);
  }
}

/** What a person gave as the reason of a denial. */
export function reasonText(reason: string, text: Catalogue): string {
  return text.labelInline(text.ended.reason, prose(reason, 600));
}

function buttons(campaign: Campaign, phase: OpenPhase, waiting: number, text: Catalogue): Button[] {
  const { confirmTitle, confirmNo } = text.progress;
  const plainButton = (kind: 'pause' | 'resume' | 'stop', confirmText: string): Button =>
    button({
      actionId: actionIds[kind],
      label: text.progress[kind],
      value: campaign.id,
      style: kind === 'stop' ? 'danger' : null,
      confirm: {
        title: confirmTitle[kind],
        text: confirmText,
        confirm: text.progress[kind],
        deny: confirmNo,
      },
    });
  const stop = plainButton('stop', text.progress.confirmStop(waiting));
  const resume = plainButton('resume', text.progress.confirmResume);
  switch (phase.kind) {
    case 'running':
      return [plainButton('pause', text.progress.confirmPause), stop];
    case 'paused':
      return [resume, stop];
    case 'stopping':
      return [];
    case 'halted': {
      if (phase.why.kind !== 'host-failed') return [resume, stop];
      const { host } = phase.why;
      const name = plainName(host, 20);
      const hostButton = (kind: 'retry' | 'skip', confirmText: string): Button =>
        button({
          actionId: actionIds[kind],
          label: text.progress[kind](name),
          value: hostButtonValue(campaign.id, host),
          style: null,
          confirm: {
            title: confirmTitle[kind],
            text: confirmText,
            confirm: text.progress[kind](name),
            deny: confirmNo,
          },
        });
      return [
        hostButton('retry', text.progress.confirmRetry),
        hostButton('skip', text.progress.confirmSkip),
        stop,
      ];
    }
    default:
      return assertNever(phase);
  }
}

function nextText(waiting: readonly HostReboot[], text: Catalogue): string | null {
  const [first] = waiting;
  if (first === undefined) return null;
  const names = joinWithin(
    waiting.map(({ step }) => code(step.host)),
    { items: NEXT_HOSTS, chars: 400, separator: text.list },
    text.more,
  );
  return `${names} (${text.progress.nextNotBefore(date(first.step.expectedStartAt))})`;
}

export function renderProgressCard(campaign: Campaign, phase: OpenPhase, text: Catalogue): SlackMessage {
  const progress = progressOf(campaign);
  const { 'in-flight': inFlight, waiting, done, failed, total } = progress;
  const title = text.progress.title[phase.kind](total);
  const counts = [text.progress.counters(done.length, total), ...counters(progress, text)].join(' · ');
  const note = phaseText(campaign, phase, inFlight.length, text);
  const flying = joinWithin(
    inFlight.map((reboot) => `• ${stageLine(reboot, text)}`),
    { items: IN_FLIGHT_LINES, chars: 1_600, separator: '\n' },
    text.more,
  );
  const next = phase.kind === 'stopping' ? null : nextText(waiting, text);
  const endAt = phase.kind === 'running' ? estimatedEndAt(campaign) : null;
  const estimate = endAt === null ? [] : [text.progress.estimate(date(endAt))];
  const halting = phase.kind === 'halted' && phase.why.kind === 'host-failed' ? phase.why.host : null;
  const otherFailed = failed.filter(({ step }) => step.host !== halting);
  const actions = [...buttons(campaign, phase, waiting.length, text), ...withdrawButtons(campaign, text)];
  const blocks = [
    header(title),
    ...(note === null ? [] : [section(note)]),
    section([bar(progress), counts, ...estimate].join('\n')),
    section(text.label(text.progress.inFlight, flying === '' ? text.progress.nobodyInFlight : flying)),
    ...(next === null ? [] : [section(text.label(text.progress.next, next))]),
    ...(otherFailed.length === 0
      ? []
      : [section(text.label(text.halt.alsoFailed, failedText(otherFailed, text)))]),
    ...(actions.length === 0 ? [] : [{ type: 'actions' as const, elements: actions }]),
    context([text.progress.approvedBy(approvalsText(campaign, text)), identity(campaign, text)].join(' · ')),
  ] satisfies KnownBlock[];
  const spoken = [
    `${title}.`,
    ...(note === null ? [] : [note.replaceAll('*', '').replaceAll('\n> ', '\n')]),
    [text.progress.countersPlain(done.length, total), ...counters(progress, text)].join(text.list) + '.',
    ...(flying === ''
      ? []
      : [`${text.progress.inFlight}: ${flying.replaceAll('\n• ', '; ').replace(/^• /, '')}.`]),
    ...(next === null ? [] : [`${text.progress.next}: ${next}.`]),
    ...estimate,
  ].join('\n');
  return { text: spoken, blocks };
}
