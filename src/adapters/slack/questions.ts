// Questions in Slack: the slash command, answered to the asker alone unless they want the channel to see it, and
// mentions, answered in their thread. Asking changes nothing; the stop switch is a button, judged when it is pressed.

import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { MINUTE_MS, type DurationMs } from '../../core/brand.ts';
import type { ApproverJudgement } from '../../core/campaign/input.ts';
import type { PersonId } from '../../core/fleet/ids.ts';
import type { ChatInputs, ClickAnswer } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { renderAnswer, type RenderedAnswer } from '../../views/slack/answer/answer.ts';
import { STOP_FLEET } from '../../views/slack/answer/stop-button.ts';
import { refusedText } from '../../views/slack/click-feedback.ts';
import type { SlackMessage } from '../../views/slack/slack-message.ts';
import { catalogues, type Language } from '../../views/text/language.ts';
import type { Answers } from './answers.ts';
import type { ApproverJudge } from './approvers.ts';
import { personOf } from './clicks.ts';
import type { People } from './people.ts';
import { respondPatiently } from './respond-patiently.ts';
import { createSeenEvents } from './seen-events.ts';
import { errorText } from './slack-log.ts';
import { typedText } from './typed-text.ts';
import { directChannel, uploadFile } from './upload-file.ts';

export type QuestionParts = {
  readonly inputs: () => ChatInputs | null;
  readonly judge: ApproverJudge;
  readonly people: People;
  readonly client: WebClient;
  readonly answers: Answers;
  /** Of channels. */
  readonly language: Language;
  readonly identity: () => { readonly teamId: string; readonly botUserId: string } | null;
  readonly clock: Clock;
  readonly log: Log;
};

/** Slack delivers an event again after one and after five minutes. */
const REPEATED_WITHIN_MS: DurationMs = 15 * MINUTE_MS;
const COMMAND = '/stagger';

type Asked = { readonly rendered: RenderedAnswer; readonly audience: 'asker' | 'channel' };

/** Never rejects: a failure of ours is said, not swallowed. */
async function answered(
  asked: { readonly text: string; readonly language: Language; readonly command: string },
  parts: QuestionParts,
): Promise<Asked> {
  const text = catalogues[asked.language];
  const failed: Asked = {
    rendered: { message: { text: text.questions.failed, blocks: [] }, file: null },
    audience: 'asker',
  };
  const inputs = parts.inputs();
  if (inputs === null) return failed;
  try {
    const { answer, audience } = await inputs.ask(asked.text);
    return { rendered: renderAnswer(answer, text, { command: asked.command }), audience };
  } catch (error) {
    parts.log.error('a question could not be answered', { error: errorText(error) });
    return failed;
  }
}

async function quietly(log: Log, what: string, send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    log.warn(what, { error: errorText(error) });
    return false;
  }
}

export function listenToQuestions(app: App, parts: QuestionParts): void {
  listenToCommand(app, parts);
  listenToMentions(app, parts);
  listenToStop(app, parts);
}

function listenToCommand(app: App, parts: QuestionParts): void {
  const { log, client } = parts;
  app.command(/^\/.+/, async ({ command, ack, respond }) => {
    await quietly(log, 'a command was not acknowledged', () => ack());
    const asker = await parts.people(command.user_id);
    if (!mayAsk(asker.kind, command.team_id, parts)) {
      const refusal = catalogues[asker.language].questions.outsider;
      await quietly(log, 'an answer was not shown', () =>
        respond({ response_type: 'ephemeral', text: refusal }),
      );
      return;
    }
    const typed = typedText(command.text, parts.identity()?.botUserId ?? '');
    const own = { text: typed, language: asker.language, command: command.command };
    let { rendered, audience } = await answered(own, parts);
    if (audience === 'channel' && parts.language !== asker.language)
      ({ rendered, audience } = await answered({ ...own, language: parts.language }, parts));
    const { message, file } = rendered;
    const type = audience === 'channel' ? 'in_channel' : 'ephemeral';
    await quietly(log, 'an answer was not shown', () =>
      respondPatiently(
        message,
        ({ text, blocks }) =>
          respond({ response_type: type, replace_original: false, text, blocks, unfurl_links: false }),
        parts,
      ),
    );
    if (file === null) return;
    const content = new TextEncoder().encode(file.content);
    const words = catalogues[asker.language].questions;
    const sent = await quietly(log, 'a file was not uploaded', async () => {
      const channel =
        audience === 'channel' ? command.channel_id : await directChannel(client, command.user_id);
      const place = { kind: 'channel', channel, thread: null } as const;
      await uploadFile(client, { name: file.name, content, altText: null }, place);
    });
    if (sent && audience === 'channel') return;
    await quietly(log, 'an answer was not shown', () =>
      respond({
        response_type: 'ephemeral',
        replace_original: false,
        text: sent ? words.fileSent : words.fileLost,
      }),
    );
  });
}

