// How often something was posted without an answer outlives the daemon, is written before the post, and is forgotten
// once the answer is known.
import { expect, it } from 'vitest';
import { createWebhookTally } from '../../../src/adapters/slack/webhook-tally.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { silentLog } from '../../fakes/silent-log.ts';

it('counts on after a restart', async () => {
  const store = createMemoryStore();
  const first = createWebhookTally(store, silentLog);
  expect(await first.of('k open')).toBe(0);
  await Promise.all([first.set('k open', 1), first.set('k2 open', 1)]);
  await first.set('k open', 2);
  const second = createWebhookTally(store, silentLog);
  expect([await second.of('k open'), await second.of('k2 open'), await second.of('k3')]).toEqual([2, 1, 0]);
  await second.settle('k open', 0);
  expect(await createWebhookTally(store, silentLog).of('k open')).toBe(0);
});

it('says so where it cannot be written before a post, and survives where only the answer cannot', async () => {
  const store = createMemoryStore();
  let full = false;
  const failing = {
    recall: (name: string) => store.recall(name),
    remember: (name: string, value: string) =>
      full ? Promise.reject(new Error('disk full')) : store.remember(name, value),
  };
  const tally = createWebhookTally(failing, silentLog);
  await tally.set('k', 1);
  full = true;
  await expect(tally.set('k2', 1)).rejects.toThrow('disk full');
  await tally.settle('k', 0);
  full = false;
  // Nothing is stuck behind a write that failed.
  await tally.set('k3', 1);
  const after = createWebhookTally(store, silentLog);
  expect([await after.of('k'), await after.of('k3')]).toEqual([0, 1]);
});

it('that cannot be read is no count of none', async () => {
  const store = createMemoryStore();
  await createWebhookTally(store, silentLog).set('k', 3);
  let broken = true;
  const tally = createWebhookTally(
    {
      recall: (name) => (broken ? Promise.reject(new Error('I/O error')) : store.recall(name)),
      remember: (name, value) => store.remember(name, value),
    },
    silentLog,
  );
  await expect(tally.of('k')).rejects.toThrow('I/O error');
  broken = false;
  expect(await tally.of('k')).toBe(3);
});
