// chat.* of the Web API: posting, editing, deleting and whispering, with Slack's refusals.

import { refuse, type ApiAnswer, type ApiContext, type ApiMethod } from './api-method.ts';
import { judgeBlocks } from './block-rules.ts';
import { arrayAt, isObject, objectAt, parseJson, stringAt, type Json, type JsonObject } from './json.ts';
import { directChannel, shownMessage } from './conversations.ts';
import {
  addEphemeral,
  addMessage,
  changed,
  findMessage,
  removeMessage,
  replaceMessage,
  type WorkspaceChannel,
  type WorkspaceState,
} from './workspace-state.ts';

/** Longest `text` of a post (cut) and of an edit (refused). */
const POST_TEXT_CHARS = 40_000;
const UPDATE_TEXT_CHARS = 4_000;

type Content = {
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly metadata: JsonObject | null;
};

/** An argument that may come as JSON or, in a form, as JSON text. */
export function jsonArgument(args: JsonObject, key: string): Json | undefined {
  const value = args[key];
  return typeof value === 'string' ? parseJson(value) : value;
}

/** A picture of blocks must be a file of ours whose bytes have arrived and were looked at (Slack takes a moment). */
function missingFiles(blocks: readonly Json[], state: WorkspaceState): readonly string[] {
  return blocks.flatMap((block, index) => {
    const id = isObject(block) ? stringAt(objectAt(block, 'slack_file') ?? {}, 'id') : null;
    if (id === null) return [];
    const file = state.files.get(id);
    if (file !== undefined && file.bytes !== null && performance.now() >= file.readyAtMs) return [];
    return [`[ERROR] invalid slack file [json-pointer:/blocks/${index}/slack_file]`];
  });
}

function contentOf(args: JsonObject, state: WorkspaceState): Content | ApiAnswer {
  const given: JsonObject = {
    blocks: jsonArgument(args, 'blocks'),
    metadata: jsonArgument(args, 'metadata'),
  };
  if (args['blocks'] !== undefined && arrayAt(given, 'blocks') === null)
    return refuse('invalid_blocks_format');
  const blocks = arrayAt(given, 'blocks') ?? [];
  const text = stringAt(args, 'text') ?? '';
  if (text === '' && blocks.length === 0) return refuse('no_text');
  const unknown = blocks.flatMap((block, index) => {
    const type = isObject(block) ? (stringAt(block, 'type') ?? '') : '';
    if (!state.unknownBlocks.has(type)) return [];
    return [`[ERROR] unsupported type: ${type} [json-pointer:/blocks/${index}/type]`];
  });
  if (unknown.length > 0) return refuse('invalid_blocks', unknown);
  const verdict = judgeBlocks(blocks, 'message');
  if (verdict.kind === 'refused') return refuse(verdict.error, verdict.messages);
  const missing = missingFiles(blocks, state);
  if (missing.length > 0) return refuse('invalid_blocks', missing);
  const metadata = objectAt(given, 'metadata');
  if (args['metadata'] !== undefined) {
    if (
      metadata === null ||
      stringAt(metadata, 'event_type') === null ||
      objectAt(metadata, 'event_payload') === null
    )
      return refuse('invalid_metadata_schema');
    if (JSON.stringify(metadata).length > 8_000) return refuse('metadata_too_large');
  }
  return { text: text.slice(0, POST_TEXT_CHARS), blocks, metadata };
}

/** The channel to write to, or the refusal. A user id means the direct channel with that user. */
function writable(args: JsonObject, context: ApiContext): WorkspaceChannel | ApiAnswer {
  return writableChannel(stringAt(args, 'channel') ?? '', context);
}

export function writableChannel(id: string, { state, scopes }: ApiContext): WorkspaceChannel | ApiAnswer {
  const channel = state.users.has(id) ? directChannel(state, id) : state.channels.get(id);
  if (channel === undefined || (channel.isPrivate && !channel.botIsMember))
    return refuse('channel_not_found');
  if (channel.isArchived) return refuse('is_archived');
  const isOpen = !channel.isPrivate && scopes.has('chat:write.public');
  return channel.botIsMember || isOpen ? channel : refuse('not_in_channel');
}

const isAnswer = (value: object): value is ApiAnswer => 'ok' in value;

function postMessage(args: JsonObject, context: ApiContext): ApiAnswer {
  const { state } = context;
  const channel = writable(args, context);
  if (isAnswer(channel)) return channel;
  const content = contentOf(args, context.state);
  if (isAnswer(content)) return content;
  const threadTs = stringAt(args, 'thread_ts');
  if (threadTs !== null && findMessage(state, channel.id, threadTs) === null)
    return refuse('thread_not_found');
  const message = addMessage(state, { ...content, channel: channel.id, threadTs, author: state.botUserId });
  changed(state);
  return { ok: true, channel: channel.id, ts: message.ts, message: shownMessage(state, message) };
}

function update(args: JsonObject, context: ApiContext): ApiAnswer {
  const { state } = context;
  const channel = writable(args, context);
  if (isAnswer(channel)) return channel;
  const message = findMessage(state, channel.id, stringAt(args, 'ts') ?? '');
  if (message === null) return refuse('message_not_found');
  if (message.author !== state.botUserId) return refuse('cant_update_message');
  if ((stringAt(args, 'text') ?? '').length > UPDATE_TEXT_CHARS) return refuse('msg_too_long');
  const content = contentOf(args, context.state);
  if (isAnswer(content)) return content;
  const metadata = args['metadata'] === undefined ? message.metadata : content.metadata;
  // Only an edit without blocks carries Slack's "(edited)".
  const editedTs = content.blocks.length === 0 ? message.ts : message.editedTs;
  replaceMessage(state, { ...message, ...content, metadata, editedTs });
  changed(state);
  return { ok: true, channel: channel.id, ts: message.ts, text: content.text };
}

function remove(args: JsonObject, context: ApiContext): ApiAnswer {
  const { state } = context;
  const channel = writable(args, context);
  if (isAnswer(channel)) return channel;
  const ts = stringAt(args, 'ts') ?? '';
  const message = findMessage(state, channel.id, ts);
  if (message === null) return refuse('message_not_found');
  if (message.author !== state.botUserId) return refuse('cant_delete_message');
  removeMessage(state, channel.id, ts);
  changed(state);
  return { ok: true, channel: channel.id, ts };
}

function postEphemeral(args: JsonObject, context: ApiContext): ApiAnswer {
  const { state } = context;
  const channel = writable(args, context);
  if (isAnswer(channel)) return channel;
  const content = contentOf(args, context.state);
  if (isAnswer(content)) return content;
  const user = stringAt(args, 'user') ?? '';
  if (state.users.get(user)?.deleted !== false) return refuse('user_not_in_channel');
  const { text, blocks } = content;
  const ephemeral = addEphemeral(state, { user, channel: channel.id, text, blocks });
  changed(state);
  return { ok: true, message_ts: ephemeral.ts };
}

const write = ['chat:write'];

export const chatMethods: Readonly<Record<string, ApiMethod>> = {
  'chat.postMessage': { token: 'bot', scopes: write, call: postMessage },
  'chat.update': { token: 'bot', scopes: write, call: update },
  'chat.delete': { token: 'bot', scopes: write, call: remove },
  'chat.postEphemeral': { token: 'bot', scopes: write, call: postEphemeral },
};
