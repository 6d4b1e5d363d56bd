// When each host of a plan is expected to go: the campaign played through on expected lengths. At each instant the
// waiting hosts are asked in the plan's order, and whoever fits (order, window with cut-off, freeze, budget) starts;
// a slot is free again when the host has ended and soaked.
//
// A kind of hosts that a service blocks is asked again only when a host of that service ends, so the cost grows with
// what happens and not with who waits. Everything is a number: a host is its rank, its place in the order its turn.

import type { DurationMs, Instant } from '../brand.ts';
import { openingWithRoom, type Opening } from '../calendar/opening.ts';
import type { BudgetIndex } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import { Happenings } from './happenings.ts';
import { NumberHeap } from './number-heap.ts';
import type { WaitReason } from './plan.ts';
import type { Roster } from './roster.ts';

export type TimetableEntry = {
  readonly expectedMs: DurationMs;
  readonly soakMs: DurationMs;
  /** When it may start, in order: windows without freezes, within the plan's horizon. */
  readonly openings: readonly Opening[];
};

export type TimetableQuestion = {
  readonly roster: Roster;
  /** By rank. */
  readonly entries: readonly TimetableEntry[];
  /** All ranks in the plan's order: who comes earlier is asked earlier. */
  readonly order: readonly number[];
  readonly index: BudgetIndex;
  /** Numbers of the hosts that are down for other reasons. */
  readonly absent: readonly number[];
  readonly fromAt: Instant;
};

/** Expected starts by rank; null for a host that finds no room within its openings. */
export function timetableOf(question: TimetableQuestion): readonly (Instant | null)[] {
  return new Timetable(question).run(question.fromAt);
}

/** Waiting hosts of one kind by turn; `parked` while it is known that none of them can go. */
type KindQueue = { readonly waiting: NumberHeap; parked: boolean };

class Timetable {
  readonly #roster: Roster;
  readonly #entries: readonly TimetableEntry[];
  /** By turn: the rank; and by rank: the turn. */
  readonly #order: readonly number[];
  readonly #turns: Int32Array;
  readonly #index: BudgetIndex;
  readonly #ledger: BudgetLedger;
  /** By kind. */
  readonly #kinds: readonly KindQueue[];
  /** By rank: how many it still waits for. */
  readonly #toAwait: Int32Array;
  /** Turns of the first hosts of kinds that are not parked. May hold stale entries. */
  readonly #askable = new NumberHeap();
  /** By service: the kinds that only the end of one of its hosts lets go on; and those that any end may let go on. */
  readonly #parkedOn: (KindQueue[] | null)[];
  #parkedOnAny: KindQueue[] | null = null;
  /** Rank `r` ends: `r`; it may have an opening: `-1 - r`. */
  readonly #happenings = new Happenings();
  readonly #starts: (Instant | null)[];
  /** Ranks; each goes when the one before has ended, the first when all others have. */
  readonly #ownPath: number[];
  #othersLeft: number;

  constructor({ roster, entries, order, index, absent }: TimetableQuestion) {
    this.#roster = roster;
    this.#entries = entries;
    this.#order = order;
    this.#index = index;
    this.#ledger = new BudgetLedger(index);
    for (const host of absent) this.#ledger.markAbsent(host);
    this.#parkedOn = index.serviceIds.map(() => null);
    this.#turns = new Int32Array(order.length);
    for (const [turn, rank] of order.entries()) this.#turns[rank] = turn;
    let kinds = 0;
    for (const kind of roster.kinds) kinds = Math.max(kinds, kind + 1);
    this.#kinds = Array.from({ length: kinds }, () => ({ waiting: new NumberHeap(), parked: false }));
    this.#ownPath = order.filter((rank) => roster.ownPath[rank] === true);
    this.#othersLeft = entries.length - this.#ownPath.length;
    this.#toAwait = Int32Array.from(roster.firsts, ({ length }) => length);
    for (const rank of this.#ownPath) this.#toAwait[rank] = (this.#toAwait[rank] ?? 0) + 1;
    this.#starts = entries.map(() => null);
  }

  run(fromAt: Instant): readonly (Instant | null)[] {
    const free = [...this.#toAwait.keys()].filter((rank) => this.#toAwait[rank] === 0);
    for (const rank of free) this.#makeReady(rank, fromAt);
    if (this.#othersLeft === 0) this.#nextOfOwnPath(fromAt);
    this.#startWhatFits(fromAt);
    const happen = (happening: number, at: Instant): void => {
      if (happening >= 0) this.#end(happening, at);
      else this.#makeReady(-1 - happening, at);
    };
    for (let at = this.#happenings.next(happen); at !== null; at = this.#happenings.next(happen))
      this.#startWhatFits(at);
    return this.#starts;
  }

  #nextOfOwnPath(now: Instant): void {
    const next = this.#ownPath.shift();
    if (next !== undefined) this.#awaitOneLess(next, now);
  }

  /** The next opening with room for `rank`, or null. */
  #openingOf(rank: number, now: Instant): Opening | null {
    const entry = this.#entries[rank];
    return entry === undefined ? null : openingWithRoom(entry.openings, now, entry.expectedMs);
  }

  #kindOf(rank: number): KindQueue | undefined {
    return this.#kinds[this.#roster.kinds[rank] ?? -1];
  }

  /** Queues it if its windows let it start at `now`, else has it wait for the next opening with room. */
  #makeReady(rank: number, now: Instant): void {
    const opening = this.#openingOf(rank, now);
    const kind = this.#kindOf(rank);
    const turn = this.#turns[rank] ?? -1;
    if (opening === null || kind === undefined) this.#tellFollowers(rank, now);
    else if (opening.fromAt > now) this.#happenings.add(opening.fromAt, -1 - rank);
    else {
      kind.waiting.add(turn);
      if (kind.waiting.lowest === turn) this.#ask(kind);
    }
  }

