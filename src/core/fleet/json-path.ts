// A path to one value in a JSON document: the singular queries of RFC 9535 (`$.checks[0].state`, `$['a b']`). Filters
// and wildcards are left out: they name several values, and "all of them" or "any of them" would be a guess.

export type JsonPath = readonly (string | number)[];

const step = /^(?:\.([A-Za-z_][A-Za-z0-9_-]*)|\[(0|[1-9]\d{0,6})\]|\['([^'\\]{1,200})'\])/;

/** The steps of `text`, or null if it is no such path. */
export function parseJsonPath(text: string): JsonPath | null {
  if (!text.startsWith('$')) return null;
  const steps: (string | number)[] = [];
  let rest = text.slice(1);
  while (rest !== '') {
    const [whole = '', name, index, quoted] = step.exec(rest) ?? [];
    if (whole === '') return null;
    steps.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
    rest = rest.slice(whole.length);
  }
  return steps;
}

/** The value at `path`, or undefined if the document has none there. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let at = document;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (Array.isArray(at) !== (typeof key === 'number') || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[key];
  }
  return at;
}
