// Given / when / then for the campaign machine: pure decide and evolve over a small fleet, with time moved and effects
// answered by hand. Every decision is checked as in production: invariants hold, and a replay gives the same state.
import { consentingHosts } from '../../src/core/chaos/consent.ts';
import { expect } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import type { MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { Weekday } from '../../src/core/calendar/local-day.ts';
import { FLEET_RULE, serviceRules, type RuleId } from '../../src/core/campaign/approval-rules.ts';
import { decide } from '../../src/core/campaign/decide.ts';
import type { DecisionResult } from '../../src/core/campaign/draft.ts';
import type { Effect, EffectOutcome, EffectRequest } from '../../src/core/campaign/effect.ts';
import type { CampaignEvent, DatedEvent } from '../../src/core/campaign/event.ts';
import { evolve, replay } from '../../src/core/campaign/evolve.ts';
import type {
  ApproverJudgement,
  CampaignInput,
  Flag,
  SeenPlan,
  World,
} from '../../src/core/campaign/input.ts';
import { assertInvariants } from '../../src/core/campaign/invariants.ts';
import { startBlocks } from '../../src/core/campaign/start-conditions.ts';
import type { Campaign, HostReboot, HostStage } from '../../src/core/campaign/state.ts';
import type { ApprovalPolicy } from '../../src/core/campaign/approval-rules.ts';
import type { Gate, Hook } from '../../src/core/fleet/check.ts';
import { hostFingerprint } from '../../src/core/fleet/fingerprint.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { BootId, CampaignId, HostId, PersonId, WindowId } from '../../src/core/fleet/ids.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import type { HostStatus, HostView } from '../../src/core/fleet/snapshot.ts';
import type { RebootReason } from '../../src/core/planning/plan.ts';
import { budgetScopeOf } from '../../src/core/planning/budget.ts';
import { buildFleet, type FleetSpec, type HostSpec } from './fleet-builder.ts';
import { makePlan, oldBootOf, sha256Hex } from './plan-maker.ts';
import { sampleFacts } from './sample-events.ts';

export const requester = 'slack:T0/U0REQUESTER' as PersonId;
export const ann = 'slack:T0/U0ANN' as PersonId;
export const ben = 'slack:T0/U0BEN' as PersonId;
export const stranger = 'slack:T0/U0STRANGER' as PersonId;

const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export function window(given: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    id: 'w' as WindowId,
    weekdays: week,
    nth: [],
    startMinute: 0,
    durationMinutes: 1_440,
    timeZone: 'UTC',
    ...given,
  };
}

export const drainHook: Hook = { command: { argv: ['/usr/local/sbin/drain'] }, timeoutMs: MINUTE_MS };
export const undrainHook: Hook = { command: { argv: ['/usr/local/sbin/undrain'] }, timeoutMs: MINUTE_MS };

export const tcpGate: Gate = {
  name: 'answers on 80',
  question: { kind: 'tcp', port: 80 },
  attemptMs: SECOND_MS,
  everyMs: 5 * SECOND_MS,
  withinMs: 3 * MINUTE_MS,
  parts: null,
  passes: 2,
};

/** Saved before the reboot; all that it had then is there after it. */
export const redisGate: Gate = {
  ...tcpGate,
  name: 'kept what it had',
  question: {
    kind: 'redis',
    login: { port: 6379, user: null, password: null, tls: { kind: 'off' } },
    role: 'any',
    minKeys: 0,
    savesBefore: true,
    keepsPercent: 100,
    lastingBefore: null,
  },
};

/** A host that may go at any time, with a drain and its undo. */
export function drainedHost(given: HostSpec = {}): HostSpec {
  return { windows: [window()], drain: drainHook, undrain: undrainHook, zone: 'z1', ...given };
}

/** Three web servers in one zone, one of which may be missing, with one gate. */
export const threeWebs: FleetSpec = {
  hosts: { 'web-1': drainedHost(), 'web-2': drainedHost(), 'web-3': drainedHost() },
  services: { web: { on: ['web-1', 'web-2', 'web-3'], gates: [tcpGate] } },
  rest: { caps: { maxInFlight: 3, maxHostsPerCampaign: 50, domains: [] } },
};

/** Monday 7 December 2026, 10:00 UTC. */
export const scenarioStartAt = Date.UTC(2026, 11, 7, 10);

export type ScenarioOptions = {
  readonly fleet?: FleetSpec;
  /** The plan's hosts in order; all of the fleet's by default. */
  readonly hosts?: readonly string[];
  readonly after?: Readonly<Record<string, readonly string[]>>;
  readonly policy?: Partial<ApprovalPolicy>;
  readonly expiresInMs?: DurationMs;
  /** Why its hosts are in the plan. */
  readonly reason?: RebootReason;
};

export type Scenario = ReturnType<typeof openScenario>;

