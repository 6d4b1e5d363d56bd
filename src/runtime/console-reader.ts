// The console's view of the daemon: what the sweeper, the store and the inventory in force say at this moment.

import type { DurationMs } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import { replay } from '../core/campaign/evolve.ts';
import { campaignHolds } from '../core/campaign/holds.ts';
import { startBlocks } from '../core/campaign/start-conditions.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { IncidentId, PersonId } from '../core/fleet/ids.ts';
import type { DatedIncidentEvent } from '../core/incident/event.ts';
import { replayIncident, type Incident } from '../core/incident/incident.ts';
import { withWaivers } from '../core/placement/waiver.ts';
import { learnedTimings } from '../core/uptime/learned-timing.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConsoleReader } from '../ports/console-reader.ts';
import type { Store } from '../ports/store.ts';
import { createAwaitedNames } from './awaited-names.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import type { FleetSource } from './fleet-source.ts';
import { createKeptCampaigns } from './kept-campaigns.ts';
import { readLeftOut } from './left-out-hosts.ts';
import { coursesUntil, type PlanMaker } from './plan-maker.ts';
import type { Sweeper } from './sweeper.ts';

export type ConsoleReaderOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly fleet: FleetSource;
  readonly sweeper: Pick<Sweeper, 'snapshot'>;
  readonly runner: Pick<CampaignRunner, 'worldFor'>;
  readonly maxAgeMs: DurationMs;
  readonly makePlan: PlanMaker;
  readonly flags: () => Promise<readonly Flag[]>;
  readonly nameOf: (person: PersonId) => string | null;
};

export function createConsoleReader(options: ConsoleReaderOptions): ConsoleReader {
  const { store, clock, fleet, sweeper, runner, maxAgeMs } = options;
  const judged = keptJudgedFleet(options);
  const campaigns = createKeptCampaigns(store);
  const names = createAwaitedNames(options.nameOf);
  return {
    maxAgeMs,
    now: () => clock.now(),
    fleet: () => fleet.current(),
    judged,
    snapshot: () => sweeper.snapshot(),
    holds: async () =>
      (await options.flags()).flatMap((flag) =>
        flag.kind === 'unknown' || (flag.kind === 'set' && flag.cause.kind !== 'incident') ? [flag] : [],
      ),
    campaigns: (limit) => campaigns.newest(limit),
    openCampaigns: () => campaigns.open(),
    campaign: async (id) => {
      const events = await store.campaignEvents(id, 0);
      const campaign = replay(events);
      return campaign === null ? null : { campaign, events };
    },
    standing: async (campaign) => {
      if (campaign.phase.kind === 'ended') return { blocks: new Map(), holds: [] };
      const world = await runner.worldFor(campaign.id);
      const waiting = [...campaign.hosts].filter(([, { stage }]) => stage.kind === 'waiting');
      const blocks = new Map(waiting.map(([id]) => [id, startBlocks(campaign, id, world)]));
      return { blocks, holds: campaignHolds(campaign, world) };
    },
    leftOut: () => readLeftOut(store),
    boots: (host) => store.boots(host),
    learned: async (host) => {
      const courses = await coursesUntil(clock.now(), store);
      return learnedTimings(fleet.current(), courses).get(host) ?? null;
    },
    planned: async () => {
      const outcome = await options.makePlan({
        requestedBy: 'daemon' as PersonId,
        selection: { kind: 'all' },
        reasons: ['overdue', 'reboot-required', 'spread', 'due-soon'],
        canary: 'none',
      });
      if (outcome.kind === 'nothing-to-do') return { report: outcome.report, steps: [] };
      return { report: outcome.document.report, steps: outcome.document.plan.steps };
    },
    incidents: async (sinceMs) => {
      const incidents: Incident[] = [];
      for (const { id } of await store.episodes({ kind: 'incident', sinceAt: clock.now() - sinceMs })) {
        const incident = await incidentOf(store, id as IncidentId);
        if (incident !== null) incidents.push(incident);
      }
      return incidents;
    },
    incident: (id) => incidentOf(store, id),
    journal: (range) => store.journal(range),
    journalHead: () => store.journalHead(),
    nameOf: names.nameOf,
    revision: async () => {
      const { seq } = await store.journalHead();
      const statuses = [...sweeper.snapshot().hosts.values()].map(
        ({ status, lastSeen }) => `${status}${lastSeen?.facts.bootId ?? ''}`,
      );
      return `${seq} ${fleet.current().digest} ${hashOf(statuses.join())} ${names.look()}`;
    },
  };
}

/** Made anew when the inventory or a waiver changes: what is remembered about a fleet is remembered by the object. */
function keptJudgedFleet({ store, clock, fleet }: ConsoleReaderOptions): () => Promise<Fleet> {
  let kept: { readonly of: Fleet; readonly waivers: string; readonly judged: Fleet } | null = null;
  return async () => {
    const given = await store.waivers(clock.now());
    const [of, waivers] = [fleet.current(), JSON.stringify(given)];
    if (kept?.of !== of || kept.waivers !== waivers) kept = { of, waivers, judged: withWaivers(of, given) };
    return kept.judged;
  };
}

async function incidentOf(store: Store, id: IncidentId): Promise<Incident | null> {
  const events = await store.episodeEvents({ kind: 'incident', id });
  return replayIncident(events as readonly DatedIncidentEvent[]);
}

/** FNV-1a: only tells one text from another, cheaply, once a second while somebody looks. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}
