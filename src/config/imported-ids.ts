// Foreign names as ids of ours. Two different names must never become one id silently: two racks that merge into one
// would hide that a service stands in both.

import { hostNamePattern, idPattern } from './field-shapes.ts';

/** `text` with everything an id cannot hold written as a dash, or null if nothing is left. */
export function idFrom(text: string): string | null {
  const id = text
    .normalize('NFKC')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 64)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return idPattern.test(id) ? id : null;
}

/** The same for hosts, whose ids are host names: without underscores. */
export function hostIdFrom(text: string): string | null {
  const id = text
    .normalize('NFKC')
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .slice(0, 254)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return hostNamePattern.test(id) ? id : null;
}

/** Remembers which name each id of one kind came from. */
export class IdBook {
  readonly #kind: string;
  readonly #problems: string[];
  readonly #origins = new Map<string, string>();
  readonly #told = new Set<string>();

  constructor(kind: string, problems: string[]) {
    this.#kind = kind;
    this.#problems = problems;
  }

  /** `id`, after checking that no other `origin` has it. */
  take(id: string, origin: string): string {
    const spelling = id.toLowerCase();
    const first = this.#origins.get(spelling);
    if (first === undefined) this.#origins.set(spelling, origin);
    else if (first !== origin && !this.#told.has(`${spelling} ${origin}`)) {
      this.#told.add(`${spelling} ${origin}`);
      this.#problems.push(
        `${this.#kind} "${first}" and ${this.#kind} "${origin}" would both become ${id}: rename one in the mapping (rename:) or at the source`,
      );
    }
    return id;
  }
}
