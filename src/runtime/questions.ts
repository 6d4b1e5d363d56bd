// Answers what people ask in chat and shows them their Home. It reads the fleet, the picture and the store, and writes
// nothing.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId, HostId, PersonId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import { buildHome, type HomeView } from '../core/home/home-view.ts';
import { auditPlacement } from '../core/placement/audit.ts';
import type { PlanOutcome } from '../core/planning/planner.ts';
import { sinceAt } from '../core/question/answer-history.ts';
import { answerQuestion, factsFor } from '../core/question/answer-question.ts';
import type { QuestionWorld } from '../core/question/question-world.ts';
import type { Answer } from '../core/question/answer.ts';
import { findName } from '../core/question/find-name.ts';
import { parseQuestion } from '../core/question/parse-question.ts';
import type { Audience, NearestName, Question } from '../core/question/question.ts';
import { bootBeganAt, type BootRecord } from '../core/uptime/boot-history.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MessageRef, Store } from '../ports/store.ts';
import { cardKey } from './campaign-messages.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import type { PlanMaker } from './plan-maker.ts';
import { judgedFleet } from './stored-waivers.ts';

export type QuestionOptions = {
  readonly store: Pick<Store, 'currentBoots' | 'boots' | 'firstSightings' | 'waivers' | 'message'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly fleet: () => Fleet;
  readonly snapshot: () => FleetSnapshot;
  readonly runner: Pick<CampaignRunner, 'campaign' | 'openCampaigns'>;
  readonly holdsOf: QuestionWorld['holdsOf'];
  readonly makePlan: PlanMaker;
  readonly flags: () => Promise<readonly Flag[]>;
  /** An observation older than this is not believed. */
  readonly maxAgeMs: DurationMs;
  readonly nearest: NearestName;
};

export type Questions = {
  readonly ask: (text: string) => Promise<{ readonly answer: Answer; readonly audience: Audience }>;
  readonly home: (chatIds: readonly string[]) => Promise<HomeView>;
};

/** Whose question it is makes no difference to a plan that nobody proposes. */
const nobody = 'daemon' as PersonId;

export function createQuestions(options: QuestionOptions): Questions {
  const { clock, runner } = options;

  const answer = async (question: Question): Promise<Answer> => {
    const needed = factsFor(question);
    const now = clock.now();
    const id = (question.kind === 'campaign' || question.kind === 'stop') && question.id;
    const fleet = await judgedFleet(options.fleet(), options.store, now);
    const running = needed.includes('boots') ? await options.store.currentBoots() : [];
    return answerQuestion(question, {
      fleet,
      snapshot: options.snapshot(),
      maxAgeMs: options.maxAgeMs,
      now,
      campaigns: await runner.openCampaigns(),
      campaign: typeof id === 'string' ? await campaignOf(id, runner) : null,
      holdsOf: options.holdsOf,
      flags: needed.includes('flags') ? await options.flags() : [],
      plan: needed.includes('plan') ? await planned(options) : null,
      findings: needed.includes('findings') ? auditPlacement(fleet, now).findings : [],
      running,
      firstSeen: needed.includes('first-seen') ? await options.store.firstSightings() : new Map(),
      boots: await bootsFor(question, { running, now, fleet }, options),
      nearest: options.nearest,
    });
  };

  return {
    ask: async (text) => {
      const parsed = parseQuestion(text, options.nearest);
      if (parsed.kind !== 'question')
        return { answer: { body: parsed, assumed: [], asOf: clock.now() }, audience: 'asker' };
      return { answer: await answer(parsed.question), audience: parsed.audience };
    },
    home: async (chatIds) => {
      const campaigns = await runner.openCampaigns();
      return buildHome({
        fleet: options.fleet(),
        snapshot: options.snapshot(),
        maxAgeMs: options.maxAgeMs,
        now: clock.now(),
        campaigns,
        cards: await cardsOf(campaigns, options.store),
        chatIds,
      });
    },
  };
}

async function cardsOf(
  campaigns: readonly Campaign[],
  store: Pick<Store, 'message'>,
): Promise<ReadonlyMap<CampaignId, MessageRef>> {
  const cards = new Map<CampaignId, MessageRef>();
  for (const { id, phase, document } of campaigns) {
    if (phase.kind !== 'awaiting-approval') continue;
    const ref = (await store.message(cardKey(id, document.plan.version)))?.ref;
    if (ref !== null && ref !== undefined) cards.set(id, ref);
  }
  return cards;
}

async function planned({ makePlan, log }: QuestionOptions): Promise<PlanOutcome | null> {
  try {
    const made = await makePlan({
      requestedBy: nobody,
      selection: { kind: 'all' },
      reasons: ['overdue', 'reboot-required', 'due-soon'],
      canary: 'none',
    });
    return made.kind === 'faulty' ? null : made;
  } catch (error) {
    log.warn('no plan for a question', { error: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

/** Campaign ids are exact: what is stopped is what was named. */
async function campaignOf(id: string, runner: Pick<CampaignRunner, 'campaign'>): Promise<Campaign | null> {
  return /^[A-Za-z0-9_-]{1,64}$/.test(id) ? runner.campaign(id as CampaignId) : null;
}

async function bootsFor(
  question: Question,
  known: { readonly running: readonly BootRecord[]; readonly now: Instant; readonly fleet: Fleet },
  { store, nearest }: QuestionOptions,
): Promise<QuestionWorld['boots']> {
  const hosts = new Set<HostId>();
  if (question.kind === 'rebooted') {
    const fromAt = sinceAt(question.since, known.now);
    for (const boot of known.running) if (bootBeganAt(boot) >= fromAt) hosts.add(boot.hostId);
  }
  if (question.kind === 'host' || question.kind === 'name') {
    const named = findName(known.fleet, { name: question.name, kinds: ['host'] }, nearest);
    if (named.kind === 'found') hosts.add(named.named.id as HostId);
  }
  const boots = new Map<HostId, readonly BootRecord[]>();
  for (const host of hosts) boots.set(host, await store.boots(host));
  return boots;
}
