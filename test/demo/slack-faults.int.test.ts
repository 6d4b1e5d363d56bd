// What Slack does to a plan on its way from the card to the end, with the real client and the whole daemon: after each
// fault the state is right, every message stands there once, no decision is lost, and the log says what a person can do.
// The tests are one story: each goes on from where the one before ended.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import { startDemo, type Demo } from '../../src/demo/demo.ts';
import { elementsOf } from '../../src/demo/workspace/element-values.ts';
import type { WorkspaceMessage } from '../../src/demo/workspace/workspace-state.ts';
import { recordingLog } from '../adapters/slack/slack-bench.ts';

const channel = 'C0REBOOTS';
const [approver, second] = ['U0APPROVER', 'U0SECOND'] as const;
const lines: string[] = [];
let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({
    inventory: 'inventory',
    patienceMs: 50_000,
    port: 0,
    consolePort: 0,
    speed: 20,
    seed: 7,
    language: 'en',
    log: recordingLog(lines),
  });
  const { workspace } = demo;
  await workspace.until(() => workspace.messages(channel).length === 1);
  // Both sockets: the second opens later, so that Slack does not refresh both at once.
  await workspace.until(() => workspace.sockets.count() === 2);
}, 60_000);
afterAll(() => demo.stop());

const said = (text: string): boolean => lines.some((line) => line.includes(text));
const campaign = async (): Promise<Campaign> => {
  const found = await demo.daemon.runner.campaign(demo.campaign);
  if (found === null) throw new Error('no campaign');
  return found;
};
const version = async (): Promise<number> => (await campaign()).document.plan.version;

/** Cards of this campaign, oldest first, whatever else is posted. */
const cards = (): readonly WorkspaceMessage[] =>
  demo.workspace
    .messages(channel)
    .filter(({ metadata }) => JSON.stringify(metadata).includes(`campaign/${demo.campaign}/card`));
const card = (): WorkspaceMessage => cards().at(-1) as WorkspaceMessage;
const keys = (): readonly string[] =>
  [...(demo.workspace.state.messages.get(channel) ?? [])].flatMap(({ metadata }) => {
    const key = (metadata?.['event_payload'] as { key?: string } | undefined)?.key;
    return key === undefined ? [] : [key];
  });
const press = (actionId: string, user: string = approver, message = card()) =>
  demo.workspace.click({ user, message: { channel, ts: message.ts }, actionId });
const told = (user: string, words: string): Promise<unknown> =>
  demo.workspace.until(() => demo.workspace.ephemerals(user).some(({ text }) => text.includes(words)));

async function events(kind: CampaignEvent['kind']): Promise<readonly { readonly actor: PersonId }[]> {
  const entries = await demo.store.journal({ afterSeq: 0, limit: 100_000 });
  return entries.filter(({ campaign: id, event }) => id === demo.campaign && event.kind === kind);
}

/** Nothing was posted twice: no key stands in the channel more than once. */
function expectNoDoubles(): void {
  expect(keys().filter((key, index) => keys().indexOf(key) !== index)).toEqual([]);
}

describe('a person', () => {
  it('deactivated between card and click decides nothing, and is told why', async () => {
    demo.workspace.edit(({ users }) => void (users.get(second)!.deleted = true));
    await press('stagger.approve', second);
    await told(second, 'The account is deactivated.');
    expect((await campaign()).phase.kind).toBe('awaiting-approval');
    expect(await events('decision-refused')).toMatchObject([{ event: { why: 'not-approver' } }]);
  });

  it('taken out of the group between card and click, too', async () => {
    demo.workspace.edit(({ users, groups }) => {
      users.get('U0STRANGER')!.deleted = false;
      groups.set('S0APPROVERS', { id: 'S0APPROVERS', handle: 'approvers', users: [approver] });
    });
    await press('stagger.approve', 'U0STRANGER');
    await told('U0STRANGER', 'Neither listed nor a member');
    expect((await campaign()).phase.kind).toBe('awaiting-approval');
  });
});

describe('a form', () => {
  it('opens over the other socket while one is refreshed', async () => {
    demo.workspace.sockets.refresh('oldest');
    const deliveries = [await press('stagger.details'), await press('stagger.edit')];
    expect(deliveries.map(({ kind }) => kind)).toEqual(['acked', 'acked']);
    await demo.workspace.until(() => demo.workspace.modals(approver).length === 2);
    demo.workspace.closeView(approver);
    demo.workspace.closeView(approver);
  });

  it('sent while both sockets were refreshed under it still edits, and its card is posted once though the reply was lost', async () => {
    const { workspace } = demo;
    await workspace.until(() => workspace.sockets.count() === 2);
    await press('stagger.edit');
    await workspace.until(() => workspace.modals(approver).length === 1);
    workspace.sockets.refresh('all');
    await workspace.until(() => workspace.sockets.count() === 2);
    await workspace.submitView({ user: approver, values: { without: ['0'] } });
    await workspace.until(() => JSON.stringify(workspace.modals(approver)).includes('stagger.edit-confirm'));
    workspace.faults.next('chat.postMessage', { kind: 'lose-reply' });
    expect(await workspace.submitView({ user: approver, values: {} })).toEqual({ kind: 'closed' });
    expect(await version()).toBe(2);
    await workspace.until(() => cards().length === 2 && cards()[0]?.text.startsWith('Replaced'));
    expect(said('message may or may not have been taken')).toBe(true);
    expectNoDoubles();
  });
});

