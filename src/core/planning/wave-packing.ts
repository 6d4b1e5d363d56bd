// Puts candidates into waves: sets of hosts that may all be down at the same moment. Windows and lengths play no part
// here (timetable.ts has them): execution is rolling, so a wave says what goes with what, not when.
//
// Each wave is filled kind by kind, the kind of the longest waiting host first; a kind that goes takes along as many of
// its own as fit, because its next turn costs a wave. Only where that would make the plan longer do the kinds without
// a wave to lose come before the others. A wave only grows, so what blocked one host of a kind blocks the rest.
//
// Chains of services do not tell how long a plan must be where services share hosts and need each other across the
// fleet. A plan that ends up well above what chains and caps explain is packed a second time, most entangled first.

import type { BudgetIndex } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import type { WaitReason } from './plan.ts';
import { entanglementOf } from './entanglement.ts';
import { RemainingTurns } from './remaining-turns.ts';
import type { Roster } from './roster.ts';

export type WavePlace = {
  /** 1-based. */
  readonly wave: number;
  /** Why it is not in the wave before; empty in the first wave. */
  readonly waits: readonly WaitReason[];
};

export type PackingQuestion = {
  /** Each of its hosts may go down when nothing of the plan is in flight. */
  readonly roster: Roster;
  readonly index: BudgetIndex;
  /** Numbers of the hosts that are down for other reasons. */
  readonly absent: readonly number[];
};

/**
 * The place of every host of the roster, by rank. Hosts of the daemon's own path come after all that are not of it,
 * and alone.
 * @throws Error if a host can never go, which the caller has ruled out.
 */
export function packWaves(question: PackingQuestion): readonly WavePlace[] {
  const packer = new WavePacker(question, 'longest-chain-first');
  const { leastWaves } = packer;
  const places = packer.pack();
  if (wavesIn(places) <= leastWaves * (1 + EXPLAINED_SHARE)) return places;
  const others = new WavePacker(question, 'most-entangled-first').pack();
  return wavesIn(others) < wavesIn(places) ? others : places;
}

/** A plan is not packed again for less than one wave in twenty. */
const EXPLAINED_SHARE = 0.05;

function wavesIn(places: readonly WavePlace[]): number {
  let most = 0;
  for (const { wave } of places) most = Math.max(most, wave);
  return most;
}

type Kind = {
  readonly number: number;
  /** Ranks, lowest first. */
  waiting: readonly number[];
  /** Why no more of it fitted into the last wave; empty before the first. */
  waits: readonly WaitReason[];
  /** One host of it, for all. */
  readonly sample: number;
};

const none: readonly never[] = [];

class WavePacker {
  readonly #roster: Roster;
  readonly #index: BudgetIndex;
  readonly #ledger: BudgetLedger;
  readonly #turns: RemainingTurns;
  readonly #capReason: readonly WaitReason[];
  readonly #places: WavePlace[] = [];
  /** By rank: how many it still waits for. */
  readonly #toAwait: Int32Array;
  /** By their first rank. */
  #kinds: readonly Kind[];
  #othersLeft: number;
  /** By kind; null where kinds go by their chains. */
  readonly #entanglement: readonly number[] | null;

