// Tables for people at a terminal: aligned columns without borders, widths counted as terminals draw them (a Korean
// letter is two columns wide). Cells are neutralised: what a host or a file said cannot redraw the screen.

import Table from 'cli-table3';
import pc from 'picocolors';
import { visibleText } from '../text/visible-text.ts';

export type Colour = 'colour' | 'plain';

export type Tone = 'good' | 'warn' | 'bad' | 'dim';

export type Cell = string | { readonly text: string; readonly tone: Tone };

/** `text` with everything that could move the cursor or reorder a line written out as `\u{…}`. */
export const safeText = visibleText;

/** Writes a text in a tone, or as it is where there is no colour. */
export function paintFor(colour: Colour): (tone: Tone, text: string) => string {
  const { green, yellow, red, dim } = pc.createColors(colour === 'colour');
  const tones = { good: green, warn: yellow, bad: red, dim };
  return (tone, text) => tones[tone](text);
}

/** @returns lines without a final newline; an empty table is its heading alone. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  colour: Colour,
): string {
  const paint = pc.createColors(colour === 'colour');
  const toned = paintFor(colour);
  const drawn = (cell: Cell): string =>
    typeof cell === 'string' ? safeText(cell) : toned(cell.tone, safeText(cell.text));
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