describe('a click', () => {
  it('delivered twice, and once more on the version before, approves once', async () => {
    const { workspace } = demo;
    const [old] = cards();
    const stale = `${demo.campaign}|1|${'0'.repeat(64)}`;
    const message = { channel, ts: old?.ts ?? '' };
    await workspace.click({ user: approver, message, actionId: 'stagger.approve', value: stale });
    expect((await campaign()).phase.kind).toBe('awaiting-approval');
    workspace.faults.duplicateInteractions = true;
    await press('stagger.approve');
    workspace.faults.duplicateInteractions = false;
    await workspace.until(() => card().text.startsWith('Rebooting'));
    expect(await events('plan-approved')).toHaveLength(1);
    await told(approver, 'Your approval is recorded.');
    await told(approver, 'already been decided');
  });

  it('after the decision, on a button that is gone, changes nothing', async () => {
    const { document } = await campaign();
    const value = `${demo.campaign}|2|${document.digest}`;
    const message = { channel, ts: card().ts };
    await demo.workspace.click({ user: approver, message, actionId: 'stagger.approve', value });
    expect(await events('plan-approved')).toHaveLength(1);
    expect((await campaign()).phase.kind).toBe('running');
  });
});

describe('the card of what runs', () => {
  /** Hosts that were begun, and how far they are: only ever more. */
  const progress = async (): Promise<number> => (await campaign()).version;

  it('catches up after a storm of refusals, in its last state', async () => {
    const { workspace } = demo;
    const before = card().text;
    workspace.faults.next('chat.update', { kind: 'rate-limit', retryAfterSeconds: 1 }, 6);
    workspace.faults.next('chat.postMessage', { kind: 'rate-limit', retryAfterSeconds: 1 }, 3);
    const atStart = await progress();
    await expect.poll(progress).toBeGreaterThan(atStart);
    await workspace.until(() => card().text !== before);
    expect(workspace.history.some(({ outcome }) => outcome === 'rate-limit')).toBe(true);
    expectNoDoubles();
  });

  it('deleted by somebody is posted anew with its buttons, and what follows hangs under the new one', async () => {
    const { workspace } = demo;
    const old = card();
    workspace.deleteMessage(channel, old.ts);
    await workspace.until(() => cards().length === 2 && card().ts !== old.ts);
    expect(elementsOf(card().blocks).map(({ actionId }) => actionId)).toContain('stagger.pause');
    const under = workspace.thread(channel, card().ts).length;
    await press('stagger.pause');
    await workspace.until(() => workspace.thread(channel, card().ts).length > under);
    expect(said('is gone; it is posted anew')).toBe(true);
    expectNoDoubles();
    await workspace.until(() =>
      elementsOf(card().blocks).some(({ actionId }) => actionId === 'stagger.resume'),
    );
    await press('stagger.resume');
    await expect.poll(async () => (await campaign()).phase.kind).toBe('running');
  });

  it('waits for a token that Slack refuses, and reboots go on; then everything stands there once', async () => {
    const { workspace } = demo;
    workspace.faults.next('chat.update', { kind: 'error', error: 'token_revoked' }, 50);
    workspace.faults.next('chat.postMessage', { kind: 'error', error: 'token_revoked' }, 50);
    const before = await progress();
    await expect.poll(() => said('Slack refuses our bot token')).toBe(true);
    expect(lines.filter((line) => line.includes('Slack refuses our bot token'))).toHaveLength(1);
    await expect.poll(progress).toBeGreaterThan(before);
    workspace.faults.clear();
    await expect.poll(() => said('Slack takes our bot token again')).toBe(true);
    expectNoDoubles();
  });

  it('in a channel that is archived is given up, said with Slack’s word; the campaign is decided all the same', async () => {
    demo.workspace.edit(({ channels }) => void (channels.get(channel)!.isArchived = true));
    const by = 'os:operator' as PersonId;
    await demo.daemon.runner.submit(
      demo.campaign,
      { kind: 'stop', by, approver: { kind: 'approver' } } as never,
      by,
    );
    await expect.poll(() => said('message can never be shown')).toBe(true);
    const line = lines.find((text) => text.includes('message can never be shown'));
    expect(line).toContain('is_archived');
    expect(['stopping', 'ended']).toContain((await campaign()).phase.kind);
    expectNoDoubles();
  });
});
