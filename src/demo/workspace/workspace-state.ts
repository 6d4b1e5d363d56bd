// Everything that the workspace knows: people, groups, channels, messages, views. One mutable place; whoever changes
// it says so with `changed`, which is how the page and waiting tests hear of it.

import { randomBytes } from 'node:crypto';
import type { JsonObject, Json } from './json.ts';

export type WorkspaceUser = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** `stranger` belongs to another workspace that shares a channel. */
  readonly kind: 'member' | 'guest' | 'single-channel-guest' | 'stranger' | 'bot';
  deleted: boolean;
  /** As users.info names it, such as `ko-KR`; absent: `en-US`. */
  readonly locale?: string;
};

export type WorkspaceGroup = { readonly id: string; readonly handle: string; users: readonly string[] };

export type WorkspaceChannel = {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  isArchived: boolean;
  botIsMember: boolean;
  /** The person on the other side of a direct message, or null. */
  readonly directTo: string | null;
};

export type WorkspaceMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  /** User id of the author; the bot's messages have the bot's user id. */
  readonly author: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly metadata: JsonObject | null;
  readonly editedTs: string | null;
  /** Ids of the files that it shows. */
  readonly files?: readonly string[];
};

/** A file on its way or shown: `bytes` is null until they arrive, `channel` until it is shared. */
export type WorkspaceFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly length: number;
  readonly altText: string;
  readonly bytes: Buffer | null;
  readonly channel: string | null;
  /** From when on it may stand in a block, on the monotonic clock: Slack looks at a picture for a while. */
  readonly readyAtMs: number;
};

export type Ephemeral = {
  /** When it was shown; orders it among the messages. */
  readonly ts: string;
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly Json[];
};

export type OpenView = {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  readonly view: JsonObject;
};

export type ApiCall = {
  readonly method: string;
  readonly args: JsonObject;
  /** What the caller was answered or would have been: `ok`, Slack's error, or the fault. */
  readonly outcome: string;
};

export type WorkspaceState = {
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly users: Map<string, WorkspaceUser>;
  readonly groups: Map<string, WorkspaceGroup>;
  readonly channels: Map<string, WorkspaceChannel>;
  /** By channel, in the order they were posted. */
  readonly messages: Map<string, WorkspaceMessage[]>;
  readonly ephemerals: Ephemeral[];
  readonly files: Map<string, WorkspaceFile>;
  /** By user: the stack of open modals, the visible one last. */
  readonly modals: Map<string, OpenView[]>;
  readonly homes: Map<string, OpenView>;
  readonly calls: ApiCall[];
  /** Types of blocks that this workspace does not know yet. */
  readonly unknownBlocks: Set<string>;
  readonly listeners: Set<() => void>;
  /** A free workspace has no user groups. */
  plan: 'paid' | 'free';
  lastTs: number;
};

export function createState(given: {
  readonly users: readonly WorkspaceUser[];
  readonly groups: readonly WorkspaceGroup[];
  readonly channels: readonly WorkspaceChannel[];
}): WorkspaceState {
  const byId = <T extends { readonly id: string }>(things: readonly T[]): Map<string, T> =>
    new Map(things.map((thing) => [thing.id, { ...thing }]));
  return {
    teamId: 'T0STAGGER',
    appId: 'A0STAGGER',
    botId: 'B0STAGGER',
    botUserId: 'U0STAGGER',
    users: byId(given.users),
    groups: byId(given.groups),
    channels: byId(given.channels),
    messages: new Map(),
    ephemerals: [],
    files: new Map(),
    modals: new Map(),
    homes: new Map(),
    calls: [],
    unknownBlocks: new Set(),
    listeners: new Set(),
    plan: 'paid',
    lastTs: 0,
  };
}

export function changed(state: WorkspaceState): void {
  for (const listener of [...state.listeners]) listener();
}

/** A message time stamp: microseconds of now as Slack writes them, and never the same twice. */
function nextTs(state: WorkspaceState): string {
  state.lastTs = Math.max(state.lastTs + 1, Date.now() * 1_000);
  return `${Math.floor(state.lastTs / 1e6)}.${(state.lastTs % 1e6).toString().padStart(6, '0')}`;
}

export function newId(prefix: string): string {
  return `${prefix}${randomBytes(6).toString('hex').toUpperCase()}`;
}

export function findMessage(state: WorkspaceState, channel: string, ts: string): WorkspaceMessage | null {
  return state.messages.get(channel)?.find((message) => message.ts === ts) ?? null;
}

export function addMessage(
  state: WorkspaceState,
  given: Omit<WorkspaceMessage, 'ts' | 'editedTs'>,
): WorkspaceMessage {
  const message = { ...given, blocks: withBlockIds(given.blocks), ts: nextTs(state), editedTs: null };
  const list = state.messages.get(given.channel) ?? [];
  list.push(message);
  state.messages.set(given.channel, list);
  return message;
}

export function addEphemeral(state: WorkspaceState, given: Omit<Ephemeral, 'ts'>): Ephemeral {
  const ephemeral = { ...given, ts: nextTs(state) };
  state.ephemerals.push(ephemeral);
  return ephemeral;
}

export function replaceMessage(state: WorkspaceState, message: WorkspaceMessage): void {
  const list = state.messages.get(message.channel) ?? [];
  const index = list.findIndex(({ ts }) => ts === message.ts);
  if (index >= 0) list[index] = { ...message, blocks: withBlockIds(message.blocks) };
}

export function removeMessage(state: WorkspaceState, channel: string, ts: string): boolean {
  const list = state.messages.get(channel) ?? [];
  const index = list.findIndex((message) => message.ts === ts);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}

/** Slack gives every block an id, and every interactive element an action id, where the sender did not. */
export function withBlockIds(blocks: readonly Json[]): readonly Json[] {
  return blocks.map((block) =>
    typeof block === 'object' && block !== null && !Array.isArray(block) && !('block_id' in block)
      ? { ...(block as JsonObject), block_id: newId('') }
      : block,
  );
}

/** The visible modal of a user, or null. */
export function topModal(state: WorkspaceState, user: string): OpenView | null {
  return state.modals.get(user)?.at(-1) ?? null;
}
