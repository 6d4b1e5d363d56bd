// From a click to a decision: decided in the store first, and only then answered.

import { assertNever } from '../core/brand.ts';
import type { CampaignInput } from '../core/campaign/input.ts';
import type { ChatClick, ChatInputs } from '../ports/chat.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import type { ApproverJudgement } from '../core/campaign/input.ts';
import type { PersonId } from '../core/fleet/ids.ts';

export function createChatInputs(runner: Pick<CampaignRunner, 'submit' | 'campaign'>): ChatInputs {
  return {
    click: async (click, by, approver) => {
      if ((await runner.campaign(click.campaign)) === null)
        return { kind: 'refused', why: 'unknown-campaign', detail: `there is no campaign ${click.campaign}` };
      const { refusal, events } = await runner.submit(click.campaign, inputOf(click, by, approver), by);
      if (refusal !== null) return { kind: 'refused', why: refusal.why, detail: refusal.detail };
      if (events.length > 0) return { kind: 'done' };
      return { kind: 'refused', why: 'does-not-apply', detail: 'there was nothing to decide' };
    },
  };
}

function inputOf(click: ChatClick, by: PersonId, approver: ApproverJudgement): CampaignInput {
  switch (click.kind) {
    case 'approve':
      return { kind: 'approve', by, approver, seen: click.seen };
    case 'deny':
      return { kind: 'deny', by, approver, seen: click.seen, reason: click.reason };
    case 'pause':
    case 'resume':
    case 'stop':
      return { kind: click.kind, by, approver };
    case 'retry':
    case 'skip':
      return { kind: click.kind, by, approver, host: click.host };
    default:
      return assertNever(click);
  }
}
