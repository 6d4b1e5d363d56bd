// A long closing report goes into the card's thread with a file of every host, once; without the file it stands all the same.
import { afterEach, expect, it } from 'vitest';
import { hugeClosing, sampleClosing } from '../../fakes/sample-closing.ts';
import { channel, openBench, type SlackBench } from './slack-bench.ts';

let bench: SlackBench;
afterEach(() => bench.close());

async function open() {
  bench = await openBench();
  bench.start();
  await bench.ready(1);
  const thread = await bench.postCard();
  return { ...bench, thread };
}

it('a long one has its file in the thread; an edit brings no second one', async () => {
  const { chat, workspace, thread } = await open();
  const message = { kind: 'closing-report', ...hugeClosing, thread } as const;
  const shown = await chat.post('note', channel, message);
  if (shown.kind !== 'shown') throw new Error(shown.why);
  const [file] = workspace.files(channel);
  expect(file).toMatchObject({ name: 'report-c-20261205.txt' });
  expect(file?.bytes?.toString()).toContain('host-0999-');
  await chat.update(shown.ref, 'note', message);
  expect(workspace.files(channel)).toHaveLength(1);
});

it('a short one has none', async () => {
  const { chat, workspace, thread } = await open();
  await chat.post('note', channel, { kind: 'closing-report', ...sampleClosing, thread });
  expect(workspace.files(channel)).toEqual([]);
});

it('stands without its file where that cannot go up', async () => {
  const { chat, workspace, thread } = await open();
  workspace.faults.next('files.getUploadURLExternal', { kind: 'error', error: 'missing_scope' }, 3);
  const shown = await chat.post('note', channel, { kind: 'closing-report', ...hugeClosing, thread });
  expect(shown.kind).toBe('shown');
  expect(workspace.files(channel)).toEqual([]);
  expect(bench.lines.join('\n')).toContain('the file of a closing report was not posted');
});
