// The whole campaign as one pure function: what happens, given what happened. Every input lands here; an input that
// does not apply yields nothing, or a recorded refusal where a person asked for it.

import { assertNever } from '../brand.ts';
import { decideApproval, decideDenial } from './decide-approval.ts';
import { decideStanding, decideWithdrawal } from './decide-withdrawal.ts';
import { decideEdit, decideReplan } from './decide-edit.ts';
import { decideControl } from './decide-control.ts';
import { decideOutcome } from './decide-outcome.ts';
import { decideTick } from './decide-tick.ts';
import { nothing, openDraft, type DecisionResult } from './draft.ts';
import type { CampaignInput, World } from './input.ts';
import type { Campaign } from './state.ts';

/**
 * @param campaign the state so far, null before the proposal.
 * @returns events to append and effects to record in the same transaction, and why a person's wish was refused.
 */
export function decide(campaign: Campaign | null, input: CampaignInput, world: World): DecisionResult {
  if (campaign === null) return input.kind === 'propose' ? propose(input) : nothing;
  const draft = openDraft(campaign, world);
  switch (input.kind) {
    case 'propose':
      return nothing;
    case 'approve':
      return decideApproval(draft, input);
    case 'deny':
      return decideDenial(draft, input);
    case 'withdraw':
      return decideWithdrawal(draft, input);
    case 'standing-checked':
      return decideStanding(draft, input);
    case 'edit':
      return decideEdit(draft, input);
    case 'replan':
      return decideReplan(draft, input);
    case 'pause':
    case 'resume':
    case 'stop':
    case 'retry':
    case 'skip':
    case 'returned':
      return decideControl(draft, input);
    case 'clock-jumped':
      if (campaign.phase.kind === 'running')
        draft.record({ kind: 'campaign-halted', why: { kind: 'clock-jumped', byMs: input.byMs } });
      return draft.close();
    case 'tick':
      return decideTick(draft);
    case 'effect-finished':
      return decideOutcome(draft, input);
    default:
      return assertNever(input);
  }
}

function propose(input: Extract<CampaignInput, { kind: 'propose' }>): DecisionResult {
  const { id, document, by, policy, expiresAt } = input;
  return {
    events: [{ kind: 'campaign-proposed', id, document, by, policy, expiresAt }],
    effects: [],
    refusal: null,
  };
}
