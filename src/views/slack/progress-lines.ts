// The phrases that the cards of a campaign share: its counters, what one host is doing, what failed.

import type { CampaignProgress } from '../../core/campaign/progress.ts';
import { rampOf } from '../../core/campaign/rotation-effects.ts';
import type { HostReboot } from '../../core/campaign/state.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { Catalogue } from '../text/en.ts';
import { failureTitle } from './failure-advice.ts';
import { failureWords } from './failure-words.ts';
import { code, date, joinWithin, prose } from './mrkdwn.ts';

const FAILED_LINES = 5;

/** `2 in flight`, `6 waiting`; counts of nothing are left out. @param rebooted hosts that are left alone at their start. */
export function counters(progress: CampaignProgress, text: Catalogue, rebooted = 0): readonly string[] {
  const { 'in-flight': inFlight, waiting, failed, skipped } = progress;
  return [
    ...(inFlight.length === 0 ? [] : [text.progress.inFlightCount(inFlight.length)]),
    ...(waiting.length === 0 ? [] : [text.progress.waitingCount(waiting.length)]),
    ...(failed.length === 0 ? [] : [text.progress.failedCount(failed.length)]),
    ...(skipped.length === 0 ? [] : [text.progress.skippedCount(skipped.length)]),
    ...(rebooted === 0 ? [] : [text.approval.rebootedCount(rebooted)]),
  ];
}

/**
 * What the host is doing now: `asking its services whether they serve (gate 1 of 2, guest vm-1)`.
 * @param named writes the name of a guest as the place of the words wants it.
 */
export function stageWords(reboot: HostReboot, text: Catalogue, named: (guest: HostId) => string): string {
  const { step, stage } = reboot;
  const words = text.progress.stage[stage.kind];
  const guest = guestOf(reboot);
  const rung = stage.kind === 'ramping' ? rampOf(reboot)[stage.stepIndex] : undefined;
  const more = [
    ...(stage.kind === 'gating' ? [text.progress.gate(stage.gateIndex + 1, step.gates.length)] : []),
    ...(guest === undefined ? [] : [text.progress.guest(named(guest))]),
    ...(rung === undefined ? [] : [text.progress.share(rung.percent)]),
  ];
  return more.length === 0 ? words : `${words} (${more.join(text.list)})`;
}

/** The guest that is asked or drained just now; undefined: the host itself is. */
function guestOf({ step, stage }: HostReboot): HostId | undefined {
  if (stage.kind === 'gating') return step.gates[stage.gateIndex]?.guest?.hostId;
  return 'guest' in stage ? stage.guest : undefined;
}

export function stageLine(reboot: HostReboot, text: Catalogue): string {
  const { stageSinceAt } = reboot;
  const since = stageSinceAt === null ? '' : `, ${text.progress.since(date(stageSinceAt))}`;
  return `${code(reboot.step.host)}: ${stageWords(reboot, text, code)}${since}`;
}

function failureLine({ step, stage }: HostReboot, text: Catalogue): string {
  if (stage.kind !== 'failed') return code(step.host);
  return `${code(step.host)} ${failureTitle(stage.failure, text)}: ${failureWords(stage.failure, 160, text)}`;
}

export function failedText(failed: readonly HostReboot[], text: Catalogue): string {
  const lines = failed.map((reboot) => `• ${failureLine(reboot, text)}`);
  return joinWithin(lines, { items: FAILED_LINES, chars: 1_400, separator: '\n' }, text.more);
}

/** What a person gave as the reason of a decision. */
export function reasonText(reason: string, text: Catalogue): string {
  return text.labelInline(text.ended.reason, prose(reason, 600));
}
