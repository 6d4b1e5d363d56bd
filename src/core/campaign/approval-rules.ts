// How many of whom it takes to approve a plan: the fleet's own rule, and one more for every service of the plan that
// has its own. All of them must be met; one person can count for several. What a plan needs is frozen when it is
// proposed, and a change of it afterwards voids the plan.

import type { Instant } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { PersonId, ServiceId } from '../fleet/ids.ts';
import { budgetIndexOf, listOf } from '../planning/budget-index.ts';
import type { RebootPlan } from '../planning/plan.ts';

/** `fleet`, `service:ID` or `owner:ID`. */
export type RuleId = string;

/** The rule that every plan has; who its approvers are stands in the settings. */
export const FLEET_RULE: RuleId = 'fleet';

export type ApprovalRule = {
  readonly id: RuleId;
  /** Different approvers of this rule; at least 1. */
  readonly needed: number;
  /** Ids of users and of user groups in the chat. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
};

export type Approval = {
  readonly by: PersonId;
  readonly at: Instant;
  /** The rules that this person is an approver of. */
  readonly meets: readonly RuleId[];
};

export type ApprovalPolicy = {
  /** How many different approvers of the fleet's own rule it takes; at least 1. */
  readonly needed: number;
  readonly requesterMayApprove: boolean;
  /** Of the plan's services; all of them must be met besides. */
  readonly rules: readonly ApprovalRule[];
};

export type RuleCount = { readonly rule: RuleId; readonly have: number; readonly needed: number };

/** How far each rule is, the fleet's first. */
export function ruleCounts(
  { needed, rules }: ApprovalPolicy,
  approvals: readonly Approval[],
): readonly RuleCount[] {
  const countOf = (rule: RuleId): number => {
    const people: PersonId[] = [];
    for (const { by, meets } of approvals) if (meets.includes(rule) && !people.includes(by)) people.push(by);
    return people.length;
  };
  const counts: RuleCount[] = [{ rule: FLEET_RULE, have: countOf(FLEET_RULE), needed }];
  for (const { id, needed: of } of rules) counts.push({ rule: id, have: countOf(id), needed: of });
  return counts;
}

/** True if every rule is met. */
export function approvalsSuffice(policy: ApprovalPolicy, approvals: readonly Approval[]): boolean {
  return ruleCounts(policy, approvals).every(({ have, needed }) => have >= needed);
}

/** The rule of each service that has one, its own before its owner's. */
export function serviceRules({ services, owners }: Fleet): ReadonlyMap<ServiceId, ApprovalRule> {
  const rules = new Map<ServiceId, ApprovalRule>();
  for (const { id, owner, approvals } of services.values()) {
    const owned = owner === null ? null : (owners.get(owner)?.approvals ?? null);
    if (approvals !== null) rules.set(id, { id: `service:${id}`, ...approvals });
    else if (owned !== null) rules.set(id, { id: `owner:${owner}`, ...owned });
  }
  return rules;
}

/** The rules of the services that lose an instance at some time of the plan, through guests of guests too; each once, by id. */
export function rulesFor(
  plan: RebootPlan,
  rules: ReadonlyMap<ServiceId, ApprovalRule>,
): readonly ApprovalRule[] {
  if (rules.size === 0) return [];
  const index = budgetIndexOf(plan.scope);
  const lost = plan.steps.flatMap(({ host }) => {
    const number = index.numberOf.get(host);
    return number === undefined ? [] : [...listOf(index.losses, number)];
  });
  const wanted = new Map<RuleId, ApprovalRule>();
  for (const number of new Set(lost)) {
    const service = index.serviceIds[number];
    const rule = service === undefined ? undefined : rules.get(service);
    if (rule !== undefined) wanted.set(rule.id, rule);
  }
  return [...wanted.values()].sort((left, right) => byId(left.id, right.id));
}
