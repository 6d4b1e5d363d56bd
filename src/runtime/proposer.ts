// Puts a plan before its approvers: from here on it is a campaign.

import type { DurationMs } from '../core/brand.ts';
import type { ApprovalPolicy } from '../core/campaign/state.ts';
import type { CampaignId, PersonId } from '../core/fleet/ids.ts';
import type { PlanDocument } from '../core/planning/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { CampaignRunner } from './campaign-runner.ts';

export type ApprovalTerms = ApprovalPolicy & { readonly expiresAfterMs: DurationMs };

/** Proposes a campaign for the plan and resolves with its id once that is durable. */
export type Proposer = (document: PlanDocument, by: PersonId) => Promise<CampaignId>;

export function createProposer(options: {
  readonly runner: Pick<CampaignRunner, 'submit'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly approval: ApprovalTerms;
}): Proposer {
  const { runner, clock, ids } = options;
  const { needed, requesterMayApprove, expiresAfterMs } = options.approval;
  return async (document, by) => {
    const id = ids.next() as CampaignId;
    const policy = { needed, requesterMayApprove };
    const expiresAt = clock.now() + expiresAfterMs;
    await runner.submit(id, { kind: 'propose', id, document, by, policy, expiresAt }, by);
    return id;
  };
}
