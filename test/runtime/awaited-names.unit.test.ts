// A page that had to show ids hears of the names once the chat has told them, and asks no chat that stays silent.
import { expect, it } from 'vitest';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import { createAwaitedNames } from '../../src/runtime/awaited-names.ts';

const ann = 'slack:T0/U1' as PersonId;
const bob = 'slack:T0/U2' as PersonId;

function names() {
  const known = new Map<PersonId, string>();
  const asked: PersonId[] = [];
  const awaited = createAwaitedNames((person) => {
    asked.push(person);
    return known.get(person) ?? null;
  });
  return { known, asked, ...awaited };
}

it('tells of a name that came, at the look after the one that found it', () => {
  const { known, nameOf, look } = names();
  expect(nameOf(ann)).toBeNull();
  const before = look();
  known.set(ann, 'Ann');
  expect(look()).toBe(before);
  const after = look();
  expect(after).not.toBe(before);
  expect(look()).toBe(after);
  expect(nameOf(ann)).toBe('Ann');
});

it('asks nobody for what no page had to do without', () => {
  const { known, asked, nameOf, look } = names();
  known.set(ann, 'Ann');
  nameOf(ann);
  asked.length = 0;
  look();
  expect(asked).toEqual([]);
});

it('gives up on a chat that does not know them, and asks again for the next page', () => {
  const { known, asked, nameOf, look } = names();
  nameOf(bob);
  for (let looks = 0; looks < 20; looks += 1) look();
  // The page itself, and five looks in vain.
  expect(asked).toHaveLength(6);
  const before = look();
  nameOf(bob);
  known.set(bob, 'Bob');
  look();
  expect(look()).not.toBe(before);
});
