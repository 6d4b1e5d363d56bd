// Addresses inside the console that more than one page gives.

import type { FailureDomain } from '../../../core/fleet/fleet.ts';
import { domainText } from '../../../core/placement/domain-text.ts';
import { html, type Html } from '../html-text.ts';

/** The what-if of losing all of `domains`; without any, the page where one chooses. */
export function whatIfHref(domains: readonly FailureDomain[]): string {
  const query = domains.map((domain) => `lose=${encodeURIComponent(domainText(domain))}`).join('&');
  return query === '' ? '/what-if' : `/what-if?${query}`;
}

export function hostLink(id: string): Html {
  return html`<a href="/hosts/${encodeURIComponent(id)}">${id}</a>`;
}

export function campaignLink(id: string): Html {
  return html`<a href="/campaigns/${encodeURIComponent(id)}">${id}</a>`;
}

/** `a, b, c`, each as `link` gives it. */
export function joined(items: readonly Html[]): Html {
  return html`${items.map((item, index) => (index === 0 ? item : html`, ${item}`))}`;
}
