// A reply in the campaign's thread: one sentence or two about one event. Which events get one is decided in
// core/campaign/announcements.ts; every event can be rendered, so that no stored note is ever unshowable.

import { assertNever } from '../../core/brand.ts';
import { noneRebooted, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { CampaignEvent, DatedEvent } from '../../core/campaign/event.ts';
import { milestoneOf } from '../../core/campaign/milestone.ts';
import { progressOf } from '../../core/campaign/progress.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import type { Catalogue } from '../text/en.ts';
import { outcomeText, skipText } from './ended-card.ts';
import { failureAdvice, failureTitle } from './failure-advice.ts';
import { failureWords } from './failure-words.ts';
import { lengthText } from './incident-text.ts';
import { decisionWords } from './decision-words.ts';
import { code, date, mention, person } from './mrkdwn.ts';
import { saidWords } from './said-words.ts';
import { counters, reasonText } from './progress-lines.ts';
import { section, type SlackMessage } from './slack-message.ts';

/** What a milestone says, or null. */
function milestoneText(campaign: Campaign, event: CampaignEvent, text: Catalogue): string | null {
  const milestone = milestoneOf(campaign, event);
  if (milestone === null) return null;
  const { tookMs, drifted } = milestone;
  const drift = drifted === 0 ? text.note.noDrift : text.note.drift(drifted ?? 0);
  const facts = [lengthText(tookMs, text), ...(drifted === null ? [] : [drift])].join(text.list);
  if (milestone.kind === 'canary') return text.note.canaryPassed(code(milestone.host), facts);
  const { group, done, total } = milestone;
  return text.note.groupDone[group.level](code(group.id), done, total, facts);
}

type Told = DatedEvent & { readonly rebooted: RebootedSince };

function sentence(campaign: Campaign, { event, at, rebooted }: Told, text: Catalogue): string {
  const inFlight = progressOf(campaign)['in-flight'].length;
  switch (event.kind) {
    case 'plan-approved':
      return text.note.approved(person(event.by, text), event.of, event.needed);
    case 'approval-withdrawn':
      return text.approval.withdrawn(person(event.by, text));
    case 'approval-lapsed':
      return text.approval.lapsed(
        person(event.of, text),
        event.cause === undefined ? saidWords(event.why, 200, text) : decisionWords(event.cause, text),
      );
    case 'plan-edited':
      return text.approval.editedNote(person(event.by, text), event.document.plan.version);
    case 'plan-replaced':
      return text.approval.successor(code(event.successor), person(event.by, text));
    case 'campaign-started':
      return text.note.started(stillToGo(campaign, rebooted), campaign.hosts.size);
    case 'campaign-paused':
      return text.note.paused(person(event.by, text));
    case 'campaign-resumed':
      return text.note.resumed(person(event.by, text));
    case 'stop-requested':
      return text.note.stopRequested(person(event.by, text), inFlight);
    case 'campaign-denied':
      return `${text.note.denied(person(event.by, text), inFlight)}\n> ${reasonText(event.reason, text)}`;
    case 'campaign-reopened':
      return text.note.reopened(person(event.by, text));
    case 'host-returned':
      return text.note.returned(person(event.by, text), code(event.host));
    case 'host-retry-requested':
      return text.note.retry(person(event.by, text), code(event.host));
    case 'host-skipped':
      return [
        text.note.skipped(code(event.host), skipText(event.why, text)),
        milestoneText(campaign, event, text),
      ]
        .filter((part) => part !== null)
        .join('\n');
    case 'host-done':
      return milestoneText(campaign, event, text) ?? text.note.event(event.kind);
    case 'host-failed': {
      const halted = campaign.phase.kind === 'halted' ? `\n${text.note.halted}` : '';
      const detail = failureWords(event.failure, 600, text);
      return `*${text.note.hostFailed(code(event.host), failureTitle(event.failure, text))}*${
        detail === '' ? '' : `\n> ${detail}`
      }\n${failureAdvice(campaign, event.host, event.failure, text)}${halted}`;
    }
    case 'campaign-halted':
      return event.why.kind === 'clock-jumped'
        ? `*${text.halt.clockJumped(text.duration(Math.abs(event.why.byMs)), date(at))}*\n${text.halt.clockAdvice}`
        : text.note.halted;
    case 'campaign-ended': {
      const outcome = outcomeText(campaign, event.as, at, text);
      const progress = progressOf(campaign);
      const started = progress.waiting.length < progress.total;
      return started
        ? text.note.ended(
            outcome,
            [
              text.progress.countersPlain(progress.done.length, progress.total),
              ...counters(progress, text),
            ].join(text.list),
          )
        : outcome;
    }
    case 'campaign-proposed':
    case 'decision-refused':
    case 'host-check-requested':
    case 'host-checked':
    case 'host-seats-requested':
    case 'host-seats-seen':
    case 'host-leave-requested':
    case 'host-left':
    case 'host-prepare-requested':
    case 'host-prepared':
    case 'host-ramp-requested':
    case 'host-ramp-held':
    case 'host-compared':
    case 'host-in-rotation':
    case 'host-retreat-requested':
    case 'host-restore-requested':
    case 'host-restored':
    case 'host-drain-requested':
    case 'host-drained':
    case 'host-recheck-requested':
    case 'host-reboot-requested':
    case 'host-reboot-sent':
    case 'host-boot-proven':
    case 'host-held':
    case 'host-system-up':
    case 'host-gate-asked':
    case 'host-gate-passed':
    case 'host-undrain-requested':
    case 'host-undrained':
    case 'host-soak-began':
    case 'host-undo-requested':
    case 'host-put-back':
    case 'host-left-out':
    case 'effect-repeated':
      return text.note.event(event.kind);
    default:
      return assertNever(event);
  }
}

/** Null where nobody is wanted. */
export function callText(call: readonly string[], text: Catalogue): string | null {
  const known = call
    .map(mention)
    .filter((one) => one !== null)
    .slice(0, MOST_CALLED);
  return known.length === 0 ? null : text.approval.called(known.join(text.list));
}

/** Owners that one failure calls; a host rarely serves more. */
const MOST_CALLED = 5;

/** Neither skipped, nor seen to have rebooted while they waited. */
function stillToGo({ hosts }: Campaign, rebooted: RebootedSince): number {
  const skipped = [...hosts.values()].filter(({ stage }) => stage.kind === 'skipped').length;
  return hosts.size - skipped - rebooted.length;
}

/**
 * A thread reply about `event`; `campaign` is its state after the event.
 * @param rebooted waiting hosts that it will leave alone, because they have rebooted since the plan was made.
 */
export function renderCampaignNote(
  campaign: Campaign,
  event: DatedEvent,
  text: Catalogue,
  call: readonly string[] = [],
  rebooted: RebootedSince = noneRebooted,
): SlackMessage {
  const called = callText(call, text);
  const body = [sentence(campaign, { ...event, rebooted }, text), ...(called === null ? [] : [called])].join(
    '\n',
  );
  return { text: body.replaceAll('*', ''), blocks: [section(body)] };
}
