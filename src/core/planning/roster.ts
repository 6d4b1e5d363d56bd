// The hosts of a plan in the making, in order of preference, by their place in it ("rank"). Waves and timetable walk
// these lists many times over, so everything is a number.

import { byId } from '../fleet/fleet-lookup.ts';
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
  /** By rank: the ranks that must be done first, in the order of host ids, and those that wait for it. */
  readonly firsts: readonly (readonly number[])[];
  readonly followers: readonly (readonly number[])[];
};

const none: readonly never[] = [];

/** @param precedence by rank. */
export function rosterOf(
  hosts: readonly HostId[],
  numbers: Int32Array,
  precedence: Precedence,
  index: BudgetIndex,
): Roster {
  const firsts = new Array<readonly number[]>(hosts.length).fill(none);
  const followers = new Array<readonly number[]>(hosts.length).fill(none);
  for (let rank = 0; rank < hosts.length; rank += 1) {
    const before = precedence.get(rank);
    if (before === undefined) continue;
    const inOrder = [...before].sort((left, right) => byId(hosts[left] ?? '', hosts[right] ?? ''));
    firsts[rank] = inOrder;
    for (const first of inOrder) followers[first] = withOneMore(followers[first] ?? none, rank);
  }
  return {
    hosts,
    numbers,
    kinds: hostKinds(numbers, index),
    ownPath: Array.from(numbers, (number) => index.ownPath[number] === true),
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
