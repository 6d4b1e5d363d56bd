// State = fold of events. Total: every event of the union has its line here, and none is ever refused, because what
// is in the journal has happened.

import { assertNever } from '../brand.ts';
import type { HostId, PersonId } from '../fleet/ids.ts';
import type { PlanDocument } from '../planning/plan.ts';
import { isOurs } from '../rotation/rotation.ts';
import { approvalsSuffice } from './approval-rules.ts';
import type { EffectKey } from './effect.ts';
import type { CampaignEvent, DatedEvent } from './event.ts';
import { seatsKept } from './kept-seats.ts';
import type { Campaign, CampaignEnd, CampaignPhase, HostReboot, HostStage, Kept } from './state.ts';

type HostEvent = Extract<CampaignEvent, { readonly host: HostId }>;

/**
 * The campaign after one more event.
 * @throws Error if the first event is not `campaign-proposed` or a host event names a host outside the plan: the
 * journal is damaged, and nothing may be executed from it.
 */
export function evolve(campaign: Campaign | null, { at, event }: DatedEvent): Campaign {
  if (event.kind === 'campaign-proposed') {
    if (campaign !== null) throw new Error(`campaign ${event.id} was proposed twice`);
    return proposed(event, at);
  }
  if (campaign === null) throw new Error(`event ${event.kind} before campaign-proposed`);
  const next = { ...campaign, version: campaign.version + 1 };
  if ('host' in event) {
    const host = campaign.hosts.get(event.host);
    if (host === undefined)
      throw new Error(`event ${event.kind} for ${event.host}, which is not in the plan`);
    const failures = campaign.failures + (event.kind === 'host-failed' ? 1 : 0);
    const told = evolveHost(host, event, at);
    // An effect that is asked for again after a crash is the same stage still.
    const isSameStage = told.stage === host.stage || event.kind === 'effect-repeated';
    const reboot = isSameStage ? told : { ...told, stageSinceAt: at };
    return { ...next, failures, hosts: new Map(campaign.hosts).set(event.host, reboot) };
  }
  switch (event.kind) {
    case 'plan-approved':
      return {
        ...next,
        approvals: [...campaign.approvals, { by: event.by, at, meets: event.meets }],
      };
    case 'approval-withdrawn':
      return withoutApproval(next, event.by);
    case 'approval-lapsed':
      return withoutApproval(next, event.of);
    case 'plan-edited':
      return edited(next, event, at);
    case 'plan-replaced':
      return { ...next, successor: event.successor };
    case 'decision-refused':
      return next;
    case 'campaign-started':
      return { ...next, phase: { kind: 'running' } };
    case 'campaign-resumed':
      return { ...next, phase: { kind: hasApprovals(next) ? 'running' : 'awaiting-approval' } };
    case 'campaign-paused':
      return { ...next, phase: { kind: 'paused', by: event.by, at } };
    case 'campaign-halted':
      return { ...next, phase: { kind: 'halted', why: event.why, at } };
    case 'stop-requested':
      return { ...next, phase: { kind: 'stopping', by: event.by, at, denial: null, was: null } };
    case 'campaign-denied':
      return { ...next, phase: { kind: 'stopping', by: event.by, at, denial: event.reason, was: null } };
    case 'campaign-reopened':
      return { ...next, phase: { kind: 'stopping', by: event.by, at, denial: null, was: endOf(campaign) } };
    case 'campaign-ended':
      return { ...next, phase: { kind: 'ended', as: event.as, at } satisfies CampaignPhase };
    default:
      return assertNever(event);
  }
}

/** How it has ended; null while it has not. */
function endOf({ phase }: Campaign): CampaignEnd | null {
  return phase.kind === 'ended' ? phase.as : null;
}

/** The campaign after all of `events`, or null if there are none. */
export function replay(events: readonly DatedEvent[]): Campaign | null {
  return events.reduce<Campaign | null>(evolve, null);
}

function proposed(event: Extract<CampaignEvent, { kind: 'campaign-proposed' }>, at: number): Campaign {
  return {
    id: event.id,
    version: 1,
    document: event.document,
    requestedBy: event.by,
    proposedAt: at,
    approvalPolicy: event.policy,
    expiresAt: event.expiresAt,
    approvals: [],
    edits: [],
    successor: null,
    phase: { kind: 'awaiting-approval' },
    failures: 0,
    hosts: waitingHosts(event.document),
  };
}

