// Finds what a stored message is about, as it is now. The chat adapter turns it into blocks.

import type { CampaignEvent } from '../core/campaign/event.ts';
import { ranBetween } from '../core/campaign/closing-report.ts';
import { startableAt, type CampaignHold } from '../core/campaign/holds.ts';
import { rebootedSince, rebootedWaiting } from '../core/campaign/rebooted-since.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { isUserGroup, ownersOnChat, serversOf } from '../core/fleet/owner-place.ts';
import type { CampaignId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { Instant } from '../core/brand.ts';
import type { AuditNews } from '../core/placement/audit-news.ts';
import type { ReminderValues } from '../core/reminder/reminder.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store, StoredMessage } from '../ports/store.ts';
import type { DailyDigest } from '../core/uptime/daily-digest.ts';
import type { CampaignRunner } from './campaign-runner.ts';
import { closingReportOf } from './closing-reports.ts';
import { cardKey, planVersionAt } from './campaign-messages.ts';
import { incidentKey } from './incident-messages.ts';
import type { IncidentReports } from './incident-reports.ts';
import type { Rendered } from './outbox.ts';

/** A failed host calls its owner and the owners of what it serves, each once: they are wanted, and nobody else is. */
function calledFor(fleet: Fleet, event: CampaignEvent): readonly string[] {
  return event.kind === 'host-failed' ? ownersOnChat(fleet, event.host) : [];
}

export type MessageRenderer = (message: StoredMessage) => Promise<Rendered>;

export function createMessageRenderer(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runner: Pick<CampaignRunner, 'campaign'>;
  /** What keeps the campaign from starting its next host, as of its last tick. */
  readonly holdsOf: (campaign: CampaignId) => readonly CampaignHold[];
  readonly snapshot: () => FleetSnapshot;
  readonly fleet: () => Fleet;
  readonly digestFor: (forAt: Instant) => Promise<DailyDigest>;
  readonly auditFor: (forAt: Instant) => Promise<AuditNews>;
  readonly valuesFor: (forAt: Instant, timeZone: string) => Promise<ReminderValues>;
  readonly incidents: IncidentReports;
}): MessageRenderer {
  const { store, clock, runner } = options;
  return async ({ key, subject }) => {
    if (subject.kind === 'inventory-note')
      return { kind: 'message', parent: null, message: { kind: 'inventory-note', note: subject.note } };
    if (subject.kind === 'daily-digest') {
      const digest = await options.digestFor(subject.forAt);
      return { kind: 'message', parent: null, message: { kind: 'daily-digest', digest } };
    }
    if (subject.kind === 'incident')
      return { kind: 'message', parent: null, message: await options.incidents.incident(subject.incident) };
    if (subject.kind === 'host-note')
      return { kind: 'message', parent: null, message: await options.incidents.hostNote(subject.note) };
    if (subject.kind === 'incident-note') {
      const parentKey = incidentKey(subject.incident);
      const shown = await store.message(parentKey);
      const thread = shown?.ref ?? null;
      if (thread === null && (shown?.abandoned ?? null) === null) return { kind: 'not-yet' };
      const message = await options.incidents.incidentNote(subject.incident, subject.version, thread);
      if (message === 'not-yet') return { kind: 'not-yet' };
      return { kind: 'message', parent: thread && { key: parentKey, ref: thread }, message };
    }
    if (subject.kind === 'placement-audit') {
      const news = await options.auditFor(subject.forAt);
      return { kind: 'message', parent: null, message: { kind: 'placement-audit', news } };
    }
    if (subject.kind === 'reminder') {
      const { name, template, forAt, timeZone } = subject;
      const reminder = { name, template, values: await options.valuesFor(forAt, timeZone) };
      return { kind: 'message', parent: null, message: { kind: 'reminder', reminder } };
    }
    if (subject.kind === 'chaos-draw') {
      const draws = await store.chaosDraws(subject.openingAt);
      const draw = draws.find(({ openingAt }) => openingAt === subject.openingAt);
      if (draw === undefined) throw new Error(`message ${key} is about a draw that is not in the journal`);
      return { kind: 'message', parent: null, message: { kind: 'chaos-draw', draw } };
    }
    const campaign = await runner.campaign(subject.campaign);
    if (campaign === null)
      throw new Error(`message ${key} is about campaign ${subject.campaign}, which does not exist`);
    if (subject.kind === 'campaign-card' && subject.planVersion < campaign.document.plan.version) {
      const next = await store.message(cardKey(campaign.id, subject.planVersion + 1));
      const successor = next?.ref ?? null;
      // A next card that the channel refuses for good is not waited for: the old one must lose its buttons.
      if (successor === null && (next?.abandoned ?? null) === null) return { kind: 'not-yet' };
      const { planVersion: version } = subject;
      return {
        kind: 'message',
        parent: null,
        message: { kind: 'replaced-card', campaign, version, successor },
      };
    }
    if (subject.kind === 'campaign-card') {
      const holds = options.holdsOf(campaign.id);
      const rebooted = rebootedSince(campaign, options.snapshot());
      const message = { kind: 'campaign-card', campaign, holds, rebooted, asOf: clock.now() } as const;
      return { kind: 'message', parent: null, message };
    }
    const planVersion =
      subject.kind === 'owner-message'
        ? campaign.document.plan.version
        : planVersionAt(campaign, subject.version);
    const parentKey = cardKey(subject.campaign, planVersion);
    const card = await store.message(parentKey);
    const thread = card?.ref ?? null;
    // News of a campaign whose card the channel refuses for good is told by itself.
    if (thread === null && (card?.abandoned ?? null) === null) return { kind: 'not-yet' };
    if (subject.kind === 'owner-message') {
      const { slack } = subject;
      const now = clock.now();
      const fleet = options.fleet();
      const servers = new Map(
        [...campaign.hosts.keys()].map((host) => [host, serversOf(fleet, slack, host)] as const),
      );
      const theirs = [...campaign.hosts.values()].filter(
        ({ step }) => (servers.get(step.host) ?? []).length > 0,
      );
      const under = isUserGroup(slack) ? thread : null;
      const message = {
        kind: 'owner-message',
        campaign,
        slack,
        hosts: theirs,
        servers,
        outlook: { now, startableAt: startableAt(options.holdsOf(campaign.id), now) },
        card: thread,
        thread: under,
      } as const;
      return { kind: 'message', parent: under && { key: parentKey, ref: under }, message };
    }
    const [event] = await store.campaignEvents(subject.campaign, subject.version - 1);
    if (event === undefined)
      throw new Error(`message ${key} is about version ${subject.version}, which does not exist`);
    const parent = thread && { key: parentKey, ref: thread };
    const fleet = options.fleet();
    if (event.event.kind === 'campaign-ended' && ranBetween(campaign, event.at) !== null) {
      const report = await closingReportOf(campaign, { store, fleet, now: clock.now() });
      return {
        kind: 'message',
        parent,
        message: { kind: 'closing-report', campaign, event, report, thread },
      };
    }
    const call = calledFor(fleet, event.event);
    const rebooted = rebootedWaiting(campaign, options.snapshot());
    const message = { kind: 'campaign-note', campaign, event, call, rebooted, thread } as const;
    return { kind: 'message', parent, message };
  };
}
