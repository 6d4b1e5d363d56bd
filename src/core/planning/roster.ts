// The hosts of a plan in the making, in order of preference, by their place in it ("rank"). Waves and timetable walk
// these lists many times over, so everything is a number.

import type { HostId } from '../fleet/ids.ts';
import type { BudgetIndex } from './budget-index.ts';
import { hostKinds } from './host-kinds.ts';
import type { Precedence } from './precedence.ts';

export type Roster = {
  /** By rank. */
  readonly hosts: readonly HostId[];
  /** By rank: its number in the budget index. */
  readonly numbers: Int32Array;
  /** By rank: equal for hosts that no budget rule can tell apart. */
  readonly kinds: Int32Array;
  /** By rank: it or a guest of it is on the daemon's own path. */
  readonly ownPath: readonly boolean[];
  /** By rank: the ranks that must be done first, and those that wait for it. */
  readonly firsts: readonly (readonly number[])[];
  readonly followers: readonly (readonly number[])[];
};

const none: readonly never[] = [];

/** @param hosts all of the scope that `index` was made from. */
export function rosterOf(hosts: readonly HostId[], precedence: Precedence, index: BudgetIndex): Roster {
  const numbers = Int32Array.from(hosts, (host) => index.numberOf.get(host) ?? -1);
  const rankOf = new Map(hosts.map((host, rank) => [host, rank]));
  const followers: (readonly number[])[] = hosts.map(() => none);
  const firsts = hosts.map((host, rank) => {
    const names = precedence.get(host);
    if (names === undefined) return none;
    const ranks = names.map((name) => rankOf.get(name)).filter((first) => first !== undefined);
    for (const first of ranks) followers[first] = withOneMore(followers[first] ?? none, rank);
    return ranks;
  });
  return {
    hosts,
    numbers,
    kinds: hostKinds(numbers, index),
    ownPath: hosts.map((_, rank) => index.ownPath[numbers[rank] ?? -1] === true),
    firsts,
    followers,
  };
}

/** Appends in place once a list is its own: one host can be awaited by a hundred thousand. */
function withOneMore(list: readonly number[], item: number): readonly number[] {
  if (list === none) return [item];
  (list as number[]).push(item);
  return list;
}
