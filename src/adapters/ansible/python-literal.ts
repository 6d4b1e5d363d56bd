// The value of an INI variable: Ansible reads it as a Python literal and keeps it as text where it is none. So `012`
// stays text, `0x10` becomes 16, `80,443` a list, and `12 # spare` 12. Nothing is evaluated but literals.

import { textValue, type AnsibleValue } from './ansible-value.ts';

/** Python's own limit is in the same region; deeper nesting is no inventory value. */
const depthLimit = 50;

class NotALiteral extends Error {}

const integerText =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*)/;
const floatText =
  /^(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?|\.\d(?:_?\d)*(?:[eE][+-]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][+-]?\d(?:_?\d)*)/;

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): AnsibleValue {
    const first = this.#value(0);
    const value = this.#peek() === ',' ? this.#items(first, '', 0) : first;
    if (this.#peek() !== '') throw new NotALiteral();
    return value;
  }

  /** The next character that means something; empty at the end. A comment is the end: there is one line. */
  #peek(): string {
    while (/[ \t\f]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    if (this.#text.charAt(this.#at) === '#') this.#at = this.#text.length;
    return this.#text.charAt(this.#at);
  }

  #take(expected: string): void {
    if (this.#peek() !== expected) throw new NotALiteral();
    this.#at += 1;
  }

  #match(pattern: RegExp): string | null {
    const [found = null] = pattern.exec(this.#text.slice(this.#at)) ?? [];
    if (found !== null) this.#at += found.length;
    return found;
  }

  #value(depth: number): AnsibleValue {
    if (depth > depthLimit) throw new NotALiteral();
    const next = this.#peek();
    if (next === '[') {
      this.#take('[');
      return this.#items(null, ']', depth);
    }
    if (next === '(') return this.#parenthesis(depth);
    if (next === '{') return this.#braces(depth);
    if (next === '+' || next === '-') return this.#signed();
    if (/[\d.]/.test(next)) return this.#number();
    const opening = this.#match(/^[rRuUbBfF]{0,2}(?=['"])/);
    if (opening !== null) return this.#strings(opening);
    const word = this.#match(/^[\p{L}_][\p{L}\p{N}_]*/u);
    if (word === 'True' || word === 'False') return { kind: 'truth', value: word === 'True' };
    if (word === 'None') return { kind: 'nothing' };
    throw new NotALiteral();
  }

  /** The rest of a list or tuple, whose first item may have been read. */
  #items(first: AnsibleValue | null, end: string, depth: number): AnsibleValue {
    const items: AnsibleValue[] = first === null ? [] : [first];
    if (first !== null && this.#peek() === ',') this.#at += 1;
    while (this.#peek() !== end) {
      items.push(this.#value(depth + 1));
      if (this.#peek() === ',') this.#at += 1;
      else if (this.#peek() !== end) throw new NotALiteral();
    }
    if (end !== '') this.#take(end);
    return { kind: 'list', items };
  }

  #parenthesis(depth: number): AnsibleValue {
    this.#take('(');
    if (this.#peek() === ')') return this.#items(null, ')', depth);
    const first = this.#value(depth + 1);
    if (this.#peek() === ',') return this.#items(first, ')', depth);
    this.#take(')');
    return first;
  }

  #braces(depth: number): AnsibleValue {
    this.#take('{');
    const entries = new Map<string, AnsibleValue>();
    let isSet = false;
    while (this.#peek() !== '}') {
      const key = this.#value(depth + 1);
      if (this.#peek() === ':') {
        this.#take(':');
        entries.set(keyText(key), this.#value(depth + 1));
      } else isSet = true;
      if (this.#peek() === ',') this.#at += 1;
      else if (this.#peek() !== '}') throw new NotALiteral();
    }
    this.#take('}');
    if (isSet && entries.size > 0) throw new NotALiteral();
    return isSet ? { kind: 'other', what: 'a Python set' } : { kind: 'map', entries };
  }

  #signed(): AnsibleValue {
    const sign = this.#peek();
    this.#at += 1;
    const next = this.#peek();
    const operand = next === '+' || next === '-' ? this.#signed() : this.#number();
    if (sign === '+') return operand;
    if (operand.kind === 'float') return { kind: 'float', value: -operand.value };
    return operand.kind === 'integer'
      ? { kind: 'integer', digits: String(-BigInt(operand.digits)) }
      : operand;
  }

  #number(): AnsibleValue {
    const float = this.#match(floatText);
    const integer = float === null ? this.#match(integerText) : null;
    const imaginary = this.#match(/^[jJ]/) !== null;
    const following = this.#text.charAt(this.#at);
    if ((float === null && integer === null) || /[\p{L}\p{N}_.]/u.test(following)) throw new NotALiteral();
    // `1+2j` is one literal too; `1+2` is a sum and therefore text.
    if (imaginary) return { kind: 'other', what: 'a complex number' };
    if (float !== null) return { kind: 'float', value: Number(float.replaceAll('_', '')) };
    return { kind: 'integer', digits: String(BigInt((integer ?? '0').replaceAll('_', ''))) };
  }

  /** One string literal or several side by side, which Python joins. */
  #strings(opening: string): AnsibleValue {
    let prefix: string | null = opening;
    let text = '';
    let bytes = false;
    while (prefix !== null) {
      const kind: string = prefix.toLowerCase();
      if (kind.includes('f')) throw new NotALiteral();
      if (!['', 'r', 'u', 'b', 'rb', 'br'].includes(kind)) throw new NotALiteral();
      bytes ||= kind.includes('b');
      text += this.#string(kind.includes('r') ? 'raw' : 'escaped');
      this.#peek();
      prefix = this.#match(/^[rRuUbBfF]{0,2}(?=['"])/);
    }
    return bytes ? { kind: 'other', what: 'Python bytes' } : textValue(text);
  }

  #string(escapes: 'raw' | 'escaped'): string {
    const end = this.#match(/^(?:'''|"""|'|")/) ?? '';
    let text = '';
    while (!this.#text.startsWith(end, this.#at)) {
      const character = this.#text.charAt(this.#at);
      if (character === '') throw new NotALiteral();
      this.#at += 1;
      if (character !== '\\') text += character;
      else if (escapes === 'raw') {
        text += `\\${this.#text.charAt(this.#at)}`;
        this.#at += 1;
      } else text += this.#escape();
    }
    this.#at += end.length;
    return text;
  }

  #escape(): string {
    const octal = this.#match(/^[0-7]{1,3}/);
    if (octal !== null) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = this.#match(/^(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/);
    if (hex !== null) {
      const code = Number.parseInt(hex.slice(1), 16);
      if (code > 0x10ffff) throw new NotALiteral();
      return String.fromCodePoint(code);
    }
    const character = this.#text.charAt(this.#at);
    if (character === '' || /[xuUN]/.test(character)) throw new NotALiteral();
    this.#at += 1;
    return simpleEscapes.get(character) ?? `\\${character}`;
  }
}

function keyText(key: AnsibleValue): string {
  if (key.kind === 'text') return key.text;
  if (key.kind === 'integer') return key.digits;
  throw new NotALiteral();
}

/** The value of the INI text `text`: a literal where it is one, the text itself where it is not. */
export function pythonValue(text: string): AnsibleValue {
  try {
    return new LiteralReader(text.replace(/^[ \t]+/, '')).whole();
  } catch (error) {
    if (error instanceof NotALiteral) return textValue(text);
    throw error;
  }
}
