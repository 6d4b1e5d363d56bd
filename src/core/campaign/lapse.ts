// Until when an approval is good. Bounded on both sides: a plan that was asked for while the clock was ahead would
// otherwise be good for as long as the clock was wrong, and one that comes from the future is as good as none.

import { HOUR_MS, type DurationMs, type Instant } from '../brand.ts';
import type { Campaign } from './state.ts';

/** A clock that is set right by less than this leaves what was asked for just now alone. */
const FROM_THE_FUTURE_MS: DurationMs = HOUR_MS;

/** True once nothing may start by the campaign's approvals any more. */
export function hasLapsed(
  { proposedAt, edits, expiresAt }: Pick<Campaign, 'proposedAt' | 'edits' | 'expiresAt'>,
  now: Instant,
): boolean {
  const askedAt = edits.at(-1)?.at ?? proposedAt;
  return now >= expiresAt || now < askedAt - FROM_THE_FUTURE_MS;
}
