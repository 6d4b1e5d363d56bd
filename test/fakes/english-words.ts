// Finds English sentences in what is read in Korean. Names, ids, commands, data of the journal and quotations are none: they
// stand in code spans, have a digit or a sign in them, or belong to the samples (`quoted`).
import { expect } from 'vitest';
import { sampleFleet } from './sample-fleet.ts';

const fleet = sampleFleet();

/** Words that Korean operators use as they are. */
const usual = new Set(
  (
    'Stagger Slack SSH systemd sudo root visudo ALL NOPASSWD HAProxy Redis MySQL UTC GMT CPU TCP HTTP ID PID ' +
    'primary replica read MiB KiB GiB GB ms DTSTART RDATE UNTIL VCALENDAR VEVENT stagger degraded Debian GNU Linux URL JSON CSV App Home SARIF YAML OK AZ DST IP DB OS KST D T ics v s x min'
  ).split(' '),
);

/** What people said in the samples. What programs say stands between quotation marks. */
const quoted = [
  'the rack is gone',
  'not tonight',
  'release day',
  'Ann &lt;Kim&gt;',
  'a new rack arrives &lt;!channel&gt; in May',
];

const names = new Set([
  ...[...fleet.services.keys()],
  ...[...fleet.services.values()].flatMap(({ owner }) => owner ?? []),
  ...[...fleet.hosts.keys()],
  ...['store', 'search', 'data', 'web', 'dba', 'batch', 'replication', 'answers', 'storage'],
]);

/** The English words of what people read, without what is data. */
export function englishIn(shown: string): readonly string[] {
  let rest = shown;
  for (const said of quoted) rest = rest.replaceAll(said, ' ');
  rest = rest
    .replace(/`[^`]*`/g, ' ')
    .replace(/“[^”]*”|"[^"]*"/g, ' ')
    .replace(/<[!@#][^>]*>/g, ' ')
    .replace(/stagger(?: [a-z][a-z-]*)+/g, ' ')
    .replace(/\S+ ALL=.*/g, ' ')
    .replace(/(.)\1{9,}/g, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/:[a-z_]+:/g, ' ')
    // Names and paths have a digit, a hyphen, a dot, a slash, a colon or an underscore in them.
    .replace(/[\w.:/@-]*[\d_./:@-][\w.:/@-]*/g, ' ');
  const words = rest.match(/[A-Za-z][A-Za-z’']+/g) ?? [];
  return [...new Set(words)].filter((word) => !usual.has(word) && !names.has(word));
}

/** Everything of Block Kit that is read. */
function readIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(readIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): readonly string[] =>
    typeof inner === 'string' ? (['text', 'title', 'alt_text'].includes(key) ? [inner] : []) : readIn(inner),
  );
}

export const expectKorean = (what: string, shown: unknown): void => {
  const found = readIn(shown).flatMap((line) => {
    const english = englishIn(line);
    return english.length === 0 ? [] : [`${english.join(' ')} | ${line}`];
  });
  expect([...new Set(found)], what).toEqual([]);
};
