// Tables for people at a terminal: aligned columns without borders, widths counted as terminals draw them (a Korean
// letter is two columns wide). Cells are neutralised: what a host or a file said cannot redraw the screen.

import Table from 'cli-table3';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { visibleText } from '../text/visible-text.ts';

export type Colour = 'colour' | 'plain';

/** What a text is drawn on. */
export type Paper = {
  readonly colour: Colour;
  /** Of the terminal; null where there is none: a table is then as wide as it wants. */
  readonly columns: number | null;
};

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

/**
 * Stays within the paper's columns by breaking the widest cells over several lines: nothing is left out.
 * @returns lines without a final newline; an empty table is its heading alone.
 */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { colour, columns }: Paper,
): string {
  const paint = pc.createColors(colour === 'colour');
  const toned = paintFor(colour);
  const drawn = (cell: Cell): string =>
    typeof cell === 'string' ? safeText(cell) : toned(cell.tone, safeText(cell.text));
  const widths = columns === null ? null : fittingWidths(head, rows, columns);
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
    ...(widths === null ? {} : { colWidths: [...widths], wordWrap: true, wrapOnWordBoundary: true }),
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

const gap = 2;
/** Narrower than this a cell says nothing any more. */
const leastColumn = 8;

function cellWidth(cell: Cell): number {
  const text = safeText(typeof cell === 'string' ? cell : cell.text);
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** Widths of the columns, the widest made narrower until all fit; null where they fit as they are. */
function fittingWidths(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number,
): readonly number[] | null {
  const widths = head.map((title, column) =>
    rows.reduce((widest, row) => Math.max(widest, cellWidth(row[column] ?? '')), stringWidth(title)),
  );
  let over = widths.reduce((sum, each) => sum + each, gap * (head.length - 1)) - width;
  if (over <= 0) return null;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= leastColumn) break;
    widths[widths.indexOf(widest)] = widest - 1;
    over -= 1;
  }
  return widths;
}
