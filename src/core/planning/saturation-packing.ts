// Waves for fleets whose services share hosts and need each other across the fleet. There the length of a plan is the
// colouring of a graph: who may not go together gets different waves. This is Brélaz's rule for it ("New methods to
// color the vertices of a graph", 1979): next comes the kind that fewest waves are left for, into the first of them.
//
// What a host blocks for others is only used to choose who comes next: into a wave goes who its ledger lets in. Waves
// only grow, so a wave that is blocked for a kind stays so.

import type { BudgetIndex } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import { entanglementOf, lossesOf, relatedServices } from './entanglement.ts';
import { NumberHeap } from './number-heap.ts';
import type { WaitReason } from './plan.ts';
import type { Roster } from './roster.ts';
import type { PackingQuestion, WavePlace } from './wave-place.ts';

/**
 * The place of every host of the roster, by rank; null if that takes more than `mostWaves`. There is one ledger a
 * wave: memory grows with hosts times waves.
 */
export function packBySaturation(question: PackingQuestion, mostWaves: number): readonly WavePlace[] | null {
  return new SaturationPacker(question, mostWaves).pack();
}

class SaturationPacker {
  readonly #question: PackingQuestion;
  readonly #roster: Roster;
  readonly #index: BudgetIndex;
  /** By wave, from 1 on. */
  readonly #ledgers: BudgetLedger[] = [];
  /** By rank; 0 while it is in none. */
  readonly #waves: Int32Array;
  /** By rank: how many it still waits for. */
  readonly #toAwait: Int32Array;
  #othersLeft: number;
  /** By kind: ranks that wait for nobody any more; one host of it, for all. */
  readonly #ready: readonly NumberHeap[];
  readonly #samples: Int32Array;
  readonly #mostWaves: number;
  /** Kind by kind, 1 for each wave that it cannot go into; and by kind, how many these are. */
  readonly #blocked: Uint8Array;
  readonly #blockedWaves: Int32Array;
  /** By kind: its turn among kinds that as many waves are left for, the most entangled first; and the other way round. */
  readonly #turns: Int32Array;
  readonly #kindAt: Int32Array;
  /** Ready kinds, those with most blocked waves first. May hold stale entries. */
  readonly #next = new NumberHeap();
  /** By service: itself and all that it needs or that need it; and the kinds that fall with it. */
  readonly #related: readonly (readonly number[])[];
  readonly #kindsOn: readonly number[][];

  constructor(question: PackingQuestion, mostWaves: number) {
    const { roster, index } = question;
    this.#question = question;
    this.#roster = roster;
    this.#index = index;
    this.#waves = new Int32Array(roster.numbers.length);
    this.#toAwait = Int32Array.from(roster.firsts, ({ length }) => length);
    this.#othersLeft = roster.ownPath.filter((own) => !own).length;
    const samples: { readonly host: number; count: number }[] = [];
    for (const [rank, kind] of roster.kinds.entries())
      (samples[kind] ??= { host: roster.numbers[rank] ?? -1, count: 0 }).count += 1;
    this.#samples = Int32Array.from(samples, ({ host }) => host);
    this.#ready = samples.map(() => new NumberHeap());
    this.#mostWaves = mostWaves;
    this.#blocked = new Uint8Array(samples.length * (mostWaves + 1));
    this.#blockedWaves = new Int32Array(samples.length);
    const bears = entanglementOf(samples, index);
    this.#kindAt = Int32Array.from(samples.keys()).sort(
      (left, right) => (bears[right] ?? 0) - (bears[left] ?? 0) || left - right,
    );
    this.#turns = new Int32Array(samples.length);
    for (const [turn, kind] of this.#kindAt.entries()) this.#turns[kind] = turn;
    this.#related = relatedServices(index).map((services) => [...services]);
    const kindsOn: number[][] = index.serviceIds.map(() => []);
    for (const [kind, { host }] of samples.entries())
      for (const service of new Set(lossesOf(host, index))) kindsOn[service]?.push(kind);
    this.#kindsOn = kindsOn;
  }

