// Asks Slack what the doctor wants to know: who the tokens are, what they may, and whether the channel and the
// approvers can be read. Posts nothing, opens no socket; every call is bounded and none is repeated.

import { WebAPIPlatformError, WebAPIRequestError, type WebClient } from '@slack/web-api';
import type { SlackAnswer, SlackExamination } from '../../core/doctor/judge-slack.ts';
import { SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Clock } from '../../ports/clock.ts';
import { botScopes } from './app-manifest.ts';
import { disqualified, faultText } from './approvers.ts';
import { createSlackClient } from './slack-client.ts';
import { createSlackLogger, errorText } from './slack-log.ts';
import { checkedApiUrl, type SlackApprovers } from './slack-options.ts';

export type ExamineSlackOptions = {
  readonly botToken: string;
  /** Asks how Slack reaches us; what it is given asks whether Socket Mode is granted to an app-level token. */
  readonly hears: (
    socketMode: (appToken: string) => Promise<SlackExamination['hears']>,
  ) => Promise<SlackExamination['hears']>;
  readonly apiUrl: string;
  readonly teamId: string;
  readonly channel: string;
  readonly approvers: SlackApprovers;
  readonly clock: Clock;
  /** Bound of each call; they run side by side. */
  readonly callMs: DurationMs;
};

/** Never rejects. */
export async function examineSlack(options: ExamineSlackOptions): Promise<SlackExamination> {
  const { botToken, callMs, approvers, teamId, channel } = options;
  const apiUrl = checkedApiUrl(options.apiUrl);
  const logger = createSlackLogger(silentLog);
  const bot = createSlackClient(botToken, { apiUrl, timeoutMs: callMs, logger });
  const socketMode = async (appToken: string): Promise<SlackExamination['hears']> => {
    const app = createSlackClient(appToken, { apiUrl, timeoutMs: callMs, logger });
    return {
      kind: 'socket',
      app: await answerTo(async () => void (await app.apps.connections.open())).then(asNull),
    };
  };
  const [own, hears, history, groups, users] = await Promise.all([
    whoAmI({ ...options, apiUrl }),
    options.hears(socketMode),
    answerTo(async () => void (await bot.conversations.history({ channel, limit: 1 }))).then(asNull),
    Promise.all(
      approvers.groups.map(async (id) => ({ id, members: await answerTo(() => memberCount(bot, id)) })),
    ),
    Promise.all(
      approvers.users.map(async (id) => ({
        id,
        account: await answerTo(() => accountProblem(bot, id, teamId)),
      })),
    ),
  ]);
  return {
    expectedTeam: teamId,
    channel,
    neededScopes: Object.keys(botScopes),
    bot: own,
    hears,
    history,
    groups,
    users,
  };
}

const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function asNull(answer: SlackAnswer<unknown>): SlackAnswer<null> {
  return answer.kind === 'answered' ? { kind: 'answered', value: null } : answer;
}

async function memberCount(client: WebClient, usergroup: string): Promise<number> {
  return ((await client.usergroups.users.list({ usergroup })).users ?? []).length;
}

async function accountProblem(client: WebClient, user: string, team: string): Promise<string | null> {
  const account = (await client.users.info({ user })).user;
  if (account === undefined) return faultText['no-account'];
  const fault = disqualified(account, team);
  return fault && faultText[fault];
}

/** Slack's own word for why not, thrown by the one call that is made without its library. */
class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
}

async function answerTo<Value>(ask: () => Promise<Value>): Promise<SlackAnswer<Value>> {
  try {
    return { kind: 'answered', value: await ask() };
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return { kind: 'refused', error: error.data.error };
    if (error instanceof SlackRefusal) return { kind: 'refused', error: error.message };
    const said = error instanceof WebAPIRequestError ? error.original : error;
    return { kind: 'refused', error: `no answer (${causeOf(said)})` };
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return errorText(cause instanceof Error ? cause : error);
}

type AuthTest = {
  readonly ok?: boolean;
  readonly error?: string;
  readonly team_id?: string;
  readonly team?: string;
  readonly bot_id?: string;
};

/** Slack's library keeps the body of an answer and drops the Date header, which is wanted here. */
function whoAmI({ apiUrl, botToken, callMs, clock }: ExamineSlackOptions): Promise<SlackExamination['bot']> {
  return answerTo(async () => {
    const response = await fetch(`${apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}` },
      redirect: 'error',
      signal: AbortSignal.timeout(callMs),
    });
    const heardAt = clock.now();
    const said = (await response.json()) as AuthTest;
    if (said.ok !== true) throw new SlackRefusal(said.error ?? `HTTP ${response.status}`);
    const dateAt = Date.parse(response.headers.get('date') ?? '');
    const scopes = response.headers.get('x-oauth-scopes');
    return {
      teamId: said.team_id ?? '',
      team: said.team ?? '',
      isBot: said.bot_id !== undefined,
      scopes: scopes === null ? null : scopes.split(',').map((scope) => scope.trim()),
      // The header is cut to whole seconds: on average half a second is missing.
      clockAheadMs: Number.isNaN(dateAt) ? null : dateAt + SECOND_MS / 2 - heardAt,
    };
  });
}
