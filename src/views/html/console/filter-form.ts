// Filters of a page as a form whose address says all of it: it works without a script, can be shared, and the back
// button takes it back.

import { html, type Html } from '../html-text.ts';
import type { Frame } from './frame.ts';

export type Choice = {
  /** In the address. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, shown: string])[];
  readonly chosen: string | null;
};

/** `kept` goes along unseen: what else the address says. */
export function filterForm(
  { text }: Frame,
  action: string,
  choices: readonly Choice[],
  kept: Readonly<Record<string, string | null>> = {},
): Html {
  const isFiltered = choices.some(({ chosen }) => chosen !== null);
  return html`<form class="filter" method="get" action="${action}">
    ${choices.map(
      ({ name, label, options, chosen }) =>
        html`<label
          >${label}
          <select name="${name}">
            <option value="">${text.all}</option>
            ${options.map(
              ([value, shown]) =>
                html`<option value="${value}" ${value === chosen ? selected : null}>${shown}</option>`,
            )}
          </select></label
        >`,
    )}
    ${Object.entries(kept).map(([name, value]) =>
      value === null ? null : html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button>${text.show}</button>
    ${isFiltered ? html`<a href="${withQuery(action, kept)}">${text.clearFilter}</a>` : null}
  </form>`;
}

const selected = html`selected`;

/** `path?a=1&b=2` of what is not null. */
export function withQuery(path: string, given: Readonly<Record<string, string | number | null>>): string {
  const query = Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** Names as options that show themselves. */
export function asOptions(names: Iterable<string>): readonly (readonly [string, string])[] {
  return [...names].sort().map((name) => [name, name] as const);
}
