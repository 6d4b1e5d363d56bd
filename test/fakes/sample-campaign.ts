// Campaigns in any state, made by hand for tests of what only reads them (cards, console, metrics). Nothing here went
// through decide or evolve: a test of the machine must not use it.

import { warnOfDrift } from './fleet-builder.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import type {
  Campaign,
  CampaignPhase,
  HostFailure,
  HostReboot,
  HostStage,
} from '../../src/core/campaign/state.ts';
import type {
  BootId,
  CampaignId,
  FleetDigest,
  HostId,
  PersonId,
  PlanDigest,
  PlanId,
  RackId,
  ServiceId,
  SiteId,
  ZoneId,
} from '../../src/core/fleet/ids.ts';
import type { BudgetScope, ScopedService } from '../../src/core/planning/budget-scope.ts';
import type { PlanDiff } from '../../src/core/planning/plan-diff.ts';
import type { PlanDocument, PlanStep } from '../../src/core/planning/plan.ts';
import { testTiming } from './fleet-builder.ts';

/** Sat 5 Dec 2026 02:00 in Seoul: when the sample plan starts. */
export const sampleStartAt: Instant = Date.UTC(2026, 11, 4, 17, 0);

export const samplePeople = {
  requester: 'slack:T0STAGGER/U0REQUESTER' as PersonId,
  approver: 'slack:T0STAGGER/U0APPROVER' as PersonId,
  secondApprover: 'slack:T0STAGGER/U0SECOND' as PersonId,
} as const;

