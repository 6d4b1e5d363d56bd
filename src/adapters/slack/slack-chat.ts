// Slack as a Chat: posts and edits with one call each and says what became of it, hears clicks over two sockets (a
// refresh of one loses none) or at an address of ours, and lives entirely in the background: Slack being away neither stops nor ends anything.

import { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { Chat, ChatInputs, ShowOutcome, StandingLookup } from '../../ports/chat.ts';
import type { MessageKey, MessageRef } from '../../ports/store.ts';
import type { SlackMessage } from '../../views/slack/slack-message.ts';
import { catalogues } from '../../views/text/language.ts';
import { cannotTell, clickerOf, createApproverJudge } from './approvers.ts';
import { createPeople, type People } from './people.ts';
import { createPersonNames } from './person-names.ts';
import { listenToHomes } from './homes.ts';
import { listenToQuestions } from './questions.ts';
import { listenToWaivers } from './waivers.ts';
import { listenToClicks, type ClickParts } from './clicks.ts';
import { listenToPlanForms } from './plan-forms.ts';
import { findMessage, METADATA_EVENT } from './find-message.ts';
import { createAnswers } from './answers.ts';
import { createAttachments } from './attachments.ts';
import { createKeptSocket, type KeptSocket } from './kept-socket.ts';
import { createRequestListener } from './request-listener.ts';
import { createDigestPictures } from './digest-pictures.ts';
import { showMessage, type Dialect } from './show-message.ts';
import { watchToken, type TokenWatch } from './token-watch.ts';
import { clientOptions, createSlackClient, type ClientSettings } from './slack-client.ts';
import { createSlackLogger, errorText } from './slack-log.ts';
import { checkedApiUrl, defaultTiming, type SlackChatOptions, type SlackTiming } from './slack-options.ts';

/** Who we are, from auth.test. */
type Identity = {
  /** Address of the workspace, for links to messages. */
  readonly url: string | null;
  readonly teamId: string;
  readonly botId: string;
  readonly botUserId: string;
};

/**
 * The chat on Slack. Nothing is connected before `start`.
 * @throws Error if `apiUrl` is neither https nor loopback.
 */
export function createSlackChat(options: SlackChatOptions): Chat {
  const timing: SlackTiming = { ...defaultTiming, ...options.timing };
  const { clock, log } = options;
  const logger = createSlackLogger(log);
  const calls: ClientSettings = {
    apiUrl: checkedApiUrl(options.apiUrl),
    timeoutMs: timing.callMs,
    logger,
  };
  const client = createSlackClient(options.botToken, calls);
  const stopping = new AbortController();
  let identity: Identity | null = null;
  let heard: ChatInputs | null = null;
  let forgetNews = (): void => undefined;
  let running: Promise<unknown> = Promise.resolve();

  const app = new App({
    // Never asked by Slack: sockets and address bring their own receivers, which share this app.
    receiver: { init: () => undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() },
    authorize: () =>
      Promise.resolve({
        botToken: options.botToken,
        ...(identity === null
          ? {}
          : { botId: identity.botId, botUserId: identity.botUserId, teamId: identity.teamId }),
      }),
    clientOptions: clientOptions(calls),
    convoStore: false,
    ignoreSelf: false,
    logger,
  });
  app.error((error) => {
    log.error('a Slack event could not be handled', { error: errorText(error) });
    return Promise.resolve();
  });
  const lookups = createSlackClient(options.botToken, { ...calls, timeoutMs: timing.lookupMs });
  const judge = createApproverJudge({
    client: lookups,
    approvers: options.approvers,
    clock,
    maxAgeMs: timing.membershipMaxAgeMs,
    ownTeam: () => identity?.teamId ?? null,
  });
  const pictures = createDigestPictures({ client, draw: options.drawPng, language: options.language, log });
  const attachments = createAttachments({ client, language: options.language, log });
  const permalink = ({ channel, ts }: MessageRef): string | null => {
    const url = identity?.url ?? null;
    return url === null ? null : `${url}archives/${channel}/p${ts.replace('.', '')}`;
  };
  const dialect: Dialect = { newerBlocks: 'taken' };
  const shown = { dialect, language: options.language, pictures, permalink, clock, log };
  const people = createPeople({ client: lookups, clock, log, language: options.language });
  listenToQuestions(app, {
    inputs: () => heard,
    judge,
    people,
    client,
    answers: createAnswers({
      client,
      clock,
      log,
      botId: () => identity?.botId ?? '',
      stopping: stopping.signal,
    }),
    language: options.language,
    identity: () => identity,
    clock,
    log,
  });
  const homes = listenToHomes(app, {
    inputs: () => heard,
    judge,
    people,
    client,
    identity: () => identity,
    permalink,
    clock,
    log,
  });
  listenToWaivers(app, { inputs: () => heard, judge, people, clock, log });
  const clicks: ClickParts = {
    inputs: () => heard,
    judge,
    channelText: catalogues[options.language],
    textFor: textInTime(people, { clock, language: options.language }),
    clock,
    log,
    ackMs: timing.ackMs,
  };
  listenToClicks(app, clicks);
  listenToPlanForms(app, clicks);
  const sockets = waysIn(app, options, { timing, calls });

  const standingOf: StandingLookup = (person, rules) => {
    const account = clickerOf(person);
    return account === null ? Promise.resolve(cannotTell('not-a-person')) : judge(account, rules);
  };

  /** Approvals that wait for their window are asked about as often as a membership may be old. */
  const review = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await clock.sleep(Math.max(SECOND_MS, timing.membershipMaxAgeMs), stopping.signal);
      if (stopping.signal.aborted) return;
      await heard?.reviewApprovals(standingOf).catch((error: unknown) => {
        log.warn('approvals could not be reviewed', { error: errorText(error) });
      });
    }
  };

  const token = watchToken(log);

  const run = async (): Promise<void> => {
    identity = await identify(client, { ...options, timing, token, stopping: stopping.signal });
    if (identity !== null) await Promise.all([...sockets.map((socket) => socket.run()), review()]);
  };

  return {
    start(inputs) {
      heard = inputs;
      forgetNews = inputs.onNews(homes.refresh);
      running = run().catch((error: unknown) => {
        log.error('the Slack side has ended', { error: errorText(error) });
      });
    },
    async post(key, channel, message) {
      if (identity === null) return notYet;
      const outcome = await token.seen(
        showMessage({ key, message }, shown, async (rendered) => {
          const thread = 'thread' in message ? message.thread : null;
          const posted = await client.chat.postMessage({
            channel: thread?.channel ?? channel,
            ...content(key, rendered),
            ...(thread === null ? {} : { thread_ts: thread.ts }),
            unfurl_links: false,
            unfurl_media: false,
          });
          return { channel: posted.channel ?? channel, ts: posted.ts ?? '' };
        }),
      );
      if (outcome.kind === 'shown') await attachments(message, outcome.ref);
      return outcome;
    },
    async update(ref, key, message) {
      if (identity === null) return notYet;
      return token.seen(
        showMessage({ key, message }, shown, async (rendered) => {
          await client.chat.update({ channel: ref.channel, ts: ref.ts, ...content(key, rendered) });
          return ref;
        }),
      );
    },
    async find(key, channel, thread) {
      if (identity === null) return { kind: 'cannot-tell', why: 'not connected to Slack yet' };
      return findMessage(client, { key, channel, thread, botId: identity.botId });
    },
    nameOf: createPersonNames(people, () => identity?.teamId ?? null),
    status() {
      if (heard === null || stopping.signal.aborted) return 'off';
      if (token.refused()) return 'refused';
      return sockets.some((socket) => socket.connected()) ? 'connected' : 'connecting';
    },
    async stop() {
      stopping.abort();
      forgetNews();
      for (const socket of sockets) socket.stop();
      const stopped = new AbortController();
      await Promise.race([running, clock.sleep(timing.stopMs, stopped.signal)]);
      stopped.abort();
    },
  };
}

