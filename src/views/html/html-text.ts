// HTML whose values are escaped by construction: `html` is the way to make an `Html`, and everything put into it
// that is not `Html` itself is text.

import { paletteCss } from '../palette.ts';
import type { ChartSvg } from '../charts/page-chart.ts';
import { visibleText } from '../text/visible-text.ts';

/** Markup that may be put into markup as it is. */
export class Html {
  readonly markup: string;

  /** Only the functions of this file call this. */
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Untrusted text for element content and for quoted attribute values. */
export function htmlText(untrusted: string): string {
  return visibleText(untrusted).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return htmlText(value);
  if (typeof value === 'number') return String(value);
  return value.map(markupOf).join('');
}

/** A template of markup. Values are text unless they are `Html`; lists are joined and null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(
    parts.map((part, index) => (index === 0 ? part : markupOf(values[index - 1] ?? null) + part)).join(''),
  );
}

/** A style sheet. It takes no values: nothing from an inventory belongs into one. */
export function css(sheet: TemplateStringsArray): Html {
  return new Html(sheet.join(''));
}

/** The palette's roles, for a page that is one file. */
export function palette(): Html {
  return new Html(paletteCss());
}

/** A chart as it was drawn. */
export function picture(svg: ChartSvg): Html {
  return new Html(svg);
}
