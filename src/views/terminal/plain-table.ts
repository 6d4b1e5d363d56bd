// Tables for people at a terminal: aligned columns without borders, widths counted as terminals draw them (a Korean
// letter is two columns wide). Cells are neutralised: what a host or a file said cannot redraw the screen.

import Table from 'cli-table3';
import pc from 'picocolors';

export type Colour = 'colour' | 'plain';

export type Tone = 'good' | 'warn' | 'bad' | 'dim';

export type Cell = string | { readonly text: string; readonly tone: Tone };

// Control and format characters (bidirectional overrides among them), line separators and lone surrogates.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` with everything that could move the cursor or reorder a line written out as `\u{…}`. */
export function safeText(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** @returns lines without a final newline; an empty table is its heading alone. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  colour: Colour,
): string {
  const paint = pc.createColors(colour === 'colour');
  const tones = { good: paint.green, warn: paint.yellow, bad: paint.red, dim: paint.dim };
  const drawn = (cell: Cell): string =>
    typeof cell === 'string' ? safeText(cell) : tones[cell.tone](safeText(cell.text));
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '' };
  const table = new Table({
    chars: {
      ...none,
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(
    head.map((title) => paint.bold(title)),
    ...rows.map((row) => row.map(drawn)),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