export function sampleStep(host: string, index: number, given: Partial<PlanStep> = {}): PlanStep {
  const expectedStartAt = sampleStartAt + index * 11 * MINUTE_MS;
  return {
    host: host as HostId,
    target: { hostId: host as HostId, address: `${host}.example`, port: 22, user: 'stagger', assumed: [] },
    wave: index + 1,
    after: [],
    reason: index % 4 === 3 ? 'reboot-required' : 'overdue',
    uptimeMs: (181 + ((index * 37) % 120)) * DAY_MS,
    expectBootId: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}` as BootId,
    kernelRunning: '6.1.0-25-amd64',
    fingerprint: `fingerprint-${host}`,
    windows: [],
    timing: testTiming,
    drain: null,
    undrain: null,
    gates: [],
    rotations: [],
    drift: warnOfDrift,
    expectedStartAt,
    expectedEndAt: expectedStartAt + testTiming.expectedMs,
    ...given,
  };
}

/** A service with one instance a host. */
export function sampleService(name: string, hosts: readonly string[], minAvailable: number): ScopedService {
  return {
    service: name as ServiceId,
    instances: hosts.map((host) => ({ host: host as HostId, part: 'member' })),
    minAvailable,
    dependsOn: [],
  };
}

export function sampleScope(
  hosts: readonly string[],
  services: readonly ScopedService[],
  maxInFlight = 2,
): BudgetScope {
  return {
    hosts: hosts.map((host, index) => ({
      host: host as HostId,
      site: 'icn1' as SiteId,
      zone: `icn1-${'ab'[index % 2]}` as ZoneId,
      rack: `r${10 + (index % 3)}` as RackId,
      feeds: [],
      domains: [],
      hypervisor: null,
      ownPath: false,
    })),
    services,
    maxInFlight,
    domainCaps: [],
  };
}

const sampleHosts = [
  'web-01',
  'web-02',
  'web-03',
  'db-proxy-01',
  'db-proxy-02',
  'batch-01',
  'orders-db-02',
  'orders-db-01',
];

const sampleServices = [
  sampleService('web', ['web-01', 'web-02', 'web-03'], 2),
  sampleService('db-proxy', ['db-proxy-01', 'db-proxy-02', 'db-proxy-03'], 2),
  sampleService('batch', ['batch-01'], 0),
  sampleService('orders-db', ['orders-db-01', 'orders-db-02'], 1),
];

export type SamplePlan = {
  readonly steps?: readonly PlanStep[];
  readonly scope?: BudgetScope;
  readonly version?: number;
  readonly digest?: string;
  readonly requestedBy?: PersonId;
};

export function samplePlanDocument(given: SamplePlan = {}): PlanDocument {
  const steps = given.steps ?? sampleHosts.map((host, index) => sampleStep(host, index));
  return {
    plan: {
      id: 'plan-7f3k' as PlanId,
      version: given.version ?? 1,
      createdAt: sampleStartAt - 10 * HOUR_MS,
      requestedBy: given.requestedBy ?? samplePeople.requester,
      fleetDigest: 'f'.repeat(64) as FleetDigest,
      maxFailures: 1,
      steps,
      scope:
        given.scope ??
        sampleScope(
          steps.map(({ host }) => host),
          sampleServices,
        ),
    },
    digest: (given.digest ?? '3b9c1f0a'.repeat(8)) as PlanDigest,
    report: { hosts: [] },
  };
}

/** One web server taken out: `web` keeps one more instance at its worst moment. */
export const sampleDiff: PlanDiff = {
  removed: ['web-03' as HostId],
  leftOut: [],
  services: [{ service: 'web' as ServiceId, instances: 3, upBefore: 2, upAfter: 3 }],
  hostsBefore: 8,
  hostsAfter: 7,
  endBeforeAt: sampleStartAt + 2 * HOUR_MS,
  endAfterAt: sampleStartAt + 109 * MINUTE_MS,
};

export function waitingReboot(step: PlanStep): HostReboot {
  return {
    step,
    stage: { kind: 'waiting' },
    effects: 0,
    attempts: 0,
    requestedAt: null,
    returned: false,
    sent: false,
    drained: false,
    drainedGuests: [],
    seats: [],
    away: false,
    keysBefore: {},
    drift: null,
    startedAt: null,
    stageSinceAt: null,
    before: null,
    checkedAt: null,
    after: null,
  };
}

export type SampleCampaign = Partial<
  Pick<
    Campaign,
    | 'id'
    | 'version'
    | 'requestedBy'
    | 'approvalPolicy'
    | 'expiresAt'
    | 'approvals'
    | 'edits'
    | 'successor'
    | 'phase'
  >
> & {
  readonly plan?: SamplePlan;
  /** Stages by host; hosts that are not named wait. A stage past `waiting` gives its host a start. */
  readonly stages?: Readonly<Record<string, HostStage>>;
  /** Hosts that were drained and not put back. */
  readonly drained?: readonly string[];
};

/** A campaign that awaits its approvals, unless `phase`, `approvals` or `stages` say otherwise. */
export function sampleCampaign(given: SampleCampaign = {}): Campaign {
  const { plan, stages = {}, drained = [], ...fields } = given;
  const document = samplePlanDocument(plan);
  return {
    id: 'c-20261205' as CampaignId,
    version: 1,
    failures: 0,
    document,
    requestedBy: samplePeople.requester,
    proposedAt: sampleStartAt - 10 * HOUR_MS,
    approvalPolicy: { needed: 2, requesterMayApprove: false, rules: [] },
    expiresAt: sampleStartAt + 24 * HOUR_MS,
    approvals: [],
    edits: [],
    successor: null,
    phase: { kind: 'awaiting-approval' },
    ...fields,
    hosts: new Map(
      document.plan.steps.map((step): readonly [HostId, HostReboot] => {
        const stage = stages[step.host] ?? { kind: 'waiting' };
        const startedAt = stage.kind === 'waiting' ? null : step.expectedStartAt;
        const stageSinceAt = 'sinceAt' in stage ? stage.sinceAt : startedAt;
        return [
          step.host,
          { ...waitingReboot(step), stage, startedAt, stageSinceAt, drained: drained.includes(step.host) },
        ];
      }),
    ),
  };
}

/** Both approvals of the default policy. */
export const sampleApprovals: Campaign['approvals'] = [
  { by: samplePeople.approver, at: sampleStartAt - 2 * HOUR_MS, meets: ['fleet'] },
  { by: samplePeople.secondApprover, at: sampleStartAt - HOUR_MS, meets: ['fleet'] },
];

/** Approved and under way: two hosts done, one confirming, one gating, the rest waiting. */
export function runningCampaign(phase: CampaignPhase = { kind: 'running' }): Campaign {
  const at = sampleStartAt + 25 * MINUTE_MS;
  return sampleCampaign({
    version: 40,
    approvals: sampleApprovals,
    phase,
    stages: {
      'web-01': { kind: 'done', at: sampleStartAt + 10 * MINUTE_MS },
      'web-02': { kind: 'done', at: sampleStartAt + 21 * MINUTE_MS },
      'web-03': { kind: 'confirming', effectKey: 'web-03#3', sinceAt: at, accepted: true },
      'db-proxy-01': { kind: 'checking', effectKey: 'db-proxy-01#1' },
    },
  });
}

/** Halted because `web-03` did not come back (or as `failure` says). */
export function haltedCampaign(given: Partial<HostFailure> = {}): Campaign {
  const at = sampleStartAt + 41 * MINUTE_MS;
  const failure: HostFailure = {
    kind: 'did-not-come-back',
    detail: 'no answer on port 22 for 15 min after the old boot went down',
    ...given,
  };
  const running = runningCampaign({
    kind: 'halted',
    why: { kind: 'host-failed', host: 'web-03' as HostId, failure },
    at,
  });
  const hosts = new Map(running.hosts);
  const host = 'web-03' as HostId;
  const reboot = hosts.get(host);
  if (reboot !== undefined)
    hosts.set(host, { ...reboot, drained: true, stage: { kind: 'failed', at, failure } });
  return { ...running, hosts };
}

/** Longest legal names, most services, most hosts: what must still fit into one message. */
export function hugeCampaign(phase: CampaignPhase = { kind: 'awaiting-approval' }): Campaign {
  const name = (prefix: string, index: number): string =>
    `${prefix}-${index.toString().padStart(4, '0')}-`.padEnd(253, 'long-label.');
  const hosts = Array.from({ length: 1_000 }, (_, index) => name('host', index));
  const services = Array.from({ length: 200 }, (_, index) =>
    sampleService(name('서비스', index), hosts.slice(index * 5, index * 5 + 5), 3),
  );
  const at = sampleStartAt + HOUR_MS;
  const detail = '<!channel> & `응답 없음` '.repeat(500);
  const failure: HostFailure = { kind: 'gate-timed-out', detail };
  const stageOf = (index: number): HostStage => {
    if (index < 300) return { kind: 'gating', effectKey: 'x#1', sinceAt: at, gateIndex: 0 };
    if (index < 600) return { kind: 'failed', at, failure };
    if (index < 900) return { kind: 'skipped', at, why: { kind: 'changed-since-plan', detail } };
    return { kind: 'waiting' };
  };
  const open = phase.kind === 'awaiting-approval';
  return sampleCampaign({
    plan: {
      steps: hosts.map((host, index) => sampleStep(host, index, { wave: 1 + Math.floor(index / 7) })),
      scope: sampleScope(hosts, services, 50),
    },
    phase,
    approvals: Array.from({ length: 40 }, (_, index) => ({
      by: `os:${name('운영자', index)}` as PersonId,
      at,
      meets: ['fleet'],
    })),
    stages: open ? {} : Object.fromEntries(hosts.map((host, index) => [host, stageOf(index)])),
  });
}
