// How often each thing was posted through the webhook without an answer that says what became of it. Written down before
// the post: a daemon that dies in between, again and again, fills no channel.

import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';

export type WebhookTally = {
  /** Posts of this that may stand there. */
  readonly of: (saying: string) => Promise<number>;
  /** Resolves once it is durable. @throws Error if it cannot be written: then nothing may be posted. */
  readonly set: (saying: string, posts: number) => Promise<void>;
  /** Never rejects: the answer is known, and what stays written down does harm only to a further post of the same. */
  readonly settle: (saying: string, posts: number) => Promise<void>;
};

const UNANSWERED = 'webhook.unanswered';

/** More than can be under way: the oldest are of messages that were given up. */
const MOST_KEPT = 500;

export function createWebhookTally(store: Pick<Store, 'recall' | 'remember'>, log: Log): WebhookTally {
  let known: Promise<Map<string, number>> | null = null;
  let turn: Promise<void> = Promise.resolve();

  const read = async (): Promise<Map<string, number>> => {
    const text = await store.recall(UNANSWERED);
    return new Map(text === null ? [] : (JSON.parse(text) as readonly (readonly [string, number])[]));
  };
  const counts = (): Promise<Map<string, number>> => {
    known ??= read().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
  /** One write at a time, each of what is known then: an older one never replaces a newer. */
  const write = (map: ReadonlyMap<string, number>): Promise<void> => {
    const work = turn.then(() => store.remember(UNANSWERED, JSON.stringify([...map].slice(-MOST_KEPT))));
    turn = work.catch(() => undefined);
    return work;
  };
  const put = async (saying: string, posts: number): Promise<void> => {
    const map = await counts();
    if ((map.get(saying) ?? 0) === posts) return;
    map.delete(saying);
    if (posts > 0) map.set(saying, posts);
    await write(map);
  };
  return {
    of: async (saying) => (await counts()).get(saying) ?? 0,
    set: put,
    settle: (saying, posts) =>
      put(saying, posts).catch((error: unknown) => {
        log.warn('what became of a post is not written down; after a restart it counts as unanswered', {
          error: error instanceof Error ? error.message : String(error),
        });
      }),
  };
}
