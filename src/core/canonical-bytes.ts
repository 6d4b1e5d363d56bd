// The canonical text of a large value as bytes, a piece at a time, for digests: the plan of a large fleet is a hundred
// megabytes of text that nobody reads, made of a few kinds of objects, many of them shared. Sorted keys are kept for
// each list of keys seen, and the bytes of a member that is the same object as last time are copied. The bytes are
// exactly the UTF-8 of `canonicalText` (canonical-text.ts), by which every digest can be checked.

import { isWritableObject, numberText, sameKeys } from './canonical-text.ts';

/** A SHA-256 that is fed piece by piece. */
export type Sha256Stream = {
  /** Has read `bytes` when it returns: they are overwritten then. */
  add(bytes: Uint8Array): void;
  /** Lower-case hex, once, after everything was added. */
  hex(): string;
};

/**
 * The hash of the canonical text of `value`.
 * @throws TypeError as `canonicalText` does.
 */
export function canonicalDigest(value: unknown, sha256: Sha256Stream): string {
  const writer = new ByteWriter(sha256);
  writer.write(value);
  writer.flush();
  return sha256.hex();
}

/** Objects with the same keys, built in the same order. */
type Shape = { readonly keys: readonly string[]; readonly members: readonly Member[] };

type Member = {
  readonly key: string;
  /** The key's text with what stands before it. */
  readonly head: Uint8Array;
  /** What it was last time, and where in the buffer it was written with its head, as long as `piece` is not flushed. */
  last: unknown;
  from: number;
  until: number;
  piece: number;
};

/** Of one number of keys; objects that are dictionaries each have their own keys and are not worth remembering. */
const MAX_SHAPES = 16;

const PIECE_BYTES = 65_536;
/** The number of no piece. */
const NOWHERE = -1;
/** No number is longer. */
const NUMBER_BYTES = 25;
const SMALL_INTEGER = 2 ** 31;

const [quote, backslash, space, tilde, digit0] = [34, 92, 32, 126, 48];

class ByteWriter {
  readonly #sha256: Sha256Stream;
  #buffer = new Uint8Array(PIECE_BYTES);
  #at = 0;
  #piece = 0;
  /** By number of keys. */
  readonly #shapes: Shape[][] = [];

  constructor(sha256: Sha256Stream) {
    this.#sha256 = sha256;
  }

  flush(): void {
    this.#sha256.add(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    this.#piece += 1;
  }

  write(value: unknown): void {
    if (typeof value === 'string') this.#writeString(value);
    else if (typeof value === 'number') this.#writeNumber(value);
    else if (value === null || typeof value === 'boolean') this.#writeAscii(`${value}`);
    else if (Array.isArray(value)) this.#writeArray(value);
    else if (typeof value === 'object') this.#writeObject(value as Readonly<Record<string, unknown>>);
    else throw new TypeError(`no canonical text for a ${typeof value}`);
  }

  #writeArray(values: readonly unknown[]): void {
    if (values.length === 0) return this.#writeAscii('[]');
    this.#writeAscii('[');
    for (let at = 0; at < values.length; at += 1) {
      if (at > 0) this.#writeAscii(',');
      this.write(values[at]);
    }
    this.#writeAscii(']');
  }

  /** Members that are what they were last time stand in the buffer already, often several side by side. */
  #writeObject(value: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(value);
    // A Map or a Set has no keys of its own. Asking only here is quicker than asking of each object.
    if (keys.length === 0 && isWritableObject(value)) return this.#writeAscii('{}');
    let [from, until] = [0, 0];
    for (const member of this.#shapeOf(keys).members) {
      const content = value[member.key];
      const isThere = content === member.last && member.piece === this.#piece;
      if (isThere && member.from === until) until = member.until;
      else {
        this.#repeat(from, until);
        // Room for the repetition may have been made at the cost of what stood there.
        if (isThere && member.piece === this.#piece) [from, until] = [member.from, member.until];
        else {
          [from, until] = [0, 0];
          this.#writeMember(member, content);
        }
      }
    }
    this.#repeat(from, until);
    this.#writeAscii('}');
  }

  #writeMember(member: Member, content: unknown): void {
    const [from, piece] = [this.#at, this.#piece];
    this.#writeBytes(member.head);
    this.write(content);
    member.last = content;
    member.from = from;
    member.until = this.#at;
    member.piece = piece === this.#piece ? piece : NOWHERE;
  }

  /** Writes again what stands in the buffer. Flushing leaves it there until it is written over. */
  #repeat(from: number, until: number): void {
    const length = until - from;
    if (length === 0) return;
    if (this.#at + length > this.#buffer.length) this.flush();
    this.#buffer.copyWithin(this.#at, from, until);
    this.#at += length;
  }

  #shapeOf(keys: readonly string[]): Shape {
    const candidates = (this.#shapes[keys.length] ??= []);
    for (const shape of candidates) if (sameKeys(shape.keys, keys)) return shape;
    const members = [...keys].sort().map((key, at) => ({
      key,
      head: utf8(`${at === 0 ? '{' : ','}${JSON.stringify(key)}:`),
      last: null,
      from: 0,
      until: 0,
      piece: NOWHERE,
    }));
    const shape = { keys, members };
    if (candidates.length < MAX_SHAPES) candidates.push(shape);
    return shape;
  }

  /** Printable ASCII without quote and backslash stands for itself. */
  #writeString(text: string): void {
    this.#makeRoom(text.length + 2);
    const buffer = this.#buffer;
    let next = this.#at;
    buffer[next++] = quote;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code < space || code > tilde || code === quote || code === backslash)
        return this.#writeBytes(utf8(JSON.stringify(text)));
      buffer[next++] = code;
    }
    buffer[next++] = quote;
    this.#at = next;
  }

  #writeNumber(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) return this.#writeAscii(numberText(value));
    this.#makeRoom(NUMBER_BYTES);
    const buffer = this.#buffer;
    let next = this.#at + digitsIn(value);
    this.#at = next;
    let rest = value;
    for (; rest >= SMALL_INTEGER; rest = Math.floor(rest / 10)) buffer[--next] = digit0 + (rest % 10);
    let small = rest | 0;
    do {
      const tenth = (small / 10) | 0;
      buffer[--next] = digit0 + (small - tenth * 10);
      small = tenth;
    } while (small > 0);
  }

  #writeAscii(text: string): void {
    this.#makeRoom(text.length);
    for (let at = 0; at < text.length; at += 1) this.#buffer[this.#at++] = text.charCodeAt(at);
  }

  #writeBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    for (let at = 0; at < bytes.length; at += 1) this.#buffer[this.#at++] = bytes[at] ?? 0;
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    this.flush();
    if (bytes > this.#buffer.length) this.#buffer = new Uint8Array(bytes);
  }
}

function digitsIn(value: number): number {
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits += 1;
  return digits;
}

/** `text` holds no lone surrogates: JSON writes those as ASCII. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(0));
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), tail(6), tail(0));
    else bytes.push(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
  }
  return Uint8Array.from(bytes);
}
