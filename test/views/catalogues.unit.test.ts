// The catalogues hold every text that people read in chat, in both languages: the same keys, none that nothing uses, and
// no sentence built elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogues } from '../../src/views/text/language.ts';

const src = join(import.meta.dirname, '..', '..', 'src');

type Source = { readonly name: string; readonly text: string };

const sources: readonly Source[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }));

const inside = (...directories: readonly string[]): readonly Source[] =>
  sources.filter(({ name }) => directories.some((directory) => name.startsWith(`${directory}/`)));

/** Lines of code: without comments, imports and what is thrown at programmers. */
const codeLines = ({ text }: Source): readonly string[] =>
  text.split('\n').filter((line) => !/^\s*(?:\/\/|\*|\/\*|import )|throw new Error|new Error\(/.test(line));

/** Every text of a catalogue by its path; functions stand for themselves. */
function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
    : [[path, value]];
}

/** Where catalogues are read. */
const readers = inside('views', 'adapters/slack', 'adapters/http', 'app', 'cli', 'demo')
  .filter(({ name }) => !/^views\/text\/(?:en|ko)[./]/.test(name))
  .map(({ text }) => text)
  .join('\n');

const escaped = (key: string): string => key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** By its own name, or with all of the record that it stands in: `stage[kind]`, `words(text.stage)`. */
function isUsed(path: string, readBy: string): boolean {
  const keys = path.slice(1).split('.');
  const key = escaped(keys.at(-1) ?? '');
  const parent = escaped(keys.at(-2) ?? '');
  return (
    new RegExp(`\\.${key}\\b|'${key}'|[{,]\\s*${key}\\s*[,}:]`).test(readBy) ||
    (keys.length > 1 && new RegExp(`\\b${parent}\\[`).test(readBy)) ||
    (keys.length > 2 && new RegExp(`\\.${parent}[,)]`).test(readBy))
  );
}

describe('catalogues', () => {
  it('have the same keys, and no text is left in the other language', () => {
    const english = leaves(catalogues.en, '');
    // Null says that English needs no words of its own there: what is named is an English word already.
    const wordless = english.filter(([, text]) => text === null).map(([path]) => path);
    const korean = leaves(catalogues.ko, '').map(([path, text]): readonly [string, unknown] => {
      const within = wordless.find((outer) => path.startsWith(`${outer}.`));
      return within === undefined ? [path, text] : [within, null];
    });
    expect([...new Set(korean.map(([path]) => path))].sort()).toEqual(english.map(([path]) => path).sort());
    const hangul = /[가-힣]/;
    for (const [path, text] of english) {
      if (typeof text === 'string') expect(text, path).not.toMatch(hangul);
    }
    const words = korean.filter(
      ([, text]) => typeof text === 'string' && /[A-Za-z]{4,} [a-z]{2,}/.test(text),
    );
    expect(words.filter(([, text]) => !hangul.test(String(text))).map(([path]) => path)).toEqual([]);
  });

  it('have no key that nothing uses', () => {
    const unused = leaves(catalogues.en, '').filter(([path]) => !isUsed(path, readers));
    expect(unused.map(([path]) => path)).toEqual([]);
    expect(isUsed('.digest.overdueLineOfOld', readers)).toBe(false);
  });
});

/** Words in quotes: a sentence, or one word with a capital. */
const words = /'((?:[A-Z][a-z]+|[a-z]+)(?: [a-z]+)+)'|'([A-Z][a-z]{2,})'/g;

/** A literal where Slack takes what people read. */
const shown =
  /\b(?:text|label|title|hint|initial_comment|placeholder|alt_text|altText|submit|close)\s*:\s*(?:plain\(|mrkdwn\()?(['"`])(?=[^'"`$]*[A-Za-z]{3})/;

/** Korean that is no answer: what people type, and the demo's own page. */
const koreanBelongs = ['views/text/', 'demo/', 'core/question/parse-question.ts'];

describe('no text is built elsewhere', () => {
  it('by a template', () => {
    const allowed = new Set(['Stagger']);
    const found = inside('views/slack').flatMap((source) =>
      codeLines(source)
        .flatMap((line) => [...line.matchAll(words)])
        .map(([, sentence, word]) => sentence ?? word ?? '')
        .filter((text) => !allowed.has(text))
        .map((text) => `${source.name}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it('by what sends, decides or answers', () => {
    const found = inside('runtime', 'adapters/slack', 'core').flatMap((source) =>
      codeLines(source)
        .filter((line) => shown.test(line))
        .map((line) => `${source.name}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
    expect(shown.test("      text: 'Something went wrong',")).toBe(true);
    expect(shown.test('      title: plain(`Deny ${name}`),')).toBe(true);
    expect(shown.test('  text: words.title,')).toBe(false);
  });

  it('in Korean', () => {
    const found = sources
      .filter(({ name }) => !koreanBelongs.some((place) => name.startsWith(place)))
      .filter(({ text }) => /[가-힣]/.test(text))
      .map(({ name }) => name);
    expect(found).toEqual([]);
  });
});