/** Two sockets, so that a refresh of one loses no click; or one address. */
function waysIn(
  app: App,
  { way, clock, log }: SlackChatOptions,
  { timing, calls }: { readonly timing: SlackTiming; readonly calls: ClientSettings },
): readonly KeptSocket[] {
  const { reconnectMinMs, reconnectMaxMs } = timing;
  const kept = { app, clock, log, reconnectMinMs, reconnectMaxMs };
  if (way.kind === 'http') return [createRequestListener({ ...kept, ...way })];
  return [0, timing.secondSocketAfterMs].map((firstAfterMs) =>
    createKeptSocket({
      ...kept,
      appToken: way.appToken,
      settings: calls,
      firstAfterMs,
      closeMs: timing.stopMs,
      connectMs: timing.connectMs,
    }),
  );
}

/** How long a click waits to learn in which language its answer is read; then it is the channel's. */
const LANGUAGE_WITHIN_MS: DurationMs = 700;

/** The catalogue of the person who clicked: what only they see is in their language. */
function textInTime(
  people: People,
  { clock, language }: Pick<SlackChatOptions, 'clock' | 'language'>,
): ClickParts['textFor'] {
  return async (user) => {
    const done = new AbortController();
    const late = clock.sleep(LANGUAGE_WITHIN_MS, done.signal).then(() => null);
    const person = await Promise.race([people(user), late]);
    done.abort();
    return catalogues[person?.language ?? language];
  };
}

/** Before Slack said who we are nothing is sent: the tokens may belong to another workspace. */
const notYet: ShowOutcome = {
  kind: 'later',
  afterMs: SECOND_MS,
  holds: 'chat',
  why: 'not connected to Slack yet',
};

function content(key: MessageKey, { text, blocks }: SlackMessage) {
  return {
    text,
    blocks,
    // Only our own marks make a mention or a link: an edit would otherwise look for names in the text.
    parse: 'none' as const,
    link_names: false,
    metadata: { event_type: METADATA_EVENT, event_payload: { key } },
  };
}

/**
 * Asks Slack who we are until it answers. Null only when stopped first. Tokens of another workspace than the
 * configured one are never used: it is said again with every attempt until somebody repairs it.
 */
async function identify(
  client: WebClient,
  options: SlackChatOptions & {
    readonly timing: SlackTiming;
    readonly token: TokenWatch;
    readonly stopping: AbortSignal;
  },
): Promise<Identity | null> {
  const { clock, log, timing, token, stopping } = options;
  for (let attempt = 0; !stopping.aborted; attempt += 1) {
    try {
      const answer = await client.auth.test();
      const { team_id: teamId, bot_id: botId, user_id: botUserId, url = null } = answer;
      if (teamId === undefined || botId === undefined || botUserId === undefined)
        log.error('Slack did not say who we are: is this a bot token?');
      else if (options.teamId !== null && options.teamId !== teamId)
        log.error('the Slack token belongs to another workspace', {
          found: teamId,
          expected: options.teamId,
        });
      else {
        token.taken();
        return { teamId, botId, botUserId, url };
      }
    } catch (error) {
      if (!token.refusedBy(error))
        log.warn('Slack is not reachable; trying again', { error: errorText(error) });
    }
    const pauseMs = timing.reconnectMinMs * 2 ** Math.min(attempt, 10);
    await clock.sleep(Math.min(pauseMs, timing.reconnectMaxMs), stopping);
  }
  return null;
}
