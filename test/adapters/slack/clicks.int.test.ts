// Clicks through real Bolt and real sockets: who may, what they are told, and what happens when the way there or back
// is bad.
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkspaceUser } from '../../../src/demo/workspace/workspace-state.ts';
import { defaultUsers } from '../../../src/demo/workspace/workspace.ts';
import { runningCampaign, sampleCampaign } from '../../fakes/sample-campaign.ts';
import { channel, openBench, type SlackBench } from './slack-bench.ts';

const { id: campaign, document } = sampleCampaign();
const seen = { version: 1, digest: document.digest };
const approve = { kind: 'approve', campaign, seen } as const;

const users: readonly WorkspaceUser[] = [
  ...defaultUsers,
  { id: 'U0GUEST', name: 'guest', realName: 'Guest', kind: 'guest', deleted: false },
  { id: 'U0ONECHANNEL', name: 'one', realName: 'One', kind: 'single-channel-guest', deleted: false },
  { id: 'U0ELSEWHERE', name: 'else', realName: 'Else', kind: 'stranger', deleted: false },
  { id: 'U0LEFT', name: 'left', realName: 'Left', kind: 'member', deleted: true },
  { id: 'U0ROBOT', name: 'robot', realName: 'Robot', kind: 'bot', deleted: false },
];

const everybody = users.map(({ id }) => id);

let bench: SlackBench;

async function open(given: Parameters<typeof openBench>[0] = {}): Promise<SlackBench> {
  bench = await openBench(given);
  bench.start();
  await bench.ready();
  return bench;
}

afterEach(() => bench.close());

const lastWords = (user: string): string | undefined => bench.workspace.ephemerals(user).at(-1)?.text;

async function clickApprove(user: string): Promise<void> {
  const message = await bench.postCard();
  const delivery = await bench.workspace.click({ user, message, actionId: 'stagger.approve' });
  expect(delivery.kind).toBe('acked');
  await bench.workspace.until(() => lastWords(user));
}

describe('an approver', () => {
  it('approves, and is told', async () => {
    await open();
    await clickApprove('U0APPROVER');
    expect(bench.heard).toEqual([
      { click: approve, by: 'slack:T0STAGGER/U0APPROVER', approver: { kind: 'approver' } },
    ]);
    expect(lastWords('U0APPROVER')).toBe('Your approval is recorded.');
  });

  it('may be listed by user id, without any group', async () => {
    await open({ chat: { approvers: { users: ['U0STRANGER'], groups: [] } } });
    await clickApprove('U0STRANGER');
    expect(bench.heard[0]?.approver).toEqual({ kind: 'approver' });
    expect(bench.workspace.history.some(({ method }) => method.startsWith('usergroups'))).toBe(false);
  });

  it('denies with a reason, through a modal that insists on one', async () => {
    await open();
    const message = await bench.postCard();
    const { workspace } = bench;
    await workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.deny' });
    await workspace.until(() => workspace.modals('U0APPROVER').length === 1);
    expect(bench.heard).toEqual([]);
    const empty = await workspace.submitView({ user: 'U0APPROVER', values: { reason: '  ' } });
    expect(empty).toMatchObject({ kind: 'invalid' });
    const sent = await workspace.submitView({ user: 'U0APPROVER', values: { reason: ' sale tonight ' } });
    expect(sent).toEqual({ kind: 'closed' });
    expect(bench.heard).toEqual([
      {
        click: { kind: 'deny', campaign, seen, reason: 'sale tonight' },
        by: 'slack:T0STAGGER/U0APPROVER',
        approver: { kind: 'approver' },
      },
    ]);
    await workspace.until(() => lastWords('U0APPROVER') === 'Your denial is recorded.');
  });

  it('sees in the modal why a denial was not taken', async () => {
    await open();
    bench.answer = () => Promise.resolve({ kind: 'refused', why: 'already-decided', detail: '' });
    const message = await bench.postCard();
    const { workspace } = bench;
    await workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.deny' });
    await workspace.until(() => workspace.modals('U0APPROVER').length === 1);
    const sent = await workspace.submitView({ user: 'U0APPROVER', values: { reason: 'too late' } });
    expect(sent).toEqual({ kind: 'replaced' });
    expect(JSON.stringify(workspace.modals('U0APPROVER'))).toContain('This plan has already been decided.');
  });
});

