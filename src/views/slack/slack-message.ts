// A message as Slack takes it, and the small blocks that every card is made of. Limits are Slack's (50 blocks, and an
// undocumented total of about 12,000 characters) minus a reserve.

import type { ActionsBlock, Button, HeaderBlock, KnownBlock, SectionBlock, ContextBlock } from '@slack/types';
import { mrkdwn, plain } from './mrkdwn.ts';

export type SlackMessage = {
  /** Everything that a decision needs: screen readers and notifications have only this. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** The same in blocks that every workspace takes, where `blocks` has newer ones; loses nothing. */
  readonly classic?: KnownBlock[];
};

/** Slack takes 50; the rest is room for what an operator's proxy or a later version adds. */
export const MAX_BLOCKS = 45;

/** Slack refuses at about 12,000 to 13,200 characters over all blocks (bolt-js#2509, #2867). */
export const MAX_BLOCK_CHARS = 10_000;

/** chat.update refuses more than 4,000. */
export const MAX_TEXT_CHARS = 3_900;

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text.slice(0, 150)) };
}

export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

/** Two columns on a desk, one below the other on a phone. */
export function fields(texts: readonly string[]): SectionBlock {
  return { type: 'section', fields: texts.map(mrkdwn) };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

export function actions(buttons: readonly Button[]): ActionsBlock {
  return { type: 'actions', elements: [...buttons] };
}

export type ConfirmText = {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
};

export function button(options: {
  readonly actionId: string;
  readonly label: string;
  readonly value: string;
  readonly style: 'primary' | 'danger' | null;
  readonly confirm: ConfirmText | null;
}): Button {
  const { actionId, label, value, style, confirm } = options;
  return {
    type: 'button',
    action_id: actionId,
    text: plain(label.slice(0, 75)),
    value,
    ...(style === null ? {} : { style }),
    ...(confirm === null
      ? {}
      : {
          confirm: {
            title: plain(confirm.title.slice(0, 100)),
            text: plain(confirm.text.slice(0, 300)),
            confirm: plain(confirm.confirm.slice(0, 30)),
            deny: plain(confirm.deny.slice(0, 30)),
            ...(style === null ? {} : { style }),
          },
        }),
  };
}

/**
 * The message without the blocks that Slack did not understand (`invalid_blocks`): the whole text and the buttons.
 */
export function plainFallback(message: SlackMessage): SlackMessage {
  const actions = (message.classic ?? message.blocks).filter((block) => block.type === 'actions');
  return { text: message.text, blocks: [section(message.text.slice(0, 3_000)), ...actions] };
}
