// The next version of a plan without some of its hosts, and the plan that takes the place of one that lapsed. Both are
// planned anew from the fleet as it is now: what an approver sees is never older than what they asked for.

import type { DurationMs, Instant } from '../core/brand.ts';
import { rulesFor, type ApprovalRule } from '../core/campaign/approval-rules.ts';
import { replanObstacle, skippedByPeople } from '../core/campaign/decide-edit.ts';
import type { PlainCause } from '../core/campaign/decision-cause.ts';
import type { Refusal } from '../core/campaign/draft.ts';
import type { ApproverJudgement } from '../core/campaign/input.ts';
import { rebootedWaiting } from '../core/campaign/rebooted-since.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId, HostId, PersonId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { CheckedPlan, FaultyPlan } from '../core/planning/checked-plan.ts';
import { planDiff, type PlanDiff } from '../core/planning/plan-diff.ts';
import type { RebootPlan, RebootReason } from '../core/planning/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { FleetSource } from './fleet-source.ts';
import type { PlanMaker } from './plan-maker.ts';
import type { Proposer } from './proposer.ts';

/** Everything of the next version of a plan. */
export type NextVersion = {
  readonly document: CheckedPlan;
  readonly diff: PlanDiff;
  readonly rules: readonly ApprovalRule[];
  readonly expiresAt: Instant;
};

export type PlanEditor = {
  /** The plan of `campaign` without `without`; nothing is recorded. */
  readonly without: (campaign: Campaign, without: readonly HostId[]) => Promise<NextVersion | Refusal>;
  /**
   * Proposes what a lapsed campaign did not do, asked for by `by`. The new campaign's id follows from the old one's, so
   * that two clicks and a crash in between make one campaign.
   */
  readonly again: (
    campaign: Campaign,
    by: PersonId,
    approver: ApproverJudgement,
  ) => Promise<{ readonly successor: CampaignId } | Refusal>;
};

/** Hosts of a plan are named one by one; what made them due is found again where it still holds. */
function reasonsOf({ steps }: RebootPlan): readonly RebootReason[] {
  return [...new Set(steps.map(({ reason }) => reason))].filter(
    (reason) => reason !== 'requested' && reason !== 'drawn',
  );
}

const nothingLeft = (detail: string, kind: PlainCause): Refusal => ({
  why: 'nothing-left',
  detail,
  cause: { kind },
});

const faulty = ({ faults }: FaultyPlan): Refusal => ({
  why: 'does-not-apply',
  detail: `the plan does not pass its lint: ${faults.map(({ kind }) => kind).join(', ')}`,
  cause: { kind: 'plan-faulty' },
});

export function createPlanEditor(options: {
  readonly makePlan: PlanMaker;
  readonly propose: Proposer;
  readonly fleet: FleetSource;
  readonly snapshot: () => Pick<FleetSnapshot, 'hosts'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly expiresAfterMs: DurationMs;
}): PlanEditor {
  const { makePlan, fleet, clock, ids } = options;

  return {
    without: async (campaign, chosen) => {
      const { plan } = campaign.document;
      const taken = new Set([...chosen, ...skippedByPeople(campaign)]);
      // Named again, they would be rebooted a second time.
      const rebooted = rebootedWaiting(campaign, options.snapshot()).filter((host) => !taken.has(host));
      const gone = new Set([...taken, ...rebooted]);
      const hosts = plan.steps.map(({ host }) => host).filter((host) => !gone.has(host));
      const drawn = plan.steps.some(({ reason }) => reason === 'drawn');
      if (plan.steps.every(({ host }) => taken.has(host)) || drawn)
        return nothingLeft('every host would be taken out: deny the plan instead', 'all-taken-out');
      const outcome = await makePlan(
        {
          requestedBy: plan.requestedBy,
          selection: { kind: 'hosts', hosts },
          reasons: reasonsOf(plan),
          canary: canaryOf(plan),
        },
        { planId: plan.id, version: plan.version + 1 },
      );
      if (outcome.kind === 'nothing-to-do')
        return nothingLeft('no host that is left can be rebooted now', 'none-can-go');
      if (outcome.kind === 'faulty') return faulty(outcome);
      const { document } = outcome;
      return {
        document,
        diff: planDiff(
          plan,
          document,
          [...taken].filter((host) => campaign.hosts.has(host)),
          rebooted,
        ),
        rules: rulesFor(document.plan, fleet.forWorld().approvalRules),
        expiresAt: clock.now() + options.expiresAfterMs,
      };
    },
    again: async (campaign, by, approver) => {
      const refusal = replanObstacle(campaign, by, approver);
      if (refusal !== null) return refusal;
      const { plan } = campaign.document;
      const hosts = [...campaign.hosts.values()]
        .filter(({ stage }) => stage.kind !== 'done' && stage.kind !== 'skipped')
        .map(({ step }) => step.host);
      const rebooted = new Set(rebootedWaiting(campaign, options.snapshot()));
      const known = hosts.filter((host) => fleet.current().hosts.has(host) && !rebooted.has(host));
      const outcome = await makePlan({
        requestedBy: by,
        selection: { kind: 'hosts', hosts: known },
        reasons: reasonsOf(plan),
        canary: canaryOf(plan),
      });
      if (outcome.kind === 'nothing-to-do')
        return nothingLeft('no host of it can be rebooted now', 'none-can-go');
      if (outcome.kind === 'faulty') return faulty(outcome);
      const successor = ids.sha256Hex(`again ${campaign.id}`).slice(0, 10) as CampaignId;
      await options.propose(outcome.document, by, { as: successor });
      return { successor };
    },
  };
}

/** A plan with a canary has one host that all others wait for. */
function canaryOf({ steps }: RebootPlan): 'none' | 'first-host' {
  const [first, ...others] = steps;
  if (first === undefined || others.length === 0) return 'none';
  return others.every(({ after }) => after.includes(first.host)) ? 'first-host' : 'none';
}
