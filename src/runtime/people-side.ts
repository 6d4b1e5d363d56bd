// The daemon's side towards people: what it posts, edits and answers, and who hears of what. It decides nothing: it shows
// what the side towards the hosts (host-side.ts) has recorded, and hands it what people ask for.

import type { InventoryNote } from '../core/fleet/inventory-note.ts';
import type { ChatInputs } from '../ports/chat.ts';
import type { FleetEvent } from '../ports/store.ts';
import { createAuditHistory } from './audit-history.ts';
import { daemon } from './campaign-runner.ts';
import { createChatInputs, type NewsSource } from './chat-inputs.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { createDigestJob } from './digest-job.ts';
import type { HostSide } from './host-side.ts';
import { createIncidentReports } from './incident-reports.ts';
import { createMessageRenderer } from './message-renderer.ts';
import { urgencyOf } from './message-urgency.ts';
import { createOutbox } from './outbox.ts';
import { createPlanEditor } from './plan-editor.ts';
import { auditFor, reminderValues } from './post-content.ts';
import { createQuestions } from './questions.ts';
import { AUDIT_SPAN_MS, createScheduledPosts, scheduledPosts, showAuditAgain } from './scheduled-posts.ts';

export type PeopleSide = {
  readonly inputs: ChatInputs;
  /** Something is wanted to be posted. */
  readonly nudge: () => void;
  /** A campaign has changed. */
  readonly news: () => void;
  /** Records what happened to the inventory, and says so. */
  readonly announce: (event: FleetEvent, note: InventoryNote) => Promise<void>;
  /** Keeps the placement audit of the inventory in force. */
  readonly recordAudit: () => Promise<void>;
  /** Starts the loops and listens to the chat; each loop ends after `stop`. */
  readonly run: () => readonly Promise<void>[];
  readonly stop: () => Promise<void>;
};

export function createPeopleSide(options: DaemonOptions, hostSide: HostSide): PeopleSide {
  const { ports, pace } = options;
  const { store, clock, ids, log } = ports;
  const { fleet, runner, cards, incidents, makePlan, propose } = hostSide;
  const { snapshot } = hostSide.sweeper;
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
    flags: hostSide.flagsBesideIncidents,
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
  const announce = async (event: FleetEvent, note: InventoryNote): Promise<void> => {
    const subject = { kind: 'inventory-note', note } as const;
    const messages = [{ key: `inventory/${ids.next()}`, channel: options.channel, subject }];
    await store.appendFleetEvent({ at: clock.now(), actor: daemon, event, messages });
    outbox.nudge();
  };

  return {
    inputs,
    nudge: () => outbox.nudge(),
    news: () => inputs.news(),
    announce,
    recordAudit: () => audits.record(),
    run: () => {
      const loops = [outbox.run(), digestJob.run(), posts.run(), audits.run()];
      ports.chat.start(inputs);
      return loops;
    },
    stop: async () => {
      await ports.chat.stop();
      audits.stop();
      digestJob.stop();
      posts.stop();
      outbox.stop();
    },
  };
}
