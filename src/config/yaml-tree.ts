// One YAML 1.2 file as plain values with the position of each: nothing that runs, nothing that grows. No tags, no
// merge keys, no `__proto__`, string keys that are unique, bounded depth and size, aliases counted as what they
// unfold to. Objects have no prototype, so an imported key can only ever be data.

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLError } from 'yaml';
import { foundText, placeText, startOf, type Place, type Report } from './mistake.ts';

const depthLimit = 16;

/** Values of one file after aliases are unfolded: 100,000 hosts with twenty values each. */
const valueLimit = 2_000_000;

/** Marks of structure in the raw text. The parser needs about 500 bytes for each: 1.5 GB at most. */
const markLimit = 3_000_000;

/** Brackets open at once in the raw text, far above `depthLimit` because quotes and comments may hold some too. */
const openLimit = 5_000;

/** After this many mistakes of syntax the rest are echoes of the first. */
const problemLimit = 10;

export type YamlTree =
  | { readonly kind: 'map'; readonly place: Place; readonly entries: ReadonlyMap<string, YamlEntry> }
  | { readonly kind: 'list'; readonly place: Place; readonly items: readonly YamlTree[] }
  | { readonly kind: 'scalar'; readonly place: Place; readonly value: string | number | boolean | null };

export type YamlEntry = { readonly keyPlace: Place; readonly value: YamlTree };

/** Thrown and caught in this file: what follows would be a guess, or would only cost. */
class Unjudgeable extends Error {
  readonly place: Place;
  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

function tooLarge(found: string, place: Place): Unjudgeable {
  return new Unjudgeable(`too large to be an inventory: ${found}`, place);
}

/** What the parser found, in our words where its own speak to programmers. */
function syntaxText({ code, message }: YAMLError): {
  readonly what: string;
  readonly found?: string;
  readonly hint: string | null;
} {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { what: 'a tab as indentation', hint: 'indent with spaces, YAML does not allow tabs there' };
    case 'MULTIPLE_DOCS':
      return { what: 'a second document in one file', hint: 'remove the line "---" or split the file' };
    case 'TAG_RESOLVE_FAILED':
      return {
        what: 'a tag',
        found: foundText(message.replace(/^Unresolved tag: /, '')),
        hint: 'tags such as !name are not allowed; write the plain value',
      };
    case 'NON_STRING_KEY':
      return { what: 'a key that is not a plain name', hint: 'write the name itself' };
    case 'BAD_INDENT':
      return {
        what: `not valid YAML: ${message}`,
        hint: 'is a bracket left open, or this line indented wrongly?',
      };
    default:
      return { what: `not valid YAML: ${message}`, hint: null };
  }
}

/** What an anchor stands for: `values` of them, nested to `height` below it. */
type Anchored = { readonly tree: YamlTree; readonly values: number; readonly height: number };

/**
 * Turns nodes into trees. An alias shares the tree of its anchor, so it costs nothing here, but it counts as all that
 * it unfolds to.
 */
class TreeBuilder {
  readonly #placeAt: (offset: number) => Place;
  readonly #report: Report;
  readonly #anchors = new Map<string, Anchored>();
  #values = 0;
  #deepest = 0;

  constructor(placeAt: (offset: number) => Place, report: Report) {
    this.#placeAt = placeAt;
    this.#report = report;
  }

  build(node: Node | null, fallback: Place, depth: number): YamlTree {
    const place = node?.range ? this.#placeAt(node.range[0]) : fallback;
    if (isAlias(node)) {
      const anchored = this.#anchors.get(node.source);
      if (anchored === undefined)
        throw new Unjudgeable(`the alias *${node.source} has no anchor before it`, place);
      this.#count(anchored.values, depth + anchored.height, place);
      return anchored.tree;
    }
    this.#count(1, depth, place);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor === undefined) return this.#treeOf(node, place, depth);
    const [values, deepest] = [this.#values, this.#deepest];
    this.#deepest = depth;
    const tree = this.#treeOf(node, place, depth);
    this.#anchors.set(anchor, { tree, values: this.#values - values + 1, height: this.#deepest - depth });
    this.#deepest = Math.max(this.#deepest, deepest);
    return tree;
  }

  #count(values: number, depth: number, place: Place): void {
    this.#values += values;
    this.#deepest = Math.max(this.#deepest, depth);
    if (this.#values > valueLimit) throw tooLarge(`more than ${valueLimit} values`, place);
    if (depth > depthLimit) throw tooLarge(`nested deeper than ${depthLimit} levels`, place);
  }

  #treeOf(node: Node | null, place: Place, depth: number): YamlTree {
    if (isMap(node)) return { kind: 'map', place, entries: this.#entriesOf(node.items, place, depth) };
    if (isSeq(node)) {
      const items = node.items.map((item) => this.build(item as Node | null, place, depth + 1));
      return { kind: 'list', place, items };
    }
    return { kind: 'scalar', place, value: this.#scalarOf(node, place) };
  }

  #scalarOf(node: Node | null, place: Place): string | number | boolean | null {
    if (!isScalar(node) || node.value === null) return null;
    const { value } = node;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    this.#report({
      place,
      what: 'a value of a kind that is not allowed',
      expected: 'text, a number, true or false',
    });
    return null;
  }

  #entriesOf(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    mapPlace: Place,
    depth: number,
  ): ReadonlyMap<string, YamlEntry> {
    const entries = new Map<string, YamlEntry>();
    for (const { key, value } of pairs) {
      const keyNode = key as Node | null;
      const keyPlace = keyNode?.range ? this.#placeAt(keyNode.range[0]) : mapPlace;
      const name = isScalar(keyNode) ? String(keyNode.value ?? '') : null;
      if (name === null) {
        this.#report({
          place: keyPlace,
          what: 'a key that is not a plain name',
          hint: 'write the name itself',
        });
        continue;
      }
      if (name === '__proto__' || name === '<<') {
        this.#report({
          place: keyPlace,
          what: 'a key that is not allowed',
          found: foundText(name),
          hint: name === '<<' ? 'merge keys are not supported; use defaults' : 'choose another name',
        });
        continue;
      }
      const first = entries.get(name);
      if (first !== undefined) {
        this.#report({
          place: keyPlace,
          what: `the key ${foundText(name)} is written twice`,
          hint: `the first is at ${placeText(first.keyPlace)}; keep one of them`,
        });
        continue;
      }
      entries.set(name, { keyPlace, value: this.build(value as Node | null, keyPlace, depth + 1) });
    }
    return entries;
  }
}

