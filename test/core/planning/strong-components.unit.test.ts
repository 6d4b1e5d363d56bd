import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../../../src/core/planning/strong-components.ts';
import { PriorityQueue } from '../../../src/core/planning/priority-queue.ts';

describe('components', () => {
  it('are shared exactly by nodes that reach each other', () => {
    const someEdges = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 16 });
    fc.assert(
      fc.property(someEdges, (edges) => {
        const reaches = Array.from({ length: 9 }, (_, from) => {
          const seen = new Set([from]);
          for (const node of seen)
            for (const [source, target] of edges) if (source === node) seen.add(target);
          return seen;
        });
        const components = componentsOf(9, edges);
        for (let one = 0; one < 9; one += 1)
          for (let other = 0; other < 9; other += 1)
            expect(components[one] === components[other]).toBe(
              reaches[one]!.has(other) && reaches[other]!.has(one),
            );
      }),
      { numRuns: 500 },
    );
  });

  it('of a long chain do not exhaust the stack', () => {
    const length = 200_000;
    const edges = Array.from({ length: length - 1 }, (_, at): [number, number] => [at, at + 1]);
    expect(new Set(componentsOf(length, edges)).size).toBe(length);
  });
});

describe('a priority queue', () => {
  it('gives the lowest key first and equal keys in the order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (keys) => {
        const queue = new PriorityQueue<number>();
        for (const [at, key] of keys.entries()) queue.add(key, at);
        const taken = keys.map(() => queue.take());
        const expected = [...keys.keys()].sort((left, right) => keys[left]! - keys[right]! || left - right);
        expect(taken).toEqual(expected);
        expect(queue.take()).toBeNull();
      }),
    );
  });
});
