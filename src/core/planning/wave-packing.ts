// Puts candidates into waves: sets of hosts that may all be down at the same moment. Windows and lengths play no part
// here (timetable.ts has them): execution is rolling, so a wave says what goes with what, not when.
//
// Each wave is filled kind by kind, the kind of the longest waiting host first; a kind that goes takes along as many of
// its own as fit, because its next turn costs a wave. Only where that would make the plan longer do the kinds without
// a wave to lose come before the others. A wave only grows, so what blocked one host of a kind blocks the rest.
//
// Chains of services do not tell how long a plan must be where services share hosts and need each other across the
// fleet. A plan that ends up well above what chains and caps explain is packed a second time: by saturation
// (saturation-packing.ts), or, where that would need too much memory, most entangled first.

import type { BudgetIndex } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import type { WaitReason } from './plan.ts';
import { entanglementOf } from './entanglement.ts';
import { RemainingTurns } from './remaining-turns.ts';
import type { Roster } from './roster.ts';
import { packBySaturation } from './saturation-packing.ts';
import type { PackingQuestion, WavePlace } from './wave-place.ts';
import { WaitingKinds } from './waiting-kinds.ts';

/**
 * The place of every host of the roster, by rank. Hosts of the daemon's own path come after all that are not of it,
 * and alone.
 * @throws Error if a host can never go, which the caller has ruled out.
 */
export function packWaves(question: PackingQuestion): readonly WavePlace[] {
  const packer = new WavePacker(question, 'longest-chain-first');
  const { leastWaves } = packer;
  const places = packer.pack();
  const waves = wavesIn(places);
  if (waves <= leastWaves * (1 + EXPLAINED_SHARE)) return places;
  if (places.length * waves <= MOST_SATURATED) return packBySaturation(question, waves - 1) ?? places;
  const others = new WavePacker(question, 'most-entangled-first').pack();
  return wavesIn(others) < waves ? others : places;
}

/** A plan is not packed again for less than one wave in twenty. */
const EXPLAINED_SHARE = 0.05;
/** Hosts times waves: a fleet of about 15,000 hosts without any order, and some 150 MB for ledgers and turns. */
const MOST_SATURATED = 8_000_000;

function wavesIn(places: readonly WavePlace[]): number {
  let most = 0;
  for (const { wave } of places) most = Math.max(most, wave);
  return most;
}

const none: readonly never[] = [];

