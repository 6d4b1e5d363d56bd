// Chaos mode in the daemon. A draw is in the journal before anybody is told or asked, so a crash in between neither draws
// again nor asks twice: the journal's newest draw says what is still to be done. What it asks for is a campaign like any
// other, and nothing here can approve one.

import { MINUTE_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { Opening } from '../core/calendar/opening.ts';
import { eligibleHosts } from '../core/chaos/candidates.ts';
import type { ChaosDraw, Ticketed } from '../core/chaos/chaos-draw.ts';
import { chaosMode, type ChaosTerms } from '../core/chaos/chaos-terms.ts';
import { DRAWS_KEPT_MS, drawTime } from '../core/chaos/draw-time.ts';
import { drawNote } from '../core/chaos/draw-host.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { CheckedPlan } from '../core/planning/checked-plan.ts';
import type { PlanDocument } from '../core/planning/plan.ts';
import { worstMoments } from '../core/planning/worst-moment.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Log } from '../ports/log.ts';
import type { Store, WantedMessage } from '../ports/store.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';
import type { ChaosDrawer } from './chaos-drawer.ts';
import type { Proposer } from './proposer.ts';

export type ChaosJobOptions = {
  readonly terms: ChaosTerms;
  readonly drawer: ChaosDrawer;
  readonly store: Pick<Store, 'chaosDraws' | 'appendFleetEvent'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly runner: Pick<CampaignRunner, 'campaign'>;
  readonly propose: Proposer;
  readonly channel: string;
  readonly onMessages: () => void;
};

export type ChaosJob = {
  /** Runs until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

/** Whatever holds a draw back may end: it is looked for again so often, as long as the hours last. */
const LOOK_EVERY_MS: DurationMs = 5 * MINUTE_MS;

export function createChaosJob(options: ChaosJobOptions): ChaosJob {
  const { terms, drawer, store, clock, ids, log } = options;
  const stopping = new AbortController();

  const look = async (): Promise<void> => {
    const now = clock.now();
    if (drawTime(terms, now, null).kind === 'outside-hours') return;
    const last = (await store.chaosDraws(now - DRAWS_KEPT_MS))[0] ?? null;
    const time = drawTime(terms, now, last?.openingAt ?? null);
    if (time.kind === 'open') return draw(time.opening);
    if (time.kind === 'drawn-lately' && last?.openingAt === time.opening.fromAt)
      await finish(last, time.opening);
  };

  const draw = async (opening: Opening): Promise<void> => {
    const { holds, hosts } = await drawer.judge();
    const urn = eligibleHosts({ holds, hosts });
    if (urn.length === 0) return log.debug('chaos mode draws nobody now', { holds: holds.map(kindOf) });
    const seed = ids.next();
    const outcome = await drawer.draw(urn, seed, opening);
    for (const { host, objections } of outcome.wentBack)
      log.info('a drawn host went back', { host, objections: objections.map(kindOf) });
    if (outcome.drawn === null) return;
    const { document } = outcome.drawn;
    const campaign = terms.leash === 'propose' ? (ids.next() as CampaignId) : null;
    const drawn = drawOf(document, { opening, at: clock.now(), seed, urn: outcome.urn, terms, campaign });
    if (drawn === null) return;
    await store.appendFleetEvent({
      at: drawn.at,
      actor: daemon,
      event: { kind: 'chaos-drawn', draw: drawn },
      messages: campaign === null ? [message(drawn)] : [],
    });
    log.info('chaos mode drew a host', { host: drawn.host, leash: drawn.leash, seed });
    if (campaign === null) options.onMessages();
    else await ask(document, campaign, opening);
  };

  /** A draw that was to become a campaign and did not: the daemon died in between. The same host, or nobody. */
  const finish = async (last: ChaosDraw, opening: Opening): Promise<void> => {
    const { campaign, seed, host } = last;
    if (campaign === null || terms.leash !== 'propose') return;
    if ((await options.runner.campaign(campaign)) !== null) return;
    const urn = eligibleHosts(await drawer.judge()).filter((each) => each.host === host);
    const { drawn } = await drawer.draw(urn, seed, opening);
    if (drawn === null) return log.info('what was drawn cannot go any more', { host });
    const report = { ...drawn.document.report, draw: drawNote(last.urn, host, seed) };
    await ask({ ...drawn.document, report }, campaign, opening);
  };

  const ask = async (document: CheckedPlan, campaign: CampaignId, { untilAt }: Opening): Promise<void> => {
    await options.propose(document, chaosMode, { as: campaign, untilAt });
  };

  const message = (drawn: ChaosDraw): WantedMessage => ({
    key: `chaos/${drawn.openingAt}`,
    channel: options.channel,
    subject: { kind: 'chaos-draw', openingAt: drawn.openingAt },
  });

  return {
    run: async () => {
      while (!stopping.signal.aborted) {
        try {
          await look();
        } catch (error) {
          log.error('chaos mode could not look', {
            error: error instanceof Error ? error.message : String(error),
          });
        }
        await clock.sleep(LOOK_EVERY_MS, stopping.signal);
      }
    },
    stop: () => stopping.abort(),
  };
}

function kindOf({ kind }: { readonly kind: string }): string {
  return kind;
}

function drawOf(
  { plan }: PlanDocument,
  given: {
    readonly opening: Opening;
    readonly at: Instant;
    readonly seed: string;
    readonly urn: readonly Ticketed[];
    readonly terms: ChaosTerms;
    readonly campaign: CampaignId | null;
  },
): ChaosDraw | null {
  const [step] = plan.steps;
  if (step === undefined) return null;
  const { opening, at, seed, urn, terms, campaign } = given;
  return {
    openingAt: opening.fromAt,
    at,
    leash: terms.leash,
    seed,
    host: step.host,
    urn,
    uptimeMs: step.uptimeMs,
    expectedMs: step.timing.expectedMs,
    worst: worstMoments(plan),
    campaign,
  };
}
