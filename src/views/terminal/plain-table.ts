// Tables for people at a terminal: aligned columns without borders, widths counted as terminals draw them (a Korean
// letter is two columns wide). Cells are neutralised: what a host or a file said cannot redraw the screen.

import Table from 'cli-table3';
import pc from 'picocolors';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
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
 * A table that would rather go without some of its columns than break its lines: `expendable` names them, the first to go
 * first. What went is said below it; where too little would be left, the table is as `plainTable` makes it.
 */
export function tersePlainTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { paper, expendable }: { readonly paper: Paper; readonly expendable: readonly string[] },
): string {
  const { columns } = paper;
  if (columns === null) return plainTable(head, rows, paper);
  for (let gone = 0; gone <= expendable.length; gone += 1) {
    const without = expendable.slice(0, gone);
    const kept = head.flatMap((title, column) => (without.includes(title) ? [] : [column]));
    const pick = <One>(cells: readonly One[]): readonly One[] =>
      kept.flatMap((column) => cells.slice(column, column + 1));
    const [shownHead, shownRows] = [pick(head), rows.map(pick)];
    if (fittingWidths(shownHead, shownRows, columns) !== null) continue;
    const table = plainTable(shownHead, shownRows, paper);
    if (gone === 0) return table;
    const note = `Not shown at ${columns} columns: ${without.join(', ')} (--json has them).`;
    return `${table}\n\n${wrapAnsi(note, columns)}`;
  }
  return plainTable(head, rows, paper);
}

/**
 * Stays within the paper's columns by breaking the widest cells over several lines, and where even whole words do not
 * fit side by side by one block a row: nothing is left out, and no date or name is broken.
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
  if (widths === 'too narrow')
    return rowBlocks(
      head,
      rows.map((row) => row.map(drawn)),
      columns ?? Infinity,
    );
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
    ...(widths === null ? {} : { colWidths: [...widths] }),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(
    head.map((title) => paint.bold(title)),
    ...rows.map((row) =>
      row.map((cell, column) =>
        // Broken here: the table's own way counts neither wide letters nor colours, and cuts a word that is too long.
        widths === null ? drawn(cell) : wrapAnsi(drawn(cell), widths[column] ?? 1, { hard: true }),
      ),
    ),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const gap = 2;

const textOf = (cell: Cell | undefined): string =>
  safeText(typeof cell === 'object' ? cell.text : (cell ?? ''));

const widest = (parts: readonly string[]): number => Math.max(0, ...parts.map((part) => stringWidth(part)));

/** Widths of the columns, the widest made narrower until all fit; null where they fit as they are. */
function fittingWidths(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  columns: number,
): readonly number[] | 'too narrow' | null {
  const room = columns - gap * (head.length - 1);
  const most = (split: RegExp): number[] =>
    head.map((title, column) =>
      rows.reduce(
        (most, row) => Math.max(most, widest(textOf(row[column]).split(split))),
        // A title is never broken.
        stringWidth(title),
      ),
    );
  const lines = most(/\n/);
  if (sum(lines) <= room) return null;
  const words = most(/\s+/);
  return sum(words) <= room ? narrowed(lines, words, room) : 'too narrow';
}

/** A block a row: its first cell, and under it every other with its title. */
function rowBlocks(head: readonly string[], rows: readonly (readonly string[])[], columns: number): string {
  const lines = rows.flatMap((cells) =>
    cells.flatMap((cell, column) => {
      if (cell.trim() === '') return [];
      const title = head[column] ?? '';
      if (column === 0) return [wrapAnsi(cell, columns, { hard: true })];
      const text = title === '' ? cell : `${title}: ${cell}`;
      return [`  ${wrapAnsi(text, columns - 4, { hard: true }).replaceAll('\n', '\n    ')}`];
    }),
  );
  return lines.join('\n');
}

/** Takes from the widest column that is above its least until all fit, or none can give more. */
function narrowed(from: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...from];
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const spare = widths.map((width, column) => (width > (least[column] ?? 0) ? width : 0));
    const most = Math.max(...spare);
    if (most === 0) break;
    widths[spare.indexOf(most)] = most - 1;
  }
  return widths;
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}
