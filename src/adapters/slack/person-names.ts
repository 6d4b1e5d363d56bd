// Names of people for pages that cannot wait for Slack: what is known at once, and what is not is asked for, a few at a
// time, so that it is known at the next look.

import type { PersonId } from '../../core/fleet/ids.ts';
import { clickerOf } from './approvers.ts';
import type { People } from './people.ts';

/** A page of a hundred entries must not spend Slack's limit of a minute at once. */
const ASKED_AT_ONCE = 10;
const KEPT = 2_000;

/** @param ownTeam the workspace of our own token; null while it is not known. */
export function createPersonNames(
  people: People,
  ownTeam: () => string | null,
): (person: PersonId) => string | null {
  const names = new Map<string, string>();
  const asked = new Set<string>();

  const ask = async (user: string): Promise<void> => {
    asked.add(user);
    const { name } = await people(user);
    asked.delete(user);
    if (name === null) return;
    if (names.size >= KEPT) names.clear();
    names.set(user, name);
  };

  return (person) => {
    const account = clickerOf(person);
    if (account === null || account.team !== ownTeam()) return null;
    // Asked again at every look: people.ts remembers for an hour, so a changed name is not shown for longer.
    if (!asked.has(account.user) && asked.size < ASKED_AT_ONCE) void ask(account.user);
    return names.get(account.user) ?? null;
  };
}
