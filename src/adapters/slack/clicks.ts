// From a click to its answer: judged and decided in the store first, then acknowledged, then shown to the person who
// clicked. Where deciding is slow the click is acknowledged first, because Slack warns after three seconds and does
// not deliver a click twice. Every click is answered in words, whatever became of it.

import type { App } from '@slack/bolt';
import type { PersonId } from '../../core/fleet/ids.ts';
import type { DurationMs } from '../../core/brand.ts';
import type { ChatClick, ChatInputs, ClickAnswer, StandingLookup } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import {
  actionIds,
  denyModal,
  parseCampaignValue,
  parseHostValue,
  parsePlanValue,
} from '../../views/slack/button-value.ts';
import { doneText, refusedText } from '../../views/slack/click-feedback.ts';
import { renderDenyModal, renderDenyNotice } from '../../views/slack/deny-modal.ts';
import type { Catalogue } from '../../views/text/en.ts';
import { cannotTell, clickerOf, type ApproverJudge, type Clicker } from './approvers.ts';
import { errorText } from './slack-log.ts';

export type ClickParts = {
  readonly inputs: () => ChatInputs | null;
  readonly judge: ApproverJudge;
  /** In the language of who clicked: what only they see. Never rejects, and does not wait long. */
  readonly textFor: (user: string) => Promise<Catalogue>;
  /** What everybody in the channel sees. */
  readonly channelText: Catalogue;
  readonly clock: Clock;
  readonly log: Log;
  readonly ackMs: DurationMs;
};

type Answer = ClickAnswer | { readonly kind: 'failed' };

/** What a button asks for, or null if its value is not one of ours. */
function clickOf(actionId: string, value: string): Exclude<ChatClick, { kind: 'deny' }> | null {
  switch (actionId) {
    case actionIds.approve: {
      const parsed = parsePlanValue(value);
      return parsed && { kind: 'approve', ...parsed };
    }
    case actionIds.withdraw: {
      const parsed = parsePlanValue(value);
      return parsed && { kind: 'withdraw', ...parsed };
    }
    case actionIds.replan: {
      const campaign = parseCampaignValue(value);
      return campaign && { kind: 'replan', campaign };
    }
    case actionIds.pause:
    case actionIds.resume:
    case actionIds.stop: {
      const campaign = parseCampaignValue(value);
      const kind = actionId === actionIds.pause ? 'pause' : actionId === actionIds.resume ? 'resume' : 'stop';
      return campaign && { kind, campaign };
    }
    case actionIds.retry:
    case actionIds.skip: {
      const parsed = parseHostValue(value);
      return parsed && { kind: actionId === actionIds.retry ? 'retry' : 'skip', ...parsed };
    }
    default:
      return null;
  }
}

const idShape = /^[A-Z0-9]{1,32}$/;

export function personOf({ user, team }: Clicker): PersonId {
  const safe = (id: string): string => (idShape.test(id) ? id : 'unknown');
  return `slack:${safe(team ?? '')}/${safe(user)}` as PersonId;
}

/** Asks about the clicker by what the payload says of them, and about anybody else by their id. */
export function standingLookup(clicker: Clicker, { judge }: Pick<ClickParts, 'judge'>): StandingLookup {
  const self = personOf(clicker);
  return (person, rules) => {
    const account = person === self ? clicker : clickerOf(person);
    return account === null ? Promise.resolve(cannotTell('not-a-person')) : judge(account, rules);
  };
}

/** Asks for the decision. Never rejects: a failure of ours is an answer too. */
export async function decide(click: ChatClick, clicker: Clicker, parts: ClickParts): Promise<Answer> {
  const inputs = parts.inputs();
  if (inputs === null) return { kind: 'failed' };
  try {
    return await inputs.click(click, personOf(clicker), standingLookup(clicker, parts));
  } catch (error) {
    parts.log.error('a click could not be decided', { click: click.kind, error: errorText(error) });
    return { kind: 'failed' };
  }
}

export function answerText(click: ChatClick['kind'], answer: Answer, text: Catalogue): string {
  switch (answer.kind) {
    case 'done':
      return doneText(click, text);
    case 'refused':
      return refusedText(answer, text);
    case 'failed':
      return text.feedback.failed;
  }
}

/** The answer if it is there in time to be acknowledged with it, else null. */
export async function inTime<T>(
  work: Promise<T>,
  parts: Pick<ClickParts, 'clock' | 'ackMs'>,
): Promise<T | null> {
  const done = new AbortController();
  const late = parts.clock.sleep(parts.ackMs, done.signal).then(() => null);
  const first = await Promise.race([work, late]);
  done.abort();
  return first;
}

