// Where packing puts a host of a plan, and what it is asked.

import type { BudgetIndex } from './budget-index.ts';
import type { WaitReason } from './plan.ts';
import type { Roster } from './roster.ts';

export type WavePlace = {
  /** 1-based. */
  readonly wave: number;
  /** Why it is not in the wave before; empty in the first wave. */
  readonly waits: readonly WaitReason[];
};

export type PackingQuestion = {
  /** Each of its hosts may go down when nothing of the plan is in flight. */
  readonly roster: Roster;
  readonly index: BudgetIndex;
  /** Numbers of the hosts that are down for other reasons. */
  readonly absent: readonly number[];
};
