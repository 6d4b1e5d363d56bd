// How a host and a campaign come to an end, whichever input brought it about.

import type { HostId, PersonId } from '../fleet/ids.ts';
import type { Draft } from './draft.ts';
import type { FailureCause } from './failure-cause.ts';
import { hasInFlight } from './holding.ts';
import { hasLapsed } from './lapse.ts';
import { isLeftOut } from './left-out.ts';
import type { Campaign, CampaignEnd, CampaignPhase, HostFailure, HostFailureKind } from './state.ts';

/**
 * The failure that uses up the run's budget (the first, by default) halts the campaign, and so does each one after it:
 * what is in flight is brought home, nothing new starts. A campaign that a person paused stays paused, so that
 * resolving the failure does not lift the pause.
 */
export function fail(
  draft: Draft,
  host: HostId,
  kind: HostFailureKind,
  detail: string,
  cause?: FailureCause,
): void {
  const failure = failureOf(kind, detail, cause);
  draft.record({ kind: 'host-failed', host, failure });
  const { phase } = draft.campaign();
  if (phase.kind === 'running' && isFailureBudgetUsed(draft.campaign()))
    draft.record({ kind: 'campaign-halted', why: { kind: 'host-failed', host, failure } });
}

export function failureOf(kind: HostFailureKind, detail: string, cause?: FailureCause): HostFailure {
  return cause === undefined ? { kind, detail } : { kind, detail, cause };
}

/** A plan that says nothing of a budget has none: any failure halts. */
export function isFailureBudgetUsed({ failures, document }: Campaign): boolean {
  return !(failures < document.plan.maxFailures);
}

/** A person ends it: nothing new starts, what is in flight is brought home. */
export function stopBy(draft: Draft, by: PersonId): void {
  draft.record({ kind: 'stop-requested', by });
  finishIfOver(draft);
}

/** As a stop, with the reason that a denial needs: the closing report gives it. */
export function denyBy(draft: Draft, by: PersonId, reason: string): void {
  draft.record({ kind: 'campaign-denied', by, reason });
  finishIfOver(draft);
}

/** Ends the campaign when nothing of it is left to do or to wait for. */
export function finishIfOver(draft: Draft): void {
  const campaign = draft.campaign();
  const { phase } = campaign;
  if (phase.kind === 'ended' || phase.kind === 'awaiting-approval') return;
  if (hasInFlight(campaign)) return;
  const stages = [...campaign.hosts.values()].map(({ stage }) => stage.kind);
  const allSettled = stages.every((kind) => kind === 'done' || kind === 'skipped');
  if (phase.kind === 'stopping')
    endCampaign(draft, endOfStop(phase, stages.includes('failed') ? 'failed' : 'home'));
  else if (allSettled) endCampaign(draft, { kind: 'done' });
  else if (hasLapsed(campaign, draft.world.now) && !stages.includes('failed'))
    endCampaign(draft, { kind: 'expired' });
}

/**
 * The only way to an end. What the campaign leaves out of service is named before: from here on that is all there is to
 * remind anybody.
 */
export function endCampaign(draft: Draft, as: CampaignEnd): void {
  for (const [host, reboot] of draft.campaign().hosts)
    if (isLeftOut(reboot)) draft.record({ kind: 'host-left-out', host });
  draft.record({ kind: 'campaign-ended', as });
}

/** What was opened again ends as it had ended; it was not done if the host that was to come back failed. */
function endOfStop({ by, denial, was }: Stopping, hosts: 'failed' | 'home'): CampaignEnd {
  if (was !== null) return was.kind === 'done' && hosts === 'failed' ? { kind: 'stopped', by } : was;
  return denial === null ? { kind: 'stopped', by } : { kind: 'denied', by, reason: denial };
}

type Stopping = Extract<CampaignPhase, { kind: 'stopping' }>;
