// One text for one value, whatever order its keys were built in. Digests (plan, fleet, journal chain) are taken over
// this text, so it must never change for a given value: the rules are RFC 8785's for the values we use.
//
// The text of a large fleet is tens of megabytes made of a few kinds of objects, many of them shared: sorted keys are
// kept for each list of keys seen, and the text of a member that is the same object as last time is reused. What is too
// large to be held as a text at all is hashed as it is written (canonical-bytes.ts).

/** A hash of a text as lower-case hex; the adapter supplies SHA-256, because core has no `node:crypto`. */
export type Sha256Hex = (text: string) => string;

/**
 * JSON with object keys sorted by UTF-16 code unit and no white space (RFC 8785).
 * @throws TypeError for `undefined`, functions, symbols, bigints, NaN and infinities: none has a JSON text.
 */
export function canonicalText(value: unknown): string {
  return new CanonicalWriter().write(value);
}

/** Objects with the same keys, built in the same order. */
type Shape = {
  readonly keys: readonly string[];
  /** In sorted order: the key's text with what stands before it, and what its member was last time. */
  readonly members: readonly { readonly key: string; readonly head: string; readonly last: LastMember }[];
};

type LastMember = { value: unknown; text: string; isFlat: boolean };

/** Printable ASCII without quote and backslash stands for itself. */
const plain = /^[ !#-[\]-~]*$/;

/** Of one number of keys; objects that are dictionaries each have their own keys and are not worth remembering. */
const MAX_SHAPES = 16;

/**
 * Texts are added up as long as they are shorter than this, and then put aside: a sum is a tree of its parts until
 * somebody reads it, and small trees are gone before the garbage collector has to move them.
 */
const PIECE_LENGTH = 16_384;

class CanonicalWriter {
  readonly #pieces: string[] = [];
  #piece = '';
  /** By number of keys. */
  readonly #shapes: Shape[][] = [];

  write(value: unknown): string {
    this.#emit(value);
    this.#pieces.push(this.#piece);
    return this.#pieces.join('');
  }

  /** Writes arrays that are reached through objects alone element by element, and everything else as one text. */
  #emit(value: unknown): void {
    if (Array.isArray(value)) {
      let before = '[';
      for (const element of value as readonly unknown[]) {
        this.#add(before + this.#textOf(element));
        before = ',';
      }
      this.#add(value.length === 0 ? '[]' : ']');
    } else if (isWritableObject(value)) {
      const members = value as Readonly<Record<string, unknown>>;
      const keys = Object.keys(members);
      for (const { key, head } of this.#shapeOf(keys).members) {
        this.#add(head);
        this.#emit(members[key]);
      }
      this.#add(keys.length === 0 ? '{}' : '}');
    } else this.#add(this.#textOf(value));
  }

  #add(text: string): void {
    this.#piece += text;
    if (this.#piece.length < PIECE_LENGTH) return;
    this.#pieces.push(flat(this.#piece));
    this.#piece = '';
  }

  #textOf(value: unknown): string {
    if (typeof value === 'string') return plain.test(value) ? `"${value}"` : JSON.stringify(value);
    if (typeof value === 'number') return numberText(value);
    if (value === null || typeof value === 'boolean') return `${value}`;
    if (Array.isArray(value)) return this.#arrayText(value);
    if (isWritableObject(value)) return this.#objectText(value);
    throw new TypeError(`no canonical text for a ${typeof value}`);
  }

  #arrayText(values: readonly unknown[]): string {
    if (values.length === 0) return '[]';
    let text = '';
    for (const value of values) text += (text === '' ? '[' : ',') + this.#textOf(value);
    return `${text}]`;
  }

  #objectText(value: object): string {
    const members = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(members);
    if (keys.length === 0) return '{}';
    let text = '';
    for (const { key, head, last } of this.#shapeOf(keys).members) {
      const member = members[key];
      text += head;
      if (typeof member !== 'object' || member === null) text += this.#textOf(member);
      else if (member === last.value) text += this.#textAgain(last);
      else {
        const memberText = this.#textOf(member);
        last.value = member;
        last.text = memberText;
        last.isFlat = false;
        text += memberText;
      }
    }
    return `${text}}`;
  }

  #textAgain(last: LastMember): string {
    if (!last.isFlat) last.text = flat(last.text);
    last.isFlat = true;
    return last.text;
  }

  #shapeOf(keys: readonly string[]): Shape {
    const candidates = (this.#shapes[keys.length] ??= []);
    for (const shape of candidates) if (sameKeys(shape.keys, keys)) return shape;
    const sorted = [...keys].sort();
    const members = sorted.map((key, at) => ({
      key,
      head: `${at === 0 ? '{' : ','}${JSON.stringify(key)}:`,
      last: { value: null, text: '', isFlat: false },
    }));
    const shape = { keys, members };
    if (candidates.length < MAX_SHAPES) candidates.push(shape);
    return shape;
  }
}

export function sameKeys(left: readonly string[], right: readonly string[]): boolean {
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

/** @throws TypeError for a Map or Set: neither has a JSON text. */
export function isWritableObject(value: unknown): value is object {
  if (value instanceof Map || value instanceof Set) throw new TypeError('no canonical text for a Map or Set');
  return typeof value === 'object' && value !== null;
}

export function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`no canonical text for the number ${value}`);
  return `${Object.is(value, -0) ? 0 : value}`;
}

/** The same text. Reading a character makes V8 turn a sum of texts into one stretch of memory, in place. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}
