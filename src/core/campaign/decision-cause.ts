// Why a decision was not taken, or an approval or a plan does not hold any more, beside its English words: said in the
// reader's language. What Slack or another program said is quoted as it is.

import type { HostId, PersonId } from '../fleet/ids.ts';

/** Why an account may not decide, or cannot be told to. */
export type AccountFault =
  | 'other-workspace'
  | 'no-approvers'
  | 'no-account'
  | 'deactivated'
  | 'bot'
  | 'guest'
  | 'not-listed'
  | 'workspace-unknown'
  | 'not-a-person';

/** What a plan relies on and what is no more as it was. */
export type FleetChange =
  | { readonly kind: 'no-inventory' }
  | { readonly kind: 'approvers' }
  | { readonly kind: 'hosts'; readonly hosts: readonly HostId[] }
  /** Services, budgets or placements that it was judged by. */
  | { readonly kind: 'basis' }
  /** All that it would have rebooted were rebooted by somebody else. */
  | { readonly kind: 'rebooted'; readonly hosts: readonly HostId[] };

export type DecisionCause =
  | { readonly kind: 'account'; readonly fault: AccountFault }
  | { readonly kind: 'look-up-failed'; readonly said: string }
  /** Whether somebody who approved earlier still may. */
  | { readonly kind: 'earlier-approver'; readonly by: PersonId }
  | { readonly kind: 'fleet'; readonly change: FleetChange }
  /** `failed`: to be resolved first. */
  | { readonly kind: 'phase'; readonly phase: string; readonly failed: readonly HostId[] }
  /** Of the plan: what the button was made for, and what is in force. */
  | { readonly kind: 'version'; readonly seen: number; readonly now: number }
  | { readonly kind: PlainCause };

export type PlainCause =
  | 'all-taken-out'
  | 'none-can-go'
  | 'none-taken-out'
  /** The plan that was made does not pass its lint. */
  | 'plan-faulty'
  | 'planned-again-once'
  | 'host-skipped'
  | 'nothing-to-decide'
  | 'no-such-campaign';
