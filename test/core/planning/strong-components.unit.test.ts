import { describe, expect, it } from 'vitest';
import { componentsOf } from '../../../src/core/planning/strong-components.ts';
import { Happenings } from '../../../src/core/planning/happenings.ts';
import { NumberHeap } from '../../../src/core/planning/number-heap.ts';
import { fc } from '../../fakes/properties.ts';

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

describe('a heap of numbers', () => {
  it('gives the lowest first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (numbers) => {
        const heap = new NumberHeap();
        for (const number of numbers) heap.add(number);
        expect(heap.lowest).toBe(numbers.length === 0 ? null : Math.min(...numbers));
        expect(numbers.map(() => heap.take())).toEqual([...numbers].sort((left, right) => left - right));
        expect(heap.take()).toBeNull();
      }),
    );
  });
});

describe('happenings', () => {
  it('come in the order of their instants, and at one instant as they were added', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (instants) => {
        const happenings = new Happenings();
        for (const [number, at] of instants.entries()) happenings.add(at, number);
        const seen: number[] = [];
        while (happenings.next((number) => seen.push(number)) !== null);
        const numbers = [...instants.keys()];
        expect(seen).toEqual(
          numbers.sort((left, right) => instants[left]! - instants[right]! || left - right),
        );
      }),
    );
  });

  it('of the same instant may bring more', () => {
    const happenings = new Happenings();
    happenings.add(7, 1);
    const seen: number[] = [];
    const at = happenings.next((number, now) => {
      seen.push(number);
      if (number < 4) happenings.add(now, number + 1);
    });
    expect([at, seen, happenings.next(() => undefined)]).toEqual([7, [1, 2, 3, 4], null]);
  });
});
