// YAML and JSON as Ansible reads them: YAML 1.1 scalars (`on` is true, `012` is ten, `1e3` is text, `1:30` is ninety),
// the last of two equal keys, merge keys, and vault values that stay closed. No tag constructs anything.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
} from 'yaml';
import { jsonProblem, SourceError } from '../../core/fleet/source-problem.ts';
import { textValue, type AnsibleValue } from './ansible-value.ts';

const depthLimit = 50;

/** Aliases count as what they unfold to. */
const valueLimit = 5_000_000;

const truths: ReadonlyMap<string, boolean> = new Map(
  ['yes', 'true', 'on'].flatMap((word) => [...spellings(word)].map((text) => [text, true] as const)),
);
const falsehoods: ReadonlySet<string> = new Set(['no', 'false', 'off'].flatMap(spellings));
const nothings: ReadonlySet<string> = new Set(['', '~', ...spellings('null')]);

function spellings(word: string): readonly string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}

const integer = /^[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const date =
  /^\d{4}-\d\d-\d\d$|^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/;

function sixties(text: string): number {
  return text.split(':').reduce((sum, digits) => sum * 60 + Number(digits), 0);
}

function integerDigits(text: string): string {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  const value = digits.includes(':')
    ? BigInt(sixties(digits))
    : /^0[0-7]+$/.test(digits)
      ? BigInt(`0o${digits.slice(1)}`)
      : BigInt(digits);
  return String(negative ? -value : value);
}

function floatNumber(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '').toLowerCase();
  if (digits === '.nan') return Number.NaN;
  if (digits === '.inf') return sign * Infinity;
  return sign * (digits.includes(':') ? sixties(digits) : Number(digits));
}

/** What a plain YAML 1.1 scalar is. */
export function plainYamlValue(text: string): AnsibleValue {
  if (nothings.has(text)) return { kind: 'nothing' };
  if (truths.has(text) || falsehoods.has(text)) return { kind: 'truth', value: truths.has(text) };
  if (integer.test(text)) return { kind: 'integer', digits: integerDigits(text) };
  if (float.test(text)) return { kind: 'float', value: floatNumber(text) };
  if (date.test(text)) return { kind: 'date', text };
  return textValue(text);
}

/** A value with the lines of its mapping keys, so that a mistake in it can be placed. */
export type ParsedValue = {
  readonly value: AnsibleValue;
  /** Line of the mapping key that leads to this value; 1 for the whole. */
  readonly lineOf: (path: readonly string[]) => number;
};

class TreeReader {
  readonly #document: Document;
  readonly #file: string;
  readonly #lines: LineCounter;
  #values = 0;

  constructor(document: Document, file: string, lines: LineCounter) {
    this.#document = document;
    this.#file = file;
    this.#lines = lines;
  }

  read(node: Node | null, depth: number): AnsibleValue {
    this.#values += 1;
    if (this.#values > valueLimit) this.#fail(node, 'the file unfolds to too many values');
    if (depth > depthLimit) this.#fail(node, `nested deeper than ${depthLimit} levels`);
    if (node === null) return { kind: 'nothing' };
    if (isAlias(node)) return this.read(node.resolve(this.#document) ?? null, depth + 1);
    if (node.tag?.startsWith('!vault') === true) return { kind: 'vault' };
    if (isScalar(node)) return this.#scalar(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as Node | null, depth + 1));
      return { kind: 'list', items };
    }
    if (!isMap(node)) return this.#fail(node, 'a value of an unknown kind');
    const merged = new Map<string, AnsibleValue>();
    const own = new Map<string, AnsibleValue>();
    for (const { key, value } of node.items) {
      const keyNode = key as Node | null;
      const isMerge = isScalar(keyNode) && keyNode.value === '<<' && keyNode.type === 'PLAIN';
      const content = this.read(value as Node | null, depth + 1);
      if (isMerge) this.#merge(merged, content, keyNode);
      else own.set(this.#key(keyNode, depth), content);
    }
    return { kind: 'map', entries: new Map([...merged, ...own]) };
  }

  #merge(into: Map<string, AnsibleValue>, content: AnsibleValue, node: Node): void {
    const maps = content.kind === 'list' ? content.items : [content];
    for (const map of maps) {
      if (map.kind !== 'map') return this.#fail(node, 'a merge key without a mapping');
      for (const [name, value] of map.entries) if (!into.has(name)) into.set(name, value);
    }
  }

  #key(node: Node | null, depth: number): string {
    const key = this.read(node, depth + 1);
    if (key.kind === 'text' || key.kind === 'date') return key.text;
    if (key.kind === 'integer') return key.digits;
    // Ansible keeps a truth value or a number as the key; nothing here can refer to such a key.
    if (isScalar(node)) return String(node.value);
    return this.#fail(node, 'a mapping key that is no text');
  }

  #scalar(node: Scalar): AnsibleValue {
    const text = String(node.value);
    const { tag } = node;
    if (tag?.endsWith('binary') === true) return { kind: 'other', what: 'binary data' };
    if (tag === '!unsafe' || tag?.endsWith(':str') === true) return textValue(text);
    // Without a tag of its own a scalar carries the failsafe schema's; what it was written as decides.
    return node.type === 'PLAIN' || node.type === undefined ? plainYamlValue(text) : textValue(text);
  }

