// Channels as the Web API shows them, and reading what stands in them: history newest first, replies oldest first,
// both in pages.

import { refuse, type ApiAnswer, type ApiContext, type ApiMethod } from './api-method.ts';
import { stringAt, type JsonObject } from './json.ts';
import {
  findMessage,
  newId,
  type WorkspaceChannel,
  type WorkspaceMessage,
  type WorkspaceState,
} from './workspace-state.ts';

/** The direct channel with `user`, made when it is first needed. */
export function directChannel(state: WorkspaceState, user: string): WorkspaceChannel {
  const existing = [...state.channels.values()].find(({ directTo }) => directTo === user);
  if (existing !== undefined) return existing;
  const channel: WorkspaceChannel = {
    id: newId('D'),
    name: user,
    isPrivate: true,
    isArchived: false,
    botIsMember: true,
    directTo: user,
  };
  state.channels.set(channel.id, channel);
  return channel;
}

function shownFiles(state: WorkspaceState, ids: readonly string[]): readonly JsonObject[] {
  return ids.flatMap((id) => {
    const file = state.files.get(id);
    return file === undefined ? [] : [{ id, name: file.name, title: file.title, size: file.length }];
  });
}

export function shownMessage(state: WorkspaceState, message: WorkspaceMessage): JsonObject {
  const fromBot = message.author === state.botUserId;
  return {
    type: 'message',
    user: message.author,
    ...(fromBot ? { bot_id: state.botId, app_id: state.appId } : {}),
    team: state.teamId,
    ts: message.ts,
    text: message.text,
    blocks: message.blocks,
    ...(message.files === undefined ? {} : { files: shownFiles(state, message.files) }),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.editedTs === null ? {} : { edited: { user: message.author, ts: message.editedTs } }),
  };
}

function readable(args: JsonObject, { state }: ApiContext): WorkspaceChannel | ApiAnswer {
  const channel = state.channels.get(stringAt(args, 'channel') ?? '');
  if (channel === undefined || (channel.isPrivate && !channel.botIsMember))
    return refuse('channel_not_found');
  return channel.botIsMember ? channel : refuse('not_in_channel');
}

const isAnswer = (value: object): value is ApiAnswer => 'ok' in value;

const isTrue = (args: JsonObject, key: string): boolean => args[key] === true || args[key] === 'true';

function page(messages: readonly WorkspaceMessage[], args: JsonObject, state: WorkspaceState): ApiAnswer {
  const limit = Math.min(999, Math.max(1, Number(args['limit'] ?? 100)));
  const from = Number(stringAt(args, 'cursor')?.replace(/^at:/, '') ?? 0);
  if (!Number.isInteger(from) || from < 0) return refuse('invalid_cursor');
  const withMetadata = isTrue(args, 'include_all_metadata');
  const taken = messages.slice(from, from + limit);
  const more = from + limit < messages.length;
  return {
    ok: true,
    messages: taken.map((message) => ({
      ...shownMessage(state, message),
      ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    })),
    has_more: more,
    ...(more ? { response_metadata: { next_cursor: `at:${from + limit}` } } : {}),
  };
}

function within(args: JsonObject): (message: WorkspaceMessage) => boolean {
  const oldest = Number(args['oldest'] ?? 0);
  const latest = Number(args['latest'] ?? Infinity);
  return ({ ts }) => Number(ts) > oldest && Number(ts) < latest;
}

function history(args: JsonObject, context: ApiContext): ApiAnswer {
  const channel = readable(args, context);
  if (isAnswer(channel)) return channel;
  const all = context.state.messages.get(channel.id) ?? [];
  const shown = all.filter(({ threadTs }) => threadTs === null).filter(within(args));
  return page(shown.toReversed(), args, context.state);
}

function replies(args: JsonObject, context: ApiContext): ApiAnswer {
  const channel = readable(args, context);
  if (isAnswer(channel)) return channel;
  const ts = stringAt(args, 'ts') ?? '';
  const parent = findMessage(context.state, channel.id, ts);
  if (parent === null) return refuse('thread_not_found');
  const all = context.state.messages.get(channel.id) ?? [];
  return page([parent, ...all.filter(({ threadTs }) => threadTs === ts)], args, context.state);
}

function info(args: JsonObject, { state }: ApiContext): ApiAnswer {
  const channel = state.channels.get(stringAt(args, 'channel') ?? '');
  if (channel === undefined || (channel.isPrivate && !channel.botIsMember))
    return refuse('channel_not_found');
  return {
    ok: true,
    channel: {
      id: channel.id,
      name: channel.name,
      is_channel: channel.directTo === null,
      is_im: channel.directTo !== null,
      is_private: channel.isPrivate,
      is_archived: channel.isArchived,
      is_member: channel.botIsMember,
    },
  };
}

function open(args: JsonObject, { state }: ApiContext): ApiAnswer {
  const user = stringAt(args, 'users') ?? '';
  if (!state.users.has(user)) return refuse('user_not_found');
  return { ok: true, channel: { id: directChannel(state, user).id } };
}

const read = ['channels:history', 'groups:history'];

export const conversationMethods: Readonly<Record<string, ApiMethod>> = {
  'conversations.history': { token: 'bot', scopes: read, call: history },
  'conversations.replies': { token: 'bot', scopes: read, call: replies },
  'conversations.info': { token: 'bot', scopes: ['channels:read', 'groups:read'], call: info },
  'conversations.open': { token: 'bot', scopes: ['im:write'], call: open },
};