class WavePacker {
  readonly #roster: Roster;
  readonly #index: BudgetIndex;
  /** The wave that is being filled, and the one before it, which says why a host is not in that one. */
  #ledger: BudgetLedger;
  #before: BudgetLedger;
  #membersBefore: readonly number[] = [];
  readonly #turns: RemainingTurns;
  readonly #capReason: readonly WaitReason[];
  readonly #places: WavePlace[] = [];
  /** By rank: how many it still waits for. */
  readonly #toAwait: Int32Array;
  readonly #kinds: WaitingKinds;
  /** By kind: one host of it, for all. */
  readonly #samples: Int32Array;
  /** By kind: the wave into which it was last tried to put some of it, and the one in which a budget stopped that. */
  readonly #triedIn: Int32Array;
  readonly #stoppedIn: Int32Array;
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
    this.#before = new BudgetLedger(index);
    for (const ledger of [this.#ledger, this.#before]) for (const host of absent) ledger.markAbsent(host);
    this.#turns = new RemainingTurns(index, absent);
    for (const number of roster.numbers) this.#turns.add(number);
    this.#capReason = [{ kind: 'cap', limit: index.maxInFlight }];
    this.#toAwait = Int32Array.from(roster.firsts, ({ length }) => length);
    this.#othersLeft = roster.ownPath.filter((own) => !own).length;
    const kinds = new WaitingKinds(roster.kinds);
    this.#kinds = kinds;
    this.#samples = kinds.inOrder.map((kind) => roster.numbers[kinds.firstOf(kind)] ?? -1);
    this.#triedIn = new Int32Array(this.#samples.length);
    this.#stoppedIn = new Int32Array(this.#samples.length);
    const samples = Array.from(this.#samples, (host, kind) => ({ host, count: kinds.countOf(kind) }));
    this.#entanglement = order === 'longest-chain-first' ? null : entanglementOf(samples, index);
  }

  /** The waves that chains of services and the fleet's cap need at least, asked before packing. */
  get leastWaves(): number {
    return this.#turns.longest();
  }

  pack(): readonly WavePlace[] {
    for (let wave = 1; this.#kinds.inOrder.length > 0; wave += 1) {
      const members = this.#fill(wave);
      if (members.length === 0)
        throw new Error(`no wave can hold rank ${this.#kinds.firstOf(this.#kinds.inOrder[0] ?? -1)}`);
      for (const rank of members) this.#finish(rank);
      this.#kinds.sort(new Set(members.map((rank) => this.#roster.kinds[rank] ?? -1)));
      for (const rank of this.#membersBefore) this.#before.release(this.#roster.numbers[rank] ?? -1);
      [this.#ledger, this.#before] = [this.#before, this.#ledger];
      this.#membersBefore = members;
    }
    return this.#places;
  }

  #fill(wave: number): readonly number[] {
    const members: number[] = [];
    for (const kind of this.#inOrder()) {
      if (this.#ledger.isFull) break;
      this.#fillFrom(kind, wave, members);
    }
    return members;
  }

  /** Takes into the wave as many of `kind` as fit. */
  #fillFrom(kind: number, wave: number, members: number[]): void {
    const { numbers } = this.#roster;
    let place: WavePlace | null = null;
    this.#kinds.takeOut(kind, (rank) => {
      if (!this.#isItsTurn(rank)) return 'waits';
      const number = numbers[rank] ?? -1;
      if (this.#ledger.firstObstacle(number) !== null) {
        this.#stoppedIn[kind] = wave;
        return 'stop';
      }
      this.#ledger.take(number);
      members.push(rank);
      place ??= { wave, waits: this.#waitsOf(number, kind, wave) };
      this.#places[rank] = this.#withFirsts(rank, place);
      return 'taken';
    });
    this.#triedIn[kind] = wave;
  }

  #finish(rank: number): void {
    this.#turns.remove(this.#roster.numbers[rank] ?? -1);
    if (this.#roster.ownPath[rank] !== true) this.#othersLeft -= 1;
    for (const follower of this.#roster.followers[rank] ?? [])
      this.#toAwait[follower] = (this.#toAwait[follower] ?? 0) - 1;
  }

  /** Kinds without a wave to lose first, those with the longest way to go before the others; then by first rank. */
  #inOrder(): Int32Array {
    const kinds = this.#kinds.inOrder;
    const entanglement = this.#entanglement;
    if (entanglement !== null)
      return kinds
        .slice()
        .sort(
          (left, right) =>
            (entanglement[right] ?? 0) - (entanglement[left] ?? 0) ||
            this.#kinds.firstOf(left) - this.#kinds.firstOf(right),
        );
    const critical = this.#turns.criticalTurns();
    return mostTurnsFirst(
      kinds,
      kinds.map((kind) => this.#turnsOf(kind, critical)),
    );
  }

  #turnsOf(kind: number, critical: Int32Array): number {
    const { from, items } = this.#index.losses;
    const sample = this.#samples[kind] ?? -1;
    let turns = 0;
    for (let at = from[sample] ?? 0; at < (from[sample + 1] ?? 0); at += 1)
      turns = Math.max(turns, critical[items[at] ?? -1] ?? 0);
    return turns;
  }

  #isItsTurn(rank: number): boolean {
    return this.#toAwait[rank] === 0 && (this.#othersLeft === 0 || this.#roster.ownPath[rank] !== true);
  }

  /** Why `host` of `kind` did not fit into the wave before, judged by all who are in that one. */
  #waitsOf(host: number, kind: number, wave: number): readonly WaitReason[] {
    if (wave === 1) return none;
    if (this.#triedIn[kind] !== wave - 1) return this.#capReason;
    if (this.#stoppedIn[kind] !== wave - 1) return none;
    return this.#before.obstacles(host);
  }

  /** Hosts of one kind share `place` but for the hosts that one of them had to wait for. */
  #withFirsts(rank: number, place: WavePlace): WavePlace {
    const { wave, waits } = place;
    if (wave === 1) return place;
    if (this.#roster.ownPath[rank] === true) return { wave, waits: [{ kind: 'own-path-alone' }] };
    const hosts = (this.#roster.firsts[rank] ?? none)
      .filter((first) => this.#places[first]?.wave === wave - 1)
      .map((first) => this.#roster.hosts[first])
      .filter((host) => host !== undefined);
    return hosts.length === 0 ? place : { wave, waits: [...waits, { kind: 'after', hosts }] };
  }
}

/** `kinds` by `turns`, most first, and in the order they have where these are equal. */
function mostTurnsFirst(kinds: Int32Array, turns: Int32Array): Int32Array {
  const most = turns.reduce((found, each) => Math.max(found, each), 0);
  if (most === 0) return kinds;
  const next = new Int32Array(most + 2);
  for (const each of turns) next[most - each + 1] = (next[most - each + 1] ?? 0) + 1;
  for (let at = 1; at < next.length; at += 1) next[at] = (next[at] ?? 0) + (next[at - 1] ?? 0);
  const sorted = new Int32Array(kinds.length);
  for (let at = 0; at < kinds.length; at += 1) {
    const bucket = most - (turns[at] ?? 0);
    sorted[next[bucket] ?? 0] = kinds[at] ?? -1;
    next[bucket] = (next[bucket] ?? 0) + 1;
  }
  return sorted;
}