  #fail(node: Node | null, what: string): never {
    const line =
      node?.range === null || node?.range === undefined ? null : this.#lines.linePos(node.range[0]).line;
    throw new SourceError({ file: this.#file, line, what, hint: null });
  }
}

/** @throws SourceError with the line. */
export function parseYaml(text: string, file: string): ParsedValue {
  const lines = new LineCounter();
  const fail = (offset: number | null, what: string): never => {
    const line = offset === null ? null : Math.max(1, lines.linePos(offset).line);
    throw new SourceError({ file, line, what, hint: null });
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [problem] = document.errors;
    if (problem !== undefined) fail(problem.pos[0], `not YAML: ${problem.message.split('\n')[0] ?? ''}`);
    const value = new TreeReader(document, file, lines).read(document.contents, 0);
    const lineOf = (path: readonly string[]): number => {
      let at: unknown = document.contents;
      let line = 1;
      for (const step of path) {
        if (!isMap(at)) return line;
        const pair = at.items.find(({ key }) => isScalar(key) && String(key.value) === step);
        const range = isScalar(pair?.key) ? pair.key.range : null;
        if (range !== null && range !== undefined) line = lines.linePos(range[0]).line;
        at = pair?.value;
      }
      return line;
    };
    return { value, lineOf };
  } catch (error) {
    if (error instanceof RangeError) return fail(null, 'the file is nested too deeply');
    throw error;
  }
}

type Seen = AnsibleValue | undefined;

/** @throws SourceError with the line. `1000.0` stays a float: the text of each number is looked at. */
export function parseJson(text: string, file: string): AnsibleValue {
  const typed = function (
    this: unknown,
    _key: string,
    value: unknown,
    context?: { readonly source?: string },
  ): Seen {
    if (value === null) return { kind: 'nothing' };
    if (typeof value === 'string') return textValue(value);
    if (typeof value === 'boolean') return { kind: 'truth', value };
    if (typeof value === 'number') {
      const source = context?.source ?? String(value);
      return /^-?\d+$/.test(source)
        ? { kind: 'integer', digits: String(BigInt(source)) }
        : { kind: 'float', value };
    }
    // What is inside was turned before what is around it.
    if (Array.isArray(value)) return { kind: 'list', items: value as AnsibleValue[] };
    const entries = new Map(Object.entries(value as Record<string, AnsibleValue>));
    if (entries.has('__ansible_vault')) return { kind: 'vault' };
    const unsafe = entries.get('__ansible_unsafe');
    return unsafe !== undefined && entries.size === 1 ? unsafe : { kind: 'map', entries };
  };
  try {
    return JSON.parse(text, typed) as AnsibleValue;
  } catch (error) {
    if (error instanceof SyntaxError) throw new SourceError(jsonProblem(file, text, error));
    if (error instanceof RangeError)
      throw new SourceError({ file, line: null, what: 'the file is nested too deeply', hint: null });
    throw error;
  }
}
