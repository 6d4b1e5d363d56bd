// Approvals that go away again: taken back by the person, or lapsed because the person is an approver no more. Both only
// count while nothing has begun; afterwards the way to end a campaign is to stop it.

import type { CampaignInput } from './input.ts';
import { dropLapsed, refuse, seenOther } from './decide-approval.ts';
import type { DecisionResult, Draft, Refusal } from './draft.ts';
import { isInFlight, isTakenOut } from './holding.ts';
import type { Campaign } from './state.ts';

/** True while not one host has been looked at: taking the approvals away undoes everything. */
export function nothingBegun({ phase, hosts }: Campaign): boolean {
  if (phase.kind === 'awaiting-approval') return true;
  if (phase.kind === 'stopping' || phase.kind === 'ended') return false;
  return [...hosts.values()].every(
    (host) =>
      (host.stage.kind === 'waiting' || host.stage.kind === 'skipped') &&
      !isInFlight(host) &&
      !isTakenOut(host) &&
      host.startedAt === null &&
      host.requestedAt === null,
  );
}

/** Takes back one's own approval. Who approved may always do so; nobody has to be an approver still. */
export function decideWithdrawal(
  draft: Draft,
  input: Extract<CampaignInput, { kind: 'withdraw' }>,
): DecisionResult {
  const refusal = obstacle(draft.campaign(), input);
  if (refusal !== null) return refuse(draft, { by: input.by, wanted: 'withdraw' }, refusal);
  draft.record({ kind: 'approval-withdrawn', by: input.by });
  return draft.close();
}

function obstacle(
  campaign: Campaign,
  { by, seen }: Extract<CampaignInput, { kind: 'withdraw' }>,
): Refusal | null {
  const { phase } = campaign;
  if (phase.kind === 'ended') return { why: 'already-decided', detail: 'the campaign has ended' };
  const other = seenOther(campaign, seen);
  if (other !== null) return other;
  if (!campaign.approvals.some((approval) => approval.by === by))
    return { why: 'not-approved', detail: 'this person has not approved the plan' };
  if (!nothingBegun(campaign))
    return { why: 'already-begun', detail: `the campaign is ${phase.kind}: stop it instead` };
  return null;
}

/** Those who approved were asked about again. An answer that did not come changes nothing. */
export function decideStanding(
  draft: Draft,
  { earlier }: Extract<CampaignInput, { kind: 'standing-checked' }>,
): DecisionResult {
  if (nothingBegun(draft.campaign())) dropLapsed(draft, earlier);
  return draft.close();
}
