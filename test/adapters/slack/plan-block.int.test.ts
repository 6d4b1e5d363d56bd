// The progress card's plan block through the real client, and its classic form where a workspace does not know the block:
// remembered, posted once, nothing lost.
import { afterEach, expect, it } from 'vitest';
import { runningCampaign } from '../../fakes/sample-campaign.ts';
import { channel, openBench, type SlackBench } from './slack-bench.ts';

let bench: SlackBench;
afterEach(() => bench.close());

const running = { kind: 'campaign-card', campaign: runningCampaign(), asOf: 0 } as const;

async function open(): Promise<SlackBench> {
  bench = await openBench();
  bench.start();
  await bench.ready(1);
  return bench;
}

const shown = ({ workspace }: SlackBench): readonly string[] =>
  (workspace.messages(channel)[0]?.blocks ?? []).map((block) => (block as { type: string }).type);

const edits = ({ workspace }: SlackBench): number =>
  workspace.state.calls.filter(({ method }) => method === 'chat.update').length;

it('the plan card is edited into a plan block with the status of every host', async () => {
  await open();
  const ref = await bench.postCard();
  expect(await bench.chat.update(ref, 'card:one', running)).toEqual({ kind: 'shown', ref });
  const plan = bench.workspace
    .messages(channel)[0]
    ?.blocks.find((block) => (block as { type: string }).type === 'plan');
  expect(plan).toMatchObject({
    title: '2 of 8 done · 2 in flight · 4 waiting',
    tasks: [
      { task_id: 'host-1', status: 'complete', title: 'web-01: done' },
      { task_id: 'host-2', status: 'complete' },
      { task_id: 'host-3', status: 'in_progress', title: 'web-03' },
      { task_id: 'host-4', status: 'in_progress' },
      { task_id: 'host-5', status: 'pending' },
      { status: 'pending' },
      { status: 'pending' },
      { status: 'pending' },
    ],
  });
});

it('a workspace that refuses the block gets the classic form, in one message, and is not asked again', async () => {
  await open();
  bench.workspace.state.unknownBlocks.add('plan');
  const ref = await bench.postCard();
  expect(await bench.chat.update(ref, 'card:one', running)).toEqual({ kind: 'shown', ref });
  expect(bench.workspace.messages(channel)).toHaveLength(1);
  expect(shown(bench)).not.toContain('plan');
  const [message] = bench.workspace.messages(channel);
  const words = JSON.stringify(message?.blocks);
  for (const host of ['web-03', 'db-proxy-01', 'db-proxy-02']) expect(words).toContain(host);
  expect(words).toContain('2 of 8 done');
  expect(words).toContain('stagger.stop');
  expect(edits(bench)).toBe(2);
  await bench.chat.update(ref, 'card:one', running);
  expect(edits(bench)).toBe(3);
});

it('a post that is refused is no second message', async () => {
  await open();
  bench.workspace.state.unknownBlocks.add('plan');
  expect((await bench.chat.post('card:two', channel, running)).kind).toBe('shown');
  expect(bench.workspace.messages(channel)).toHaveLength(1);
  expect(shown(bench)).toContain('section');
});

it('blocks that are refused for another reason do not cost the workspace its plan blocks', async () => {
  await open();
  const ref = await bench.postCard();
  bench.workspace.faults.next('chat.update', { kind: 'error', error: 'msg_blocks_too_long' });
  await bench.chat.update(ref, 'card:one', running);
  expect(shown(bench)).not.toContain('plan');
  await bench.chat.update(ref, 'card:one', running);
  expect(shown(bench)).toContain('plan');
});
