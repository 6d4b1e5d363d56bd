// Whatever an inventory holds, the loader answers with a fleet or with mistakes in its own words: it never throws and
// never lets a library's message through. The example inventory is bent at random places with hostile values.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { mistakeText } from '../../src/config/mistake.ts';
import { parseInventory, type InventoryFile } from '../../src/config/parse-inventory.ts';
import { resolveInventory } from '../../src/config/resolve-inventory.ts';
import { fc } from '../fakes/properties.ts';

const directory = join(import.meta.dirname, '..', '..', 'inventory');
const example = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const text = readFileSync(join(directory, name), 'utf8');
    return { name, text, content: parseDocument(text).toJS() as unknown };
  });

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function bent(value: unknown, path: Path, replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (index === Number(step) ? bent(item, rest, replacement) : item));
  // An earlier bend took the place away.
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  return { ...members, [step]: bent(members[step], rest, replacement) };
}

const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '-rf',
    '$(reboot)',
    'a b',
    '[01:03]',
    'web-[9:1]',
    '../../etc',
    '\u202Eabc',
    'x'.repeat(5_000),
    '__proto__',
    'constructor',
    'toString',
    -1,
    0,
    1e308,
    1.5,
    true,
    [],
    {},
    [[]],
    { constructor: {} },
    ['web-01', null],
  ),
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { maxKeys: 3 }),
);

const foreign =
  /Invalid (input|string|number|key|option|element)|Too (small|big)|Unrecognized|undefined|\[object|NaN/;

function resolve(files: readonly InventoryFile[]) {
  return resolveInventory(parseInventory(files), {
    directory: '.',
    absolute: (path) => path,
    sha256Hex: (text) => String(text.length),
  });
}

describe('a bent example inventory', () => {
  it('gives a fleet or mistakes in our own words, and never throws', () => {
    const places = example.flatMap(({ name, content }) => pathsOf(content).map((path) => ({ name, path })));
    let invalid = 0;
    const bend = fc.tuple(fc.constantFrom(...places), hostile);
    fc.assert(
      fc.property(fc.array(bend, { minLength: 1, maxLength: 3 }), (bends) => {
        const files = example.map(({ name, text, content }) => {
          const own = bends.filter(([place]) => place.name === name);
          const changed = own.reduce(
            (value, [{ path }, replacement]) => bent(value, path, replacement),
            content,
          );
          return { name, file: name, text: own.length === 0 ? text : stringify(changed) };
        });
        const resolved = resolve(files);
        if (resolved.kind === 'loaded') return;
        invalid += 1;
        expect(resolved.mistakes.length).toBeGreaterThan(0);
        for (const mistake of resolved.mistakes) {
          const text = mistakeText(mistake);
          expect(`${mistake.expected} ${mistake.hint}`).not.toMatch(foreign);
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(text.length).toBeLessThan(1_500);
        }
      }),
      { numRuns: 120 },
    );
    expect(invalid).toBeGreaterThan(60);
  }, 60_000);

  it('gives an answer to any bytes at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(resolve([{ name: 'a.yaml', file: 'a.yaml', text }]).kind).toBe('invalid');
      }),
      { numRuns: 500 },
    );
    const yamlish = fc
      .array(
        fc.constantFrom(
          'a',
          ':',
          ' ',
          '\n',
          '-',
          '[',
          ']',
          '{',
          '}',
          '&',
          '*',
          '!',
          '|',
          '>',
          "'",
          '"',
          '#',
          '%',
          '?',
          ',',
          '\t',
          'hosts:\n',
          '\n  ',
        ),
        { maxLength: 40 },
      )
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(yamlish, (text) => {
        expect(resolve([{ name: 'a.yaml', file: 'a.yaml', text }]).kind).toBe('invalid');
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});
