// Files as they have gone up since 2025: a URL for a length and a name, the bytes to that URL, and the completion that
// puts them into a channel or thread. A completion with bytes that never arrived, or of another length, is refused.

import { refuse, type ApiAnswer, type ApiContext, type ApiMethod } from './api-method.ts';
import { jsonArgument, writableChannel } from './chat-methods.ts';
import { judgeBlocks } from './block-rules.ts';
import { arrayAt, isObject, stringAt, type JsonObject } from './json.ts';
import {
  addMessage,
  changed,
  findMessage,
  newId,
  type WorkspaceFile,
  type WorkspaceState,
} from './workspace-state.ts';

/** Slack's longest description of a picture. */
const ALT_CHARS = 1_000;

function getUploadUrl(args: JsonObject, { state, uploadUrl }: ApiContext): ApiAnswer {
  const name = stringAt(args, 'filename') ?? '';
  const length = Number(args['length']);
  if (name === '' || !Number.isInteger(length) || length < 1) return refuse('invalid_arguments');
  const altText = stringAt(args, 'alt_txt') ?? stringAt(args, 'alt_text') ?? '';
  if (altText.length > ALT_CHARS) return refuse('invalid_arguments', ['[ERROR] alt_txt is too long']);
  const id = newId('F');
  state.files.set(id, { id, name, title: name, length, altText, bytes: null, channel: null, readyAtMs: 0 });
  return { ok: true, upload_url: uploadUrl(id), file_id: id };
}

/** Takes the bytes of a file; the answer is Slack's status and body. */
export function takeUpload(
  state: WorkspaceState,
  id: string,
  bytes: Buffer,
  options: { readonly readyAfterMs: number },
): { readonly status: number; readonly body: string } {
  const file = state.files.get(id);
  if (file === undefined || file.bytes !== null) return { status: 404, body: 'not_found' };
  if (bytes.length !== file.length) return { status: 400, body: 'length_mismatch' };
  state.files.set(id, { ...file, bytes, readyAtMs: performance.now() + options.readyAfterMs });
  return { status: 200, body: `OK - ${bytes.length}` };
}

function complete(args: JsonObject, context: ApiContext): ApiAnswer {
  const { state } = context;
  const wanted = (arrayAt({ files: jsonArgument(args, 'files') }, 'files') ?? []).filter(isObject);
  const files = wanted.map(({ id }) => state.files.get(String(id)));
  if (files.length === 0 || files.some((file) => file === undefined || file.bytes === null))
    return refuse('file_not_found');
  if (files.some((file) => file?.channel !== null)) return refuse('file_already_shared');
  const blocks = arrayAt({ blocks: jsonArgument(args, 'blocks') }, 'blocks') ?? [];
  const comment = stringAt(args, 'initial_comment');
  if (comment !== null && blocks.length > 0) return refuse('invalid_arguments');
  const verdict = judgeBlocks(blocks, 'message');
  if (verdict.kind === 'refused') return refuse(verdict.error, verdict.messages);
  const channelId = stringAt(args, 'channel_id');
  if (channelId === null) return { ok: true, files: files.map((file) => ({ id: file?.id })) };
  const channel = writableChannel(channelId, context);
  if ('ok' in channel) return channel;
  const threadTs = stringAt(args, 'thread_ts');
  if (threadTs !== null && findMessage(state, channel.id, threadTs) === null)
    return refuse('thread_not_found');
  const shared = files.flatMap((file, index): readonly WorkspaceFile[] => {
    if (file === undefined) return [];
    const title = stringAt(wanted[index] ?? {}, 'title') ?? file.name;
    const now = { ...file, title, channel: channel.id };
    state.files.set(file.id, now);
    return [now];
  });
  addMessage(state, {
    channel: channel.id,
    threadTs,
    author: state.botUserId,
    text: comment ?? '',
    blocks,
    metadata: null,
    files: shared.map(({ id }) => id),
  });
  changed(state);
  return { ok: true, files: shared.map(({ id, title }) => ({ id, title })) };
}

function info(args: JsonObject, { state }: ApiContext): ApiAnswer {
  const file = state.files.get(stringAt(args, 'file') ?? '');
  if (file === undefined) return refuse('file_not_found');
  const { id, name, title, length } = file;
  return { ok: true, file: { id, name, title, size: length, shares: {} } };
}

export const fileMethods: Readonly<Record<string, ApiMethod>> = {
  'files.getUploadURLExternal': { token: 'bot', scopes: ['files:write'], call: getUploadUrl },
  'files.completeUploadExternal': { token: 'bot', scopes: ['files:write'], call: complete },
  'files.info': { token: 'bot', scopes: ['files:read'], call: info },
};