  constructor(
    { roster, index, absent }: PackingQuestion,
    order: 'longest-chain-first' | 'most-entangled-first',
  ) {
    this.#roster = roster;
    this.#index = index;
    this.#ledger = new BudgetLedger(index);
    for (const host of absent) this.#ledger.markAbsent(host);
    this.#turns = new RemainingTurns(index, absent);
    for (const number of roster.numbers) this.#turns.add(number);
    this.#capReason = [{ kind: 'cap', limit: index.maxInFlight }];
    this.#toAwait = Int32Array.from(roster.firsts, ({ length }) => length);
    this.#othersLeft = roster.ownPath.filter((own) => !own).length;
    const byKind: number[][] = [];
    for (const [rank, kind] of roster.kinds.entries()) (byKind[kind] ??= []).push(rank);
    // Kinds are numbered in the order of their first ranks.
    this.#kinds = byKind.map((waiting, number) => ({
      number,
      waiting,
      waits: [],
      sample: roster.numbers[waiting[0] ?? -1] ?? -1,
    }));
    const samples = this.#kinds.map(({ sample, waiting }) => ({ host: sample, count: waiting.length }));
    this.#entanglement = order === 'longest-chain-first' ? null : entanglementOf(samples, index);
  }

  /** The waves that chains of services and the fleet's cap need at least, asked before packing. */
  get leastWaves(): number {
    return this.#turns.longest();
  }

  pack(): readonly WavePlace[] {
    for (let wave = 1; this.#kinds.length > 0; wave += 1) {
      const members = this.#fill(wave);
      if (members.length === 0) throw new Error(`no wave can hold kind ${this.#kinds[0]?.waiting.join()}`);
      for (const rank of members) this.#finish(rank);
      this.#sortKinds(new Set(members.map((rank) => this.#roster.kinds[rank] ?? -1)));
    }
    return this.#places;
  }

  #fill(wave: number): readonly number[] {
    const members: number[] = [];
    for (const kind of this.#inOrder()) {
      if (this.#ledger.isFull) kind.waits = this.#capReason;
      else this.#fillFrom(kind, wave, members);
    }
    return members;
  }

  /** Takes into the wave as many of `kind` as fit. */
  #fillFrom(kind: Kind, wave: number, members: number[]): void {
    const { waiting, waits } = kind;
    const { numbers } = this.#roster;
    let left: number[] | null = null;
    kind.waits = none;
    for (let at = 0; at < waiting.length; at += 1) {
      const rank = waiting[at] ?? -1;
      const number = numbers[rank] ?? -1;
      const why = this.#isItsTurn(rank) ? this.#ledger.obstacles(number) : null;
      if (why?.length === 0) {
        left ??= waiting.slice(0, at);
        this.#ledger.take(number);
        members.push(rank);
        this.#places[rank] = { wave, waits: this.#waitsOf(rank, wave, waits) };
      } else if (why === null) left?.push(rank);
      else {
        kind.waits = why;
        if (left !== null) kind.waiting = [...left, ...waiting.slice(at)];
        return;
      }
    }
    if (left !== null) kind.waiting = left;
  }

  #finish(rank: number): void {
    const number = this.#roster.numbers[rank] ?? -1;
    this.#ledger.release(number);
    this.#turns.remove(number);
    if (this.#roster.ownPath[rank] !== true) this.#othersLeft -= 1;
    for (const follower of this.#roster.followers[rank] ?? [])
      this.#toAwait[follower] = (this.#toAwait[follower] ?? 0) - 1;
  }

  /** Only kinds that gave a host to the wave can have another first rank, so the others are merged as they stand. */
  #sortKinds(changed: ReadonlySet<number>): void {
    const moved: Kind[] = [];
    const kept: Kind[] = [];
    for (const kind of this.#kinds)
      if (kind.waiting.length > 0) (changed.has(kind.number) ? moved : kept).push(kind);
    moved.sort((left, right) => firstRank(left) - firstRank(right));
    const merged: Kind[] = [];
    let next = 0;
    for (const kind of kept) {
      for (let other = moved[next]; other !== undefined && firstRank(other) < firstRank(kind);) {
        merged.push(other);
        next += 1;
        other = moved[next];
      }
      merged.push(kind);
    }
    this.#kinds = [...merged, ...moved.slice(next)];
  }

  /** Kinds without a wave to lose first, those with the longest way to go before the others; then by first rank. */
  #inOrder(): readonly Kind[] {
    const entanglement = this.#entanglement;
    if (entanglement !== null) {
      const of = ({ number }: Kind): number => entanglement[number] ?? 0;
      return [...this.#kinds].sort(
        (left, right) => of(right) - of(left) || firstRank(left) - firstRank(right),
      );
    }
    const critical = this.#turns.criticalTurns();
    const byTurns: Kind[][] = [];
    for (const kind of this.#kinds) (byTurns[this.#turnsOf(kind, critical)] ??= []).push(kind);
    return byTurns.length <= 1 ? this.#kinds : byTurns.reverse().flat();
  }

  #turnsOf({ sample }: Kind, critical: Int32Array): number {
    const { from, items } = this.#index.losses;
    let turns = 0;
    for (let at = from[sample] ?? 0; at < (from[sample + 1] ?? 0); at += 1)
      turns = Math.max(turns, critical[items[at] ?? -1] ?? 0);
    return turns;
  }

  #isItsTurn(rank: number): boolean {
    return this.#toAwait[rank] === 0 && (this.#othersLeft === 0 || this.#roster.ownPath[rank] !== true);
  }

  #waitsOf(rank: number, wave: number, before: readonly WaitReason[]): readonly WaitReason[] {
    if (wave === 1) return [];
    if (this.#roster.ownPath[rank] === true) return [{ kind: 'own-path-alone' }];
    const hosts = (this.#roster.firsts[rank] ?? [])
      .filter((first) => this.#places[first]?.wave === wave - 1)
      .map((first) => this.#roster.hosts[first])
      .filter((host) => host !== undefined);
    return hosts.length === 0 ? before : [...before, { kind: 'after', hosts }];
  }
}

function firstRank({ waiting }: Kind): number {
  return waiting[0] ?? Infinity;
}
