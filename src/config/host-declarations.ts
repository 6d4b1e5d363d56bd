// Hosts as declared, ranges expanded: `web-[01:12]` is twelve hosts that share one entry. A field that is a range too
// is zipped with them; a different count is a mistake, never a guess.

import { hostNamePattern } from './field-shapes.ts';
import { foundText, placeText, type Report } from './mistake.ts';
import { expandRange } from './name-range.ts';
import type { EntryOf } from './parse-inventory.ts';

export type HostDeclaration = {
  readonly id: string;
  readonly entry: EntryOf<'hosts'>;
  /** Which of the entry's hosts this is. */
  readonly index: number;
  /** How many hosts the entry declares. */
  readonly count: number;
};

export type HostDeclarations = {
  readonly hosts: ReadonlyMap<string, HostDeclaration>;
  /** What the names of broken ranges begin with: references to such a name are not a second mistake. */
  readonly brokenPrefixes: readonly string[];
};

function reportClashes(
  entry: EntryOf<'hosts'>,
  clashes: readonly (readonly [string, HostDeclaration])[],
  report: Report,
): void {
  const byFirst = Map.groupBy(clashes, ([, first]) => first.entry);
  for (const [firstEntry, names] of byFirst) {
    const [name, first] = names[0] ?? ['', null];
    const more = names.length > 1 ? ` (and ${names.length - 1} more)` : '';
    const same = first === null || first.id === name;
    report({
      place: entry.place,
      what: same
        ? `host ${name} is declared twice${more}`
        : `host ${name} differs from host ${first.id} only in capitals${more}`,
      hint: `the first is at ${placeText(firstEntry.place)}; a host counted twice would loosen its budgets`,
    });
  }
}

/** Every host of `entries`. Reports broken ranges, names that no host can have, and hosts declared twice. */
export function declareHosts(entries: readonly EntryOf<'hosts'>[], report: Report): HostDeclarations {
  const hosts = new Map<string, HostDeclaration>();
  const spellings = new Map<string, HostDeclaration>();
  const brokenPrefixes: string[] = [];
  for (const entry of entries) {
    const range = expandRange(entry.id);
    if (range.kind === 'bad-range') {
      report({ place: entry.place, what: `${entry.subject}: ${range.why}`, hint: range.hint });
      brokenPrefixes.push(entry.id.slice(0, Math.max(0, entry.id.indexOf('['))));
      continue;
    }
    const clashes: (readonly [string, HostDeclaration])[] = [];
    for (const [index, id] of range.names.entries()) {
      const first = spellings.get(id.toLowerCase());
      const declaration = { id, entry, index, count: range.names.length };
      if (first === undefined) {
        spellings.set(id.toLowerCase(), declaration);
        hosts.set(id, declaration);
      } else clashes.push([id, first]);
    }
    reportClashes(entry, clashes, report);
    const wrong = range.names.find((name) => !hostNamePattern.test(name));
    if (wrong === undefined) continue;
    report({
      place: entry.place,
      what: 'host id',
      found: foundText(wrong),
      expected: 'letters, figures, dots and dashes, a letter or figure at both ends, at most 254',
    });
  }
  return { hosts, brokenPrefixes };
}

type RangeField = 'address' | 'rack' | 'zone' | 'hypervisor' | 'unit';

/**
 * What `field` says for each host of `entry`, in the order of its names: null where the field is absent or broken.
 * One plain value stands for all of them.
 */
export function zippedField(
  entry: EntryOf<'hosts'>,
  field: RangeField,
  count: number,
  report: Report,
): readonly string[] | null {
  const pattern = entry.fields[field];
  if (pattern === undefined) return null;
  const range = expandRange(String(pattern));
  const place = entry.placeOf(field);
  if (range.kind === 'bad-range') {
    report({
      place,
      what: `${entry.subject}: ${field}: ${range.why}`,
      found: foundText(pattern),
      hint: range.hint,
    });
    return null;
  }
  if (!range.isRange) return Array.from({ length: count }, () => range.names[0] ?? '');
  if (range.names.length === count) return range.names;
  report({
    place,
    what: `${entry.subject}: ${field} is a range of ${range.names.length}`,
    found: foundText(pattern),
    expected: `${count} as in ${entry.id}`,
    hint: 'ranges are taken in step, first with first',
  });
  return null;
}
