// What begins next, against its definition over the whole lists: short stretches on a short line, so that they touch,
// hold each other and miss each other in every way.
import { describe, expect, it } from 'vitest';
import {
  commonOpeningAfter,
  commonOpenings,
  mergedOpenings,
  openingAfter,
  type Opening,
} from '../../../src/core/calendar/opening.ts';
import { fc } from '../../fakes/properties.ts';

const aList = fc
  .array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 9 })), { maxLength: 8 })
  .map((pieces) => mergedOpenings(pieces.map(([fromAt, forMs]) => ({ fromAt, untilAt: fromAt + forMs }))));
const anInstant = fc.integer({ min: -2, max: 52 });

const firstAfter = (openings: readonly Opening[], at: number): Opening | null =>
  openings.find(({ fromAt }) => fromAt > at) ?? null;

describe('the opening that begins next', () => {
  it('is the first of the list that begins after the instant', () => {
    fc.assert(
      fc.property(aList, anInstant, (openings, at) => {
        expect(openingAfter(openings, at)).toEqual(firstAfter(openings, at));
      }),
      { numRuns: 1_000 },
    );
  });

  it('of several lists is the first of what they have in common', () => {
    fc.assert(
      fc.property(fc.array(aList, { maxLength: 4 }), anInstant, (lists, at) => {
        expect(commonOpeningAfter(lists, at)).toEqual(firstAfter(commonOpenings(lists), at));
      }),
      { numRuns: 2_000 },
    );
  });
});
