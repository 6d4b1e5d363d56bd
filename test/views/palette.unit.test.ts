// Every pair of colours that a page writes with can be read, in the light and in the dark, and no style sheet brings a
// colour of its own.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { colourOf, markedOn, paletteCss, writtenOn, type Role } from '../../src/views/palette.ts';

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

it('the measure is that of WCAG', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(['light', 'dark'] as const)('in the %s', (scheme) => {
  const ratio = ([ink, ground]: readonly [Role, Role]): number =>
    contrast(colourOf(ink, scheme), colourOf(ground, scheme));

  it.each(writtenOn)('%s on %s can be read', (ink, ground) => {
    expect(ratio([ink, ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(markedOn)('%s on %s can be seen', (mark, ground) => {
    expect(ratio([mark, ground])).toBeGreaterThanOrEqual(3);
  });
});

describe.each([
  'src/adapters/http/assets/console.css',
  'src/adapters/http/assets/content.css',
  'src/adapters/http/assets/pictures.css',
  'src/demo/workspace/page.css',
  'src/views/html/audit-page.ts',
])('%s', (path) => {
  const sheet = readFileSync(path, 'utf8');
  /** The palette's, and what the sheets set themselves: lengths, and the mark of an age. */
  const set = [...(paletteCss() + sheet).matchAll(/(--[a-z-]+):/g)].map(([, name]) => name);
  const known = new Set([...set, '--gap', '--round']);

  it('names roles of the palette only', () => {
    const named = [...sheet.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('brings no colour of its own', () => {
    // People's pictures in the workspace are as many colours as there are people.
    const rules = sheet.replace(/\.avatar[^{]*\{[^}]*\}/g, '');
    expect(rules.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl/gi)).toBeNull();
  });
});
