// When each host of a plan is expected to go: the campaign played through on expected lengths. At each instant the
// waiting hosts are asked in the plan's order, and whoever fits (order, window with cut-off, freeze, budget) starts;
// a slot is free again when the host has ended and soaked.
//
// A kind of hosts that a service blocks is asked again only when a host of that service ends, so the cost grows with
// what happens and not with who waits.

import type { DurationMs, Instant } from '../brand.ts';
import { openingWithRoom, type Opening } from '../calendar/opening.ts';
import type { HostId } from '../fleet/ids.ts';
import type { BudgetIndex } from './budget-index.ts';
import { BudgetLedger } from './budget-ledger.ts';
import { hostKinds } from './host-kinds.ts';
import type { WaitReason } from './plan.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { Precedence } from './precedence.ts';

export type TimetableEntry = {
  readonly host: HostId;
  readonly expectedMs: DurationMs;
  readonly soakMs: DurationMs;
  /** When it may start, in order: windows without freezes, within the plan's horizon. */
  readonly openings: readonly Opening[];
};

export type TimetableQuestion = {
  /** In the plan's order. */
  readonly entries: readonly TimetableEntry[];
  readonly precedence: Precedence;
  readonly index: BudgetIndex;
  readonly absent: ReadonlySet<HostId>;
  readonly fromAt: Instant;
};

/** Expected starts. A host that is missing finds no room within its openings. */
export function timetableOf(question: TimetableQuestion): ReadonlyMap<HostId, Instant> {
  return new Timetable(question).run(question.fromAt);
}

/** One host on its way through the timetable; `rank` is its place in the plan's order. */
type Runner = TimetableEntry & { readonly rank: number; readonly kind: number; readonly ownPath: boolean };

type KindQueue = { readonly waiting: PriorityQueue<Runner>; parked: boolean };

/** Kinds that only an ended host of any service can let go on. */
const ANY_END = '';

class Timetable {
  readonly #index: BudgetIndex;
  readonly #ledger: BudgetLedger;
  readonly #runners: readonly Runner[];
  readonly #followers = new Map<HostId, Runner[]>();
  /** By rank: how many it still waits for. */
  readonly #toAwait: Int32Array;
  readonly #kinds: readonly KindQueue[];
  /** Kinds that are not parked, by the rank of their first host. May hold stale entries. */
  readonly #askable = new PriorityQueue<{ readonly kind: KindQueue; readonly rank: number }>();
  readonly #parkedOn = new Map<string, KindQueue[]>();
  readonly #events = new PriorityQueue<(at: Instant) => void>();
  readonly #starts = new Map<HostId, Instant>();
  #othersLeft: number;
  #firstOfOwnPath: Runner | null = null;

  constructor({ entries, precedence, index, absent }: TimetableQuestion) {
    this.#index = index;
    this.#ledger = new BudgetLedger(index);
    for (const host of absent) this.#ledger.markAbsent(host);
    const hosts = entries.map(({ host }) => host);
    const kinds = hostKinds(hosts, index);
    this.#runners = entries.map((entry, rank) => ({
      ...entry,
      rank,
      kind: kinds[rank] ?? -1,
      ownPath: index.ownPath[index.numberOf.get(entry.host) ?? -1] === true,
    }));
    this.#kinds = Array.from({ length: new Set(kinds).size }, () => ({
      waiting: new PriorityQueue<Runner>(),
      parked: false,
    }));
    this.#othersLeft = this.#runners.filter(({ ownPath }) => !ownPath).length;
    this.#toAwait = new Int32Array(entries.length);
    this.#awaitPrecedence(precedence);
    this.#awaitTurnsOfOwnPath();
  }

  #awaitPrecedence(precedence: Precedence): void {
    const known = new Set(this.#runners.map(({ host }) => host));
    for (const runner of this.#runners)
      for (const first of precedence.get(runner.host) ?? []) if (known.has(first)) this.#await(first, runner);
  }

  /** Each host of the own path waits for the one before; the first waits for all that are not of it. */
  #awaitTurnsOfOwnPath(): void {
    let before: Runner | null = null;
    for (const runner of this.#runners) {
      if (!runner.ownPath) continue;
      if (before !== null) this.#await(before.host, runner);
      else if (this.#othersLeft > 0) {
        this.#firstOfOwnPath = runner;
        this.#toAwait[runner.rank] = (this.#toAwait[runner.rank] ?? 0) + 1;
      }
      before = runner;
    }
  }

  #await(first: HostId, runner: Runner): void {
    this.#toAwait[runner.rank] = (this.#toAwait[runner.rank] ?? 0) + 1;
    const followers = this.#followers.get(first);
    if (followers === undefined) this.#followers.set(first, [runner]);
    else followers.push(runner);
  }

  run(fromAt: Instant): ReadonlyMap<HostId, Instant> {
    const free = this.#runners.filter(({ rank }) => this.#toAwait[rank] === 0);
    for (const runner of free) this.#makeReady(runner, fromAt);
    this.#startWhatFits(fromAt);
    for (let at = this.#events.lowestKey; at !== null; at = this.#events.lowestKey) {
      while (this.#events.lowestKey === at) this.#events.take()?.(at);
      this.#startWhatFits(at);
    }
    return this.#starts;
  }

  /** Queues it if its windows let it start at `now`, else has it wait for the next opening with room. */
  #makeReady(runner: Runner, now: Instant): void {
    const opening = openingWithRoom(runner.openings, now, runner.expectedMs);
    const kind = this.#kinds[runner.kind];
    if (opening === null || kind === undefined) this.#tellFollowers(runner, now);
    else if (opening.fromAt > now) this.#events.add(opening.fromAt, (at) => this.#makeReady(runner, at));
    else {
      kind.waiting.add(runner.rank, runner);
      if (kind.waiting.peek() === runner) this.#ask(kind);
    }
  }

  #ask(kind: KindQueue): void {
    const first = kind.waiting.peek();
    if (first !== null && !kind.parked) this.#askable.add(first.rank, { kind, rank: first.rank });
  }

  #startWhatFits(now: Instant): void {
    for (let asked = this.#askable.take(); asked !== null; asked = this.#askable.take()) {
      const { kind, rank } = asked;
      const runner = kind.waiting.peek();
      if (kind.parked || runner?.rank !== rank) continue;
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
    this.#starts.set(runner.host, now);
    this.#ledger.take(runner.host);
    this.#events.add(now + runner.expectedMs + runner.soakMs, (at) => this.#end(runner, at));
  }

  #end(runner: Runner, now: Instant): void {
    this.#ledger.release(runner.host);
    const losses = this.#index.losses[this.#index.numberOf.get(runner.host) ?? -1] ?? [];
    this.#unpark(ANY_END);
    for (const { service } of losses) this.#unpark(this.#index.serviceIds[service] ?? ANY_END);
    this.#tellFollowers(runner, now);
  }

  /** The host has ended, or is left behind: either way nobody waits for it any more. */
  #tellFollowers(runner: Runner, now: Instant): void {
    for (const follower of this.#followers.get(runner.host) ?? []) this.#awaitOneLess(follower, now);
    if (runner.ownPath) return;
    this.#othersLeft -= 1;
    if (this.#othersLeft === 0 && this.#firstOfOwnPath !== null)
      this.#awaitOneLess(this.#firstOfOwnPath, now);
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
