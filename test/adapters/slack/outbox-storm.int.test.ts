// The outbox through Slack's real client against a workspace that limits as Slack does: a channel that somebody else has
// used up keeps no other waiting, is asked again no earlier than Slack said, and everything stands there once.
import { afterEach, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import { defaultChannels } from '../../../src/demo/workspace/workspace.ts';
import { createOutbox, type Outbox } from '../../../src/runtime/outbox.ts';
import { clientOf, many } from '../../demo/workspace/limit-asks.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { sampleCampaign } from '../../fakes/sample-campaign.ts';
import { channel, openBench, recordingLog, type SlackBench } from './slack-bench.ts';

const quiet = 'C0QUIET';
const clock = createSystemClock();
let bench: SlackBench;
let outbox: Outbox;

afterEach(async () => {
  outbox.stop();
  await bench.close();
});

it('a storm in one channel keeps no other waiting, and is not stirred', async () => {
  const [usual] = defaultChannels;
  bench = await openBench({
    workspace: {
      rateLimits: 'slack',
      channels: [...defaultChannels, { ...usual!, id: quiet, name: 'quiet' }],
    },
  });
  bench.start();
  await bench.ready();
  const { workspace, chat } = bench;
  const store = createMemoryStore();
  const campaign = sampleCampaign();
  outbox = createOutbox({
    store,
    chat,
    clock,
    log: recordingLog([]),
    render: () =>
      Promise.resolve({
        kind: 'message',
        parent: null,
        message: { kind: 'campaign-card', campaign, asOf: 0 },
      }),
    urgencyOf: () => 'news',
    editEveryMs: 1_000,
    postSettlesMs: 30_000,
  });
  // Another app's worth of talk: the channel has nothing left for us.
  await Promise.allSettled(many(8, () => clientOf(workspace).chat.postMessage({ channel, text: 'talk' })));
  const before = workspace.history.length;
  /** When each call was answered, by its place in the history. */
  const answeredMs: number[] = [];
  workspace.state.listeners.add(() => void (answeredMs[workspace.history.length - 1] ??= performance.now()));
  const talk = workspace.messages(channel).length;
  const subject = { kind: 'campaign-card', campaign: campaign.id, planVersion: 1 } as const;
  const want = (where: string, count: number) =>
    many(count, (index) => ({ key: `${where}/${index}`, channel: where, subject }));
  await store.wantMessages([...want(channel, 4), ...want(quiet, 3)]);
  void outbox.run();
  await workspace.until(() => workspace.messages(quiet).length === 3);
  expect(workspace.messages(channel).length).toBeLessThan(talk + 4);
  await workspace.until(() => workspace.messages(channel).length === talk + 4);
  await expect.poll(() => store.unshownMessages()).toEqual([]);
  const ours = workspace.history
    .map((call, index) => ({ ...call, atMs: answeredMs[index] ?? 0 }))
    .slice(before)
    .filter(({ method }) => method === 'chat.postMessage');
  const refused = ours.filter(({ outcome }) => outcome === 'rate-limit');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ args }) => args['channel'] === channel)).toBe(true);
  // Slack said a second each time, and nothing came earlier: so no message was refused twice.
  const there = ours.filter(({ args }) => args['channel'] === channel);
  for (const [index, { outcome, atMs }] of there.entries())
    if (outcome === 'rate-limit') expect((there[index + 1]?.atMs ?? 0) - atMs).toBeGreaterThanOrEqual(1_000);
  expect(refused.length).toBeLessThanOrEqual(4);
  expect(workspace.messages(quiet)).toHaveLength(3);
});
