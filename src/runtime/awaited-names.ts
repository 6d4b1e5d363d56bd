// Names that a page had to do without because the chat had not told them yet: once it has, whoever follows the daemon
// hears of it, so that no page keeps showing ids. A name that does not come is not waited for.

import type { PersonId } from '../core/fleet/ids.ts';

/** Looks in a row without any name: each may cost the chat a question. */
const LOOKS_IN_VAIN = 5;
const WAITED_FOR = 200;

export type AwaitedNames = {
  /** As the chat's own; never waits. */
  nameOf(person: PersonId): string | null;
  /**
   * Another number once names came. It is told at the look after the one that found them: a page that is just opening
   * begins to follow with the first, and would not know that it has missed them.
   */
  look(): number;
};

export function createAwaitedNames(ask: (person: PersonId) => string | null): AwaitedNames {
  const missing = new Set<PersonId>();
  let came = 0;
  let inVain = 0;
  return {
    nameOf: (person) => {
      const name = ask(person);
      if (name === null && missing.size < WAITED_FOR) missing.add(person);
      return name;
    },
    look: () => {
      const told = came;
      const found = [...missing].filter((person) => ask(person) !== null);
      for (const person of found) missing.delete(person);
      if (found.length > 0) came += 1;
      inVain = found.length > 0 || missing.size === 0 ? 0 : inVain + 1;
      if (inVain >= LOOKS_IN_VAIN) {
        missing.clear();
        inVain = 0;
      }
      return told;
    },
  };
}
