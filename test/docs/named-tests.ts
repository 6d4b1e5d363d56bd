// Whether a test that a document or a table names is really there: by its file and its title.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const tests = join(import.meta.dirname, '..');

/** Why the test is not there, in words; null if it is. */
export function missingTest(file: string, title: string): string | null {
  const path = join(tests, file);
  if (!file.endsWith('.test.ts') || !existsSync(path)) return `${file}: no such test file`;
  const text = readFileSync(path, 'utf8');
  // A title may be broken over lines by nobody: it is one literal, of a test or of a table that tests are made from.
  const literals = [`'${title}'`, `"${title}"`, `\`${title}\``];
  if (!literals.some((literal) => text.includes(literal))) return `${file}: no test is called "${title}"`;
  if (/\b(it|describe|test)\.(skip|todo|only)\b/.test(text)) return `${file}: has tests that do not run`;
  return null;
}

/** The cells of every row of the first table under `heading`, without the head of the table. */
export function tableRows(markdown: string, heading: string): readonly (readonly string[])[] {
  const [, under = ''] = `\n${markdown}`.split(`\n${heading}\n`);
  const lines = under.split('\n');
  const from = lines.findIndex((line) => line.startsWith('|'));
  const until = lines.findIndex((line, index) => index > from && !line.startsWith('|'));
  const rows = lines.slice(from + 2, until === -1 ? undefined : until);
  return rows.map((row) =>
    row
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}
