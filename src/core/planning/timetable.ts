// When each host of a plan is expected to go: the campaign played through on expected lengths. At each instant the
// waiting hosts are asked in the plan's order, and whoever fits (order, window with cut-off, freeze, budget) starts;
// a slot is free again when the host has ended and soaked.
//
// A kind of hosts that a service blocks is asked again only when a host of that service ends, so the cost grows with
// what happens and not with who waits.

import type { DurationMs, Instant } from '../brand.ts';
import { openingWithRoom, type Opening } from '../calendar/opening.ts';
import { listOf, type BudgetIndex } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import type { WaitReason } from './plan.ts';
import { PriorityQueue } from './priority-queue.ts';
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

/** One host on its way through the timetable; `turn` is its place in the plan's order. */
type Runner = TimetableEntry & {
  readonly rank: number;
  readonly turn: number;
  readonly host: number;
  readonly kind: KindQueue;
  readonly ownPath: boolean;
};

type KindQueue = { readonly waiting: PriorityQueue<Runner>; parked: boolean };

/** Kinds that only an ended host of any service can let go on. */
const ANY_END = '';

class Timetable {
  readonly #index: BudgetIndex;
  readonly #ledger: BudgetLedger;
  readonly #runners: readonly Runner[];
  readonly #followers: readonly (readonly number[])[];
  /** By rank: how many it still waits for. */
  readonly #toAwait: Int32Array;
  /** Kinds that are not parked, by the turn of their first host. May hold stale entries. */
  readonly #askable = new PriorityQueue<{ readonly kind: KindQueue; readonly turn: number }>();
  readonly #parkedOn = new Map<string, KindQueue[]>();
  readonly #events = new PriorityQueue<(at: Instant) => void>();
  readonly #starts: (Instant | null)[];
  /** Each goes when the one before has ended, the first when all others have. */
  readonly #ownPath: Runner[];
  #othersLeft: number;

  constructor({ roster, entries, order, index, absent }: TimetableQuestion) {
    this.#index = index;
    this.#ledger = new BudgetLedger(index);
    for (const host of absent) this.#ledger.markAbsent(host);
    const kinds: KindQueue[] = [];
    const turns = new Int32Array(order.length);
    for (const [turn, rank] of order.entries()) turns[rank] = turn;
    this.#runners = entries.map((entry, rank) => {
      const kind = (kinds[roster.kinds[rank] ?? 0] ??= { waiting: new PriorityQueue(), parked: false });
      const host = roster.numbers[rank] ?? -1;
      return { ...entry, rank, turn: turns[rank] ?? 0, host, kind, ownPath: roster.ownPath[rank] === true };
    });
    this.#ownPath = this.#runners
      .filter(({ ownPath }) => ownPath)
      .sort((left, right) => left.turn - right.turn);
    this.#othersLeft = this.#runners.length - this.#ownPath.length;
    this.#followers = roster.followers;
    this.#toAwait = Int32Array.from(roster.firsts, ({ length }) => length);
    for (const { rank } of this.#ownPath) this.#toAwait[rank] = (this.#toAwait[rank] ?? 0) + 1;
    this.#starts = entries.map(() => null);
  }

  run(fromAt: Instant): readonly (Instant | null)[] {
    const free = this.#runners.filter(({ rank }) => this.#toAwait[rank] === 0);
    for (const runner of free) this.#makeReady(runner, fromAt);
    if (this.#othersLeft === 0) this.#nextOfOwnPath(fromAt);
    this.#startWhatFits(fromAt);
    for (let at = this.#events.lowestKey; at !== null; at = this.#events.lowestKey) {
      while (this.#events.lowestKey === at) this.#events.take()?.(at);
      this.#startWhatFits(at);
    }
    return this.#starts;
  }

  #nextOfOwnPath(now: Instant): void {
    const next = this.#ownPath.shift();
    if (next !== undefined) this.#awaitOneLess(next, now);
  }

  /** Queues it if its windows let it start at `now`, else has it wait for the next opening with room. */
  #makeReady(runner: Runner, now: Instant): void {
    const opening = openingWithRoom(runner.openings, now, runner.expectedMs);
    const { kind, turn } = runner;
    if (opening === null) this.#tellFollowers(runner, now);
    else if (opening.fromAt > now) this.#events.add(opening.fromAt, (at) => this.#makeReady(runner, at));
    else {
      kind.waiting.add(turn, runner);
      if (kind.waiting.peek() === runner) this.#ask(kind);
    }
  }

  #ask(kind: KindQueue): void {
    const first = kind.waiting.peek();
    if (first !== null && !kind.parked) this.#askable.add(first.turn, { kind, turn: first.turn });
  }

  #startWhatFits(now: Instant): void {
    for (let asked = this.#askable.take(); asked !== null; asked = this.#askable.take()) {
      const { kind, turn } = asked;
      const runner = kind.waiting.peek();
      if (kind.parked || runner?.turn !== turn) continue;
      const opening = openingWithRoom(runner.openings, now, runner.expectedMs);
      const fits = opening !== null && opening.fromAt <= now;
      const why = fits ? this.#ledger.firstObstacle(runner.host) : null;
      if (!fits) {
        kind.waiting.take();
        this.#makeReady(runner, now);
      } else if (why === null) {
        kind.waiting.take();
        this.#start(runner, now);
      } else this.#park(kind, why);
      this.#ask(kind);
      if (why?.kind === 'cap') return;
    }
  }

  #start(runner: Runner, now: Instant): void {
    this.#starts[runner.rank] = now;
    this.#ledger.take(runner.host);
    this.#events.add(now + runner.expectedMs + runner.soakMs, (at) => this.#end(runner, at));
  }

  #end(runner: Runner, now: Instant): void {
    this.#ledger.release(runner.host);
    this.#unpark(ANY_END);
    for (const service of listOf(this.#index.losses, runner.host))
      this.#unpark(this.#index.serviceIds[service] ?? ANY_END);
    this.#tellFollowers(runner, now);
  }

  /** The host has ended, or is left behind: either way nobody waits for it any more. */
  #tellFollowers(runner: Runner, now: Instant): void {
    for (const rank of this.#followers[runner.rank] ?? []) {
      const follower = this.#runners[rank];
      if (follower !== undefined) this.#awaitOneLess(follower, now);
    }
    if (!runner.ownPath) this.#othersLeft -= 1;
    if (this.#othersLeft === 0) this.#nextOfOwnPath(now);
  }

  #awaitOneLess(runner: Runner, now: Instant): void {
    const left = (this.#toAwait[runner.rank] ?? 0) - 1;
    this.#toAwait[runner.rank] = left;
    if (left === 0) this.#makeReady(runner, now);
  }

  #park(kind: KindQueue, why: WaitReason): void {
    const on = 'service' in why ? why.service : ANY_END;
    kind.parked = true;
    const others = this.#parkedOn.get(on);
    if (others === undefined) this.#parkedOn.set(on, [kind]);
    else others.push(kind);
  }

  #unpark(on: string): void {
    const kinds = this.#parkedOn.get(on) ?? [];
    this.#parkedOn.delete(on);
    for (const kind of kinds) {
      kind.parked = false;
      this.#ask(kind);
    }
  }
}
