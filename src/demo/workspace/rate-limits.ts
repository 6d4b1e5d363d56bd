// Slack's rate limits as token buckets: one a method, and one a channel for chat.postMessage. Tiers are calls a
// minute; the burst is what Slack tolerates at once.

type Bucket = { tokens: number; filledAtMs: number };

type Limit = { readonly perSecond: number; readonly burst: number };

const tier = (perMinute: number): Limit => ({ perSecond: perMinute / 60, burst: perMinute });

const tier2 = tier(20);
const tier3 = tier(50);
const tier4 = tier(100);

/** "About one a second and channel, short bursts": the burst of five is an assumption. */
const postMessage: Limit = { perSecond: 1, burst: 5 };

const limits: Readonly<Record<string, Limit>> = {
  'chat.postMessage': postMessage,
  'chat.update': tier3,
  'chat.delete': tier3,
  'chat.postEphemeral': tier4,
  'views.open': tier4,
  'views.update': tier4,
  'views.publish': tier4,
  'users.info': tier4,
  'usergroups.list': tier2,
  'usergroups.users.list': tier2,
  'conversations.open': tier3,
  'conversations.info': tier3,
  'conversations.history': tier3,
  'conversations.replies': tier3,
  'apps.connections.open': tier3,
  'views.push': tier4,
  'users.lookupByEmail': tier3,
  'files.getUploadURLExternal': tier4,
  'files.completeUploadExternal': tier4,
};

export type RateLimits = {
  /** Null if the call may go on, else whole seconds until it may be tried again. */
  take(method: string, channel: string | null, nowMs: number): number | null;
};

export function createRateLimits(): RateLimits {
  const buckets = new Map<string, Bucket>();
  return {
    take(method, channel, nowMs) {
      const limit = limits[method];
      if (limit === undefined) return null;
      const key = method === 'chat.postMessage' ? `${method} ${channel ?? ''}` : method;
      const bucket = buckets.get(key) ?? { tokens: limit.burst, filledAtMs: nowMs };
      buckets.set(key, bucket);
      bucket.tokens = Math.min(
        limit.burst,
        bucket.tokens + ((nowMs - bucket.filledAtMs) / 1_000) * limit.perSecond,
      );
      bucket.filledAtMs = nowMs;
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / limit.perSecond);
      bucket.tokens -= 1;
      return null;
    },
  };
}
