// A table that scrolls by itself, for readers with a keyboard as well.

import { html, type Html, type HtmlValue } from '../html-text.ts';

export type Column = { readonly name: string; readonly kind?: 'number' };

/** One row a list; cells are text unless they are `Html`. `label` is what a screen reader calls it. */
export function scrollTable(
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${columns.map(({ name, kind }) => html`<th scope="col" class="${kind ?? 'words'}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td class="${columns[index]?.kind ?? 'words'}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
