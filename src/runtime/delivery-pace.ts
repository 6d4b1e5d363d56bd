// Whose turn it is at the chat: pure bookkeeping over a clock that is handed in. A channel has one call at a time and
// its own waits, so that one channel's storm never keeps another waiting; final states go before news, news before
// progress, and the last edits of a minute are kept for states that somebody waits for. Among equals the one goes first whose
// last turn is longest ago: what changes all the time keeps nobody waiting either.

import { MINUTE_MS, SECOND_MS, type DurationMs } from '../core/brand.ts';
import type { ShowOutcome } from '../ports/chat.ts';
import type { MessageKey } from '../ports/store.ts';

/** `final`: it will not change again. `news`: somebody is to see it now. `progress`: there will be a newer one. */
export type Urgency = 'final' | 'news' | 'progress';

export type Candidate = {
  readonly key: MessageKey;
  readonly channel: string;
  readonly method: 'post' | 'edit';
  readonly urgency: Urgency;
};

export type Turns<Waiting extends Candidate> = {
  /** To be sent now, at most one a channel. */
  readonly now: readonly Waiting[];
  /** When another may go that has to wait for its pace or for the chat's limit; null: there is none. */
  readonly againMs: DurationMs | null;
};

export type DeliveryPace = {
  /** Chooses among `waiting`, oldest first. What is chosen is under way until `ended`. */
  choose<Waiting extends Candidate>(waiting: readonly Waiting[], nowMs: DurationMs): Turns<Waiting>;
  /** @param call `none`: nothing was asked of the chat, so that its turn costs nothing. */
  ended(candidate: Candidate, call: 'made' | 'none'): void;
  /** The chat said when to come back. */
  limited(candidate: Candidate, later: Extract<ShowOutcome, { kind: 'later' }>, nowMs: DurationMs): void;
};

/** Calls under way at once, over all channels. */
const AT_ONCE = 4;

type Turn = { readonly number: number; readonly atMs: DurationMs };

type Allowance = { readonly everyMs: DurationMs; readonly burst: number };

/** Slack: about one post a second and channel, short bursts. */
const posts: Allowance = { everyMs: SECOND_MS, burst: 3 };
/** Slack's tier 3: 50 edits a minute over all channels, the burst among them. */
const edits: Allowance = { everyMs: MINUTE_MS / 40, burst: 10 };
/** Edits that progress leaves for final states and news. */
const KEPT = 4;

const rank: Readonly<Record<Urgency, number>> = { final: 0, news: 1, progress: 2 };

export function createDeliveryPace(): DeliveryPace {
  const underWay = new Set<string>();
  const heldUntil = new Map<string, DurationMs>();
  const turnsOf = { channel: new Map<string, Turn>(), key: new Map<string, Turn>() };
  const left = new Map<string, { tokens: number; atMs: DurationMs }>();
  let turn = 0;

  const allowanceOf = ({ method, channel }: Candidate): readonly [string, Allowance] =>
    method === 'edit' ? ['edit', edits] : [`post ${channel}`, posts];

  const tokens = (name: string, { everyMs, burst }: Allowance, nowMs: DurationMs) => {
    const bucket = left.get(name) ?? { tokens: burst, atMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) / everyMs);
    bucket.atMs = nowMs;
    left.set(name, bucket);
    return bucket;
  };

  /** From when on it may go: now or earlier if nothing keeps it. */
  const freeAtMs = (candidate: Candidate, nowMs: DurationMs): DurationMs => {
    const [name, allowance] = allowanceOf(candidate);
    const needed = candidate.method === 'edit' && candidate.urgency === 'progress' ? KEPT + 1 : 1;
    const missing = needed - tokens(name, allowance, nowMs).tokens;
    return Math.max(
      heldUntil.get('everything') ?? 0,
      heldUntil.get(`${candidate.method} ${candidate.channel}`) ?? 0,
      // Tokens come in fractions: what is missing by less than rounding is not missing.
      missing <= 1e-9 ? nowMs : nowMs + Math.ceil(missing * allowance.everyMs),
    );
  };

  const lastTurn = (of: 'channel' | 'key', candidate: Candidate): number =>
    turnsOf[of].get(candidate[of])?.number ?? 0;

  const forget = (nowMs: DurationMs): void => {
    for (const [name, untilMs] of heldUntil) if (untilMs <= nowMs) heldUntil.delete(name);
    for (const turns of [turnsOf.channel, turnsOf.key])
      for (const [name, { atMs }] of turns) if (nowMs - atMs > MINUTE_MS) turns.delete(name);
    for (const [name, { atMs }] of left) if (nowMs - atMs > MINUTE_MS) left.delete(name);
  };

  return {
    choose(waiting, nowMs) {
      forget(nowMs);
      const now: (typeof waiting)[number][] = [];
      let againMs: DurationMs | null = null;
      // Stable: among equals the channel that waited longest, in it the message that did, and of those the oldest.
      const inOrder =
        waiting.length < 2
          ? waiting
          : [...waiting].sort(
              (one, other) =>
                rank[one.urgency] - rank[other.urgency] ||
                lastTurn('channel', one) - lastTurn('channel', other) ||
                lastTurn('key', one) - lastTurn('key', other),
            );
      for (const candidate of inOrder) {
        if (underWay.has(candidate.channel) || underWay.size >= AT_ONCE) continue;
        const freeMs = freeAtMs(candidate, nowMs);
        if (freeMs > nowMs) {
          againMs = Math.min(againMs ?? Infinity, freeMs);
          continue;
        }
        const [name, allowance] = allowanceOf(candidate);
        tokens(name, allowance, nowMs).tokens -= 1;
        turn += 1;
        turnsOf.channel.set(candidate.channel, { number: turn, atMs: nowMs });
        turnsOf.key.set(candidate.key, { number: turn, atMs: nowMs });
        underWay.add(candidate.channel);
        now.push(candidate);
      }
      return { now, againMs };
    },
    ended(candidate, call) {
      underWay.delete(candidate.channel);
      if (call === 'made') return;
      const [name, { burst }] = allowanceOf(candidate);
      const bucket = left.get(name);
      if (bucket !== undefined) bucket.tokens = Math.min(burst, bucket.tokens + 1);
    },
    limited(candidate, { afterMs, holds }, nowMs) {
      if (holds === 'message') return;
      const name = holds === 'chat' ? 'everything' : `${candidate.method} ${candidate.channel}`;
      heldUntil.set(name, Math.max(heldUntil.get(name) ?? 0, nowMs + afterMs));
    },
  };
}