/** Names and kernels of servers are for the workspace's own people; a guest of a channel is not one of them. */
function mayAsk(
  kind: 'member' | 'outsider' | 'unknown',
  team: string | undefined,
  parts: QuestionParts,
): boolean {
  return kind !== 'outsider' && team !== undefined && team === parts.identity()?.teamId;
}

function listenToMentions(app: App, parts: QuestionParts): void {
  const { client, log } = parts;
  const seen = createSeenEvents(parts.clock, REPEATED_WITHIN_MS);
  app.event('app_mention', async ({ event, body }) => {
    const { user, channel, ts, thread_ts: threadTs } = event;
    const identity = parts.identity();
    // Two bots that mention each other would never end.
    if (user === undefined || event.bot_id !== undefined || identity === null || user === identity.botUserId)
      return;
    if (!seen.first(body.event_id)) return;
    const asker = await parts.people(user);
    const team = 'team' in event && typeof event.team === 'string' ? event.team : body.team_id;
    const thread = threadTs ?? ts;
    const words = catalogues[parts.language].questions;
    const say = (part: string, make: () => Promise<SlackMessage>): Promise<boolean> =>
      parts.answers.post({
        key: `answer/${body.event_id}${part}`,
        channel,
        thread,
        make,
        late: { text: words.tooLate, blocks: [] },
      });
    const plainly = (said: string) => () => Promise.resolve({ text: said, blocks: [] });
    if (!mayAsk(asker.kind, team, parts)) {
      await say('', plainly(words.outsider));
      return;
    }
    const text = typedText(event.text, identity.botUserId);
    let file: RenderedAnswer['file'] = null;
    const isThere = await say('', async () => {
      const { rendered } = await answered({ text, language: parts.language, command: COMMAND }, parts);
      ({ file } = rendered);
      return rendered.message;
    });
    if (!isThere || file === null) return;
    const { name, content: lines } = file as NonNullable<RenderedAnswer['file']>;
    const content = new TextEncoder().encode(lines);
    const sent = await quietly(log, 'a file was not uploaded', () =>
      uploadFile(client, { name, content, altText: null }, { kind: 'channel', channel, thread }),
    );
    if (!sent) await say('/file', plainly(words.fileLost));
  });
}

function listenToStop(app: App, parts: QuestionParts): void {
  const { log, judge } = parts;
  app.action({ type: 'block_actions', action_id: STOP_FLEET }, async ({ body, ack, respond }) => {
    await quietly(log, 'a click was not acknowledged', () => ack());
    const clicker = { user: body.user.id, team: body.team?.id ?? null };
    const { language } = await parts.people(body.user.id);
    const words = await stopFleet(personOf(clicker), (await judge(clicker)).judgement, language, parts);
    await quietly(log, 'an answer to a click was not shown', () =>
      respond({ response_type: 'ephemeral', replace_original: false, text: words }),
    );
  });
}

async function stopFleet(
  by: PersonId,
  approver: ApproverJudgement,
  language: Language,
  parts: QuestionParts,
): Promise<string> {
  const text = catalogues[language];
  const inputs = parts.inputs();
  if (inputs === null) return text.feedback.failed;
  try {
    const answer: ClickAnswer = await inputs.stopFleet(by, approver);
    return answer.kind === 'done' ? text.questions.stop.done : refusedText(answer, text);
  } catch (error) {
    parts.log.error('the fleet could not be stopped', { error: errorText(error) });
    return text.feedback.failed;
  }
}
