// Everything that happened in a run, as lines, and one hash over them.
import type { Instant } from '../../src/core/brand.ts';

export type EventLog = {
  readonly note: (line: string) => void;
  readonly hash: () => string;
  readonly lines: () => readonly string[];
};

export function createEventLog(now: () => Instant, keep: 'keep' | 'hash only'): EventLog {
  const lines: string[] = [];
  let [high, low] = [0x811c9dc5, 0x01000193];
  return {
    note: (line) => {
      const text = `${now()} ${line}`;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        high = Math.imul(high ^ code, 16_777_619);
        low = Math.imul(low ^ code, 2_246_822_519) ^ (high >>> 13);
      }
      if (keep === 'keep')
        lines.push(`${new Date(now()).toISOString().slice(5, 19).replace('T', ' ')} ${line}`);
    },
    hash: () => [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
    lines: () => lines,
  };
}