function waitingHosts({ plan }: PlanDocument): Campaign['hosts'] {
  return new Map(
    plan.steps.map((step): readonly [HostId, HostReboot] => [
      step.host,
      {
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
      },
    ]),
  );
}

/**
 * Without enough approvals it waits for them again; only ever before anything was begun. What is paused or halted stays
 * so, and waits for approvals once it is resumed.
 */
function withoutApproval(campaign: Campaign, by: PersonId): Campaign {
  const left = { ...campaign, approvals: campaign.approvals.filter((approval) => approval.by !== by) };
  const short = campaign.phase.kind === 'running' && !hasApprovals(left);
  return short ? { ...left, phase: { kind: 'awaiting-approval' } } : left;
}

function hasApprovals({ approvalPolicy, approvals }: Campaign): boolean {
  return approvalsSuffice(approvalPolicy, approvals);
}

/**
 * No edit takes back what a person skipped (versions are made without such hosts; older journals have some with them), and
 * none begins the keys of effects anew: a host may have been begun and put back before the approvals were taken back.
 */
function goingOn(hosts: Campaign['hosts'], before: Campaign['hosts']): Campaign['hosts'] {
  return new Map(
    [...hosts].map(([id, host]): readonly [HostId, HostReboot] => {
      const known = before.get(id);
      if (known === undefined) return [id, host];
      const { stage, effects } = known;
      const isSkipped = stage.kind === 'skipped' && stage.why.kind === 'by-person';
      return [id, { ...host, effects, ...(isSkipped ? { stage, stageSinceAt: stage.at } : {}) }];
    }),
  );
}

function edited(
  campaign: Campaign,
  event: Extract<CampaignEvent, { kind: 'plan-edited' }>,
  at: number,
): Campaign {
  const { by, diff, document, expiresAt, rules } = event;
  const edit = { version: document.plan.version, by, at, diff, fromCampaignVersion: campaign.version };
  return {
    ...campaign,
    document,
    expiresAt,
    approvalPolicy: { ...campaign.approvalPolicy, rules },
    approvals: [],
    edits: [...campaign.edits, edit],
    hosts: goingOn(waitingHosts(document), campaign.hosts),
  };
}

