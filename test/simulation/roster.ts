// Who may approve what, and who has left the team: the truth behind what the chat says of people when it is asked.
import { FLEET_RULE, type ApprovalRule, type RuleId } from '../../src/core/campaign/approval-rules.ts';
import type { Standing } from '../../src/core/campaign/input.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';

const person = (name: string): PersonId => `slack:T0/U0${name}` as PersonId;

/** Asks for every plan that nobody has asked for again. */
export const requester = person('ROB');
/** The fleet's own approvers. */
export const approvers = ['ANN', 'BEN', 'CHO'].map(person);
/** Approves for single services only. */
export const serviceApprover = person('DEE');
export const stranger = person('EVE');

export type Roster = {
  /** Somebody of the fleet's approvers always stays. */
  readonly leave: (who: PersonId) => void;
  readonly left: ReadonlySet<PersonId>;
  /** Of the fleet's approvers. */
  readonly staying: () => readonly PersonId[];
  readonly standingOf: (who: PersonId, rules: readonly ApprovalRule[]) => Standing;
};

export function createRoster(): Roster {
  const left = new Set<PersonId>();
  const staying = (): readonly PersonId[] => approvers.filter((one) => !left.has(one));
  const meets = (who: PersonId, rules: readonly ApprovalRule[]): readonly RuleId[] => {
    if (left.has(who)) return [];
    const named = rules.filter(({ users }) => users.includes(who)).map(({ id }) => id);
    // The requester is an approver too, so that only the rule about requesters stands in their way.
    return approvers.includes(who) || who === requester ? [FLEET_RULE, ...named] : named;
  };
  return {
    left,
    staying,
    leave: (who) => {
      if (staying().some((other) => other !== who)) left.add(who);
    },
    standingOf: (who, rules) => {
      const met = meets(who, rules);
      if (met.length > 0) return { judgement: { kind: 'approver' }, meets: met };
      return { judgement: { kind: 'not-approver', why: 'not in @sre' }, meets: [] };
    },
  };
}
