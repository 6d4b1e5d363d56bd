// The daemon over its ports: what it is made of, in which order it starts, and how it stops in reverse. Which adapter
// stands behind each port is the business of app/start-daemon.ts, the demo and the tests.

import type { DurationMs, Instant } from '../core/brand.ts';
import type { ChaosTerms } from '../core/chaos/chaos-terms.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { UnplannedBoot } from '../core/incident/decide-host-notes.ts';
import type { IncidentRules } from '../core/incident/sight.ts';
import type { InventoryNote } from '../core/fleet/inventory-note.ts';
import type { NearestName } from '../core/question/question.ts';
import type { Chat, ChatInputs } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { LoadBalancers } from '../ports/load-balancer.ts';
import type { HostControl } from '../ports/host-control.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Log } from '../ports/log.ts';
import type { Schedule } from '../ports/schedule.ts';
import type { StopSwitch } from '../ports/stop-switch.ts';
import type { FleetEvent, Store } from '../ports/store.ts';
import { createAuditHistory } from './audit-history.ts';
import { campaignMessages } from './campaign-messages.ts';
import { createCampaignRunner, daemon, type CampaignRunner } from './campaign-runner.ts';
import { createCardWatch } from './card-watch.ts';
import { createChaosDrawer } from './chaos-drawer.ts';
import { createChaosJob, type ChaosJob } from './chaos-job.ts';
import { createClockWatch } from './clock-watch.ts';
import { createChatInputs, type NewsSource } from './chat-inputs.ts';
import { createDigestJob, type DigestJobOptions } from './digest-job.ts';
import { createEffectWorker, type WorkerPace } from './effect-worker.ts';
import { createFleetSource, type FleetSource } from './fleet-source.ts';
import { createIncidentJob, type IncidentJob } from './incident-job.ts';
import { createIncidentReports } from './incident-reports.ts';
import { createMessageRenderer } from './message-renderer.ts';
import { ownerMessages } from './owner-messages.ts';
import { createOutbox } from './outbox.ts';
import { auditFor, reminderValues } from './post-content.ts';
import { urgencyOf } from './message-urgency.ts';
import { createPlanEditor } from './plan-editor.ts';
import { createPlanMaker, type PlanMaker } from './plan-maker.ts';
import { createProposer, type ApprovalTerms, type Proposer } from './proposer.ts';
import { createQuestions } from './questions.ts';
import {
  AUDIT_SPAN_MS,
  createScheduledPosts,
  scheduledPosts,
  showAuditAgain,
  type ReminderOptions,
} from './scheduled-posts.ts';
import { createSweeper, type HostChange, type Sweeper, type SweeperPace } from './sweeper.ts';
import { createTicker, type TickOutcome } from './ticker.ts';

export type DaemonPorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly hosts: HostControl;
  readonly gates: GateRunner;
  readonly balancers: LoadBalancers;
  readonly chat: Chat;
  /** Null: no digest. */
  readonly schedule: Schedule | null;
  readonly stopSwitch: StopSwitch;
};

export type DaemonPace = {
  readonly sweep: SweeperPace;
  readonly work: WorkerPace;
  readonly tickEveryMs: DurationMs;
  readonly clockJumpMs: DurationMs;
  readonly editEveryMs: DurationMs;
  readonly postSettlesMs: DurationMs;
  readonly incidents: { readonly everyMs: DurationMs; readonly rules: IncidentRules };
};

export type DaemonOptions = {
  readonly fleet: Fleet;
  readonly ports: DaemonPorts;
  readonly pace: DaemonPace;
  readonly approval: ApprovalTerms;
  /** Where campaigns and digests are posted. */
  readonly channel: string;
  readonly digest: {
    readonly timeZone: string;
    readonly graceMs: DurationMs;
    readonly post: DigestJobOptions['post'];
  };
  /** The placement audit in chat; null: not posted. */
  readonly audit: {
    readonly schedule: Schedule;
    readonly timeZone: string;
    readonly graceMs: DurationMs;
  } | null;
  readonly reminders: readonly ReminderOptions[];
  /** Null: off. */
  readonly chaos: ChaosTerms | null;
  readonly flags: () => Promise<readonly Flag[]>;
  /** For names that people misspell in questions. */
  readonly nearest: NearestName;
  readonly onTick: (outcome: TickOutcome) => void;
};

