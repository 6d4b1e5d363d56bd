// Names that must exist: each unknown one is reported where it is used, with the known ones, nearest first. And names
// that must be declared once: a second declaration is reported with the place of the first.

import { unknownName } from './known-names.ts';
import { foundText, placeText, type Place, type Report } from './mistake.ts';
import type { Entry } from './parse-inventory.ts';

export type ReferenceKind = 'site' | 'zone' | 'rack' | 'feed' | 'owner' | 'window' | 'host' | 'service';

type Unknown = ReturnType<typeof unknownName>;

export class ReferenceCheck {
  readonly #known: ReadonlyMap<
    ReferenceKind,
    { readonly names: readonly string[]; readonly set: ReadonlySet<string> }
  >;
  readonly #report: Report;
  /** Ranking the known names costs; a fleet of hosts that all name one unknown rack asks once. */
  readonly #answers = new Map<string, Unknown>();

  constructor(known: Readonly<Record<ReferenceKind, Iterable<string>>>, report: Report) {
    this.#known = new Map(
      (Object.entries(known) as [ReferenceKind, Iterable<string>][]).map(([kind, names]) => {
        const set = new Set(names);
        return [kind, { names: [...set].sort(), set }];
      }),
    );
    this.#report = report;
  }

  has(kind: ReferenceKind, name: string): boolean {
    return this.#known.get(kind)?.set.has(name) === true;
  }

  /** True if `name` is declared; reports it if not. `subject` is who refers to it, `more` further names of a range. */
  check(kind: ReferenceKind, name: string, place: Place, subject: string, more = 0): boolean {
    if (this.has(kind, name)) return true;
    const key = `${kind} ${name}`;
    const answer = this.#answers.get(key) ?? unknownName(name, this.#known.get(kind)?.names ?? [], kind);
    this.#answers.set(key, answer);
    const others = more === 0 ? '' : ` (and ${more} more)`;
    this.#report({ place, what: `${subject}: unknown ${kind}${others}`, found: foundText(name), ...answer });
    return false;
  }
}

/** The entries by id, the first of each; later ones are reported with both places. */
export function uniqueEntries<One extends Entry<unknown>>(
  entries: readonly One[],
  report: Report,
): ReadonlyMap<string, One> {
  const unique = new Map<string, One>();
  const spellings = new Map<string, One>();
  for (const entry of entries) {
    const folded = entry.id.toLowerCase();
    const first = spellings.get(folded);
    if (first === undefined) {
      spellings.set(folded, entry);
      unique.set(entry.id, entry);
      continue;
    }
    const same = first.id === entry.id;
    report({
      place: entry.place,
      what: same
        ? `${entry.subject} is declared twice`
        : `${entry.subject} differs from ${first.subject} only in capitals`,
      hint: `the first is at ${placeText(first.place)}; ${same ? 'keep one of them' : 'names that look alike get confused'}`,
    });
    if (!same) unique.set(entry.id, entry);
  }
  return unique;
}
