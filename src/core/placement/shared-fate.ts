// A service can be well spread and still fall with one rack, because something it needs stands there. This finds, for
// each service, the losses that stop something it needs (however far down) and do not stop the service itself.

import type { PlacementIndex } from './placement-index.ts';

/** A loss that stops `service`, worth telling those who need it. */
export type StopRoot = {
  readonly service: number;
  /** Worse ones are told first. */
  readonly weight: number;
};

export type SharedFate = {
  /** Position in the roots. */
  readonly root: number;
  /** From the service that needs to the one that is stopped, as service numbers; a long one without its middle. */
  readonly path: readonly number[];
  /** How many needs lie between the two, those left out of `path` included. */
  readonly links: number;
};

/** Services of a path that are named: nobody reads more, and all of a chain's paths together would be quadratic. */
export const maxPathNamed = 12;

/**
 * A service hears of at most this many losses, the worst and nearest first: with eight ways to be stopped the ninth
 * changes nothing, and the cap keeps the walk linear (each service is passed at most eight times).
 */
export const maxSharedFates = 8;

/**
 * The shared fates of every service, by service number, worst first. `roots` need no order.
 */
export function sharedFates(
  index: PlacementIndex,
  roots: readonly StopRoot[],
): ReadonlyMap<number, readonly SharedFate[]> {
  const weights = [...new Set(roots.map(({ weight }) => weight))].sort((a, b) => b - a);
  const walk = new Walk(index, roots);
  for (const weight of weights) walk.spread(weight);
  return walk.fates();
}

/** One breadth-first walk up "needed by" for all roots of a weight at once: the nearest root arrives first. */
class Walk {
  private readonly index: PlacementIndex;
  private readonly roots: readonly StopRoot[];
  /** Parallel: the service reached, by which root, from which earlier entry (-1: it is the root itself). */
  private readonly reached: number[] = [];
  private readonly byRoot: number[] = [];
  private readonly cameFrom: number[] = [];
  private readonly entriesOf: (number[] | undefined)[];
  /** How many losses a service has heard of, its own not counted. */
  private readonly heard: Uint8Array;

  constructor(index: PlacementIndex, roots: readonly StopRoot[]) {
    this.index = index;
    this.roots = roots;
    this.entriesOf = new Array<number[] | undefined>(index.services.length);
    this.heard = new Uint8Array(index.services.length);
  }

  spread(weight: number): void {
    const begin = this.reached.length;
    this.roots.forEach((root, number) => {
      if (root.weight === weight) this.enter(root.service, number, -1);
    });
    for (let entry = begin; entry < this.reached.length; entry += 1) {
      const service = this.reached[entry] ?? 0;
      const root = this.byRoot[entry] ?? 0;
      const { start, end } = this.index.neededBy.range(service);
      for (let at = start; at < end; at += 1) {
        const dependent = this.index.neededBy.target(at);
        const known = this.entriesOf[dependent];
        const heard = this.heard[dependent] ?? 0;
        if (heard >= maxSharedFates || known?.some((other) => this.byRoot[other] === root)) continue;
        this.heard[dependent] = heard + 1;
        this.enter(dependent, root, entry);
      }
    }
  }

  private enter(service: number, root: number, cameFrom: number): void {
    const entry = this.reached.length;
    this.reached.push(service);
    this.byRoot.push(root);
    this.cameFrom.push(cameFrom);
    const known = this.entriesOf[service];
    if (known === undefined) this.entriesOf[service] = [entry];
    else known.push(entry);
  }

  fates(): ReadonlyMap<number, readonly SharedFate[]> {
    const found = new Map<number, readonly SharedFate[]>();
    this.entriesOf.forEach((entries, service) => {
      const fates = (entries ?? [])
        .filter((entry) => this.cameFrom[entry] !== -1)
        .map((entry) => this.fateOf(entry));
      if (fates.length > 0) found.set(service, fates);
    });
    return found;
  }

  private fateOf(last: number): SharedFate {
    const path: number[] = [];
    let links = -1;
    let stopped = last;
    for (let entry = last; entry !== -1; entry = this.cameFrom[entry] ?? -1) {
      links += 1;
      stopped = entry;
      if (links < maxPathNamed - 1) path.push(this.reached[entry] ?? 0);
    }
    if (links >= maxPathNamed - 1) path.push(this.reached[stopped] ?? 0);
    return { root: this.byRoot[last] ?? 0, path, links };
  }
}
