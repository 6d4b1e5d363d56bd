// Ways to the pages of a long list. Of very many only those around the one that is shown, the first and the last.

import { html, type Html } from '../html-text.ts';
import type { Frame } from './frame.ts';

export type Pages = {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly hrefOf: (page: number) => string;
};

const AROUND = 3;

export function pager({ text }: Frame, { page, pages, hrefOf }: Pages): Html {
  const near = Array.from({ length: pages }, (_, index) => index + 1).filter(
    (one) => one === 1 || one === pages || Math.abs(one - page) <= AROUND,
  );
  return html`<ul class="chips" aria-label="${text.pages}">
    ${near.map(
      (one) => html`<li><a href="${hrefOf(one)}" aria-current="${String(one === page)}">${one}</a></li>`,
    )}
  </ul>`;
}

/** What an address says of the page: a whole number from 1, or the first one. */
export function pageOf(asked: string | undefined): number {
  const page = Number(asked ?? 1);
  return Number.isSafeInteger(page) && page >= 1 ? page : 1;
}
