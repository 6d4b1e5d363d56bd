// A table that scrolls by itself, for readers with a keyboard as well.

import { html, type Html, type HtmlValue } from '../html-text.ts';

export type Column = {
  readonly name: HtmlValue;
  readonly kind?: 'number';
  /** Where a phone stacks the table, this stands before the cell, and the cell at the row's end. */
  readonly cue?: string;
};

export type Row = readonly HtmlValue[] | { readonly cells: readonly HtmlValue[]; readonly className: 'past' };

/** One row a list; cells are text unless they are `Html`. `label` is what a screen reader calls it. */
export function scrollTable(label: string, columns: readonly Column[], rows: readonly Row[]): Html {
  return tableIn('scroll', label, { columns, rows });
}

/** For rows of sentences: on a phone the cells of a row stand below each other, and nothing is out of sight. */
export function stackingTable(label: string, columns: readonly Column[], rows: readonly Row[]): Html {
  return tableIn('scroll stacking', label, { columns, rows });
}

function tableIn(
  className: 'scroll' | 'scroll stacking',
  label: string,
  { columns, rows }: { readonly columns: readonly Column[]; readonly rows: readonly Row[] },
): Html {
  return html`<div class="${className}" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${columns.map(({ name, kind }) => html`<th scope="col" ${kindOf(kind)}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => {
          const cells = 'cells' in row ? row.cells : row;
          return html`<tr${'cells' in row ? html` class="${row.className}"` : null}>${cells.map((cell, index) => html`<td${kindOf(columns[index]?.kind)}${cueOf(columns[index]?.cue)}>${cell}</td>`)}</tr>
`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** Most cells are words: the table of a large fleet says it only of the others. */
function kindOf(kind: Column['kind']): Html | null {
  return kind === undefined ? null : html` class="${kind}"`;
}

function cueOf(cue: Column['cue']): Html | null {
  return cue === undefined ? null : html` data-cue="${cue}"`;
}

/** For a page that has nothing to show yet. */
export function emptyNote(message: string): Html {
  return html`<p class="empty">${message}</p>`;
}
