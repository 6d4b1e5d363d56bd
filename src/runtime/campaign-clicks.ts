// From a click about a campaign to its decision: who clicked is asked about first, then decided in the store, and only
// then answered. What a form shows is read from here too, so that no adapter knows how campaigns are kept.

import { assertNever } from '../core/brand.ts';
import type { RuleId } from '../core/campaign/approval-rules.ts';
import type { ApproverJudgement, CampaignInput, Standing } from '../core/campaign/input.ts';
import { nothingBegun } from '../core/campaign/decide-withdrawal.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { PersonId } from '../core/fleet/ids.ts';
import type { ChatClick, ChatInputs, ClickAnswer, StandingLookup } from '../ports/chat.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';
import type { PlanEditor } from './plan-editor.ts';

/** The part of the chat's inputs that is about campaigns. */
export function createCampaignClicks(options: {
  readonly runner: Pick<CampaignRunner, 'submit' | 'campaign' | 'openCampaigns'>;
  readonly editor: PlanEditor;
}): Pick<ChatInputs, 'click' | 'campaign' | 'preview' | 'reviewApprovals'> {
  const { runner, editor } = options;
  return {
    reviewApprovals: async (standingOf) => {
      for (const campaign of await runner.openCampaigns()) {
        if (campaign.approvals.length === 0 || !nothingBegun(campaign)) continue;
        const earlier = await earlierApprovers({ campaign, standingOf });
        if ([...earlier.values()].every(({ kind }) => kind !== 'not-approver')) continue;
        await runner.submit(campaign.id, { kind: 'standing-checked', earlier }, daemon);
      }
    },
    campaign: (id) => runner.campaign(id),
    preview: async ({ campaign: id, seen, without }) => {
      const campaign = await runner.campaign(id);
      if (campaign === null) return unknownCampaign(id);
      const { plan, digest } = campaign.document;
      if (seen.version !== plan.version || seen.digest !== digest)
        return { kind: 'refused', why: 'plan-changed', detail: '' };
      const next = await editor.without(campaign, without);
      if ('why' in next) return { kind: 'refused', ...next };
      return { kind: 'preview', document: next.document, diff: next.diff };
    },
    click: async (click, by, standingOf) => {
      const campaign = await runner.campaign(click.campaign);
      if (campaign === null) return unknownCampaign(click.campaign);
      const standing = await standingOf(by, campaign.approvalPolicy.rules);
      const input = await inputOf(click, { campaign, by, standing, standingOf, editor });
      if ('why' in input) return { kind: 'refused', ...input };
      const { refusal, events } = await runner.submit(click.campaign, input, by);
      if (refusal !== null) return { kind: 'refused', ...refusal };
      if (events.length > 0) return { kind: 'done' };
      return {
        kind: 'refused',
        why: 'does-not-apply',
        detail: 'there was nothing to decide',
        cause: { kind: 'nothing-to-decide' },
      };
    },
  };
}

function unknownCampaign(id: string): Extract<ClickAnswer, { kind: 'refused' }> {
  return {
    kind: 'refused',
    why: 'unknown-campaign',
    detail: `there is no campaign ${id}`,
    cause: { kind: 'no-such-campaign' },
  };
}

type ClickContext = {
  readonly campaign: Campaign;
  readonly by: PersonId;
  readonly standing: Standing;
  readonly standingOf: StandingLookup;
  readonly editor: PlanEditor;
};

type Refused = Omit<Extract<ClickAnswer, { kind: 'refused' }>, 'kind'>;

async function inputOf(click: ChatClick, context: ClickContext): Promise<CampaignInput | Refused> {
  const { campaign, by, standing, editor } = context;
  const approver = standing.judgement;
  switch (click.kind) {
    case 'approve': {
      const earlier = await earlierApprovers(context);
      return { kind: 'approve', by, approver, seen: click.seen, meets: standing.meets, earlier };
    }
    case 'deny':
      return { kind: 'deny', by, approver, seen: click.seen, reason: click.reason };
    case 'withdraw':
      return { kind: 'withdraw', by, seen: click.seen };
    case 'edit': {
      if (click.without.length === 0)
        return { why: 'does-not-apply', detail: 'no host was taken out', cause: { kind: 'none-taken-out' } };
      const next = await editor.without(campaign, click.without);
      return 'why' in next ? next : { kind: 'edit', by, approver, seen: click.seen, ...next };
    }
    case 'replan': {
      const again = await editor.again(campaign, by, approver);
      return 'why' in again ? again : { kind: 'replan', by, approver, successor: again.successor };
    }
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

/** Everybody who approved before, asked again: an approval must not outlive the right to give it. */
async function earlierApprovers({
  campaign,
  standingOf,
}: Pick<ClickContext, 'campaign' | 'standingOf'>): Promise<ReadonlyMap<PersonId, ApproverJudgement>> {
  const { approvals, approvalPolicy } = campaign;
  const judged = approvals.map(async ({ by, meets }): Promise<readonly [PersonId, ApproverJudgement]> => {
    // Whoever decided at the command line can write the database: there is nobody to ask about them.
    if (by.startsWith('os:')) return [by, { kind: 'approver' }];
    return [by, stillMeeting(meets, await standingOf(by, approvalPolicy.rules))];
  });
  return new Map(await Promise.all(judged));
}

/** An approval counts for the rules that it was given for: whoever has left one of them has to approve anew. */
function stillMeeting(given: readonly RuleId[], { judgement, meets, unsure }: Standing): ApproverJudgement {
  const left = given.filter((rule) => !meets.includes(rule));
  if (judgement.kind !== 'approver' || left.length === 0) return judgement;
  if (unsure === undefined)
    return {
      kind: 'not-approver',
      why: `no approver of ${left.join(', ')} any more`,
      cause: { kind: 'account', fault: 'not-listed' },
    };
  return {
    kind: 'unknown',
    why: `a group of ${left.join(', ')} could not be looked up: ${unsure}`,
    cause: { kind: 'look-up-failed', said: unsure },
  };
}
