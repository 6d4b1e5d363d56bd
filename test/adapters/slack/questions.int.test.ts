// Questions through the real Slack client against the workspace double: who sees the answer, where it stands, what is
// done when it is too long, and what happens when Slack repeats, limits or refuses.
import { afterEach, expect, it, vi } from 'vitest';
import { nearestName } from '../../../src/config/known-names.ts';
import { answerQuestion } from '../../../src/core/question/answer-question.ts';
import { parseQuestion } from '../../../src/core/question/parse-question.ts';
import { defaultUsers } from '../../../src/demo/workspace/workspace.ts';
import type { ChatInputs } from '../../../src/ports/chat.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { questionWorld } from '../../fakes/question-world.ts';
import { many, sampleFleet } from '../../fakes/sample-fleet.ts';
import { channel, openBench, type SlackBench } from './slack-bench.ts';

const asker = 'U0STRANGER';
const wide = buildFleet({ racks: { r1: { zone: 'z1' } }, hosts: many('web', 99, { rack: 'r1' }) });

const ask: ChatInputs['ask'] = (text) => {
  const parsed = parseQuestion(text, nearestName);
  if (parsed.kind !== 'question')
    return Promise.resolve({ answer: { body: parsed, assumed: [], asOf: 0 }, audience: 'asker' });
  const fleet = text.includes('r1') && !text.includes('r12') ? wide : sampleFleet();
  return Promise.resolve({
    answer: answerQuestion(parsed.question, questionWorld({ fleet })),
    audience: parsed.audience,
  });
};

let bench: SlackBench;
afterEach(() => bench.close());

async function open(given: Parameters<typeof openBench>[0] = {}): Promise<SlackBench> {
  bench = await openBench({ ...given, inputs: { ask, ...given.inputs } });
  bench.start();
  await bench.ready();
  return bench;
}

const command = (text: string, user = asker) =>
  bench.workspace.slashCommand({ user, channel, command: '/stagger', text });

const mention = (text: string, threadTs: string | null = null) =>
  bench.workspace.mention({ user: asker, channel, threadTs, text });

it('a command is answered to who asked, and to nobody else', async () => {
  const { workspace } = await open();
  expect((await command('what if rack:r12')).kind).toBe('acked');
  const [answer] = await workspace.until(() => {
    const shown = workspace.ephemerals(asker);
    return shown.length > 0 && shown;
  });
  expect(answer?.text).toContain('What if rack:r12 is lost');
  expect(answer?.text).toContain('17 servers would go down');
  expect(workspace.messages(channel)).toEqual([]);
});

it('"in channel" shows the answer to everybody', async () => {
  const { workspace } = await open();
  await command('rack r12 in channel');
  const [message] = await workspace.until(
    () => workspace.messages(channel).length > 0 && workspace.messages(channel),
  );
  expect(message?.text).toContain('Rack r12');
  expect(workspace.ephemerals(asker)).toEqual([]);
});

it('a mention is answered in its thread, and in the thread where it was made', async () => {
  const { workspace } = await open();
  await mention('who owns web-01?');
  const [asked] = workspace.messages(channel);
  const ts = asked?.ts ?? '';
  await workspace.until(() => workspace.thread(channel, ts).length === 1);
  await mention('rack r12', ts);
  const thread = await workspace.until(
    () => workspace.thread(channel, ts).length === 3 && workspace.thread(channel, ts),
  );
  expect(thread.at(-1)?.text).toContain('Rack r12');
  expect(workspace.messages(channel)).toHaveLength(1);
});

it('a host name that Slack made a link of is still a host name', async () => {
  const { workspace } = await open();
  await mention('host <http://web-01|web-01>');
  const ts = workspace.messages(channel)[0]?.ts ?? '';
  const [answer] = await workspace.until(
    () => workspace.thread(channel, ts).length > 0 && workspace.thread(channel, ts),
  );
  expect(answer?.text).toContain('Server web-01');
});

it('an event that Slack delivers twice is answered once', async () => {
  const { workspace } = await open();
  workspace.faults.duplicateInteractions = true;
  await mention('help');
  await command('help');
  const ts = workspace.messages(channel)[0]?.ts ?? '';
  await workspace.until(
    () => workspace.ephemerals(asker).length >= 1 && workspace.thread(channel, ts).length >= 1,
  );
  await mention('overdue');
  await workspace.until(
    () => workspace.thread(channel, workspace.messages(channel)[1]?.ts ?? '').length === 1,
  );
  expect(workspace.thread(channel, ts)).toHaveLength(1);
});

it('a long answer to a mention becomes a file in its thread', async () => {
  const { workspace } = await open();
  await mention('rack r1');
  const ts = workspace.messages(channel)[0]?.ts ?? '';
  await workspace.until(() => workspace.thread(channel, ts).length === 2);
  const [file] = workspace.files(channel);
  const lines = file?.bytes?.toString().split('\n') ?? [];
  expect(lines.filter((line) => line.startsWith('web-'))).toHaveLength(99);
});

