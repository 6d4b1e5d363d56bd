// Approval is of one digest, by people who are approvers at the moment of the click, and never by the requester
// (unless the policy says so). Every refusal is recorded with its reason.

import type { DecisionCause, FleetChange } from './decision-cause.ts';
import { MINUTE_MS, type DurationMs, type Instant } from '../brand.ts';
import { canonicalText } from '../canonical-text.ts';
import type { HostId, PersonId } from '../fleet/ids.ts';
import { narrowedScope } from '../planning/narrowed-scope.ts';
import { approvalsSuffice, ruleCounts, rulesFor } from './approval-rules.ts';
import type { DecisionResult, Draft, Refusal } from './draft.ts';
import type { Decision } from './event.ts';
import { isInFlight } from './holding.ts';
import type { ApproverJudgement, CampaignInput, SeenPlan, World } from './input.ts';
import { hasLapsed } from './lapse.ts';
import { nothingLeft, rebootedSince } from './rebooted-since.ts';
import { denyBy, endCampaign } from './settle.ts';
import type { Campaign } from './state.ts';
import type { Approval } from './approval-rules.ts';

/** Records one approval, and starts the campaign with the last one needed. */
export function decideApproval(
  draft: Draft,
  input: Extract<CampaignInput, { kind: 'approve' }>,
): DecisionResult {
  const campaign = draft.campaign();
  const refusal =
    undecided(campaign, input.seen, draft.world) ??
    judged(input.approver) ??
    requesterApproving(campaign, input.by) ??
    repeatedApproval(campaign, input.by);
  if (refusal !== null) return refuse(draft, { by: input.by, wanted: 'approve' }, refusal);
  const change = changeSincePlan(campaign, draft.world) ?? overtaken(campaign, draft.world);
  if (change !== null) {
    const result = refuse(
      draft,
      { by: input.by, wanted: 'approve' },
      {
        why: change.change.kind === 'rebooted' ? 'nothing-left' : 'fleet-changed',
        detail: change.why,
        cause: { kind: 'fleet', change: change.change },
      },
    );
    endCampaign(draft, { kind: 'voided', ...change });
    return draft.close(result.refusal ?? undefined);
  }
  const approval = { by: input.by, at: draft.world.now, meets: input.meets };
  dropLapsed(draft, input.earlier);
  const standing = draft.campaign().approvals;
  const starts = approvalsSuffice(campaign.approvalPolicy, [...standing, approval]);
  const unsure = standing.find((one) => !stillCounts(one, input.earlier, draft.world.now));
  if (starts && unsure !== undefined)
    return refuse(draft, { by: input.by, wanted: 'approve' }, stillApprover(unsure.by, input.earlier));
  const [fleetRule] = ruleCounts(campaign.approvalPolicy, [...standing, approval]);
  const { needed } = campaign.approvalPolicy;
  draft.record({ kind: 'plan-approved', by: input.by, of: fleetRule?.have ?? 0, needed, meets: input.meets });
  if (starts) draft.record({ kind: 'campaign-started' });
  return draft.close();
}

/** Approvals of people who are approvers no more are taken away; who cannot be asked about stays, and cannot start it. */
export function dropLapsed(draft: Draft, earlier: ReadonlyMap<PersonId, ApproverJudgement>): void {
  for (const { by } of draft.campaign().approvals) {
    const judgement = earlier.get(by);
    if (judgement?.kind === 'not-approver')
      draft.record({ kind: 'approval-lapsed', of: by, ...reasonOf(judgement) });
  }
}

function reasonOf({ why, cause }: Exclude<ApproverJudgement, { kind: 'approver' }>): {
  readonly why: string;
  readonly cause?: DecisionCause;
} {
  return cause === undefined ? { why } : { why, cause };
}

/**
 * An approval that came while this one was on its way was not asked about again: its own answer is younger than any that
 * is believed at a click.
 */
const JUST_GIVEN_MS: DurationMs = MINUTE_MS;

function stillCounts(
  { by, at }: Approval,
  earlier: ReadonlyMap<PersonId, ApproverJudgement>,
  now: Instant,
): boolean {
  const judgement = earlier.get(by);
  return judgement === undefined ? now - at <= JUST_GIVEN_MS : judgement.kind === 'approver';
}

function stillApprover(by: PersonId, earlier: ReadonlyMap<PersonId, ApproverJudgement>): Refusal {
  const judgement = earlier.get(by);
  const why = judgement?.kind === 'unknown' ? judgement.why : 'nobody was asked';
  return {
    why: 'approver-unknown',
    detail: `it cannot be told whether ${by}, who approved before, still may: ${why}`,
    cause: { kind: 'earlier-approver', by },
  };
}

/**
 * One denial ends it. A reason is required, because the next person asks why. A denial that crossed with the last
 * approval still holds: before the first reboot it ends the campaign, later it stops it. Either way its reason is kept.
 */
export function decideDenial(draft: Draft, input: Extract<CampaignInput, { kind: 'deny' }>): DecisionResult {
  const reason = input.reason.trim();
  const campaign = draft.campaign();
  const started = ['running', 'paused', 'halted'].includes(campaign.phase.kind);
  const refusal =
    (started ? seenOther(campaign, input.seen) : undecided(campaign, input.seen, draft.world)) ??
    judged(input.approver) ??
    (reason === '' ? { why: 'reason-missing' as const, detail: 'a denial needs a reason' } : null);
  if (refusal !== null) return refuse(draft, { by: input.by, wanted: 'deny' }, refusal);
  const begun = [...campaign.hosts.values()].some((host) => isInFlight(host) || host.requestedAt !== null);
  if (begun) denyBy(draft, input.by, reason);
  else endCampaign(draft, { kind: 'denied', by: input.by, reason });
  return draft.close();
}

