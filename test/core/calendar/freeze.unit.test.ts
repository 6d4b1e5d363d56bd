// Several freezes at once, in whatever order the inventory has them: by id, not by time.
import { expect, it } from 'vitest';
import { freezeAt, freezesNear, nextFreezeAfter } from '../../../src/core/calendar/freeze.ts';

const freeze = (id: string, fromAt: number, untilAt: number) => ({ id, reason: id, fromAt, untilAt });
const [long, early, late, empty] = [
  freeze('a', 100, 300),
  freeze('b', 50, 150),
  freeze('c', 400, 500),
  freeze('d', 350, 350),
];
const orders = [
  [long, early, late, empty],
  [empty, late, early, long],
];

it('of those that hold, the one that ends last is named', () => {
  for (const freezes of orders) {
    expect(freezeAt(freezes, 120)).toBe(long);
    expect(freezeAt(freezes, 60)).toBe(early);
    expect(freezeAt(freezes, 299)).toBe(long);
    expect(freezeAt(freezes, 300)).toBeNull();
    expect(freezeAt(freezes, 350)).toBeNull();
  }
});

it('the next is the one that begins first, whoever is written first; one without length is none', () => {
  for (const freezes of orders) {
    expect(nextFreezeAfter(freezes, 0)).toBe(early);
    expect(nextFreezeAfter(freezes, 50)).toBe(long);
    expect(nextFreezeAfter(freezes, 100)).toBe(late);
    expect(nextFreezeAfter(freezes, 400)).toBeNull();
  }
});

it('those near are all that hold or begin ahead, and none of years away', () => {
  const far = freeze('e', 10 ** 12, 10 ** 12 + 1);
  expect(freezesNear([...(orders[0] ?? []), far], 200, 1_000)).toEqual(orders[0]);
});
