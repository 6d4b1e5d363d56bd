// A click is answered with what became of it, and approvals are asked about again: at the next click, and while they
// wait for their window.
import { describe, expect, it } from 'vitest';
import type { CampaignInput, Standing } from '../../src/core/campaign/input.ts';
import type { DecisionResult } from '../../src/core/campaign/draft.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import type { ChatClick, StandingLookup } from '../../src/ports/chat.ts';
import { createCampaignClicks } from '../../src/runtime/campaign-clicks.ts';
import { runningCampaign, sampleApprovals, sampleCampaign, samplePeople } from '../fakes/sample-campaign.ts';
import { sampleEvents } from '../fakes/sample-events.ts';

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
  expect(earlier.get(samplePeople.approver)).toMatchObject({ why: 'the account is deactivated' });
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

/** What was submitted for `click` on `campaign`, and how the click was answered. */
async function clicked(campaign: Campaign, click: ChatClick, result: Partial<DecisionResult> = {}) {
  const submitted: CampaignInput[] = [];
  const asked: PersonId[] = [];
  const { document } = campaign;
  const clicks = createCampaignClicks({
    runner: {
      submit: (_, input) => {
        submitted.push(input);
        return Promise.resolve({ events: [], effects: [], refusal: null, ...result });
      },
      campaign: () => Promise.resolve(campaign),
      openCampaigns: () => Promise.resolve([campaign]),
    },
    editor: {
      without: () => Promise.resolve({ document, diff: 'the diff' } as never),
      again: () => Promise.reject(new Error('no new plan here')),
    },
  });
  const standingOf: StandingLookup = (person) => {
    asked.push(person);
    return Promise.resolve({ judgement: { kind: 'approver' }, meets: ['fleet'] });
  };
  const answer = await clicks.click(click, samplePeople.approver, standingOf);
  return { answer, submitted, asked, clicks };
}

describe('a click', () => {
  const campaign = sampleCampaign();
  const pause = { kind: 'pause', campaign: campaign.id } as const;
  const { plan, digest } = campaign.document;
  const seen = { version: plan.version, digest };

  it('is done if something came of it, and refused with the reason of the decision or because there was none', async () => {
    const done = await clicked(campaign, pause, { events: [sampleEvents['campaign-paused']] });
    expect(done.answer).toEqual({ kind: 'done' });
    const refusal = { why: 'not-approver', detail: 'not one of them' } as const;
    const events = [sampleEvents['decision-refused']];
    const refused = await clicked(campaign, pause, { events, refusal });
    expect(refused.answer).toEqual({ kind: 'refused', ...refusal });
    const idle = await clicked(campaign, pause);
    expect(idle.answer).toMatchObject({ kind: 'refused', cause: { kind: 'nothing-to-decide' } });
  });

  it('that takes no host out decides nothing', async () => {
    const { answer, submitted } = await clicked(campaign, {
      kind: 'edit',
      campaign: campaign.id,
      seen,
      without: [],
    });
    expect(answer).toMatchObject({ kind: 'refused', cause: { kind: 'none-taken-out' } });
    expect(submitted).toEqual([]);
  });

  it('asks the chat about everybody who approved there, and not about who did at the command line', async () => {
    const [first] = sampleApprovals;
    const root = 'os:root' as PersonId;
    const approvals = [first!, { ...first!, by: root }];
    const approve = { kind: 'approve', campaign: campaign.id, seen } as const;
    const { submitted, asked } = await clicked({ ...campaign, approvals }, approve);
    const [input] = submitted;
    expect(asked).not.toContain(root);
    expect(input?.kind === 'approve' ? [...input.earlier] : []).toEqual([
      [first!.by, { kind: 'approver' }],
      [root, { kind: 'approver' }],
    ]);
  });

  it('on a form of another version shows no preview', async () => {
    const { clicks } = await clicked(campaign, pause);
    const web1 = plan.steps[0]!.host;
    const look = (version: number, of: typeof digest) =>
      clicks.preview({ campaign: campaign.id, seen: { version, digest: of }, without: [web1] });
    expect((await look(seen.version, digest)).kind).toBe('preview');
    expect(await look(seen.version + 1, digest)).toMatchObject({ why: 'plan-changed' });
    expect(await look(seen.version, 'other' as typeof digest)).toMatchObject({ why: 'plan-changed' });
  });
});
