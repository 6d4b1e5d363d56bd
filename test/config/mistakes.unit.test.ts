// One file a mistake: mistakes/NAME.yaml (read together with base-inventory.yaml, or as the settings beside it if it
// is called settings-…) or a directory mistakes/NAME/ (read alone), and beside it the exact text that people get.
// To accept new texts: UPDATE_MISTAKES=1 vitest run --project unit test/config/mistakes, then read the diff.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mistakeText } from '../../src/config/mistake.ts';
import { parseInventory, type InventoryFile } from '../../src/config/parse-inventory.ts';
import { resolveInventory, type ResolvedInventory } from '../../src/config/resolve-inventory.ts';

const directory = join(import.meta.dirname, 'mistakes');
const base: InventoryFile = {
  name: 'base.yaml',
  file: 'base.yaml',
  text: readFileSync(join(import.meta.dirname, 'base-inventory.yaml'), 'utf8'),
};

function filesOf(name: string): readonly InventoryFile[] {
  const path = join(directory, name);
  if (statSync(path).isDirectory()) {
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file))
      .sort()
      .map((file) => ({ name: file, file, text: readFileSync(join(path, file), 'utf8') }));
  }
  const text = readFileSync(path, 'utf8');
  const file = name.startsWith('settings-') && name !== 'settings-in-inventory.yaml' ? 'settings.yaml' : name;
  return [base, { name: file, file, text }];
}

function resolve(files: readonly InventoryFile[]): ResolvedInventory {
  return resolveInventory(parseInventory(files), {
    directory: '.',
    absolute: (path) => `/etc/stagger/${path}`,
    sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  });
}

function textOf(files: readonly InventoryFile[]): string {
  const resolved = resolve(files);
  return resolved.kind === 'loaded'
    ? 'no mistake\n'
    : resolved.mistakes.map((mistake) => `${mistakeText(mistake)}\n`).join('');
}

const cases = readdirSync(directory).filter((name) => !name.endsWith('.expected.txt'));

describe('mistakes', () => {
  it('are many, and the base has none', () => {
    expect(cases.length).toBeGreaterThan(100);
    expect(textOf([base])).toBe('no mistake\n');
  });

  it('each has its text, and each text its mistake', () => {
    const texts = readdirSync(directory).filter((name) => name.endsWith('.expected.txt'));
    expect(texts.map((name) => name.replace('.expected.txt', ''))).toEqual(
      cases.map((name) => name.replace('.yaml', '')),
    );
  });

  it.each(cases)('%s gives exactly its text', (name) => {
    const expectedPath = join(directory, `${name.replace('.yaml', '')}.expected.txt`);
    const text = textOf(filesOf(name));
    if (process.env['UPDATE_MISTAKES'] === '1') writeFileSync(expectedPath, text);
    expect(text).toBe(existsSync(expectedPath) ? readFileSync(expectedPath, 'utf8') : '');
    expect(text).not.toBe('no mistake\n');
    expect(text).not.toContain('not-to-be-shown');
  });
});
