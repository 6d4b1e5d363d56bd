// A plan made smaller before its approval, and a plan asked for again after it lapsed. An edit only ever takes hosts out:
// every host that is left was asked for by the requester and has yet to be approved, so two people still stand behind it.

import type { HostId, PersonId } from '../fleet/ids.ts';
import { judged, refuse, undecided } from './decide-approval.ts';
import type { DecisionResult, Draft, Refusal } from './draft.ts';
import type { ApproverJudgement, CampaignInput } from './input.ts';
import type { Campaign } from './state.ts';

type EditInput = Extract<CampaignInput, { kind: 'edit' }>;

/** Makes `input.document` the plan that people approve. @throws Error if it holds a host that the old one did not. */
export function decideEdit(draft: Draft, input: EditInput): DecisionResult {
  const campaign = draft.campaign();
  const refusal = editObstacle(campaign, input, draft);
  if (refusal !== null) return refuse(draft, { by: input.by, wanted: 'edit' }, refusal);
  const { by, document, diff, expiresAt, rules } = input;
  const added = document.plan.steps.find(({ host }) => !campaign.hosts.has(host));
  if (added !== undefined)
    throw new Error(`campaign ${campaign.id}: an edit would add ${added.host} to the plan`);
  draft.record({ kind: 'plan-edited', by, document, diff, expiresAt, rules });
  return draft.close();
}

function editObstacle(campaign: Campaign, input: EditInput, { world }: Draft): Refusal | null {
  return (
    undecided(campaign, input.seen, world) ??
    mayAsk(campaign, input.by, input.approver) ??
    notNext(campaign, input) ??
    bringsBackSkipped(campaign, input)
  );
}

/** The requester may, whoever they are; everybody else must be an approver now. */
export function mayAsk(campaign: Campaign, by: PersonId, approver: ApproverJudgement): Refusal | null {
  return by === campaign.requestedBy ? null : judged(approver);
}

/**
 * Hosts that people skipped while the approved plan waited for its start: an approval that is taken back afterwards
 * takes back no Skip, so a next version is made without them.
 */
export function skippedByPeople({ hosts }: Campaign): readonly HostId[] {
  return [...hosts].flatMap(([id, { stage }]) =>
    stage.kind === 'skipped' && stage.why.kind === 'by-person' ? [id] : [],
  );
}

function bringsBackSkipped(campaign: Campaign, { document }: EditInput): Refusal | null {
  const skipped = new Set(skippedByPeople(campaign));
  return document.plan.steps.some(({ host }) => skipped.has(host))
    ? {
        why: 'plan-changed',
        detail: 'somebody skipped a host of the plan meanwhile',
        cause: { kind: 'host-skipped' },
      }
    : null;
}

function notNext(campaign: Campaign, { document }: EditInput): Refusal | null {
  const { plan } = campaign.document;
  const next = document.plan.id === plan.id && document.plan.version === plan.version + 1;
  return next ? null : { why: 'plan-changed', detail: 'somebody else edited the plan meanwhile' };
}

/** True for a campaign that ended without anybody deciding so: its plan may be asked for again, once. */
export function mayBeReplanned({ phase, successor, document }: Campaign): boolean {
  // Chaos mode asks once an opening, under conditions of its own that a plan in somebody's name would not carry.
  if (document.plan.steps.some(({ reason }) => reason === 'drawn')) return false;
  if (phase.kind !== 'ended' || successor !== null) return false;
  // What has rebooted meanwhile is not asked for again.
  if (phase.as.kind === 'voided') return phase.as.change?.kind !== 'rebooted';
  return phase.as.kind === 'expired';
}

/** Why `by` may not ask for the plan of `campaign` again, or null. */
export function replanObstacle(
  campaign: Campaign,
  by: PersonId,
  approver: ApproverJudgement,
): Refusal | null {
  if (!mayBeReplanned(campaign))
    return {
      why: 'does-not-apply',
      detail: 'only a plan that lapsed can be planned again, and only once',
      cause: { kind: 'planned-again-once' },
    };
  return mayAsk(campaign, by, approver);
}

export function decideReplan(
  draft: Draft,
  input: Extract<CampaignInput, { kind: 'replan' }>,
): DecisionResult {
  const refusal = replanObstacle(draft.campaign(), input.by, input.approver);
  if (refusal !== null) return refuse(draft, { by: input.by, wanted: 'replan' }, refusal);
  draft.record({ kind: 'plan-replaced', by: input.by, successor: input.successor });
  return draft.close();
}
