// What is kept of a draw: enough to replay it (seed and tickets), and to tell what came of it. It is in the journal
// before anybody reads of it.

import type { DurationMs, Instant } from '../brand.ts';
import type { CampaignId, HostId } from '../fleet/ids.ts';
import type { WorstMoment } from '../planning/worst-moment.ts';
import type { ChaosLeash } from './chaos-terms.ts';

/** A host in the urn. */
export type Ticketed = { readonly host: HostId; readonly tickets: number };

export type ChaosDraw = {
  /** The opening of the working hours that it belongs to: an opening has at most one. Names it. */
  readonly openingAt: Instant;
  readonly at: Instant;
  readonly leash: ChaosLeash;
  readonly seed: string;
  readonly host: HostId;
  /** The urn, in host order: with `seed` it gives `host` again. */
  readonly urn: readonly Ticketed[];
  readonly uptimeMs: DurationMs;
  /** How long the reboot is expected to take. */
  readonly expectedMs: DurationMs;
  /** What the reboot would do to each service, most endangered first. */
  readonly worst: readonly WorstMoment[];
  /** The campaign that it becomes, named before it is proposed; null on the leash `report`. */
  readonly campaign: CampaignId | null;
};
