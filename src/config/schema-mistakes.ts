// From a zod issue to a mistake with its place: what was found there, what was expected, and the nearest key or word.

import type { z } from 'zod';
import { listedNames, nearestName } from './known-names.ts';
import { foundText, type Place, type Report } from './mistake.ts';
import { keyPlaceIn, placeIn, plainValue, type YamlTree } from './yaml-tree.ts';

/** One entry of a section, as it stands in its file. */
export type Source = {
  /** `host web-01`, as people read it. */
  readonly subject: string;
  /** Where the entry's own key stands. */
  readonly keyPlace: Place;
  readonly tree: YamlTree;
};

type Issue = z.core.$ZodIssue;

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

function what(subject: string, path: readonly PropertyKey[]): string {
  return path.length === 0 ? subject : `${subject}: ${pathText(path)}`;
}

function isAboutKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

/** The issues of the one branch of a union that the value meant, or null if that cannot be told. */
function meantBranch(issue: Issue): readonly Issue[] | null {
  if (issue.code !== 'invalid_union') return null;
  const branches = issue.errors.filter((issues) => !issues.some(isAboutKind));
  const [meant] = branches;
  if (meant === undefined || branches.length !== 1) return null;
  // A leaf that has the right kind and the wrong value is told by the union's own words.
  if (meant.every(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys')) return null;
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Reports `issues` of `source`. `secretPaths` are fields whose content is never shown. */
export function reportIssues(
  issues: readonly Issue[],
  source: Source,
  report: Report,
  secretPaths: ReadonlySet<string> = new Set(),
): void {
  const plain = plainValue(source.tree);
  for (const issue of issues) {
    const meant = meantBranch(issue);
    if (meant !== null) {
      reportIssues(meant, source, report, secretPaths);
      continue;
    }
    const [expected = '', hint = null] = issue.message.split('\n');
    if (issue.code === 'unrecognized_keys') {
      const known = expected.split(', ');
      for (const key of issue.keys) {
        const nearest = nearestName(key, known);
        report({
          place: keyPlaceIn(source.tree, [...issue.path, key]),
          what: `${what(source.subject, issue.path)}: unknown key ${foundText(key)}`,
          expected: `one of ${listedNames(key, known)}`,
          hint: nearest === null ? null : `did you mean "${nearest}"?`,
        });
      }
      continue;
    }
    const input = valueAt(plain, issue.path);
    if (input === undefined) {
      const parent = issue.path.slice(0, -1);
      const place = parent.length === 0 ? source.keyPlace : keyPlaceIn(source.tree, parent);
      report({ place, what: `${what(source.subject, issue.path)} is missing`, expected, hint });
      continue;
    }
    const secret =
      [...secretPaths].some((path) => pathText(issue.path).startsWith(path)) ||
      issue.path.includes('password') ||
      // A URL with a user name in it has a password in it.
      (typeof input === 'string' && /:\/\/[^/]*@/.test(input));
    report({
      place: placeIn(source.tree, issue.path),
      what: what(source.subject, issue.path),
      found: secret && typeof input === 'string' ? 'text (not shown)' : foundText(input),
      expected,
      hint,
    });
  }
}