export function openScenario(options: ScenarioOptions = {}) {
  const plannedFleet = buildFleet(options.fleet ?? threeWebs);
  const hosts = options.hosts ?? [...plannedFleet.hosts.keys()];
  const reason = options.reason ?? 'overdue';
  const order = { hosts, requestedBy: requester, at: scenarioStartAt, reason };
  const document = makePlan(plannedFleet, options.after ? { ...order, after: options.after } : order);
  let fleet: Fleet | null = plannedFleet;
  let now = scenarioStartAt;
  let flags: readonly Flag[] = [];
  let elsewhere: ReadonlySet<HostId> = new Set();
  let leftOut: World['leftOut'] = new Map();
  let rebootsOfDay: ReadonlyMap<HostId, number> = new Map();
  const statuses = new Map<HostId, HostStatus>([...plannedFleet.hosts.keys()].map((id) => [id, 'up']));
  const views = new Map<HostId, HostView>();
  const log: DatedEvent[] = [];
  const asked = new Map<string, Effect>();
  let campaign: Campaign | null = null;

  const world = (): World => ({
    now,
    fleet: fleet === null ? null : fleetOfWorld(fleet),
    statuses: new Map(statuses),
    views: new Map(views),
    inFlightElsewhere: elsewhere,
    leftOut,
    rebootsOfDay,
    flags,
  });

  const send = (input: CampaignInput): DecisionResult => {
    const result = decide(campaign, input, world());
    for (const event of result.events) {
      log.push({ at: now, event });
      campaign = evolve(campaign, { at: now, event });
    }
    for (const effect of result.effects) {
      expect(asked.has(effect.key), `effect key ${effect.key} is used once`).toBe(false);
      asked.set(effect.key, effect);
    }
    if (campaign !== null) assertInvariants(campaign);
    expect(replay(log)).toEqual(campaign);
    return result;
  };

  const state = (): Campaign => {
    if (campaign === null) throw new Error('nothing was proposed');
    return campaign;
  };
  const hostOf = (id: string): HostReboot => {
    const host = state().hosts.get(id as HostId);
    if (host === undefined) throw new Error(`${id} is not in the plan`);
    return host;
  };

  /** The effect that the host waits for. */
  const awaited = (id: string): Effect => {
    const { stage } = hostOf(id);
    const effect = 'effectKey' in stage ? asked.get(stage.effectKey) : undefined;
    if (effect === undefined) throw new Error(`${id} is ${stage.kind}: it waits for no effect`);
    return effect;
  };

  const answerKey = (id: string, effectKey: string, outcome: EffectOutcome): DecisionResult =>
    send({ kind: 'effect-finished', host: id as HostId, effectKey, outcome });

  const answer = (id: string, outcome: EffectOutcome): DecisionResult =>
    answerKey(id, awaited(id).key, outcome);

  const facts = (id: string, given: Partial<Facts> = {}): Facts => ({
    ...sampleFacts,
    bootId: oldBootOf(id),
    uptimeMs: 200 * DAY_MS + (now - scenarioStartAt),
    kernelRunning: '6.1.0-25-amd64',
    ...given,
  });
  const newFacts = (id: string, given: Partial<Facts> = {}): Facts =>
    facts(id, { bootId: newBootOf(id), uptimeMs: 30 * SECOND_MS, ...given });

  /** What a healthy host answers to each question. */
  const goodAnswer = (id: string, request: EffectRequest): EffectOutcome => {
    switch (request.kind) {
      case 'read-facts':
        return { kind: 'facts', facts: facts(id) };
      case 'run-hook':
        return { kind: 'hook-ok' };
      case 'request-reboot':
        return { kind: 'reboot-accepted' };
      case 'await-boot':
        return { kind: 'boot-proven', facts: newFacts(id) };
      case 'await-hold':
        return request.compare === null ? { kind: 'held' } : { kind: 'compared', facts: newFacts(id) };
      case 'await-system-up':
        return { kind: 'system-up', facts: newFacts(id) };
      case 'await-gate':
        return { kind: 'gate-passed' };
      case 'prepare':
        return { kind: 'prepared', lastingKeys: null };
      case 'read-seats':
        return {
          kind: 'seats-read',
          seats: request.seats.map((seat) => ({ seat, before: { admin: 'ready', weight: 100 } })),
        };
      case 'leave-rotation':
        return { kind: 'rotation-left' };
      case 'restore-rotation':
        return { kind: 'rotation-restored' };
      case 'ramp-step':
        return { kind: 'step-held' };
      case 'retreat':
        return { kind: 'retreated' };
    }
  };

  const answerWell = (id: string): DecisionResult => answer(id, goodAnswer(id, awaited(id).request));

  const tick = (): DecisionResult => send({ kind: 'tick' });
  const click = (by: PersonId, approver: ApproverJudgement) => ({ by, approver });
  const yes: ApproverJudgement = { kind: 'approver' };
  const seen = { version: document.plan.version, digest: document.digest };

  const scenario = {
    document,
    seen,
    plannedFleet,
    campaign: state,
    host: hostOf,
    stage: (id: string): HostStage['kind'] => hostOf(id).stage.kind,
    phase: (): Campaign['phase']['kind'] => state().phase.kind,
    blocks: (id: string): readonly string[] =>
      startBlocks(state(), id as HostId, world()).map(({ kind }) => kind),
    log: (): readonly DatedEvent[] => log,
    events: (kind?: CampaignEvent['kind']): readonly CampaignEvent[] =>
      log.map(({ event }) => event).filter((event) => kind === undefined || event.kind === kind),
    /** How many reboot requests were asked for, for this host. */
    requests: (id: string): number =>
      [...asked.values()].filter(({ host, request }) => host === id && request.kind === 'request-reboot')
        .length,
    awaited,
    request: (id: string): EffectRequest => awaited(id).request,
    answer,
    answerKey,
    answerWell,
    facts,
    newFacts,
    send,
    world,
    now: (): number => now,
    tick,
    pass: (ms: DurationMs): void => void (now += ms),
    setStatus: (id: string, status: HostStatus): void => void statuses.set(id as HostId, status),
    /** What was last seen of a host. */
    setView: (view: HostView): void => void views.set(view.hostId, view),
    setFlags: (...next: readonly Flag[]): void => void (flags = next),
    setElsewhere: (...ids: readonly string[]): void => void (elsewhere = new Set(ids as readonly HostId[])),
    setLeftOut: (...ids: readonly string[]): void =>
      void (leftOut = new Map(
        ids.map((id) => [id as HostId, { campaign: 'c-earlier' as CampaignId, sinceAt: scenarioStartAt }]),
      )),
    setRebootsOfDay: (id: string, reboots: number): void =>
      void (rebootsOfDay = new Map([[id as HostId, reboots]])),
    setFleet: (spec: FleetSpec | null): void => {
      fleet =
        spec === null
          ? null
          : buildFleet({ ...spec, rest: { digest: 'changed' as Fleet['digest'], ...spec.rest } });
    },
    approve: (
      by: PersonId,
      given: {
        readonly approver?: ApproverJudgement;
        readonly seen?: SeenPlan;
        readonly meets?: readonly RuleId[];
        /** What the chat says now of those who approved before; all of them still may, unless it says otherwise. */
        readonly earlier?: Readonly<Record<PersonId, ApproverJudgement>>;
      } = {},
    ) =>
      send({
        kind: 'approve',
        ...click(by, given.approver ?? yes),
        seen: given.seen ?? seen,
        meets: given.meets ?? [FLEET_RULE],
        earlier: new Map([
          ...state().approvals.map((approval) => [approval.by, yes] as const),
          ...Object.entries(given.earlier ?? {}).map(
            ([who, judgement]) => [who as PersonId, judgement] as const,
          ),
        ]),
      }),
    deny: (by: PersonId, reason = 'not tonight') => send({ kind: 'deny', ...click(by, yes), seen, reason }),
    control: (kind: 'pause' | 'resume' | 'stop', by: PersonId = ann, approver = yes) =>
      send({ kind, ...click(by, approver) }),
    resolve: (kind: 'retry' | 'skip' | 'returned', host: string, by: PersonId = ann, approver = yes) =>
      send({ kind, ...click(by, approver), host: host as HostId }),
    /** Approved by everybody it takes. */
    approved: (): void => {
      for (const by of [ann, ben].slice(0, state().approvalPolicy.needed)) scenario.approve(by);
    },
    /** Approves where needed, ticks, and answers well until `id` is `stage`. */
    drivenTo: (id: string, stage: HostStage['kind']): void => {
      if (state().phase.kind === 'awaiting-approval') scenario.approved();
      if (hostOf(id).stage.kind === 'waiting') tick();
      for (let step = 0; hostOf(id).stage.kind !== stage; step += 1) {
        if (step > 30) throw new Error(`${id} does not get to ${stage}: it is ${hostOf(id).stage.kind}`);
        answerWell(id);
      }
    },
  };
  send({
    kind: 'propose',
    id: 'c-1' as CampaignId,
    document,
    by: requester,
    policy: { needed: 1, requesterMayApprove: false, rules: [], ...options.policy },
    expiresAt: scenarioStartAt + (options.expiresInMs ?? 24 * HOUR_MS),
  });
  return scenario;
}

export function newBootOf(host: string): BootId {
  return `11111111-1111-4111-8111-${sha256Hex(host).slice(0, 12)}` as BootId;
}

function fleetOfWorld(fleet: Fleet): NonNullable<World['fleet']> {
  return {
    digest: fleet.digest,
    scope: budgetScopeOf(fleet),
    fingerprints: new Map([...fleet.hosts.keys()].map((id) => [id, hostFingerprint(fleet, id, sha256Hex)])),
    freezes: fleet.freezes,
    approvalRules: serviceRules(fleet),
    unreadFreezes: fleet.unreadFreezes,
    maxRebootsPerDay: fleet.runLimits.maxRebootsPerDay,
    chaosHosts: consentingHosts(fleet),
  };
}
