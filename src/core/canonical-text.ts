// One text for one value, whatever order its keys were built in. Digests (plan, fleet, journal chain) are taken over
// this text, so it must never change for a given value: the rules are RFC 8785's for the values we use.

type Canonical =
  string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical };

/** A hash of a text as lower-case hex; the adapter supplies SHA-256, because core has no `node:crypto`. */
export type Sha256Hex = (text: string) => string;

/**
 * JSON with object keys sorted by UTF-16 code unit and no white space (RFC 8785).
 * @throws TypeError for `undefined`, functions, symbols, bigints, NaN and infinities: none has a JSON text.
 */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`no canonical text for the number ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value === 'object') {
    if (value instanceof Map || value instanceof Set)
      throw new TypeError('no canonical text for a Map or Set');
    const members = value as Record<string, Canonical>;
    const keys = Object.keys(members).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(members[key])}`).join(',')}}`;
  }
  throw new TypeError(`no canonical text for a ${typeof value}`);
}
