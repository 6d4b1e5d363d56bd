// The legend of a picture: each colour with its name.

import { html, type Html } from '../html-text.ts';

/** `className` is that of the shapes in the picture. */
export function swatches(entries: readonly { readonly className: string; readonly name: string }[]): Html {
  return html`<ul class="legend">
    ${entries.map(
      ({ className, name }) =>
        html`<li class="swatch">
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <rect class="${className}" width="12" height="12" /></svg
          >${name}
        </li>`,
    )}
  </ul>`;
}
