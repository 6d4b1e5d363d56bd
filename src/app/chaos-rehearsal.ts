// Chaos mode for the command line: it draws as the daemon does, on what was last observed and kept, and asks no load
// balancer. Nothing of it is recorded.

import { createNodeIdSource } from '../adapters/node/node-id-source.ts';
import type { Settings } from '../config/settings.ts';
import type { ChaosTerms } from '../core/chaos/chaos-terms.ts';
import { createChaosDrawer, type ChaosDrawer } from '../runtime/chaos-drawer.ts';
import type { Decisions } from './open-decisions.ts';

export function rehearsingDrawer(
  terms: ChaosTerms,
  { execution }: Pick<Settings, 'execution'>,
  { store, runner, snapshot, makePlan, source }: Decisions,
): ChaosDrawer {
  return createChaosDrawer({
    terms,
    store,
    ids: createNodeIdSource(),
    fleet: source,
    snapshot: () => snapshot,
    runner,
    makePlan,
    balancers: null,
    maxAgeMs: execution.maxObservationAgeMs,
  });
}
