// What a campaign was, once it has ended: how long each part of a reboot took, who was slowest, what was missing after
// it, what was not rebooted and why, and what rebooted by itself meanwhile. From the events alone, so that it can be
// asked for years later.

import type { DurationMs, Instant } from '../brand.ts';
import type { CampaignId, HostId, OwnerId } from '../fleet/ids.ts';
import type { DriftItem } from '../drift/drift.ts';
import type { DatedEvent } from './event.ts';
import { hostTimelines, timelineParts, type TimelinePart } from './host-timeline.ts';
import type { Campaign, CampaignPhase, HostFailure, HostReboot, SkipReason } from './state.ts';

export type HostLength = { readonly host: HostId; readonly ms: DurationMs };

export type PartLengths = {
  readonly part: TimelinePart;
  readonly hosts: number;
  readonly medianMs: DurationMs;
  readonly longest: HostLength;
};

export type HostCourse = HostLength & {
  readonly stage: HostReboot['stage']['kind'];
  readonly parts: readonly { readonly part: TimelinePart; readonly ms: DurationMs }[];
};

export type UnplannedReboot = {
  readonly host: HostId;
  readonly owner: OwnerId | null;
  readonly beganAt: Instant;
};

export type ClosingReport = {
  readonly campaign: CampaignId;
  readonly phase: CampaignPhase;
  readonly total: number;
  readonly done: number;
  /** Never begun, or put back before anything was done. */
  readonly untouched: number;
  /** From the first host's check to now or the end; null if none was begun. */
  readonly wholeMs: DurationMs | null;
  /** In the order in which a host goes through them; parts that no host has ended are left out. */
  readonly parts: readonly PartLengths[];
  /** Every host that was begun, slowest first. */
  readonly hosts: readonly HostCourse[];
  readonly failed: readonly { readonly host: HostId; readonly failure: HostFailure }[];
  readonly skipped: readonly { readonly host: HostId; readonly why: SkipReason }[];
  readonly drifted: readonly { readonly host: HostId; readonly items: readonly DriftItem[] }[];
  /** Hosts that were compared with what they were before. */
  readonly compared: number;
  /** Of the whole fleet, newest first. */
  readonly unplanned: readonly UnplannedReboot[];
};

export function closingReport(
  campaign: Campaign,
  events: readonly DatedEvent[],
  given: { readonly now: Instant; readonly unplanned: readonly UnplannedReboot[] },
): ClosingReport {
  const { phase } = campaign;
  const reboots = [...campaign.hosts.values()];
  const courses = coursesOf(campaign, events);
  const span = ranBetween(campaign, given.now);
  return {
    campaign: campaign.id,
    phase,
    total: reboots.length,
    done: reboots.filter(({ stage }) => stage.kind === 'done').length,
    untouched: reboots.filter(({ stage }) => stage.kind === 'waiting').length,
    wholeMs: span === null ? null : Math.max(0, span.untilAt - span.fromAt),
    parts: timelineParts.flatMap((part) => lengthsOf(part, courses)),
    hosts: [...courses].sort((a, b) => b.ms - a.ms),
    failed: reboots.flatMap(({ step, stage }) =>
      stage.kind === 'failed' ? [{ host: step.host, failure: stage.failure }] : [],
    ),
    skipped: reboots.flatMap(({ step, stage }) =>
      stage.kind === 'skipped' ? [{ host: step.host, why: stage.why }] : [],
    ),
    drifted: reboots.flatMap(({ step, drift }) =>
      drift === null || drift.length === 0 ? [] : [{ host: step.host, items: drift }],
    ),
    compared: reboots.filter(({ drift }) => drift !== null).length,
    unplanned: given.unplanned,
  };
}

/** From its first host's check to its end, or to `now` while it goes on; null if no host was begun. */
export function ranBetween(
  { hosts, phase }: Campaign,
  now: Instant,
): { readonly fromAt: Instant; readonly untilAt: Instant } | null {
  const fromAt = Math.min(...[...hosts.values()].map(({ startedAt }) => startedAt ?? Infinity));
  if (!Number.isFinite(fromAt)) return null;
  return { fromAt, untilAt: phase.kind === 'ended' ? phase.at : now };
}

function coursesOf({ hosts }: Campaign, events: readonly DatedEvent[]): readonly HostCourse[] {
  return hostTimelines(events).flatMap(({ host, spans }) => {
    const stage = hosts.get(host)?.stage.kind;
    const ended = spans.flatMap(({ part, fromAt, untilAt }) =>
      untilAt === null ? [] : [{ part, ms: untilAt - fromAt }],
    );
    if (stage === undefined || ended.length === 0) return [];
    const parts = timelineParts.flatMap((part) => {
      const ms = ended.filter((one) => one.part === part).reduce((sum, one) => sum + one.ms, 0);
      return ms === 0 ? [] : [{ part, ms }];
    });
    return [{ host, stage, parts, ms: parts.reduce((sum, { ms }) => sum + ms, 0) }];
  });
}

function lengthsOf(part: TimelinePart, courses: readonly HostCourse[]): readonly PartLengths[] {
  const lengths = courses
    .flatMap(({ host, parts }) => {
      const found = parts.find((one) => one.part === part);
      return found === undefined ? [] : [{ host, ms: found.ms }];
    })
    .sort((a, b) => a.ms - b.ms);
  const longest = lengths.at(-1);
  const median = lengths[Math.floor((lengths.length - 1) / 2)];
  if (longest === undefined || median === undefined) return [];
  return [{ part, hosts: lengths.length, medianMs: median.ms, longest }];
}
