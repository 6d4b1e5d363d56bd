// Approvals that wait for their window are asked about again: who is an approver no more does not count at the start.
import { expect, it } from 'vitest';
import type { CampaignInput, Standing } from '../../src/core/campaign/input.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { StandingLookup } from '../../src/ports/chat.ts';
import { createCampaignClicks } from '../../src/runtime/campaign-clicks.ts';
import { runningCampaign, sampleApprovals, sampleCampaign, samplePeople } from '../fakes/sample-campaign.ts';

const waiting = sampleCampaign({ approvals: sampleApprovals, phase: { kind: 'running' } });

async function reviewed(
  campaigns: readonly Campaign[],
  gone: string | null,
  others: Standing = { judgement: { kind: 'approver' }, meets: ['fleet'] },
): Promise<readonly CampaignInput[]> {
  const submitted: CampaignInput[] = [];
  const clicks = createCampaignClicks({
    runner: {
      submit: (_, input) => {
        submitted.push(input);
        return Promise.resolve({ events: [], effects: [], refusal: null });
      },
      campaign: () => Promise.resolve(null),
      openCampaigns: () => Promise.resolve(campaigns),
    },
    editor: {
      without: () => Promise.reject(new Error('no edit here')),
      again: () => Promise.reject(new Error('no new plan here')),
    },
  });
  const standingOf: StandingLookup = (person) =>
    Promise.resolve(
      person === gone
        ? { judgement: { kind: 'not-approver', why: 'the account is deactivated' }, meets: [] }
        : others,
    );
  await clicks.reviewApprovals(standingOf);
  return submitted;
}

it('says so where somebody who approved is an approver no more', async () => {
  const [input] = await reviewed([waiting], samplePeople.approver);
  expect(input).toMatchObject({ kind: 'standing-checked' });
  const earlier = input?.kind === 'standing-checked' ? input.earlier : new Map();
  expect(earlier.get(samplePeople.approver)).toMatchObject({ kind: 'not-approver' });
  expect(earlier.get(samplePeople.secondApprover)).toEqual({ kind: 'approver' });
});

it('records nothing where everybody still may, and leaves what has begun alone', async () => {
  expect(await reviewed([waiting], null)).toEqual([]);
  expect(await reviewed([runningCampaign()], samplePeople.approver)).toEqual([]);
});

it('says so where somebody may still approve, but not by the rule that their approval counted for', async () => {
  const [first, second] = sampleApprovals;
  const approvals = [{ ...first!, meets: ['fleet', 'service:db'] }, second!];
  const campaign = { ...waiting, approvals };
  const [input] = await reviewed([campaign], null);
  const earlier = input?.kind === 'standing-checked' ? input.earlier : new Map();
  expect(earlier.get(first!.by)).toMatchObject({
    kind: 'not-approver',
    why: 'no approver of service:db any more',
  });
  expect(earlier.get(second!.by)).toEqual({ kind: 'approver' });
  // Nobody knows: nothing is taken away, and nothing starts by it.
  const unsure: Standing = { judgement: { kind: 'approver' }, meets: ['fleet'], unsure: 'ratelimited' };
  expect(await reviewed([campaign], null, unsure)).toEqual([]);
});
