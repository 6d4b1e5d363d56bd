// The two READMEs say the same: the same sections, points, commands, pictures and links, in both languages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsOf } from './doc-commands.ts';

const root = join(import.meta.dirname, '..', '..');
const texts = ['README.md', 'README.ko.md'].map((name) => readFileSync(join(root, name), 'utf8'));
const [english = '', korean = ''] = texts;

const allOf = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

/** Points of each section, in order. */
function points(text: string): readonly number[] {
  return text.split(/^## /m).map((section) => allOf(section, /^(- \*\*)/gm).length);
}

describe('README.ko.md says what README.md says', () => {
  it('in as many sections with as many points', () => {
    expect(points(korean)).toEqual(points(english));
  });

  it('with the same commands, in blocks and in the text', () => {
    const commands = (file: string) => commandsOf(file).map(({ text }) => text);
    expect(commands('README.ko.md')).toEqual(commands('README.md'));
    const inText = (text: string) =>
      new Set(
        allOf(text, /`((?:stagger|npm|sudo) [^`]+)`/g).map((each) => each.replace(/ [A-Z]+$| "[^"]+"$/, '')),
      );
    expect([...inText(english)].filter((each) => !inText(korean).has(each))).toEqual([]);
  });

  it('with the same links and pictures', () => {
    const links = (text: string) =>
      new Set(
        [...allOf(text, /\]\(([^)]+)\)/g), ...allOf(text, /src="([^"]+)"/g)].filter(
          (each) => !/^README/.test(each),
        ),
      );
    expect([...links(korean)].sort()).toEqual([...links(english)].sort());
  });
});
