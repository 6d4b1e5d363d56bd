// One text for one value, whatever order its keys were built in. Digests (plan, fleet, journal chain) are taken over
// this text, so it must never change for a given value: the rules are RFC 8785's for the values we use.
//
// A plan for a large fleet is a hundred megabytes of text made of a few kinds of objects, many of them shared: sorted
// keys are kept for each list of keys seen, and the text of a member that is the same object as last time is reused.

/** A hash of a text as lower-case hex; the adapter supplies SHA-256, because core has no `node:crypto`. */
export type Sha256Hex = (text: string) => string;

/**
 * JSON with object keys sorted by UTF-16 code unit and no white space (RFC 8785).
 * @throws TypeError for `undefined`, functions, symbols, bigints, NaN and infinities: none has a JSON text.
 */
export function canonicalText(value: unknown): string {
  const writer = new CanonicalWriter();
  writer.write(value);
  return writer.text();
}

/** Objects with the same keys, built in the same order. */
type Shape = {
  readonly keys: readonly string[];
  /** In sorted order: the key's text with what stands before it, and what its member was last time. */
  readonly members: readonly { readonly key: string; readonly head: string; readonly last: LastMember }[];
};

type LastMember = {
  value: unknown;
  /** Where its text lies in the parts; joined into `text` when it is met again. */
  from: number;
  until: number;
  text: string | null;
};

/** Printable ASCII without quote and backslash stands for itself. */
const plain = /^[ !#-[\]-~]*$/;

/** Of one number of keys; objects that are dictionaries each have their own keys and are not worth remembering. */
const MAX_SHAPES = 16;

class CanonicalWriter {
  readonly #parts: string[] = [];
  /** By number of keys. */
  readonly #shapes: Shape[][] = [];

  text(): string {
    return this.#parts.join('');
  }

  write(value: unknown): void {
    if (typeof value === 'string') this.#parts.push(plain.test(value) ? `"${value}"` : JSON.stringify(value));
    else if (typeof value === 'number') this.#writeNumber(value);
    else if (value === null || typeof value === 'boolean') this.#parts.push(`${value}`);
    else if (Array.isArray(value)) this.#writeArray(value);
    else if (typeof value === 'object') this.#writeObject(value);
    else throw new TypeError(`no canonical text for a ${typeof value}`);
  }

  #writeNumber(value: number): void {
    if (!Number.isFinite(value)) throw new TypeError(`no canonical text for the number ${value}`);
    this.#parts.push(JSON.stringify(value));
  }

  #writeArray(values: readonly unknown[]): void {
    let before = '[';
    for (const value of values) {
      this.#parts.push(before);
      this.write(value);
      before = ',';
    }
    this.#parts.push(values.length === 0 ? '[]' : ']');
  }

  #writeObject(value: object): void {
    if (value instanceof Map || value instanceof Set)
      throw new TypeError('no canonical text for a Map or Set');
    const members = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(members);
    if (keys.length === 0) {
      this.#parts.push('{}');
      return;
    }
    for (const { key, head, last } of this.#shapeOf(keys).members) {
      this.#parts.push(head);
      const member = members[key];
      if (typeof member !== 'object' || member === null) this.write(member);
      else if (member === last.value) this.#writeAgain(last);
      else this.#writeMember(member, last);
    }
    this.#parts.push('}');
  }

  #writeMember(member: object, last: LastMember): void {
    const from = this.#parts.length;
    this.write(member);
    last.value = member;
    last.from = from;
    last.until = this.#parts.length;
    last.text = null;
  }

  #writeAgain(last: LastMember): void {
    last.text ??= this.#parts.slice(last.from, last.until).join('');
    this.#parts.push(last.text);
  }

  #shapeOf(keys: readonly string[]): Shape {
    const candidates = (this.#shapes[keys.length] ??= []);
    for (const shape of candidates) if (sameKeys(shape.keys, keys)) return shape;
    const sorted = [...keys].sort();
    const members = sorted.map((key, at) => ({
      key,
      head: `${at === 0 ? '{' : ','}${JSON.stringify(key)}:`,
      last: { value: null, from: 0, until: 0, text: null },
    }));
    const shape = { keys, members };
    if (candidates.length < MAX_SHAPES) candidates.push(shape);
    return shape;
  }
}

function sameKeys(left: readonly string[], right: readonly string[]): boolean {
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}
