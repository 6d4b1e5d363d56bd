// What ends the sleep of a loop, on a clock that is moved by hand.
import { describe, expect, it } from 'vitest';
import { createWake, type Wake } from '../../src/runtime/wake.ts';
import { createHandClock } from '../fakes/hand-clock.ts';

function sleeper() {
  const clock = createHandClock(0);
  const wake = createWake();
  const slept: number[] = [];
  const sleep = async (given: Wake = wake): Promise<void> => {
    const beganMs = clock.monotonicMs();
    await clock.sleep(60_000, given);
    slept.push(clock.monotonicMs() - beganMs);
  };
  return { clock, wake, slept, sleep };
}

describe('a wake', () => {
  it('ends the sleep that is under way, and the next one at once until it is heard', async () => {
    const { clock, wake, slept, sleep } = sleeper();
    const first = sleep();
    await clock.advance(1_000);
    wake.call();
    await first;
    await sleep();
    expect(slept).toEqual([1_000, 0]);
  });

  it('that is heard lets the next sleep be as long as it is', async () => {
    const { clock, wake, slept, sleep } = sleeper();
    wake.call();
    wake.call();
    wake.heard();
    void sleep();
    await clock.advance(61_000);
    expect(slept).toEqual([60_000]);
  });

  it('keeps nothing of a sleep that ended by itself', async () => {
    const { clock, wake, slept, sleep } = sleeper();
    void sleep();
    await clock.advance(60_000);
    void sleep();
    await clock.advance(1_000);
    wake.call();
    await clock.advance(0);
    expect(slept).toEqual([60_000, 1_000]);
  });
});
