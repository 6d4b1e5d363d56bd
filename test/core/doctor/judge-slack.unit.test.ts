// What the doctor says of the ways to Slack: each trouble with what to do about it.
import { expect, it } from 'vitest';
import {
  judgeListen,
  judgeSlack,
  judgeWebhook,
  type SlackExamination,
} from '../../../src/core/doctor/judge-slack.ts';

const answered = { kind: 'answered', value: null } as const;
const refused = (error: string) => ({ kind: 'refused', error }) as const;

const well: SlackExamination = {
  expectedTeam: 'T1',
  channel: 'C1',
  neededScopes: ['chat:write'],
  bot: {
    kind: 'answered',
    value: { teamId: 'T1', team: 'Demo', scopes: ['chat:write'], clockAheadMs: 0, isBot: true },
  },
  hears: { kind: 'socket', app: answered },
  history: answered,
  groups: [],
  users: [],
};

const troubles = (found: SlackExamination) =>
  judgeSlack(found)
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ verdict, subject, fix }) => `${verdict} ${subject}: ${fix}`);

const http = (
  listener: SlackExamination['history'],
  outside: SlackExamination['history'] | null,
): SlackExamination => ({
  ...well,
  hears: {
    kind: 'http',
    listener: { url: 'http://127.0.0.1:3000/s', answer: listener },
    outside: outside === null ? null : { url: 'https://x.example/s', answer: outside },
  },
});

it('finds nothing where everything is well', () => {
  expect(troubles(well)).toEqual([]);
  expect(troubles(http(answered, answered))).toEqual([]);
});

it.each([
  [refused('no answer (ECONNREFUSED)'), answered, /^problem http:\S+: start `stagger run`/],
  [refused('HTTP 401'), answered, /^problem http:\S+: copy the Signing Secret/],
  [answered, refused('HTTP 404'), /^problem https:\S+: is it the path of slack.path/],
  [answered, refused('something else answers there'), /^problem https:\S+: look at the proxy/],
  [answered, null, /^warning slack.url: set it to the address in the manifest/],
] as const)('an address that says %j here and %j outside', (listener, outside, line) => {
  expect(troubles(http(listener, outside))).toEqual([expect.stringMatching(line)]);
});

it('warns of an address that other machines reach', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].flatMap(judgeListen)).toEqual([]);
  expect(judgeListen('10.0.0.5')).toMatchObject([{ verdict: 'warning', subject: 'slack.listen' }]);
});

it('says what to do about a webhook', () => {
  expect(judgeWebhook(answered)).toMatchObject([{ verdict: 'ok' }]);
  expect(judgeWebhook(refused('no_service'))).toMatchObject([
    { verdict: 'problem', fix: expect.stringContaining('add a webhook') as string },
  ]);
  expect(judgeWebhook(refused('no answer (ENOTFOUND)'))).toMatchObject([
    { fix: expect.stringContaining('hooks.slack.com') as string },
  ]);
});
