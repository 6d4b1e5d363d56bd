// Addresses inside the console that more than one page gives.

import type { FailureDomain } from '../../../core/fleet/fleet.ts';
import { domainText } from '../../../core/placement/domain-text.ts';

/** The what-if of losing all of `domains`; without any, the page where one chooses. */
export function whatIfHref(domains: readonly FailureDomain[]): string {
  const query = domains.map((domain) => `lose=${encodeURIComponent(domainText(domain))}`).join('&');
  return query === '' ? '/what-if' : `/what-if?${query}`;
}