/**
 * Why the parser is not even asked, or null: it builds the whole tree in memory before anything can be measured, and
 * a few megabytes of brackets would end the daemon.
 */
function whyHopeless(text: string): string | null {
  if (/^(?:[ \t]*[-?][ \t]+){100}/m.test(text)) return `nested deeper than ${depthLimit} levels`;
  let [marks, open] = [0, 0];
  for (const [mark] of text.matchAll(/[[\]{},:?-]/g)) {
    marks += 1;
    if (mark === '[' || mark === '{') open += 1;
    else if (mark === ']' || mark === '}') open -= 1;
    if (marks > markLimit) return `more than ${markLimit} marks of structure`;
    if (open > openLimit) return `nested deeper than ${depthLimit} levels`;
  }
  return null;
}

/**
 * Reads `text` (of the file shown to people as `file`). Reports every mistake of syntax; null if the text is empty
 * or too broken for its content to mean anything.
 */
export function parseYamlTree(text: string, file: string, report: Report): YamlTree | null {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const hopeless = whyHopeless(text);
  if (hopeless !== null) {
    report({ place: startOf(file), what: `too large to be an inventory: ${hopeless}` });
    return null;
  }
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      version: '1.2',
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      stringKeys: true,
      // The parser compares each key with all before it; the tree builder finds a second one in constant time.
      uniqueKeys: false,
      strict: true,
      prettyErrors: false,
      logLevel: 'error',
    });
    const problems = [...document.errors, ...document.warnings];
    if (problems.some(({ code }) => code === 'RESOURCE_EXHAUSTION'))
      throw new RangeError('nested too deeply');
    for (const problem of problems.slice(0, problemLimit))
      report({ place: placeAt(problem.pos[0]), ...syntaxText(problem) });
    // After an error the rest of the tree is a guess; mistakes found in a guess would mislead.
    if (problems.length > 0) return null;
    if (document.contents === null) {
      report({ place: startOf(file), what: 'the file holds nothing', hint: 'fill it or delete it' });
      return null;
    }
    return new TreeBuilder(placeAt, report).build(document.contents, startOf(file), 0);
  } catch (error) {
    if (error instanceof Unjudgeable) {
      report({ place: error.place, what: error.message });
      return null;
    }
    // The parser is recursive: brackets nested thousands deep exhaust the stack before there is a tree to measure.
    if (error instanceof RangeError) {
      const what = `too large to be an inventory: nested deeper than ${depthLimit} levels`;
      report({ place: startOf(file), what });
      return null;
    }
    throw error;
  }
}

/** The plain value of `tree`; mappings become objects without a prototype. */
export function plainValue(tree: YamlTree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(plainValue);
    case 'map': {
      const plain = Object.create(null) as Record<string, unknown>;
      for (const [name, { value }] of tree.entries) plain[name] = plainValue(value);
      return plain;
    }
  }
}

/** Where the value at `path` below `tree` stands; the nearest enclosing value if the path leads nowhere. */
export function placeIn(tree: YamlTree, path: readonly PropertyKey[]): Place {
  let at = tree;
  for (const step of path) {
    const next =
      at.kind === 'map'
        ? at.entries.get(String(step))?.value
        : at.kind === 'list'
          ? at.items[Number(step)]
          : undefined;
    if (next === undefined) return at.place;
    at = next;
  }
  return at.place;
}

/** Where the key that ends `path` stands; the enclosing mapping if there is no such key. */
export function keyPlaceIn(tree: YamlTree, path: readonly PropertyKey[]): Place {
  let at = tree;
  for (const step of path.slice(0, -1)) {
    const next =
      at.kind === 'map'
        ? at.entries.get(String(step))?.value
        : at.kind === 'list'
          ? at.items[Number(step)]
          : undefined;
    if (next === undefined) return at.place;
    at = next;
  }
  const last = path.at(-1);
  const entry = at.kind === 'map' && last !== undefined ? at.entries.get(String(last)) : undefined;
  return entry?.keyPlace ?? at.place;
}
