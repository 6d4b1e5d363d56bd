// A service can be well spread and still fall with one rack, because something it needs stands there. This finds, for
// each service, the losses that stop something it needs, however far down.

import type { PlacementIndex } from './placement-index.ts';

/** A loss that stops `service`, worth telling those who need it. */
export type StopRoot = {
  readonly service: number;
  /** Worse ones are told first. */
  readonly weight: number;
};

/** That a service hears of a root. */
export type SharedFate = {
  /** Position in the roots. */
  readonly root: number;
  /** For `SharedFates.pathOf`. */
  readonly entry: number;
};

export type SharedPath = {
  /** From the service that needs to the one that is stopped, by number; a long path without its middle. */
  readonly services: readonly number[];
  /** How many needs lie between the two, those left out included. */
  readonly links: number;
};

/**
 * A service hears of losses until it knows this many, the worst and nearest first: with four ways to be stopped a
 * farther one changes nothing. Losses that are as bad and as near as the last of them are heard too, so that nothing
 * is chosen by its name.
 */
export const maxSharedFates = 4;

/**
 * Of equals at most this many, in id order: the walk stays linear (each service is passed at most so often) where a
 * thousand losses are equally bad and near, and nobody reads more.
 */
export const maxTiedFates = 32;

/** Services of a path that are named: nobody reads more, and all of a chain's paths together would be quadratic. */
export const maxPathNamed = 12;

/** The result of a walk from all roots up to everything that needs them. */
export class SharedFates {
  private readonly index: PlacementIndex;
  private readonly roots: readonly StopRoot[];
  /** Parallel: the service reached, by which root, from which earlier entry (-1: it is the root itself). */
  private readonly reached: number[] = [];
  private readonly byRoot: number[] = [];
  private readonly cameFrom: number[] = [];
  /** Service to its entries, its own roots left out. */
  private readonly heard: (number[] | undefined)[];
  /** The walk's step (of one weight, at one distance), and by service: its last step and what it knew before that. */
  private step = 0;
  private readonly lastStep: Int32Array;
  private readonly knewBefore: Int32Array;

  /** `roots` need no order. */
  constructor(index: PlacementIndex, roots: readonly StopRoot[]) {
    this.index = index;
    this.roots = roots;
    this.heard = new Array<number[] | undefined>(index.services.length);
    this.lastStep = new Int32Array(index.services.length);
    this.knewBefore = new Int32Array(index.services.length);
    const weights = [...new Set(roots.map(({ weight }) => weight))].sort((a, b) => b - a);
    for (const weight of weights) this.spread(weight);
  }

  /** What `service` shares the fate of: worst first, then nearest. */
  of(service: number): readonly SharedFate[] {
    return (this.heard[service] ?? []).map((entry) => ({ root: this.byRoot[entry] ?? 0, entry }));
  }

  pathOf(fate: SharedFate): SharedPath {
    const services: number[] = [];
    let links = -1;
    let stopped = fate.entry;
    for (let entry = fate.entry; entry !== -1; entry = this.cameFrom[entry] ?? -1) {
      links += 1;
      stopped = entry;
      if (links < maxPathNamed - 1) services.push(this.reached[entry] ?? 0);
    }
    if (links >= maxPathNamed - 1) services.push(this.reached[stopped] ?? 0);
    return { services, links };
  }

  /** One breadth-first walk up "needed by" for all roots of a weight at once: the nearest root arrives first. */
  private spread(weight: number): void {
    const begin = this.reached.length;
    this.roots.forEach((root, number) => {
      if (root.weight === weight) this.enter(root.service, number, -1);
    });
    for (let from = begin; from < this.reached.length;) {
      const end = this.reached.length;
      this.step += 1;
      for (let entry = from; entry < end; entry += 1) this.tellDependents(entry);
      from = end;
    }
  }

  private tellDependents(entry: number): void {
    const { start, end } = this.index.neededBy.range(this.reached[entry] ?? 0);
    const root = this.byRoot[entry] ?? 0;
    for (let at = start; at < end; at += 1) {
      const dependent = this.index.neededBy.target(at);
      if (!this.hearsOf(dependent, root)) continue;
      const known = this.heard[dependent];
      if (known === undefined) this.heard[dependent] = [this.reached.length];
      else known.push(this.reached.length);
      this.enter(dependent, root, entry);
    }
  }

  private hearsOf(dependent: number, root: number): boolean {
    if (this.roots[root]?.service === dependent) return false;
    const known = this.heard[dependent];
    if (this.lastStep[dependent] !== this.step) {
      this.lastStep[dependent] = this.step;
      this.knewBefore[dependent] = known?.length ?? 0;
    }
    if (known === undefined) return true;
    if ((this.knewBefore[dependent] ?? 0) >= maxSharedFates || known.length >= maxTiedFates) return false;
    return !known.some((heard) => this.byRoot[heard] === root);
  }

  private enter(service: number, root: number, cameFrom: number): void {
    this.reached.push(service);
    this.byRoot.push(root);
    this.cameFrom.push(cameFrom);
  }
}
