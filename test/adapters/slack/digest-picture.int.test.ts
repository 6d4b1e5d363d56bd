// The digest's picture through the real client: inside the message, drawn and uploaded once, waited for, and left out
// rather than holding the digest up.
import { afterEach, expect, it } from 'vitest';
import { svgToPng } from '../../../src/adapters/resvg/svg-to-png.ts';
import { createSystemClock } from '../../../src/adapters/node/system-clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { sampleDigest } from '../../fakes/sample-digest.ts';
import { channel, openBench, type SlackBench } from './slack-bench.ts';

let bench: SlackBench;
afterEach(() => bench.close());

const message = { kind: 'daily-digest', digest: sampleDigest } as const;
const system = createSystemClock();
/** Waits a hundredth: the order of things is tested, not Slack's patience. */
const hasty: Clock = { ...system, sleep: (ms, signal) => system.sleep(ms / 100, signal) };

async function open(drawPng: typeof svgToPng | null = svgToPng): Promise<SlackBench> {
  bench = await openBench({ chat: { drawPng, clock: hasty } });
  bench.start();
  await bench.ready();
  return bench;
}

const pictureOf = ({ workspace }: SlackBench) =>
  workspace.messages(channel)[0]?.blocks.find((block) => (block as { type: string }).type === 'image');

it('stands in the digest as a file of ours', async () => {
  const { workspace, chat } = await open();
  const outcome = await chat.post('digest/1', channel, message);
  expect(outcome.kind).toBe('shown');
  expect(pictureOf(bench)).toMatchObject({
    alt_text: expect.stringContaining('1 of 40 servers overdue') as string,
  });
  const [file] = [...workspace.state.files.values()];
  expect(file?.bytes?.subarray(1, 4).toString()).toBe('PNG');
  expect(workspace.messages(channel)).toHaveLength(1);
  expect(workspace.files(channel)).toEqual([]);
});

it('goes up once, however often the digest is shown', async () => {
  const { workspace, chat } = await open();
  const outcome = await chat.post('digest/1', channel, message);
  if (outcome.kind !== 'shown') throw new Error(outcome.kind);
  await chat.update(outcome.ref, 'digest/1', message);
  expect(workspace.state.files.size).toBe(1);
});

it('is waited for while Slack looks at it', async () => {
  const { workspace, chat } = await open();
  workspace.faults.filesReadyAfterMs = 15;
  expect((await chat.post('digest/1', channel, message)).kind).toBe('shown');
  expect(pictureOf(bench)).toBeDefined();
  expect(workspace.messages(channel)).toHaveLength(1);
});

it('that Slack never takes is left out', async () => {
  const { workspace, chat } = await open();
  workspace.faults.filesReadyAfterMs = 60_000;
  expect((await chat.post('digest/1', channel, message)).kind).toBe('shown');
  expect(pictureOf(bench)).toBeUndefined();
  expect(workspace.messages(channel)[0]?.text).toContain('Past the maximum uptime');
});

it.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
  'a failing %s does not hold the digest up',
  async (method) => {
    const { workspace, chat } = await open();
    workspace.faults.next(method, { kind: 'error', error: 'fatal_error' });
    expect((await chat.post('digest/1', channel, message)).kind).toBe('shown');
    expect(pictureOf(bench)).toBeUndefined();
  },
);

it('goes up again where the connection broke', async () => {
  const { workspace, chat } = await open();
  workspace.faults.next('files.getUploadURLExternal', { kind: 'lose-reply' });
  expect((await chat.post('digest/1', channel, message)).kind).toBe('shown');
  expect(pictureOf(bench)).toBeDefined();
});

it('a drawing that fails does not hold the digest up', async () => {
  await open(() => Promise.reject(new Error('no font')));
  expect((await bench.chat.post('digest/1', channel, message)).kind).toBe('shown');
  expect(bench.lines.join('\n')).toContain('posted without its picture');
});
