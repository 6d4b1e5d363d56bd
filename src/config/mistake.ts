// One mistake in the inventory or the settings: where it stands, what it is, what was found and what was expected,
// and what to do. Its text is one line, safe for a terminal whatever the file held.

/** A position in a file; line and column count from 1, columns in UTF-16 code units as editors do. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

export type Mistake = {
  readonly place: Place;
  readonly what: string;
  readonly found: string | null;
  readonly expected: string | null;
  readonly hint: string | null;
};

/** Where mistakes are collected, so that all of them are reported at once. */
export type Report = (mistake: {
  readonly place: Place;
  readonly what: string;
  readonly found?: string | null;
  readonly expected?: string | null;
  readonly hint?: string | null;
}) => void;

/** A report that appends to `mistakes`. */
export function reportInto(mistakes: Mistake[]): Report {
  return ({ place, what, found = null, expected = null, hint = null }) =>
    mistakes.push({ place, what, found, expected, hint });
}

/** The first place of a file: for mistakes of the file as a whole. */
export function startOf(file: string): Place {
  return { file, line: 1, column: 1 };
}

// Control characters, format characters (bidirectional overrides among them), line and paragraph separators and lone
// surrogates could redraw or reorder a terminal line.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` with every character that could disturb a terminal written as `\u{…}`. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const foundLimit = 60;

/** A found value as people wrote it: quoted if it is text, named if it is a collection, cut if it is long. */
export function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (typeof value !== 'string') return String(value);
  const characters = [...value];
  return characters.length <= foundLimit
    ? `"${printable(value)}"`
    : `"${printable(characters.slice(0, foundLimit).join(''))}…" (${characters.length} characters)`;
}

/** `12:3` of its file, for naming a second place in a text. */
export function placeText(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

/** `file:line:column: what, found X, expected Y, hint: Z`, on one line. */
export function mistakeText({ place, what, found, expected, hint }: Mistake): string {
  const parts = [
    `${placeText(place)}: ${what}`,
    ...(found === null ? [] : [`found ${found}`]),
    ...(expected === null ? [] : [`expected ${expected}`]),
    ...(hint === null ? [] : [`hint: ${hint}`]),
  ];
  return printable(parts.join(', '));
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The mistakes in file, line and column order, each once. */
export function inReadingOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  const distinct = new Map(mistakes.map((mistake) => [mistakeText(mistake), mistake]));
  return [...distinct]
    .sort(
      ([textA, { place: a }], [textB, { place: b }]) =>
        byText(a.file, b.file) || a.line - b.line || a.column - b.column || byText(textA, textB),
    )
    .map(([, mistake]) => mistake);
}
