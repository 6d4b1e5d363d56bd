// How chaos mode stands at one instant, for whoever asks: whether it is on, when it may draw, and among whom.

import type { Instant } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Part } from '../fleet/part.ts';
import type { ServiceId } from '../fleet/ids.ts';
import type { ChaosJudgement } from './candidates.ts';
import type { ChaosDraw } from './chaos-draw.ts';
import type { ChaosTerms } from './chaos-terms.ts';
import { drawTime, nextDrawAt, type DrawTime } from './draw-time.ts';

export type OptedIn = { readonly service: ServiceId; readonly parts: readonly Part[] };

export type ChaosStanding = ChaosJudgement & {
  readonly terms: ChaosTerms;
  readonly time: DrawTime;
  /** As far as the calendar goes. */
  readonly nextAt: Instant | null;
  /** The newest draw, or null. */
  readonly last: ChaosDraw | null;
};

export function chaosStanding(
  judgement: ChaosJudgement,
  given: { readonly terms: ChaosTerms; readonly now: Instant; readonly last: ChaosDraw | null },
): ChaosStanding {
  const { terms, now, last } = given;
  const lastAt = last?.openingAt ?? null;
  return {
    ...judgement,
    terms,
    last,
    time: drawTime(terms, now, lastAt),
    nextAt: nextDrawAt(terms, now, lastAt),
  };
}

/** In service order. */
export function optedInServices(fleet: Fleet): readonly OptedIn[] {
  return [...fleet.services.values()]
    .filter(({ chaos }) => chaos.length > 0)
    .map(({ id, chaos }) => ({ service: id, parts: chaos }))
    .sort((left, right) => byId(left.service, right.service));
}
