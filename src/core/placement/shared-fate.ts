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
 * A service hears of at most this many losses, the worst and nearest first: with four ways to be stopped the fifth
 * changes nothing, and the cap keeps the walk linear (each service is passed at most four times).
 */
export const maxSharedFates = 4;

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

  /** `roots` need no order. */
  constructor(index: PlacementIndex, roots: readonly StopRoot[]) {
    this.index = index;
    this.roots = roots;
    this.heard = new Array<number[] | undefined>(index.services.length);
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
    for (let entry = begin; entry < this.reached.length; entry += 1) {
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
  }

  private hearsOf(dependent: number, root: number): boolean {
    if (this.roots[root]?.service === dependent) return false;
    const known = this.heard[dependent];
    if (known === undefined) return true;
    return known.length < maxSharedFates && !known.some((entry) => this.byRoot[entry] === root);
  }

  private enter(service: number, root: number, cameFrom: number): void {
    this.reached.push(service);
    this.byRoot.push(root);
    this.cameFrom.push(cameFrom);
  }
}