  #ask(kind: KindQueue): void {
    const first = kind.waiting.lowest;
    if (first !== null && !kind.parked) this.#askable.add(first);
  }

  #startWhatFits(now: Instant): void {
    for (let turn = this.#askable.take(); turn !== null; turn = this.#askable.take()) {
      const rank = this.#order[turn] ?? -1;
      const kind = this.#kindOf(rank);
      if (kind === undefined || kind.parked || kind.waiting.lowest !== turn) continue;
      const opening = this.#openingOf(rank, now);
      const fits = opening !== null && opening.fromAt <= now;
      const why = fits ? this.#ledger.firstObstacle(this.#roster.numbers[rank] ?? -1) : null;
      if (!fits) {
        kind.waiting.take();
        this.#makeReady(rank, now);
      } else if (why === null) {
        kind.waiting.take();
        this.#start(rank, now);
      } else this.#park(kind, why);
      this.#ask(kind);
      if (why?.kind === 'cap') return;
    }
  }

  #start(rank: number, now: Instant): void {
    const { expectedMs, soakMs } = this.#entries[rank] ?? { expectedMs: 0, soakMs: 0 };
    this.#starts[rank] = now;
    this.#ledger.take(this.#roster.numbers[rank] ?? -1);
    this.#happenings.add(now + expectedMs + soakMs, rank);
  }

  #end(rank: number, now: Instant): void {
    const host = this.#roster.numbers[rank] ?? -1;
    this.#ledger.release(host);
    const parked = this.#parkedOnAny;
    this.#parkedOnAny = null;
    this.#unpark(parked);
    const { from, items } = this.#index.losses;
    for (let at = from[host] ?? 0; at < (from[host + 1] ?? 0); at += 1) {
      const service = items[at] ?? -1;
      const kinds = this.#parkedOn[service] ?? null;
      if (kinds !== null) this.#parkedOn[service] = null;
      this.#unpark(kinds);
    }
    this.#tellFollowers(rank, now);
  }

  /** The host has ended, or is left behind: either way nobody waits for it any more. */
  #tellFollowers(rank: number, now: Instant): void {
    for (const follower of this.#roster.followers[rank] ?? []) this.#awaitOneLess(follower, now);
    if (this.#roster.ownPath[rank] !== true) this.#othersLeft -= 1;
    if (this.#othersLeft === 0) this.#nextOfOwnPath(now);
  }

  #awaitOneLess(rank: number, now: Instant): void {
    const left = (this.#toAwait[rank] ?? 0) - 1;
    this.#toAwait[rank] = left;
    if (left === 0) this.#makeReady(rank, now);
  }

  #park(kind: KindQueue, why: WaitReason): void {
    const service = 'service' in why ? this.#index.serviceNumberOf.get(why.service) : undefined;
    kind.parked = true;
    if (service === undefined) (this.#parkedOnAny ??= []).push(kind);
    else (this.#parkedOn[service] ??= []).push(kind);
  }

  #unpark(kinds: readonly KindQueue[] | null): void {
    for (const kind of kinds ?? []) {
      kind.parked = false;
      this.#ask(kind);
    }
  }
}
