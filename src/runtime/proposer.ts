// Puts a plan before its approvers: from here on it is a campaign.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { ApprovalPolicy } from '../core/campaign/approval-rules.ts';
import type { CampaignId, PersonId } from '../core/fleet/ids.ts';
import type { CheckedPlan } from '../core/planning/checked-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import { rulesFor } from '../core/campaign/approval-rules.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import type { FleetSource } from './fleet-source.ts';

export type ApprovalTerms = Omit<ApprovalPolicy, 'rules'> & { readonly expiresAfterMs: DurationMs };

export type ProposalTerms = {
  /** The id that it gets; where there is such a campaign already, nothing happens. */
  readonly as?: CampaignId;
  /** It expires then, where it would not before. */
  readonly untilAt?: Instant;
};

/** Proposes a campaign for the plan and resolves with its id once that is durable. */
export type Proposer = (document: CheckedPlan, by: PersonId, terms?: ProposalTerms) => Promise<CampaignId>;

export function createProposer(options: {
  readonly runner: Pick<CampaignRunner, 'submit'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly fleet: Pick<FleetSource, 'forWorld'>;
  readonly approval: ApprovalTerms;
}): Proposer {
  const { runner, clock, ids } = options;
  const { needed, requesterMayApprove, expiresAfterMs } = options.approval;
  return async (document, by, { as, untilAt = Infinity } = {}) => {
    const id = as ?? (ids.next() as CampaignId);
    const rules = rulesFor(document.plan, options.fleet.forWorld().approvalRules);
    const policy = { needed, requesterMayApprove, rules };
    const expiresAt = Math.min(clock.now() + expiresAfterMs, untilAt);
    await runner.submit(id, { kind: 'propose', id, document, by, policy, expiresAt }, by);
    return id;
  };
}
