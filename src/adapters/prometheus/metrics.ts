// What Prometheus is told: counters of what was recorded and asked, gauges of how things stand. Every label has a closed
// set of values, each at 0 from the start: no host, person or text ever becomes a label.

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { DurationMs } from '../../core/brand.ts';
import type { CampaignEvent } from '../../core/campaign/event.ts';
import {
  campaignEnds,
  campaignPhases,
  decisionRefusals,
  hostFailureKinds,
  hostStages,
  hostStatuses,
  probeFailures,
  skipReasons,
  startBlockKinds,
  uptimeVerdicts,
} from '../../core/operation/label-sets.ts';
import type { Health } from '../../core/operation/health.ts';
import type { CampaignStanding, Counts, FleetStanding } from '../../core/operation/standing.ts';

export type Standing = {
  readonly fleet: FleetStanding;
  readonly campaigns: CampaignStanding;
  readonly health: Health;
};

export const shownOutcomes = ['shown', 'later', 'lost', 'gone', 'never'] as const;

export type Metrics = {
  /** After it was committed. */
  readonly recorded: (event: CampaignEvent) => void;
  readonly probed: (result: string, tookMs: number) => void;
  readonly rebootAnswered: (outcome: string) => void;
  readonly showed: (outcome: (typeof shownOutcomes)[number]) => void;
  readonly ticked: (outcome: 'good' | 'failed') => void;
  /** The text of a scrape, with `standing` in its gauges. */
  readonly text: (standing: Standing) => Promise<string>;
  readonly contentType: string;
};

export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = counterFactory(registry);
  const gauge = gaugeFactory(registry);
  new Gauge({ name: 'stagger_build_info', help: 'Always 1.', labelNames: ['version'], registers: [registry] })
    .labels(version)
    .set(1);

  const refusals = counter(
    'stagger_decisions_refused_total',
    'Clicks and commands that were refused.',
    'why',
    decisionRefusals,
  );
  const failures = counter(
    'stagger_host_failures_total',
    'Hosts that failed in a campaign.',
    'kind',
    hostFailureKinds,
  );
  const skips = counter('stagger_hosts_skipped_total', 'Hosts that a campaign left out.', 'why', skipReasons);
  const ends = counter('stagger_campaigns_ended_total', 'Campaigns that ended.', 'as', campaignEnds);
  const halts = counter('stagger_campaigns_halted_total', 'Halts.', 'why', ['host-failed', 'clock-jumped']);
  const probes = counter('stagger_probes_total', 'Looks at a host.', 'result', ['facts', ...probeFailures]);
  const reboots = counter('stagger_reboot_requests_total', 'Answers to requests to reboot.', 'outcome', [
    'accepted',
    'boot-id-mismatch',
    'refused',
    'not-sent',
    'unknown',
  ]);
  const done = counter('stagger_hosts_done_total', 'Hosts rebooted and proven back.', null, []);
  const messages = counter('stagger_messages_total', 'Attempts to show a message.', 'outcome', shownOutcomes);
  const ticks = counter('stagger_ticks_total', 'Looks at all campaigns.', 'outcome', ['good', 'failed']);
  const probeSeconds = new Histogram({
    name: 'stagger_probe_duration_seconds',
    help: 'Time of one look at a host.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 3, 10, 30],
    registers: [registry],
  });
  const status = gauge('stagger_hosts', 'Hosts by status.', 'status', hostStatuses);
  const policy = gauge(
    'stagger_hosts_by_uptime_policy',
    'Hosts by what their uptime policy says.',
    'verdict',
    uptimeVerdicts,
  );
  const phases = gauge('stagger_campaigns_open', 'Open campaigns by phase.', 'phase', campaignPhases);
  const stages = gauge('stagger_campaign_hosts', 'Hosts of open campaigns by stage.', 'stage', hostStages);
  const blocks = gauge(
    'stagger_hosts_waiting',
    'Waiting hosts of open campaigns by what keeps them.',
    'why',
    startBlockKinds,
  );
  const health = gauge('stagger_health', '1 ok, 0.5 degraded, 0 failing.', 'part', [
    'pulse',
    'store',
    'observation',
    'chat',
  ]);
  const oldest = single(
    registry,
    'stagger_observation_age_max_seconds',
    'Age of the oldest picture of a host.',
  );
  const newest = single(
    registry,
    'stagger_observation_age_min_seconds',
    'Age of the newest picture of a host.',
  );
  const neverSeen = single(registry, 'stagger_hosts_never_seen', 'Hosts that were never seen.');
  const uptime = single(registry, 'stagger_uptime_max_seconds', 'Longest uptime of a host that is up.');

  return {
    contentType: registry.contentType,
    recorded: (event) => {
      if (event.kind === 'decision-refused') refusals(event.why);
      else if (event.kind === 'host-failed') failures(event.failure.kind);
      else if (event.kind === 'host-skipped') skips(event.why.kind);
      else if (event.kind === 'campaign-ended') ends(event.as.kind);
      else if (event.kind === 'campaign-halted') halts(event.why.kind);
      else if (event.kind === 'host-done') done(null);
    },
    probed: (result, tookMs) => {
      probes(result);
      probeSeconds.observe(tookMs / 1_000);
    },
    rebootAnswered: reboots,
    showed: messages,
    ticked: ticks,
    text: async (standing) => {
      const { fleet, campaigns } = standing;
      status(fleet.byStatus);
      policy(fleet.byUptimeVerdict);
      phases(campaigns.byPhase);
      stages(campaigns.byStage);
      blocks(campaigns.byStartBlock);
      const points = { ok: 1, degraded: 0.5, failing: 0 };
      health(new Map(standing.health.lines.map(({ part, verdict }) => [part, points[verdict]])));
      oldest(seconds(fleet.oldestObservationMs));
      newest(seconds(fleet.newestObservationMs));
      uptime(seconds(fleet.oldestUptimeMs));
      neverSeen(fleet.neverSeen);
      return registry.metrics();
    },
  };
}

type Count = (value: string | null) => void;

/** Counts a value outside its set as nothing: a label must never grow with what somebody sent. */
function counterFactory(registry: Registry) {
  return (name: string, help: string, label: string | null, values: readonly string[]): Count => {
    const counter = new Counter({
      name,
      help,
      labelNames: label === null ? [] : [label],
      registers: [registry],
    });
    const closed = new Set(values);
    for (const value of closed) counter.labels(value).inc(0);
    return (value) => {
      if (value === null) counter.inc();
      else if (closed.has(value)) counter.labels(value).inc();
    };
  };
}

function gaugeFactory(registry: Registry) {
  return (name: string, help: string, label: string, values: readonly string[]) => {
    const gauge = new Gauge({ name, help, labelNames: [label], registers: [registry] });
    return (counts: Counts): void => {
      for (const value of values) gauge.labels(value).set(counts.get(value) ?? 0);
    };
  };
}

/** What is not known is not a number: 0 would say that it is fresh. */
function seconds(ms: DurationMs | null): number {
  return ms === null ? Number.NaN : ms / 1_000;
}

function single(registry: Registry, name: string, help: string): (value: number) => void {
  const gauge = new Gauge({ name, help, registers: [registry] });
  return (value) => gauge.set(value);
}
