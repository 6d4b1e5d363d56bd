// Everything that happened in a run, as lines, and one hash over them.
import type { Instant } from '../../src/core/brand.ts';

export type LogLine = {
  readonly at: Instant;
  /** `world`: what befell it. `record`: what the daemon wrote down. `host`: what a host did. */
  readonly about: 'world' | 'record' | 'host' | 'message' | 'error';
  readonly text: string;
};

export type EventLog = {
  readonly note: (text: string, about?: LogLine['about']) => void;
  readonly hash: () => string;
  readonly lines: () => readonly LogLine[];
};

export function createEventLog(now: () => Instant, keep: 'keep' | 'hash only'): EventLog {
  const lines: LogLine[] = [];
  let [high, low] = [0x811c9dc5, 0x01000193];
  return {
    note: (text, about = 'world') => {
      const line = `${now()} ${text}`;
      for (let at = 0; at < line.length; at += 1) {
        const code = line.charCodeAt(at);
        high = Math.imul(high ^ code, 16_777_619);
        low = Math.imul(low ^ code, 2_246_822_519) ^ (high >>> 13);
      }
      if (keep === 'keep') lines.push({ at: now(), about, text });
    },
    hash: () => [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
    lines: () => lines,
  };
}