  pack(): readonly WavePlace[] | null {
    for (const rank of this.#waves.keys()) this.#makeReady(rank);
    for (let entry = this.#next.take(); entry !== null; entry = this.#next.take()) {
      const kind = this.#kindAt[entry % this.#kindAt.length] ?? -1;
      if (entry !== this.#entryOf(kind)) continue;
      const rank = this.#ready[kind]?.take() ?? null;
      if (rank === null) continue;
      const wave = this.#waveFor(rank, kind);
      if (wave > this.#mostWaves) return null;
      this.#place(rank, kind, wave);
    }
    return Array.from(this.#waves, (wave, rank) => ({ wave, waits: this.#waitsOf(rank, wave) }));
  }

  /** Kinds with more blocked waves come first, and of those the one whose turn it is. */
  #entryOf(kind: number): number {
    const blocked = this.#blockedWaves[kind] ?? 0;
    return (this.#mostWaves - blocked) * this.#kindAt.length + (this.#turns[kind] ?? 0);
  }

  #makeReady(rank: number): void {
    if (this.#toAwait[rank] !== 0 || this.#waves[rank] !== 0) return;
    if (this.#othersLeft > 0 && this.#roster.ownPath[rank] === true) return;
    const kind = this.#roster.kinds[rank] ?? -1;
    this.#ready[kind]?.add(rank);
    this.#next.add(this.#entryOf(kind));
  }

  /** The first wave that it can go into, or one more than there may be. */
  #waveFor(rank: number, kind: number): number {
    const number = this.#roster.numbers[rank] ?? -1;
    for (let wave = this.#earliestOf(rank); wave <= this.#mostWaves; wave += 1) {
      if (this.#isBlocked(kind, wave)) continue;
      if (this.#ledgerOf(wave).firstObstacle(number) === null) return wave;
      this.#block(kind, wave);
    }
    return this.#mostWaves + 1;
  }

  #isBlocked(kind: number, wave: number): boolean {
    return this.#blocked[kind * (this.#mostWaves + 1) + wave] === 1;
  }

  #block(kind: number, wave: number): void {
    this.#blocked[kind * (this.#mostWaves + 1) + wave] = 1;
    this.#blockedWaves[kind] = (this.#blockedWaves[kind] ?? 0) + 1;
  }

  #place(rank: number, kind: number, wave: number): void {
    const number = this.#roster.numbers[rank] ?? -1;
    this.#waves[rank] = wave;
    this.#ledgerOf(wave).take(number);
    this.#blockOthers(number, wave);
    if (this.#ready[kind]?.lowest !== null) this.#next.add(this.#entryOf(kind));
    for (const follower of this.#roster.followers[rank] ?? []) {
      this.#toAwait[follower] = (this.#toAwait[follower] ?? 0) - 1;
      this.#makeReady(follower);
    }
    if (this.#roster.ownPath[rank] === true) return;
    this.#othersLeft -= 1;
    if (this.#othersLeft > 0) return;
    for (const [own, isOwn] of this.#roster.ownPath.entries()) if (isOwn) this.#makeReady(own);
  }

  /** After all that it has to wait for; the daemon's own path comes after everything else. */
  #earliestOf(rank: number): number {
    if (this.#roster.ownPath[rank] === true) return Math.max(1, this.#ledgers.length);
    return (
      1 +
      (this.#roster.firsts[rank] ?? []).reduce((most, first) => Math.max(most, this.#waves[first] ?? 0), 0)
    );
  }

  #ledgerOf(wave: number): BudgetLedger {
    const known = this.#ledgers[wave];
    if (known !== undefined) return known;
    const ledger = new BudgetLedger(this.#index);
    for (const host of this.#question.absent) ledger.markAbsent(host);
    this.#ledgers[wave] = ledger;
    return ledger;
  }

  /** Who needs or is needed by what falls with `host` cannot go with it; who serves the same may still fit. */
  #blockOthers(host: number, wave: number): void {
    const ledger = this.#ledgerOf(wave);
    for (const service of new Set(lossesOf(host, this.#index)))
      for (const other of this.#related[service] ?? [])
        for (const kind of this.#kindsOn[other] ?? []) {
          if (this.#isBlocked(kind, wave)) continue;
          if (other === service && ledger.firstObstacle(this.#samples[kind] ?? -1) === null) continue;
          this.#block(kind, wave);
          if (this.#ready[kind]?.lowest !== null) this.#next.add(this.#entryOf(kind));
        }
  }

  /** Why it is not in the wave before, judged by all who are in that one. */
  #waitsOf(rank: number, wave: number): readonly WaitReason[] {
    const before = this.#ledgers[wave - 1];
    if (before === undefined) return [];
    if (this.#roster.ownPath[rank] === true) return [{ kind: 'own-path-alone' }];
    const hosts = (this.#roster.firsts[rank] ?? [])
      .filter((first) => this.#waves[first] === wave - 1)
      .map((first) => this.#roster.hosts[first])
      .filter((host) => host !== undefined);
    const obstacles = before.obstacles(this.#roster.numbers[rank] ?? -1);
    return hosts.length === 0 ? obstacles : [...obstacles, { kind: 'after', hosts }];
  }
}
