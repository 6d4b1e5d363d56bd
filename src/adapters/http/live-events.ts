// Server-sent events: tells an open page that it would show something else by now. One look at the daemon a second for
// all pages together, and none while nobody looks.

import type { Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { ConsoleReader } from '../../ports/console-reader.ts';
import { MAX_FOLLOWERS } from './http-limits.ts';

const LOOK_EVERY_MS = 1_000;
/** Proxies close what is silent for half a minute. */
const BEAT_EVERY_MS = 15_000;

export function addLiveEvents(app: Hono, reader: ConsoleReader, maxFollowers = MAX_FOLLOWERS): void {
  let asked: { readonly at: number; readonly revision: Promise<string> } | null = null;
  const revisionNow = (): Promise<string> => {
    const at = performance.now();
    if (asked === null || at - asked.at >= LOOK_EVERY_MS / 2) asked = { at, revision: reader.revision() };
    return asked.revision;
  };
  let followers = 0;
  app.get('/events', (context) => {
    // Its answer has no body: nobody would ever end the stream.
    if (context.req.method === 'HEAD') return context.body(null, 200);
    if (followers >= maxFollowers) return context.text('too many pages follow the daemon\n', 503);
    followers += 1;
    return streamSSE(context, async (stream) => {
      try {
        await follow(stream);
      } finally {
        followers -= 1;
      }
    });
  });

  async function follow(stream: SSEStreamingApi): Promise<void> {
    let shown: string | null = null;
    let saidAt = -Infinity;
    while (!stream.aborted && !stream.closed) {
      const revision = await revisionNow();
      const now = performance.now();
      if (revision !== shown) {
        await stream.writeSSE({ event: shown === null ? 'hello' : 'changed', data: '' });
        shown = revision;
        saidAt = now;
      } else if (now - saidAt >= BEAT_EVERY_MS) {
        await stream.writeSSE({ event: 'beat', data: '' });
        saidAt = now;
      }
      await stream.sleep(LOOK_EVERY_MS);
    }
  }
}
