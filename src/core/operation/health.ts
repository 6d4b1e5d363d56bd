// Whether the daemon lives and whether it is ready. Live: its pulse goes, even where the store refuses to be written.
// Ready: it could decide and observe now. A lost chat is said and makes it neither dead nor unready: no safety rule
// rests on it.

import { MINUTE_MS, type DurationMs } from '../brand.ts';

export type HealthPart = 'pulse' | 'store' | 'observation' | 'chat';

export type HealthLine = {
  readonly part: HealthPart;
  readonly verdict: 'ok' | 'degraded' | 'failing';
  readonly found: string;
};

export type Health = {
  readonly isLive: boolean;
  readonly isReady: boolean;
  readonly lines: readonly HealthLine[];
};

export type HealthEvidence = {
  /** Since the last tick ended, well or not. */
  readonly sinceTickMs: DurationMs;
  /** Since the last tick that could read and write everything; null before the first. */
  readonly sinceGoodTickMs: DurationMs | null;
  readonly tickEveryMs: DurationMs;
  readonly store: { readonly kind: 'answers' } | { readonly kind: 'fails'; readonly detail: string };
  readonly hosts: number;
  readonly newestObservationMs: DurationMs | null;
  readonly maxObservationAgeMs: DurationMs;
  readonly chat: 'connected' | 'connecting' | 'refused' | 'off';
};

/** A tick may do a lot; three of them and a minute missing is not "a lot". */
export function pulseLimitMs(tickEveryMs: DurationMs): DurationMs {
  return Math.max(MINUTE_MS, 3 * tickEveryMs);
}

export function judgeHealth(evidence: HealthEvidence): Health {
  const lines = [pulse(evidence), store(evidence), observation(evidence), chat(evidence)];
  return {
    isLive: evidence.sinceTickMs <= pulseLimitMs(evidence.tickEveryMs),
    isReady: lines.every(({ verdict }) => verdict !== 'failing'),
    lines,
  };
}

const seconds = (ms: DurationMs): string => `${Math.round(ms / 1_000)} s`;

function pulse({ sinceTickMs, sinceGoodTickMs, tickEveryMs }: HealthEvidence): HealthLine {
  const limitMs = pulseLimitMs(tickEveryMs);
  if (sinceTickMs > limitMs)
    return { part: 'pulse', verdict: 'failing', found: `no tick for ${seconds(sinceTickMs)}` };
  if (sinceGoodTickMs === null)
    return { part: 'pulse', verdict: 'failing', found: 'no tick has gone well yet' };
  if (sinceGoodTickMs > limitMs)
    return { part: 'pulse', verdict: 'failing', found: `ticks fail since ${seconds(sinceGoodTickMs)}` };
  return { part: 'pulse', verdict: 'ok', found: `last tick ${seconds(sinceTickMs)} ago` };
}

function store({ store: said }: HealthEvidence): HealthLine {
  if (said.kind === 'fails') return { part: 'store', verdict: 'failing', found: said.detail };
  return { part: 'store', verdict: 'ok', found: 'answers' };
}

function observation({ hosts, newestObservationMs, maxObservationAgeMs }: HealthEvidence): HealthLine {
  const part = 'observation';
  if (hosts === 0) return { part, verdict: 'ok', found: 'there are no hosts' };
  if (newestObservationMs === null) return { part, verdict: 'failing', found: 'no host was seen yet' };
  const found = `newest ${seconds(newestObservationMs)} old`;
  return { part, verdict: newestObservationMs > maxObservationAgeMs ? 'failing' : 'ok', found };
}

function chat({ chat: status }: HealthEvidence): HealthLine {
  const verdict = status === 'connecting' || status === 'refused' ? 'degraded' : 'ok';
  const found = status === 'refused' ? 'refused: `stagger doctor --skip hosts` says why' : status;
  return { part: 'chat', verdict, found };
}
