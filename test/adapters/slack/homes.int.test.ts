// The App Home through the real client: published when opened and when something changed, with the hash of what is shown,
// in the reader's language; an approval there is judged by the same digest rule.
import { afterEach, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import { buildHome } from '../../../src/core/home/home-view.ts';
import type { Campaign } from '../../../src/core/campaign/state.ts';
import { defaultUsers } from '../../../src/demo/workspace/workspace.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { questionWorld } from '../../fakes/question-world.ts';
import { runningCampaign, sampleCampaign } from '../../fakes/sample-campaign.ts';
import { openBench, type SlackBench } from './slack-bench.ts';

const approver = 'U0APPROVER';
const system = createSystemClock();
/** Waits a fiftieth: what is coalesced is tested, not for how long. */
const hasty: Clock = { ...system, sleep: (ms, signal) => system.sleep(ms / 50, signal) };

let bench: SlackBench;
let campaigns: readonly Campaign[];
let news: () => void;
let asked: (readonly string[])[];
afterEach(() => bench.close());

async function open(given: Parameters<typeof openBench>[0] = {}): Promise<SlackBench> {
  campaigns = [sampleCampaign()];
  asked = [];
  bench = await openBench({
    ...given,
    chat: { clock: hasty },
    inputs: {
      home: (chatIds) => {
        asked.push(chatIds);
        return Promise.resolve(buildHome({ ...questionWorld({ campaigns }), cards: new Map(), chatIds }));
      },
      ownerChatIds: () => ['S0APPROVERS', 'C0TEAM', 'S0NOSUCH'],
      onNews: (listener) => {
        news = listener;
        return () => undefined;
      },
    },
  });
  bench.start();
  await bench.ready();
  return bench;
}

const homeText = (user = approver): string =>
  JSON.stringify(bench.workspace.state.homes.get(user)?.view ?? null);
const published = (): number =>
  bench.workspace.history.filter(({ method }) => method === 'views.publish').length;

it('is published when it is opened, for the person and their groups', async () => {
  const { workspace } = await open();
  await workspace.openHome(approver);
  await workspace.until(() => homeText().includes('Waiting for approval'));
  expect(asked).toEqual([[approver, 'S0APPROVERS']]);
});

it('follows what happens, once for a burst of news', async () => {
  const { workspace } = await open();
  await workspace.openHome(approver);
  await workspace.until(() => homeText().includes('No campaign runs.'));
  campaigns = [runningCampaign()];
  for (let times = 0; times < 20; times += 1) news();
  await workspace.until(() => homeText().includes('Nothing waits for approval.'));
  expect(published()).toBe(2);
});

it('is not published again where nothing changed', async () => {
  const { workspace } = await open();
  await workspace.openHome(approver);
  await workspace.until(() => published() === 1);
  news();
  await expect.poll(() => asked).toHaveLength(2);
  campaigns = [];
  news();
  await workspace.until(() => homeText().includes('Nothing waits for approval.'));
  expect(published()).toBe(2);
});

it('that somebody else wrote meanwhile is written anew', async () => {
  const { workspace } = await open();
  await workspace.openHome(approver);
  await workspace.until(() => published() === 1);
  workspace.edit((state) => {
    const home = state.homes.get(approver);
    if (home !== undefined) state.homes.set(approver, { ...home, hash: 'another' });
  });
  campaigns = [];
  news();
  await workspace.until(() => homeText().includes('Nothing waits for approval.'));
  expect(workspace.history.filter(({ outcome }) => outcome === 'hash_conflict')).toHaveLength(1);
});

it('is in the reader’s language, and closed to guests', async () => {
  const users = defaultUsers.map((user) =>
    user.id === 'U0SECOND'
      ? { ...user, locale: 'ko-KR' }
      : user.id === 'U0STRANGER'
        ? { ...user, kind: 'guest' as const }
        : user,
  );
  const { workspace } = await open({ workspace: { users } });
  await workspace.openHome('U0SECOND');
  await workspace.openHome('U0STRANGER');
  await workspace.until(() => homeText('U0SECOND').includes('승인 대기'));
  await workspace.until(() => homeText('U0STRANGER').includes('Only members of this workspace'));
});

it('approves by the digest that is shown, judged at the click, and says what became of it', async () => {
  const { workspace } = await open();
  await workspace.openHome(approver);
  await workspace.until(() => homeText().includes('home-approve'));
  await workspace.clickView({ user: approver, place: 'home', actionId: 'home-approve' });
  await workspace.until(() => homeText().includes('Your approval is recorded.'));
  const { id, document } = sampleCampaign();
  expect(bench.heard).toMatchObject([
    {
      click: {
        kind: 'approve',
        campaign: id,
        seen: { version: document.plan.version, digest: document.digest },
      },
      by: `slack:T0STAGGER/${approver}`,
      approver: { kind: 'approver' },
    },
  ]);
});

it('says why a click did not count', async () => {
  const { workspace } = await open();
  bench.answer = () => Promise.resolve({ kind: 'refused', why: 'expired', detail: '' });
  await workspace.openHome(approver);
  await workspace.until(() => homeText().includes('home-approve'));
  await workspace.clickView({ user: approver, place: 'home', actionId: 'home-approve' });
  await workspace.until(() => homeText().includes('This plan has expired.'));
});
