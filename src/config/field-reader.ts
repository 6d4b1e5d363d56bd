// What a mapping finds in one imported host, and the account of it: which fields and groups were of use, which values
// were no text in their source, which could not be taken.

import { byId } from '../core/fleet/fleet-lookup.ts';
import type { ImportedFleet, ImportedHost, LeftOut } from '../core/fleet/imported-fleet.ts';
import type { ValueSource } from './import-mapping.ts';
import { foundText } from './mistake.ts';

/** Who a value is read for; racks have fields and no groups. */
export type Described = Pick<ImportedHost, 'name' | 'fields' | 'groups'>;

/** A value; `renamed` if the mapping said the id itself. */
export type FoundValue = { readonly text: string; readonly renamed: boolean };

type Untyped = { readonly name: string; readonly text: string; count: number };

/** What `*` in `pattern` stands for in `group`: the whole group without a `*`, null if it does not match. */
export function groupMatch(pattern: string, group: string): string | null {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === group ? group : null;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = group.length > head.length + tail.length && group.startsWith(head) && group.endsWith(tail);
  return fits ? group.slice(head.length, group.length - tail.length) : null;
}

export class FieldReader {
  readonly warnings: string[] = [];
  readonly #usedFields = new Set<string>();
  readonly #usedGroups = new Set<string>();
  readonly #patterns = new Set<string>();
  readonly #untyped = new Map<string, Untyped>();
  readonly #refused = new Map<string, { readonly first: string; readonly why: string; count: number }>();

  /** The text of a field, or null. Numbers are what they are where a number is wanted. */
  field(of: Described, name: string, wanted: 'text' | 'number' = 'text'): string | null {
    this.#usedFields.add(name);
    const found = of.fields.get(name);
    if (found === undefined || found.text === '') return null;
    if (!found.wasText && wanted === 'text') {
      const known = this.#untyped.get(name);
      if (known === undefined) this.#untyped.set(name, { name: of.name, text: found.text, count: 1 });
      else known.count += 1;
    }
    return found.text;
  }

  /** Groups of `of` that match, with what `*` stands for. */
  groups(of: Described, pattern: string): readonly string[] {
    return of.groups.flatMap((group) => {
      const match = groupMatch(pattern, group);
      if (match === null) return [];
      this.#usedGroups.add(group);
      return [match];
    });
  }

  /** The first of `sources` that says something about `of`. */
  read(of: Described, what: string, sources: readonly ValueSource[] | undefined): FoundValue | null {
    for (const { field, group } of sources ?? []) {
      if (field !== null) this.#usedFields.add(field);
      if (group !== null) this.#patterns.add(group);
    }
    for (const source of sources ?? []) {
      const text = this.#one(of, what, source);
      if (text === null) continue;
      const renamed = Object.hasOwn(source.rename, text) ? source.rename[text] : undefined;
      return renamed === undefined ? { text, renamed: false } : { text: renamed, renamed: true };
    }
    return null;
  }

  #one(of: Described, what: string, { field, group, value }: ValueSource): string | null {
    if (field !== null) return this.field(of, field, what === 'unit' || what === 'port' ? 'number' : 'text');
    if (group === null) return value;
    const [match, ...more] = [...new Set(this.groups(of, group))].sort(byId);
    if (more.length > 0 && value === null) {
      this.warnings.push(
        `${of.name}: ${what}: in ${more.length + 1} groups that match ${group} (${match}, ${more.join(', ')}): none taken`,
      );
      return null;
    }
    return match === undefined ? null : (value ?? match);
  }

  /** Notes that a value was of no use. */
  refuse(of: Described, what: string, options: { readonly found: string; readonly why: string }): void {
    const key = `${what}\n${options.why}`;
    const known = this.#refused.get(key);
    const first = `${of.name}: ${foundText(options.found)}`;
    if (known === undefined) this.#refused.set(key, { first, why: `${what}: ${options.why}`, count: 1 });
    else known.count += 1;
  }

  /** All that was noted, in a stable order. */
  account(): readonly string[] {
    const untyped = [...this.#untyped].map(
      ([field, { name, text, count }]) =>
        `${field} is no text in the source, for ${hosts(count)} (first: ${name}: ${foundText(text)} here); quote it there if it should read otherwise`,
    );
    const refused = [...this.#refused.values()].map(
      ({ first, why, count }) => `${why}, for ${hosts(count)} (first: ${first})`,
    );
    return [...this.warnings, ...untyped.sort(byId), ...refused.sort(byId)];
  }

  /** Fields and groups that nothing in the mapping asked for. */
  unused(fleet: ImportedFleet): readonly LeftOut[] {
    const fields = new Map<string, number>();
    const groups = new Map<string, number>();
    const asked = (group: string): boolean =>
      this.#usedGroups.has(group) ||
      [...this.#patterns].some((pattern) => groupMatch(pattern, group) !== null);
    for (const host of fleet.hosts) {
      for (const name of host.fields.keys())
        if (!this.#usedFields.has(name)) fields.set(name, (fields.get(name) ?? 0) + 1);
      for (const name of host.groups) if (!asked(name)) groups.set(name, (groups.get(name) ?? 0) + 1);
    }
    const listed = (kind: LeftOut['kind'], counts: ReadonlyMap<string, number>): readonly LeftOut[] =>
      [...counts]
        .sort(([a], [b]) => byId(a, b))
        .map(([name, count]) => ({ kind, name, why: `not in the mapping (${hosts(count)})` }));
    return [...listed('variable', fields), ...listed('group', groups)];
  }
}

function hosts(count: number): string {
  return count === 1 ? '1 host' : `${count} hosts`;
}
