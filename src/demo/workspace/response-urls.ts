// response_url: where an app answers a click for half an hour and at most five times, without a token.

import { arrayAt, stringAt, type JsonObject } from './json.ts';
import { judgeBlocks } from './block-rules.ts';
import {
  addEphemeral,
  addMessage,
  changed,
  findMessage,
  newId,
  removeMessage,
  replaceMessage,
  type WorkspaceState,
} from './workspace-state.ts';

const USES = 5;
const LIFE_MS = 30 * 60_000;

type Target = {
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked, or null for a command. */
  readonly ts: string | null;
  readonly atMs: number;
  uses: number;
};

export type ResponseUrls = {
  issue(target: { readonly user: string; readonly channel: string; readonly ts: string | null }): string;
  /** Takes a post to the URL with this id; the answer is Slack's status and body. */
  post(id: string, body: JsonObject): { readonly status: number; readonly body: string };
};

export function createResponseUrls(state: WorkspaceState, baseUrl: () => string): ResponseUrls {
  const targets = new Map<string, Target>();
  return {
    issue(target) {
      const id = newId('R');
      targets.set(id, { ...target, atMs: performance.now(), uses: 0 });
      return `${baseUrl()}response/${id}`;
    },
    post(id, body) {
      const target = targets.get(id);
      if (target === undefined || performance.now() - target.atMs > LIFE_MS)
        return { status: 404, body: 'expired_url' };
      target.uses += 1;
      if (target.uses > USES) return { status: 404, body: 'used_url' };
      const blocks = arrayAt(body, 'blocks') ?? [];
      const verdict = judgeBlocks(blocks, 'message');
      if (verdict.kind === 'refused') return { status: 400, body: verdict.error };
      apply(state, target, body, stringAt(body, 'text') ?? '');
      changed(state);
      return { status: 200, body: 'ok' };
    },
  };
}

function apply(state: WorkspaceState, target: Target, body: JsonObject, text: string): void {
  const blocks = arrayAt(body, 'blocks') ?? [];
  const { channel, user, ts } = target;
  const clicked = ts === null ? null : findMessage(state, channel, ts);
  if (body['delete_original'] === true && ts !== null) removeMessage(state, channel, ts);
  else if (body['replace_original'] === true && clicked !== null)
    replaceMessage(state, { ...clicked, text, blocks });
  else if (body['response_type'] === 'in_channel')
    addMessage(state, {
      channel,
      threadTs: stringAt(body, 'thread_ts'),
      author: state.botUserId,
      text,
      blocks,
      metadata: null,
    });
  else addEphemeral(state, { user, channel, text, blocks });
}
