// Holds the import table of ARCHITECTURE.md. It counts the files it saw (an empty walk proves nothing) and is itself
// tested with planted violations.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', 'src');

type Rule = {
  readonly from: string;
  readonly mayImport: readonly string[];
  readonly npm: readonly string[] | 'any';
};

/** First match wins. `mayImport` are prefixes under src/; `SELF` is the adapter's own folder. */
const table: readonly Rule[] = [
  { from: 'core/', mayImport: ['core/'], npm: [] },
  { from: 'ports/', mayImport: ['core/', 'ports/'], npm: [] },
  {
    from: 'views/',
    mayImport: ['core/', 'views/'],
    npm: [
      'cli-table3',
      'csv-stringify',
      'echarts',
      'picocolors',
      'string-width',
      'wrap-ansi',
      '@slack/types',
    ],
  },
  {
    from: 'config/',
    mayImport: ['core/', 'config/'],
    npm: [
      'zod',
      'yaml',
      'fastest-levenshtein',
      'croner',
      'ical.js',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:crypto',
    ],
  },
  { from: 'runtime/', mayImport: ['core/', 'ports/', 'runtime/'], npm: [] },
  { from: 'adapters/', mayImport: ['core/', 'ports/', 'views/', 'SELF'], npm: 'any' },
  { from: 'cli/', mayImport: [''], npm: 'any' },
  { from: 'demo/', mayImport: [''], npm: 'any' },
  { from: 'app', mayImport: [''], npm: 'any' },
  { from: 'main.ts', mayImport: ['cli/'], npm: 'any' },
];

/** Nobody imports these but themselves (and main, cli, demo, app, which may import anything). */
const outermost = ['cli/', 'demo/', 'app', 'main.ts'];

const forbiddenInCore = [/\bDate\b/, /\bMath\.random\b/, /\bprocess\./, /\bsetTimeout\b/, /\bsetInterval\b/];

// Not after a quote or a letter: a field of the inventory is called `from`.
const importPattern = /(?<!['"\w])(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"])\/\/.*$/gm, '$1');
}

/** Violations of one file, `path` relative to src/ with forward slashes. */
function violations(path: string, source: string): readonly string[] {
  const rule = table.find(({ from }) => path.startsWith(from));
  if (rule === undefined) return [`${path}: no rule for this place`];
  const code = withoutComments(source);
  const found: string[] = [];
  const own = path.split('/').slice(0, 2).join('/') + '/';
  for (const [, specifier] of code.matchAll(importPattern)) {
    if (specifier === undefined) continue;
    if (specifier.startsWith('.')) {
      const to = normalize(join(dirname(path), specifier))
        .split(sep)
        .join('/');
      const allowed = rule.mayImport.some((prefix) => to.startsWith(prefix === 'SELF' ? own : prefix));
      if (!allowed) found.push(`${path}: imports ${to}`);
      if (
        outermost.some((place) => to.startsWith(place)) &&
        !outermost.some((place) => path.startsWith(place))
      )
        found.push(`${path}: imports ${to}, which nothing inside may import`);
    } else if (
      rule.npm !== 'any' &&
      !rule.npm.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    ) {
      found.push(`${path}: imports ${specifier}`);
    }
  }
  if (path.startsWith('core/'))
    for (const pattern of forbiddenInCore)
      if (pattern.test(code.replace(/'[^'\n]*'|`[^`]*`/g, "''")))
        found.push(`${path}: uses ${pattern.source}`);
  return found;
}

/** The files that `source` imports, relative to src/. */
function importsOf(path: string, source: string): readonly string[] {
  return [...withoutComments(source).matchAll(importPattern)].flatMap(([, specifier]) =>
    specifier?.startsWith('.') === true
      ? [
          normalize(join(dirname(path), specifier))
            .split(sep)
            .join('/'),
        ]
      : [],
  );
}

/**
 * Every import that closes a circle, as the way around it. Types count: two files that need each other are one idea in
 * two places, or share a third that has no name yet.
 */
function circles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): void => {
    const begin = way.indexOf(path);
    if (begin >= 0) found.push([...way.slice(begin), path].join(' -> '));
    if (begin >= 0 || done.has(path)) return;
    for (const next of imports.get(path) ?? []) walk(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) walk(path, []);
  return found;
}

function sourceFiles(): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

describe('the import table', () => {
  const files = sourceFiles();

  it('has no circle', () => {
    const imports = files.map(
      (path) => [path, importsOf(path, readFileSync(join(root, path), 'utf8'))] as const,
    );
    expect(imports.flatMap(([, to]) => to).length).toBeGreaterThan(files.length);
    expect(circles(new Map(imports))).toEqual([]);
    const planted = [
      ['core/a.ts', importsOf('core/a.ts', "import type { B } from './x/b.ts';")],
      ['core/x/b.ts', importsOf('core/x/b.ts', "import { a } from '../a.ts';")],
    ] as const;
    expect(circles(new Map(planted))).toEqual(['core/a.ts -> core/x/b.ts -> core/a.ts']);
  });

  it('sees the source tree', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it('is kept by every file', () => {
    expect(files.flatMap((path) => violations(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  it.each([
    ['core/campaign/decide.ts', "import { readFileSync } from 'node:fs';"],
    ['core/campaign/decide.ts', "import { z } from 'zod';"],
    ['core/campaign/decide.ts', "import type { Clock } from '../../ports/clock.ts';"],
    ['core/campaign/decide.ts', 'const now = Date.now();'],
    ['core/campaign/decide.ts', 'const seed = Math.random();'],
    ['runtime/runner.ts', "import { Kysely } from 'kysely';"],
    ['runtime/runner.ts', "import { openSsh } from '../adapters/ssh/ssh-host-control.ts';"],
    ['adapters/ssh/x.ts', "import { y } from '../sql/y.ts';"],
    ['adapters/ssh/x.ts', "import { y } from '../../runtime/y.ts';"],
    ['adapters/ssh/x.ts', "import { y } from '../../app.ts';"],
    ['views/card.ts', "import { y } from '../ports/y.ts';"],
    ['views/card.ts', "const m = await import('../adapters/slack/y.ts');"],
    ['elsewhere/x.ts', ''],
  ])('finds the planted violation in %s: %s', (path, source) => {
    expect(violations(path, source)).not.toEqual([]);
  });

  it.each([
    ['core/campaign/decide.ts', "// Date.now() is not used\nimport type { Host } from '../fleet/fleet.ts';"],
    ['adapters/ssh/x.ts', "import { Client } from 'ssh2';\nimport { y } from './y.ts';"],
  ])('lets %s do what it may', (path, source) => {
    expect(violations(path, source)).toEqual([]);
  });
});

describe('file sizes', () => {
  it('no source file is longer than 400 lines', () => {
    const long = sourceFiles()
      .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });
});