function evolveHost(host: HostReboot, event: HostEvent, at: number): HostReboot {
  const asked = (stage: HostStage): HostReboot => ({ ...host, stage, effects: host.effects + 1 });
  switch (event.kind) {
    case 'host-check-requested':
      return { ...asked({ kind: 'checking', effectKey: event.effectKey }), startedAt: at };
    case 'host-checked':
      return { ...host, before: event.facts, checkedAt: at };
    case 'host-seats-requested':
      return asked({ kind: 'seating', effectKey: event.effectKey });
    case 'host-seats-seen':
      return { ...host, seats: event.seats };
    case 'host-leave-requested':
      // Away from the moment it is recorded: whatever became of it, the seats must be put back.
      return { ...asked({ kind: 'leaving', effectKey: event.effectKey, sinceAt: at }), away: true };
    case 'host-left':
      return host;
    case 'host-prepare-requested':
      return asked({
        kind: 'preparing',
        effectKey: event.effectKey,
        sinceAt: at,
        gateIndex: event.gateIndex,
      });
    case 'host-prepared':
      if (event.lastingKeys === null) return host;
      return { ...host, keysBefore: { ...host.keysBefore, [event.gateIndex]: event.lastingKeys } };
    case 'host-drain-requested':
      // Drained from the moment it is recorded: whatever became of the hook, the undrain must be run.
      return { ...asked({ kind: 'draining', ...ofHook(event) }), ...nowDrained(host, event) };
    case 'host-drained':
      return host;
    case 'host-recheck-requested':
      return asked({ kind: 'rechecking', effectKey: event.effectKey });
    case 'host-reboot-requested':
      return {
        ...asked({ kind: 'rebooting', effectKey: event.effectKey }),
        attempts: host.attempts + 1,
        requestedAt: at,
      };
    case 'host-reboot-sent':
      return {
        ...asked({ kind: 'confirming', effectKey: event.effectKey, sinceAt: at, accepted: event.accepted }),
        sent: true,
      };
    case 'host-boot-proven':
      return { ...asked({ kind: 'holding', effectKey: event.effectKey, sinceAt: at }), after: event.facts };
    case 'host-held':
      return asked({ kind: 'settling', effectKey: event.effectKey, sinceAt: at });
    case 'host-system-up':
      return { ...host, after: event.facts };
    case 'host-gate-asked':
      return asked({ kind: 'gating', effectKey: event.effectKey, sinceAt: at, gateIndex: event.gateIndex });
    case 'host-gate-passed':
      return host;
    case 'host-undrain-requested':
      return asked({ kind: 'undraining', ...ofHook(event) });
    case 'host-undrained':
      return { ...host, ...nowUndrained(host, event) };
    case 'host-ramp-requested':
      return asked({ kind: 'ramping', effectKey: event.effectKey, sinceAt: at, stepIndex: event.stepIndex });
    case 'host-ramp-held':
      return host;
    case 'host-in-rotation':
      return { ...host, away: false, seats: [] };
    case 'host-restored': {
      const seats = seatsKept(host, event.kept ?? []);
      return { ...host, away: seats.some(isOurs), seats };
    }
    case 'host-retreat-requested':
      return asked({
        kind: 'retreating',
        effectKey: event.effectKey,
        stepIndex: event.stepIndex,
        failure: event.failure,
      });
    case 'host-restore-requested':
      return asked({ kind: 'restoring', effectKey: event.effectKey, then: event.then, ...keptOf(event) });
    case 'host-soak-began':
      return {
        ...asked({ kind: 'soaking', effectKey: event.effectKey, untilAt: event.untilAt }),
        drained: false,
        drainedGuests: [],
      };
    case 'host-compared':
      return { ...host, after: event.facts, drift: event.drift };
    case 'host-done':
      return { ...host, stage: { kind: 'done', at } };
    case 'host-undo-requested':
      return asked({ kind: 'undoing', ...ofHook(event), then: event.then, ...keptOf(event) });
    case 'host-put-back':
      return { ...host, stage: { kind: 'waiting' }, startedAt: null };
    case 'host-failed':
      return { ...host, stage: { kind: 'failed', at, failure: event.failure }, returned: false };
    case 'host-skipped':
      return { ...host, stage: { kind: 'skipped', at, why: event.why } };
    case 'host-left-out':
      return host;
    case 'host-returned':
      return { ...host, drained: false, drainedGuests: [], away: false, seats: [], returned: true };
    case 'host-retry-requested':
      switch (event.from.kind) {
        case 'start':
          return { ...host, stage: { kind: 'waiting' }, startedAt: null };
        case 'await-boot':
          return asked({ kind: 'confirming', effectKey: event.from.effectKey, sinceAt: at, accepted: true });
        case 'system-up':
          return asked({ kind: 'settling', effectKey: event.from.effectKey, sinceAt: at });
        default:
          return assertNever(event.from);
      }
    case 'effect-repeated':
      return repeated(host, event.effectKey);
    default:
      return assertNever(event);
  }
}

type HookEvent = { readonly effectKey: EffectKey; readonly guest?: HostId };

/** The part of a stage that says whose command is run. */
function ofHook({ effectKey, guest }: HookEvent): HookEvent {
  return guest === undefined ? { effectKey } : { effectKey, guest };
}

function keptOf({ kept }: { readonly kept?: Kept }): { readonly kept?: Kept } {
  return kept === undefined ? {} : { kept };
}

type Drained = Partial<Pick<HostReboot, 'drained' | 'drainedGuests'>>;

function nowDrained({ drainedGuests }: HostReboot, { guest }: { readonly guest?: HostId }): Drained {
  if (guest === undefined) return { drained: true };
  return drainedGuests.includes(guest) ? {} : { drainedGuests: [...drainedGuests, guest] };
}

function nowUndrained({ drainedGuests }: HostReboot, { guest }: { readonly guest?: HostId }): Drained {
  if (guest === undefined) return { drained: false };
  return { drainedGuests: drainedGuests.filter((other) => other !== guest) };
}

function repeated(host: HostReboot, effectKey: string): HostReboot {
  if (!('effectKey' in host.stage))
    throw new Error(`${host.step.host} is ${host.stage.kind}: no effect to repeat`);
  return { ...host, stage: { ...host.stage, effectKey }, effects: host.effects + 1 };
}
