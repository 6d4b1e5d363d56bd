import { describe, expect, it } from 'vitest';
import { slots } from '../../../src/adapters/ssh/slots.ts';

describe('slots', () => {
  it('never grants more than the limit, and grants in order', async () => {
    const two = slots(2);
    const [first, second] = [await two.take(0), await two.take(0)];
    expect(first).not.toBeNull();
    expect(second).not.toBeNull();
    const order: string[] = [];
    const third = two.take(10_000).then((release) => {
      order.push('third');
      return release;
    });
    const fourth = two.take(10_000).then((release) => {
      order.push('fourth');
      return release;
    });
    first?.();
    first?.();
    (await third)?.();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('gives up at the deadline and then does not take a slot', async () => {
    const one = slots(1);
    const release = await one.take(0);
    expect(await one.take(1)).toBeNull();
    release?.();
    expect(await one.take(0)).not.toBeNull();
  });
});