describe('somebody else', () => {
  it.each([
    ['U0STRANGER', 'neither listed nor a member of an approvers’ group'],
    ['U0GUEST', 'the account is a guest'],
    ['U0ONECHANNEL', 'the account is a guest'],
    ['U0ELSEWHERE', 'the account belongs to another workspace'],
    ['U0LEFT', 'the account is deactivated'],
    ['U0ROBOT', 'the account is a bot'],
    ['U0NOBODY', 'there is no such account'],
  ])('%s is no approver, even on the list and in the group', async (user, why) => {
    const listed = user === 'U0STRANGER' ? [] : [...everybody, 'U0NOBODY'];
    await open({
      workspace: { users, groups: [{ id: 'S0APPROVERS', handle: 'approvers', users: listed }] },
      chat: { approvers: { users: listed, groups: ['S0APPROVERS'] } },
    });
    await clickApprove(user);
    expect(bench.heard[0]?.approver).toMatchObject({ kind: 'not-approver', why, cause: { kind: 'account' } });
  });

  it('is nobody’s approver where none are configured', async () => {
    await open({ chat: { approvers: { users: [], groups: [] } } });
    await clickApprove('U0APPROVER');
    expect(bench.heard[0]?.approver).toMatchObject({
      kind: 'not-approver',
      why: 'no approvers are configured',
    });
  });

  it.each([
    ['requester', '', 'You asked for this plan, so somebody else has to approve it.'],
    [
      'not-approver',
      'the account is a guest',
      'You are not an approver of this plan.\n> the account is a guest',
    ],
    ['something-new', 'a word of a later version', 'That was not taken.\n> a word of a later version'],
  ])('refused as %s is told in words', async (why, detail, words) => {
    await open();
    bench.answer = () => Promise.resolve({ kind: 'refused', why, detail });
    await clickApprove('U0REQUESTER');
    expect(lastWords('U0REQUESTER')).toBe(words);
  });
});

describe('membership', () => {
  it('is unknown, and so refused, when the group cannot be looked up', async () => {
    await open();
    bench.workspace.faults.next('usergroups.users.list', { kind: 'error', error: 'plan_upgrade_required' });
    await clickApprove('U0APPROVER');
    expect(bench.heard[0]?.approver).toMatchObject({ kind: 'unknown' });
    expect(bench.heard[0]?.approver).toHaveProperty('why', expect.stringContaining('plan_upgrade_required'));
  });

  it('is unknown when the account cannot be looked up', async () => {
    await open();
    bench.workspace.faults.next('users.info', { kind: 'http-status', status: 500 });
    await clickApprove('U0APPROVER');
    expect(bench.heard[0]?.approver).toMatchObject({ kind: 'unknown' });
  });

  it('is fetched again once it is too old, and a failed answer is not kept', async () => {
    await open({ chat: { timing: { membershipMaxAgeMs: 0 } } });
    bench.workspace.faults.next('users.info', { kind: 'error', error: 'service_unavailable' });
    await clickApprove('U0APPROVER');
    bench.workspace.edit(({ groups }) => {
      groups.set('S0APPROVERS', { id: 'S0APPROVERS', handle: 'approvers', users: ['U0SECOND'] });
    });
    await clickApprove('U0APPROVER');
    bench.workspace.edit(({ groups }) => {
      groups.set('S0APPROVERS', { id: 'S0APPROVERS', handle: 'approvers', users: ['U0APPROVER'] });
    });
    await clickApprove('U0APPROVER');
    await bench.workspace.until(() => bench.heard.length === 3);
    expect(bench.heard.map(({ approver }) => approver.kind)).toEqual(['unknown', 'not-approver', 'approver']);
  });

  it('younger than its limit is not asked for again', async () => {
    await open();
    await clickApprove('U0APPROVER');
    await clickApprove('U0APPROVER');
    await bench.workspace.until(() => bench.workspace.ephemerals('U0APPROVER').length === 2);
    const asked = bench.workspace.history.filter(({ method }) => method === 'users.info');
    // Once who it is, once in which language they read.
    expect(asked.filter(({ args }) => args['include_locale'] === undefined)).toHaveLength(1);
    expect(asked.filter(({ args }) => args['include_locale'] !== undefined)).toHaveLength(1);
    expect(bench.workspace.history.filter(({ method }) => method === 'usergroups.users.list')).toHaveLength(
      1,
    );
  });
});