export type Daemon = {
  readonly fleet: FleetSource;
  readonly sweeper: Sweeper;
  readonly runner: CampaignRunner;
  readonly inputs: ChatInputs;
  readonly nameOf: Chat['nameOf'];
  /** What keeps every host from starting, or cannot be told. */
  readonly flags: () => Promise<readonly Flag[]>;
  /** Makes a plan of this moment and proposes it to nobody. */
  readonly makePlan: PlanMaker;
  /** Proposes a campaign for the plan and resolves once that is durable. */
  readonly propose: Proposer;
  /** Puts a newly loaded inventory in force and says what it changes. Campaigns that run keep their plan. */
  readonly reload: (fleet: Fleet, changes: readonly string[]) => Promise<void>;
  /** Says why a changed inventory is not taken. The last good one stays in force. */
  readonly refuseReload: (reasons: readonly string[]) => Promise<void>;
  /** Recovers, then starts all loops. Resolves when they run. */
  readonly start: () => Promise<void>;
  /** Starts nothing more, waits a bounded time for what is under way. Everything else is recovered at the next start. */
  readonly stop: () => Promise<void>;
};

const STOP_WITHIN_MS: DurationMs = 5_000;

export function createDaemon(options: DaemonOptions): Daemon {
  const { ports, pace } = options;
  const { store, clock, ids, log, hosts } = ports;
  const fleet = createFleetSource(options.fleet, ids.sha256Hex);
  const watch = createClockWatch(clock, pace.clockJumpMs);

  const sweeper = createSweeper({
    store,
    clock,
    log,
    hosts,
    ids,
    fleet: fleet.current,
    plannedEnds: () => runner.plannedEnds(),
    pace: pace.sweep,
  });
  const { snapshot } = sweeper;
  const flags = async (): Promise<readonly Flag[]> => [
    watch.flag(),
    ...(await incidents.flags()),
    ...(await options.flags()),
  ];
  const runner: CampaignRunner = createCampaignRunner({
    store,
    clock,
    log,
    fleet,
    statuses: (now: Instant) => sweeper.statuses(now),
    snapshot,
    flags,
    messagesFor: (campaign, events, firstVersion) => [
      ...campaignMessages(options.channel, campaign, events, firstVersion),
      ...ownerMessages(options.channel, campaign, events, fleet.current()),
    ],
    onEffects: (id, effects) => worker.perform(id, effects),
    onMessages: () => {
      outbox.nudge();
      inputs.news();
    },
    onTicked: (campaign, world) => cards.look(campaign, world),
  });
  const cards = createCardWatch({
    store,
    log,
    channel: options.channel,
    onMessages: () => outbox.nudge(),
  });
  const worker = createEffectWorker({
    store,
    clock,
    log,
    hosts,
    gates: ports.gates,
    balancers: ports.balancers,
    submit: runner.submit,
    onLook: sweeper.noted,
    pace: pace.work,
  });
  const incidents: IncidentJob = createIncidentJob({
    store,
    clock,
    log,
    ids,
    gates: ports.gates,
    fleet: fleet.current,
    snapshot,
    hasSeenAll: sweeper.hasSeenAll,
    campaigns: runner.known,
    held: runner.held,
    maxAgeMs: pace.sweep.maxAgeMs,
    rules: pace.incidents.rules,
    everyMs: pace.incidents.everyMs,
    channel: options.channel,
    onMessages: () => outbox.nudge(),
  });
  sweeper.onChange((change) => incidents.noted(unplannedBoot(change)));
  const ticker = createTicker({
    clock,
    log,
    runner,
    worker,
    everyMs: pace.tickEveryMs,
    watch,
    onTick: (outcome) => {
      // Another process (the command line) may have wanted a message.
      outbox.nudge();
      options.onTick(outcome);
    },
  });
  const makePlan = createPlanMaker({
    store,
    clock,
    ids,
    fleet,
    snapshot,
    openCampaigns: runner.openCampaigns,
    leftOut: runner.leftOut,
    maxAgeMs: pace.sweep.maxAgeMs,
  });
  const digestJob = createDigestJob({
    store,
    clock,
    log,
    schedule: ports.schedule,
    fleet: fleet.current,
    snapshot,
    runner,
    makePlan,
    channel: options.channel,
    ...options.digest,
    maxAgeMs: pace.sweep.maxAgeMs,
    onMessages: () => outbox.nudge(),
  });
  const known = {
    store,
    clock,
    fleet: fleet.current,
    snapshot,
    runner,
    maxAgeMs: pace.sweep.maxAgeMs,
  };
  const posts = createScheduledPosts({
    store,
    clock,
    log,
    posts: scheduledPosts(options),
    onMessages: () => outbox.nudge(),
  });
  const outbox = createOutbox({
    store,
    chat: ports.chat,
    clock,
    log,
    render: createMessageRenderer({
      store,
      clock,
      runner,
      holdsOf: cards.holdsOf,
      snapshot,
      fleet: fleet.current,
      digestFor: digestJob.digestFor,
      incidents: createIncidentReports({
        store,
        clock,
        fleet: fleet.current,
        campaigns: runner.known,
        book: incidents.book,
      }),
      auditFor: (forAt) =>
        auditFor(forAt, { timeZone: options.audit?.timeZone ?? 'UTC', sinceMs: AUDIT_SPAN_MS }, known),
      valuesFor: (forAt, timeZone) => reminderValues(forAt, timeZone, known),
    }),
    urgencyOf: (message) =>
      urgencyOf(message.subject, { open: runner.known(), incidents: incidents.book.incidents() }),
    editEveryMs: pace.editEveryMs,
    postSettlesMs: pace.postSettlesMs,
  });
  const propose = createProposer({ runner, clock, ids, fleet, approval: options.approval });
  const chaos = options.chaos === null ? null : chaosJob(options.chaos);
  const editor = createPlanEditor({ ...ports, makePlan, propose, fleet, snapshot, ...options.approval });
  const questions = createQuestions({
    store,
    clock,
    log,
    fleet: fleet.current,
    snapshot,
    runner,
    holdsOf: cards.holdsOf,
    makePlan,
    flags: async () => [watch.flag(), ...(await options.flags())],
    maxAgeMs: pace.sweep.maxAgeMs,
    nearest: options.nearest,
  });
  const inputs: NewsSource = createChatInputs({
    ...known,
    log,
    editor,
    questions,
    stopSwitch: ports.stopSwitch,
    onChange: () => {
      inputs.news();
      // A waiver shows in the audit that it was given in.
      void showAuditAgain(store, log).then(() => outbox.nudge());
    },
  });
  const audits = createAuditHistory({ store, clock, log, fleet: fleet.current, sha256Hex: ids.sha256Hex });
  const loops: Promise<void>[] = [];

  function chaosJob(terms: ChaosTerms): ChaosJob {
    const parts = { terms, store, clock, ids, runner };
    const drawer = createChaosDrawer({
      ...parts,
      fleet,
      snapshot,
      makePlan,
      balancers: ports.balancers,
      maxAgeMs: pace.sweep.maxAgeMs,
    });
    const { channel } = options;
    return createChaosJob({ ...parts, drawer, log, propose, channel, onMessages: () => outbox.nudge() });
  }

  const announce = async (event: FleetEvent, note: InventoryNote): Promise<void> => {
    const subject = { kind: 'inventory-note', note } as const;
    const messages = [{ key: `inventory/${ids.next()}`, channel: options.channel, subject }];
    await store.appendFleetEvent({ at: clock.now(), actor: daemon, event, messages });
    outbox.nudge();
  };

  return {
    fleet,
    sweeper,
    runner,
    inputs,
    nameOf: (person) => ports.chat.nameOf(person),
    flags,
    makePlan,
    propose,
    reload: async (next, changes) => {
      fleet.replace(next);
      await announce(
        { kind: 'inventory-reloaded', digest: next.digest, changes },
        { kind: 'reloaded', changes },
      );
      await audits.record();
    },
    refuseReload: (reasons) => announce({ kind: 'inventory-refused', reasons }, { kind: 'refused', reasons }),
    start: async () => {
      const { digest, hosts: all, services } = fleet.current();
      const event = { kind: 'inventory-loaded', digest, hosts: all.size, services: services.size } as const;
      await store.appendFleetEvent({ at: clock.now(), actor: daemon, event, messages: [] });
      await sweeper.load();
      await runner.openCampaigns();
      await incidents.load();
      await worker.recover();
      loops.push(
        incidents.run(),
        sweeper.run(),
        ticker.run(),
        outbox.run(),
        digestJob.run(),
        posts.run(),
        audits.run(),
        ...(chaos === null ? [] : [chaos.run()]),
      );
      ports.chat.start(inputs);
    },
    stop: async () => {
      await ports.chat.stop();
      audits.stop();
      chaos?.stop();
      digestJob.stop();
      posts.stop();
      outbox.stop();
      ticker.stop();
      incidents.stop();
      sweeper.stop();
      await worker.stop(STOP_WITHIN_MS);
      await Promise.race([Promise.allSettled(loops), clock.sleep(STOP_WITHIN_MS)]);
      await hosts.close();
      await store.close();
    },
  };
}

function unplannedBoot({ host, view, ended }: HostChange): UnplannedBoot | null {
  const { lastSeen } = view;
  if (ended?.ended !== 'unplanned' || lastSeen === null) return null;
  const { bootId, uptimeMs } = lastSeen.facts;
  return { host, bootId, bootedAt: lastSeen.at - uptimeMs };
}