/** Records that somebody's decision was not taken, and why. */
export function refuse(
  draft: Draft,
  asked: { readonly by: PersonId; readonly wanted: Decision },
  refusal: Refusal,
): DecisionResult {
  draft.record({ kind: 'decision-refused', ...asked, why: refusal.why, detail: refusal.detail });
  return draft.close(refusal);
}

/** Null if the person is an approver now. Not being able to tell refuses. */
export function judged(approver: ApproverJudgement): Refusal | null {
  switch (approver.kind) {
    case 'approver':
      return null;
    case 'not-approver':
      return refusedFor('not-approver', approver);
    case 'unknown':
      return refusedFor('approver-unknown', approver);
  }
}

function refusedFor(
  refusal: 'not-approver' | 'approver-unknown',
  judgement: Exclude<ApproverJudgement, { kind: 'approver' }>,
): Refusal {
  const { why: detail, ...cause } = reasonOf(judgement);
  return { why: refusal, detail, ...cause };
}

type Change = { readonly why: string; readonly change: FleetChange };

/**
 * What of the fleet that the plan relies on has changed since, or null. Hosts' own entries and everything that budgets
 * are judged by count; a fleet that cannot be read counts as changed.
 */
export function changeSincePlan(campaign: Campaign, { fleet }: World): Change | null {
  const { plan } = campaign.document;
  const since = 'the inventory changed since the plan was made';
  if (fleet === null)
    return {
      why: 'there is no valid inventory to compare the plan with',
      change: { kind: 'no-inventory' },
    };
  if (fleet.digest === plan.fleetDigest) return null;
  const rules = rulesFor(plan, fleet.approvalRules);
  if (canonicalText(rules) !== canonicalText(campaign.approvalPolicy.rules))
    return {
      why: `${since}: who has to approve it is no longer the same`,
      change: { kind: 'approvers' },
    };
  const changed = plan.steps
    .filter(({ host, fingerprint }) => fleet.fingerprints.get(host) !== fingerprint)
    .map(({ host }) => host);
  if (changed.length > 0)
    return { why: `${since}: ${listed(changed)}`, change: { kind: 'hosts', hosts: changed } };
  const scope = narrowedScope(
    fleet.scope,
    plan.steps.map(({ host }) => host),
  );
  if (canonicalText(scope) !== canonicalText(plan.scope))
    return {
      why: `${since}: services, budgets or placements that the plan was judged by`,
      change: { kind: 'basis' },
    };
  return null;
}

/** A plan that waits for approval and would reboot nothing any more, or null: nobody is asked for nothing. */
export function overtaken(campaign: Campaign, { views }: World): Change | null {
  const hosts = rebootedSince(campaign, { hosts: views });
  if (!nothingLeft(campaign, hosts)) return null;
  return {
    why: `every host still in the plan has rebooted since it was made: ${listed(hosts)}`,
    change: { kind: 'rebooted', hosts },
  };
}

export function undecided(campaign: Campaign, seen: SeenPlan, world: World): Refusal | null {
  const { phase } = campaign;
  // Nobody decided these two: whoever clicks too late is told what happened instead.
  if (phase.kind === 'ended' && phase.as.kind === 'voided')
    return {
      why: phase.as.change?.kind === 'rebooted' ? 'nothing-left' : 'fleet-changed',
      detail: phase.as.why,
      ...(phase.as.change === undefined ? {} : { cause: { kind: 'fleet', change: phase.as.change } }),
    };
  if (phase.kind === 'ended' && phase.as.kind === 'expired')
    return { why: 'expired', detail: 'the time to approve has passed' };
  if (phase.kind !== 'awaiting-approval')
    return { why: 'already-decided', detail: `the campaign is ${phase.kind}` };
  if (hasLapsed(campaign, world.now)) return { why: 'expired', detail: 'the time to approve has passed' };
  return seenOther(campaign, seen);
}

export function seenOther(campaign: Campaign, seen: SeenPlan): Refusal | null {
  const { plan, digest } = campaign.document;
  if (seen.digest !== digest || seen.version !== plan.version)
    return {
      why: 'plan-changed',
      detail: `the button was of version ${seen.version}, the plan is version ${plan.version}`,
      ...(seen.version === plan.version
        ? {}
        : { cause: { kind: 'version', seen: seen.version, now: plan.version } as const }),
    };
  return null;
}

function requesterApproving(campaign: Campaign, by: PersonId): Refusal | null {
  if (by !== campaign.requestedBy || campaign.approvalPolicy.requesterMayApprove) return null;
  return { why: 'requester', detail: 'who asked for the plan may not approve it' };
}

function repeatedApproval(campaign: Campaign, by: PersonId): Refusal | null {
  const earlier = campaign.approvals.some((approval) => approval.by === by);
  return earlier ? { why: 'already-approved', detail: 'this person has approved already' } : null;
}

function listed(hosts: readonly HostId[]): string {
  return hosts.length <= 3
    ? hosts.join(', ')
    : `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more`;
}