describe('delivery', () => {
  it('twice is heard twice, and both are answered', async () => {
    await open();
    const answers = ['done', 'refused'];
    bench.answer = () =>
      Promise.resolve(
        answers.shift() === 'done'
          ? { kind: 'done' }
          : { kind: 'refused', why: 'already-approved', detail: '' },
      );
    bench.workspace.faults.duplicateInteractions = true;
    await clickApprove('U0APPROVER');
    await bench.workspace.until(() => bench.workspace.ephemerals('U0APPROVER').length === 2);
    expect(bench.heard.map(({ click }) => click)).toEqual([approve, approve]);
    const words = bench.workspace.ephemerals('U0APPROVER').map(({ text }) => text);
    expect(words.sort()).toEqual([
      'You have already approved this plan. It counts once.',
      'Your approval is recorded.',
    ]);
  });

  it('is acknowledged before a slow decision, and answered after it', async () => {
    await open({ chat: { timing: { ackMs: 30 } } });
    let decide = (): void => undefined;
    const decided = new Promise<void>((resolve) => (decide = resolve));
    bench.answer = async () => {
      await decided;
      return { kind: 'done' };
    };
    await clickApprove('U0APPROVER');
    expect(lastWords('U0APPROVER')).toMatch(/^Checking/);
    decide();
    await bench.workspace.until(() => lastWords('U0APPROVER') === 'Your approval is recorded.');
  });

  it('of a slow denial says so in the modal, and then the outcome', async () => {
    await open({ chat: { timing: { ackMs: 30 } } });
    const { workspace } = bench;
    let decide = (): void => undefined;
    const decided = new Promise<void>((resolve) => (decide = resolve));
    bench.answer = async () => {
      await decided;
      return { kind: 'refused', why: 'expired', detail: '' };
    };
    const message = await bench.postCard();
    await workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.deny' });
    await workspace.until(() => workspace.modals('U0APPROVER').length === 1);
    await workspace.submitView({ user: 'U0APPROVER', values: { reason: 'no' + ' way' } });
    expect(JSON.stringify(workspace.modals('U0APPROVER'))).toContain('Checking');
    decide();
    await workspace.until(() =>
      JSON.stringify(workspace.modals('U0APPROVER')).includes('This plan has expired.'),
    );
  });

  it('of a decision that throws is answered too, without the error', async () => {
    await open();
    bench.answer = () => Promise.reject(new Error('disk full at xoxb-123-secret'));
    await clickApprove('U0APPROVER');
    expect(lastWords('U0APPROVER')).toMatch(/nothing was decided/);
    const line = bench.lines.find((text) => text.includes('a click could not be decided'));
    expect(line).toContain('disk full');
    expect(line).not.toContain('xoxb-123');
  });

  it('of a value that is not ours decides nothing', async () => {
    await open();
    const message = await bench.postCard();
    const value = 'c-1|1|x y';
    await bench.workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.approve', value });
    await bench.workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.deny', value });
    await bench.workspace.until(() => bench.workspace.ephemerals('U0APPROVER').length === 2);
    expect(bench.heard).toEqual([]);
    expect(lastWords('U0APPROVER')).toMatch(/^This button is not readable/);
    expect(bench.workspace.modals('U0APPROVER')).toEqual([]);
  });

  it('of an old button carries the plan that the person saw', async () => {
    await open();
    const message = await bench.postCard();
    await bench.chat.update(message, 'card:one', {
      kind: 'campaign-card',
      campaign: runningCampaign(),
      asOf: 0,
    });
    const value = `${campaign}|1|${document.digest}`;
    await bench.workspace.click({ user: 'U0APPROVER', message, actionId: 'stagger.approve', value });
    expect(bench.heard).toMatchObject([{ click: approve }]);
  });
});

describe('a running campaign', () => {
  it.each([
    ['stagger.pause', { kind: 'pause', campaign }],
    ['stagger.stop', { kind: 'stop', campaign }],
  ] as const)('%s', async (actionId, click) => {
    await open();
    const shown = await bench.chat.post('card:one', channel, {
      kind: 'campaign-card',
      campaign: runningCampaign(),
      asOf: 0,
    });
    if (shown.kind !== 'shown') throw new Error(shown.why);
    await bench.workspace.click({ user: 'U0SECOND', message: shown.ref, actionId });
    await bench.workspace.until(() => lastWords('U0SECOND'));
    expect(bench.heard).toMatchObject([{ click, approver: { kind: 'approver' } }]);
  });

  it.each([
    ['stagger.retry', 'retry'],
    ['stagger.skip', 'skip'],
  ] as const)('%s names its host', async (actionId, kind) => {
    await open();
    const message = await bench.postCard();
    const value = `${campaign}|web-03`;
    await bench.workspace.click({ user: 'U0APPROVER', message, actionId, value });
    expect(bench.heard).toMatchObject([{ click: { kind, campaign, host: 'web-03' } }]);
  });
});