it('a long answer to a command is sent to the asker alone', async () => {
  const { workspace } = await open();
  await command('rack r1');
  await workspace.until(() => workspace.ephemerals(asker).length === 2);
  expect(workspace.files(channel)).toEqual([]);
  const direct = [...workspace.state.channels.values()].find(({ directTo }) => directTo === asker);
  expect(workspace.files(direct?.id ?? '')).toHaveLength(1);
});

it('a file that cannot be uploaded is said, and the answer stands', async () => {
  const { workspace } = await open();
  workspace.faults.next('files.getUploadURLExternal', { kind: 'error', error: 'access_denied' });
  await command('rack r1');
  const shown = await workspace.until(
    () => workspace.ephemerals(asker).length === 2 && workspace.ephemerals(asker),
  );
  expect(shown[0]?.text).toContain('Rack r1');
  expect(shown[1]?.text).toContain('could not be uploaded');
});

it('a command is answered in the asker’s language, a mention in the channel’s', async () => {
  const users = defaultUsers.map((user) => (user.id === asker ? { ...user, locale: 'ko-KR' } : user));
  const { workspace } = await open({ workspace: { users } });
  await command('만약 rack:r12');
  const [answer] = await workspace.until(
    () => workspace.ephemerals(asker).length > 0 && workspace.ephemerals(asker),
  );
  expect(answer?.text).toContain('rack:r12 상실 시');
  await mention('만약 rack:r12');
  const ts = workspace.messages(channel)[0]?.ts ?? '';
  const [said] = await workspace.until(
    () => workspace.thread(channel, ts).length > 0 && workspace.thread(channel, ts),
  );
  expect(said?.text).toContain('What if rack:r12 is lost');
});

it.each(['guest', 'stranger', 'bot'] as const)('a %s learns nothing about the fleet', async (kind) => {
  const users = defaultUsers.map((user) => (user.id === asker ? { ...user, kind } : user));
  const { workspace } = await open({ workspace: { users } });
  await command('rack r12');
  const [answer] = await workspace.until(
    () => workspace.ephemerals(asker).length > 0 && workspace.ephemerals(asker),
  );
  expect(answer?.text).toBe('Only members of this workspace are answered.');
});

it('an answer waits for Slack’s limit and is posted once', async () => {
  const { workspace } = await open();
  workspace.faults.next('chat.postMessage', { kind: 'rate-limit', retryAfterSeconds: 1 });
  await mention('help');
  const ts = workspace.messages(channel)[0]?.ts ?? '';
  await workspace.until(() => workspace.thread(channel, ts).length === 1);
});

it.each([503, 400])(
  'a command whose answer Slack refused with %i is answered all the same, once',
  async (status) => {
    const { workspace } = await open();
    workspace.faults.next('response_url', { kind: 'http-status', status });
    await command('rack r12');
    const shown = await workspace.until(
      () => workspace.ephemerals(asker).length > 0 && workspace.ephemerals(asker),
    );
    expect(shown).toHaveLength(1);
    expect(shown[0]?.text).toContain('Rack r12');
  },
);

it('a question that fails is answered with that', async () => {
  const { workspace } = await open({ inputs: { ask: () => Promise.reject(new Error('disk')) } });
  await command('overdue');
  const [answer] = await workspace.until(
    () => workspace.ephemerals(asker).length > 0 && workspace.ephemerals(asker),
  );
  expect(answer?.text).toContain('Something went wrong on our side');
});

it.each([
  ['U0APPROVER', 'approver', 'Stopped. No campaign starts another server.'],
  ['U0STRANGER', 'not-approver', 'You are not an approver'],
])('the stop button of the fleet is judged for %s', async (user, kind, words) => {
  const stopFleet = vi.fn<ChatInputs['stopFleet']>((_by, approver) =>
    Promise.resolve(
      approver.kind === 'approver'
        ? { kind: 'done' }
        : { kind: 'refused', why: approver.kind, detail: approver.why },
    ),
  );
  const { workspace } = await open({ inputs: { stopFleet } });
  await mention('stop');
  const ts = workspace.messages(channel)[0]?.ts ?? '';
  const [answer] = await workspace.until(
    () => workspace.thread(channel, ts).length > 0 && workspace.thread(channel, ts),
  );
  await workspace.click({ user, message: { channel, ts: answer?.ts ?? '' }, actionId: 'stop-fleet' });
  const [told] = await workspace.until(
    () => workspace.ephemerals(user).length > 0 && workspace.ephemerals(user),
  );
  expect(told?.text).toContain(words);
  expect(stopFleet.mock.calls).toMatchObject([[`slack:T0STAGGER/${user}`, { kind }]]);
});