/** Feedback that does not arrive changes nothing: the decision stands, and the card shows it. */
export async function quietly(log: Log, what: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    log.warn(what, { error: errorText(error) });
  }
}

/** Wires every button and the deny modal of `app`. */
export function listenToClicks(app: App, parts: ClickParts): void {
  const { log } = parts;
  const withForms: readonly string[] = [actionIds.deny, actionIds.edit, actionIds.details];
  const decided = Object.values(actionIds).filter((id) => !withForms.includes(id));
  for (const actionId of decided)
    app.action({ type: 'block_actions', action_id: actionId }, async ({ body, action, ack, respond }) => {
      const tell = (words: string): Promise<void> =>
        quietly(log, 'an answer to a click was not shown', () =>
          respond({ response_type: 'ephemeral', replace_original: false, text: words }),
        );
      const acknowledge = (): Promise<void> => quietly(log, 'a click was not acknowledged', () => ack());
      const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
      const click = clickOf(actionId, value);
      if (click === null) {
        await acknowledge();
        return tell((await parts.textFor(body.user.id)).feedback.unreadable);
      }
      const clicker = { user: body.user.id, team: body.team?.id ?? null };
      const work = decide(click, clicker, parts);
      const early = await inTime(work, parts);
      await acknowledge();
      const text = await parts.textFor(body.user.id);
      if (early === null) await tell(text.feedback.checking);
      return tell(answerText(click.kind, early ?? (await work), text));
    });
  listenToDenials(app, parts);
}

/** What a form brings back: the button's value, where to answer, and what it added itself. */
export type FormContext = {
  readonly value: string;
  readonly channel: string;
  readonly more: string;
};

export function formContextOf(privateMetadata: string): FormContext | null {
  try {
    const parsed: unknown = JSON.parse(privateMetadata);
    if (typeof parsed !== 'object' || parsed === null) return null;
    if (!('value' in parsed && 'channel' in parsed)) return null;
    const { value, channel } = parsed;
    const more = 'more' in parsed && typeof parsed.more === 'string' ? parsed.more : '';
    return typeof value === 'string' && typeof channel === 'string' ? { value, channel, more } : null;
  } catch {
    return null;
  }
}

function listenToDenials(app: App, parts: ClickParts): void {
  const { log } = parts;
  app.action(
    { type: 'block_actions', action_id: actionIds.deny },
    async ({ body, action, ack, respond, client }) => {
      await quietly(log, 'a click was not acknowledged', () => ack());
      const text = await parts.textFor(body.user.id);
      const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
      const context = JSON.stringify({
        value,
        channel: body.channel?.id ?? '',
        more: '',
      } satisfies FormContext);
      const refusal = parsePlanValue(value) === null ? text.feedback.unreadable : text.feedback.failed;
      try {
        if (parsePlanValue(value) === null) throw new Error('unreadable button value');
        await client.views.open({ trigger_id: body.trigger_id, view: renderDenyModal(context, text) });
      } catch (error) {
        log.warn('the deny form could not be opened', { error: errorText(error) });
        await quietly(log, 'an answer to a click was not shown', () =>
          respond({ response_type: 'ephemeral', replace_original: false, text: refusal }),
        );
      }
    },
  );

  app.view(denyModal.callbackId, async ({ body, view, ack, client }) => {
    const text = await parts.textFor(body.user.id);
    const context = formContextOf(view.private_metadata);
    const parsed = context === null ? null : parsePlanValue(context.value);
    const notice = (words: string) =>
      ({ response_action: 'update', view: renderDenyNotice(words, text) }) as const;
    if (context === null || parsed === null)
      return quietly(log, 'a denial was not acknowledged', () => ack(notice(text.feedback.unreadable)));
    const reason = view.state.values[denyModal.blockId]?.[denyModal.actionId]?.value?.trim() ?? '';
    const click: ChatClick = { kind: 'deny', ...parsed, reason };
    const clicker = { user: body.user.id, team: body.team?.id ?? null };
    const work = decide(click, clicker, parts);
    const early = await inTime(work, parts);
    if (early === null)
      await quietly(log, 'a denial was not acknowledged', () => ack(notice(text.feedback.checking)));
    const answer = early ?? (await work);
    const words = answerText('deny', answer, text);
    if (early !== null)
      await quietly(log, 'a denial was not acknowledged', () =>
        answer.kind === 'done' ? ack() : ack(notice(words)),
      );
    else
      await quietly(log, 'an answer to a denial was not shown', () =>
        client.views.update({ view_id: view.id, view: renderDenyNotice(words, text) }),
      );
    if (answer.kind === 'done' && context.channel !== '')
      await quietly(log, 'an answer to a denial was not shown', () =>
        client.chat.postEphemeral({ channel: context.channel, user: body.user.id, text: words }),
      );
  });
}
