// Chaos mode with the real runner, planner and drawer over a store that survives: its daemon can be ended at any moment
// and begun again on the same records.
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { Flag } from '../../src/core/campaign/input.ts';
import type { ChaosTerms } from '../../src/core/chaos/chaos-terms.ts';
import type { FleetSnapshot } from '../../src/core/fleet/snapshot.ts';
import type { LoadBalancers } from '../../src/ports/load-balancer.ts';
import type { Store } from '../../src/ports/store.ts';
import { campaignMessages } from '../../src/runtime/campaign-messages.ts';
import { createCampaignRunner } from '../../src/runtime/campaign-runner.ts';
import { createChaosDrawer } from '../../src/runtime/chaos-drawer.ts';
import { createChaosJob, type ChaosJob } from '../../src/runtime/chaos-job.ts';
import { createFleetSource } from '../../src/runtime/fleet-source.ts';
import { createPlanMaker } from '../../src/runtime/plan-maker.ts';
import { createProposer, type Proposer } from '../../src/runtime/proposer.ts';
import { chaosSpec, chaosTerms, seenUp } from './chaos-fleet.ts';
import { buildFleet, type FleetSpec } from './fleet-builder.ts';
import { createHandClock } from './hand-clock.ts';
import { newSha256, sha256Hex } from './plan-maker.ts';
import { planningNow } from './planning-fleet.ts';
import { silentLog } from './silent-log.ts';

export type ChaosStage = ReturnType<typeof chaosStage>;

export function chaosStage<Kept extends Store>(
  store: Kept,
  options: { readonly spec?: FleetSpec; readonly startAt?: number } = {},
) {
  const clock = createHandClock(options.startAt ?? planningNow);
  const fleet = createFleetSource(buildFleet(options.spec ?? chaosSpec), sha256Hex);
  let count = 0;
  let flags: readonly Flag[] = [];
  let seat: Awaited<ReturnType<LoadBalancers['read']>> = {
    kind: 'state',
    state: { admin: 'ready', weight: 100, sessions: 0, status: 'UP', requests: 0, errors: 0 },
  };
  const ids = { next: () => `id${(count += 1)}`, fraction: () => 0, sha256Hex, newSha256 };
  const maxAgeMs = 15 * MINUTE_MS;
  /** Everybody answers all the time. */
  const snapshot = (): FleetSnapshot => {
    const seen = seenUp([...fleet.current().hosts.keys()]);
    const now = clock.now();
    return {
      takenAt: now,
      hosts: new Map(
        [...seen.hosts].map(([id, view]) => [
          id,
          { ...view, lastSeen: view.lastSeen && { ...view.lastSeen, at: now } },
        ]),
      ),
    };
  };
  const runner = createCampaignRunner({
    store,
    clock,
    log: silentLog,
    fleet,
    statuses: () => new Map([...fleet.current().hosts.keys()].map((id) => [id, 'up'])),
    snapshot,
    flags: () => Promise.resolve(flags),
    messagesFor: (campaign, events, first) => campaignMessages('C1', campaign, events, first),
    onEffects: () => undefined,
    onMessages: () => undefined,
  });
  const makePlan = createPlanMaker({
    store,
    clock,
    ids,
    log: silentLog,
    fleet,
    snapshot,
    openCampaigns: runner.openCampaigns,
    leftOut: runner.leftOut,
    maxAgeMs,
  });
  const approval = { needed: 1, requesterMayApprove: false, expiresAfterMs: 24 * 60 * MINUTE_MS };
  const proposer = createProposer({ runner, clock, ids, fleet, approval });
  const running: ChaosJob[] = [];
  return {
    store,
    clock,
    runner,
    fleet,
    proposer,
    setFlags: (...next: readonly Flag[]) => void (flags = next),
    setSeat: (next: typeof seat) => void (seat = next),
    /** Begins a daemon's chaos mode; `propose` is its way to ask for approval. */
    begin: (terms: Partial<ChaosTerms> = {}, propose: Proposer = proposer): ChaosJob => {
      const parts = { terms: { ...chaosTerms, ...terms }, store, clock, ids, runner };
      const balancers = { read: () => Promise.resolve(seat) };
      const drawer = createChaosDrawer({ ...parts, fleet, snapshot, makePlan, balancers, maxAgeMs });
      const more = { drawer, log: silentLog, propose, channel: 'C1', onMessages: () => undefined };
      const job = createChaosJob({ ...parts, ...more });
      running.push(job);
      void job.run();
      return job;
    },
    end: () => {
      for (const job of running) job.stop();
    },
  };
}
