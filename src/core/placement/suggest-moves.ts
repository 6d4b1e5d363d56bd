// Which hosts to move where, so that a finding goes away and none comes.

import type { Fleet } from '../fleet/fleet.ts';
import type { PlacementAudit } from './audit.ts';
import type { Suggestion } from './move.ts';

export function suggestMoves(
  _fleet: Fleet,
  _audit: PlacementAudit,
  _options: { readonly limit: number },
): readonly Suggestion[] {
  return [];
}
