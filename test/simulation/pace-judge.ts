// A daemon that spins: far more goes on within a minute than its loops, its probes and a hundred messages can need.
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Verdicts } from './verdicts.ts';

/** The busiest minute of sound runs has about a quarter of this. */
const MOST_STEPS_A_MINUTE = 1_000;

/** To be called at every step of the world. */
export function createPaceJudge(time: VirtualTime, verdicts: Verdicts): () => void {
  let [minute, steps] = [0, 0];
  return () => {
    const now = Math.floor(time.now() / MINUTE_MS);
    if (now !== minute) [minute, steps] = [now, 0];
    steps += 1;
    if (steps === MOST_STEPS_A_MINUTE)
      verdicts.violate('liveness', `${steps} steps within a minute: something is tried again and again`);
  };
}
