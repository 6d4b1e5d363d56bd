// Everything that must hold at the moment a host is taken down, asked twice: before its drain and, after the drain,
// at the last moment before the reboot is recorded. A condition that cannot be told blocks.

import { assertNever, type Instant } from '../brand.ts';
import type { CampaignId, HostId } from '../fleet/ids.ts';
import type { HostStatus } from '../fleet/snapshot.ts';
import { mayStartAt } from '../calendar/cut-off.ts';
import { budgetIndexOf, listOf } from '../planning/budget-index.ts';
import type { BudgetScope } from '../planning/budget-scope.ts';
import { mayGoDown } from '../planning/budget.ts';
import type { PlanStep, WaitReason } from '../planning/plan.ts';
import { ruleCounts } from './approval-rules.ts';
import type { FlagCause, StopSubject, UnknownCause, World } from './input.ts';
import { heldHosts, inFlightHosts } from './holding.ts';
import { hasLapsed } from './lapse.ts';
import { isLeftOut } from './left-out.ts';
import type { Campaign, CampaignPhase, HostReboot } from './state.ts';
import { timeToGo } from './time-to-go.ts';

/** Why a host does not start now. Closed: the word in `stagger explain`, the log and the metric is `kind`. */
export type StartBlock =
  | { readonly kind: 'phase'; readonly phase: CampaignPhase['kind'] }
  | { readonly kind: 'approval-missing'; readonly have: number; readonly needed: number }
  | { readonly kind: 'approval-expired'; readonly at: Instant }
  | { readonly kind: 'no-inventory' }
  | { readonly kind: 'removed-from-inventory' }
  | { readonly kind: 'changed-since-plan' }
  | { readonly kind: 'flag-set'; readonly why: string; readonly cause: FlagCause }
  | { readonly kind: 'flag-unknown'; readonly why: string; readonly cause?: UnknownCause }
  | { readonly kind: 'frozen'; readonly freeze: string; readonly untilAt: Instant }
  /** Nobody knows what the calendar freezes. */
  | { readonly kind: 'freeze-unknown'; readonly freeze: string; readonly why: string }
  /** `guest`: the windows of this guest, which falls with it, are in the way; absent: its own are. */
  | { readonly kind: 'window-shut'; readonly opensAt: Instant | null; readonly guest?: HostId }
  | {
      readonly kind: 'does-not-fit';
      readonly closesAt: Instant;
      readonly by: 'window' | 'freeze';
      readonly guest?: HostId;
    }
  | { readonly kind: 'after'; readonly hosts: readonly HostId[] }
  /** `guest`: this guest of it is not, and could not prove afterwards that it is back. */
  | { readonly kind: 'not-up'; readonly status: HostStatus; readonly guest?: HostId }
  | { readonly kind: 'in-other-campaign' }
  /** A campaign that has ended took it out of rotation and did not bring it back. */
  | { readonly kind: 'left-out'; readonly campaign: CampaignId }
  /**
   * Its hypervisor, or a guest of it, is out of rotation or has failed, and may be brought back at any time. `campaign`: the one
   * that has ended and left it so; null: this one, in which people have to decide about it, or it waits for its turn.
   */
  | { readonly kind: 'relative-out'; readonly relative: HostId; readonly campaign: CampaignId | null }
  | { readonly kind: 'attempts-used'; readonly attempts: number }
  /** Rebooted so often within a day that something else must be wrong. */
  | {
      readonly kind: 'reboots-used';
      readonly reboots: number;
      readonly limit: number;
      /** It was this guest, which would be rebooted with it. */
      readonly guest?: HostId;
    }
  | { readonly kind: 'stopped'; readonly subject: StopSubject; readonly why: string }
  /** Of a host that chaos mode drew: a service on it has not opted in, or does not any more. */
  | { readonly kind: 'chaos-not-allowed' }
  /** Practice waits until nothing else is in flight. */
  | { readonly kind: 'chaos-alone'; readonly hosts: readonly HostId[] }
  | { readonly kind: 'budget'; readonly basis: 'plan' | 'inventory'; readonly why: readonly WaitReason[] };

/**
 * Reboot requests one approval is good for, a host: the first and two more, each only after an earlier one was
 * certainly not sent or left the host on the very boot that is to end. More means that something is wrong.
 */
export const MAX_REBOOT_REQUESTS = 3;

/** Every reason why `id` may not be taken down now; empty means that it may. */
export function startBlocks(campaign: Campaign, id: HostId, world: World): readonly StartBlock[] {
  return [...campaignBlocks(campaign, world), ...hostJudges.flatMap((judge) => judge(campaign, id, world))];
}

/** True if nothing keeps this host of the campaign, as it stands by now. */
export type MayStart = (campaign: Campaign, id: HostId) => boolean;

/**
 * Who of a campaign may start in one decision: asks what is the same for every host once, and is null where that blocks.
 * What starts meanwhile is seen by the answer that follows, because budgets and order are judged by `campaign` as it has
 * become; a start changes nothing of what was asked for all. An answer stops at the first reason: a tick asks for every
 * waiting host.
 */
export function mayStartOf(before: Campaign, world: World): MayStart | null {
  if (campaignBlocks(before, world).length > 0) return null;
  return (campaign, id) => hostJudges.every((judge) => judge(campaign, id, world).length === 0);
}

type Judge = (campaign: Campaign, id: HostId, world: World) => readonly StartBlock[];

/** What differs from host to host, the cheap ones first. */
const hostJudges: readonly Judge[] = [inventoryBlocks, hostBlocks, chaosBlocks, timeBlocks, budgetBlocks];

const none: readonly never[] = [];

const noHosts: ReadonlySet<HostId> = new Set();

/** The part of `startBlocks` that is the same for every host of the campaign. */
function campaignBlocks(campaign: Campaign, world: World): readonly StartBlock[] {
  const blocks: StartBlock[] = [];
  if (campaign.phase.kind !== 'running') blocks.push({ kind: 'phase', phase: campaign.phase.kind });
  for (const { have, needed } of ruleCounts(campaign.approvalPolicy, campaign.approvals))
    if (have < needed) blocks.push({ kind: 'approval-missing', have, needed });
  if (hasLapsed(campaign, world.now)) blocks.push({ kind: 'approval-expired', at: campaign.expiresAt });
  for (const flag of world.flags) {
    if (flag.kind === 'set') blocks.push({ ...flag, kind: 'flag-set' });
    if (flag.kind === 'unknown') blocks.push({ ...flag, kind: 'flag-unknown' });
  }
  return blocks;
}

function inventoryBlocks(campaign: Campaign, id: HostId, { fleet }: World): readonly StartBlock[] {
  if (fleet === null) return [{ kind: 'no-inventory' }];
  if (fleet.unreadFreezes.length > 0)
    return fleet.unreadFreezes.map(({ id: freeze, why }) => ({ kind: 'freeze-unknown', freeze, why }));
  const fingerprint = fleet.fingerprints.get(id);
  if (fingerprint === undefined) return [{ kind: 'removed-from-inventory' }];
  return fingerprint === campaign.hosts.get(id)?.step.fingerprint ? none : [{ kind: 'changed-since-plan' }];
}

export type TimeBlock = Extract<StartBlock, { kind: 'frozen' | 'window-shut' | 'does-not-fit' }>;

/** What the calendar alone has against a start now, or null. */
export function startHold(campaign: Campaign, id: HostId, world: World): TimeBlock | null {
  return timeBlocks(campaign, id, world)[0] ?? null;
}

function timeBlocks(campaign: Campaign, id: HostId, { now, fleet }: World): readonly TimeBlock[] {
  const host = campaign.hosts.get(id);
  if (host === undefined) return [];
  const { windows, guestWindows } = host.step;
  const judgement = mayStartAt({
    windows,
    guestWindows: guestWindows ?? none,
    freezes: fleet?.freezes ?? [],
    now,
    expectedMs: timeToGo(host, now),
  });
  switch (judgement.kind) {
    case 'may-start':
      return none;
    case 'frozen':
      return [{ kind: 'frozen', freeze: judgement.freeze.reason, untilAt: judgement.freeze.untilAt }];
    case 'shut':
      return [{ kind: 'window-shut', opensAt: judgement.opensAt, ...namedGuest(judgement) }];
    case 'too-late':
      return [
        {
          kind: 'does-not-fit',
          closesAt: judgement.closesAt,
          by: judgement.by,
          ...namedGuest(judgement),
        },
      ];
    default:
      return assertNever(judgement);
  }
}

function namedGuest({ guest }: { readonly guest: HostId | null }): { readonly guest?: HostId } {
  return guest === null ? {} : { guest };
}

function hostBlocks(campaign: Campaign, id: HostId, world: World): readonly StartBlock[] {
  const host = campaign.hosts.get(id);
  if (host === undefined) return [{ kind: 'removed-from-inventory' }];
  const blocks: StartBlock[] = [];
  if (host.step.after.length > 0) {
    const hosts = host.step.after.filter((other) => !isOver(campaign.hosts.get(other)));
    if (hosts.length > 0) blocks.push({ kind: 'after', hosts });
  }
  const status = world.statuses.get(id) ?? 'unknown';
  if (status !== 'up') blocks.push({ kind: 'not-up', status });
  // Its own drain command may stop or move them; they were up before it.
  for (const guest of isDrainedNow(host) ? none : guestsAsked(host.step)) {
    const ofGuest = world.statuses.get(guest) ?? 'unknown';
    if (ofGuest !== 'up') blocks.push({ kind: 'not-up', status: ofGuest, guest });
  }
  const reboots = world.rebootsOfDay.get(id) ?? 0;
  const limit = world.fleet?.maxRebootsPerDay ?? 0;
  if (reboots >= limit) blocks.push({ kind: 'reboots-used', reboots, limit });
  for (const guest of world.rebootsOfDay.size === 0 ? none : guestsOn(campaign.document.plan.scope, [id])) {
    const ofGuest = world.rebootsOfDay.get(guest) ?? 0;
    if (ofGuest >= limit) blocks.push({ kind: 'reboots-used', reboots: ofGuest, limit, guest });
  }
  for (const flag of world.flags)
    if (flag.kind === 'stopped' && stopsOf(campaign, id, world, flag.subject))
      blocks.push({ kind: 'stopped', subject: flag.subject, why: flag.why });
  if (world.inFlightElsewhere.has(id)) blocks.push({ kind: 'in-other-campaign' });
  const left = world.leftOut.get(id);
  if (left !== undefined) blocks.push({ kind: 'left-out', campaign: left.campaign });
  blocks.push(...relativesOut(campaign, id, world));
  if (host.attempts >= MAX_REBOOT_REQUESTS) blocks.push({ kind: 'attempts-used', attempts: host.attempts });
  return blocks;
}

/**
 * Hypervisors and guests of a host that are out of rotation, or failed, and not on their way: where people bring one back, or
 * look at it again, while the other goes down, traffic would follow it, or what is seen of it would prove nothing.
 */
function relativesOut(campaign: Campaign, id: HostId, world: World): readonly StartBlock[] {
  const out = notBroughtBack(campaign);
  if (world.leftOut.size === 0 && out.size === 0) return none;
  const relatives = new Set<HostId>();
  for (const scope of [campaign.document.plan.scope, world.fleet?.scope])
    if (scope !== undefined) for (const relative of relativesOf(scope, id)) relatives.add(relative);
  return [...relatives].flatMap((relative): readonly StartBlock[] => {
    const by = out.has(relative) ? null : world.leftOut.get(relative)?.campaign;
    return by === undefined ? none : [{ kind: 'relative-out', relative, campaign: by }];
  });
}

const outs = new WeakMap<Campaign, ReadonlySet<HostId>>();

/** Hosts of the campaign that it has yet to bring back, and that are not on their way; worked out once for a state of it. */
function notBroughtBack(campaign: Campaign): ReadonlySet<HostId> {
  const known = outs.get(campaign);
  if (known !== undefined) return known;
  const out = new Set<HostId>();
  for (const [id, host] of campaign.hosts) if (isLeftOut(host)) out.add(id);
  outs.set(campaign, out);
  return out;
}

/** What a host stands on, and what stands on it. */
function relativesOf(scope: BudgetScope, id: HostId): readonly HostId[] {
  const { guests, hypervisors, hostIds, numberOf } = budgetIndexOf(scope);
  const host = numberOf.get(id) ?? -1;
  return [...(hypervisors[host] ?? none), ...(guests[host] ?? none)].flatMap(
    (other) => hostIds[other] ?? none,
  );
}

function isDrainedNow({ drained, stage }: HostReboot): boolean {
  return drained && stage.kind !== 'waiting' && stage.kind !== 'checking';
}

/** Guests that are asked something after the reboot, each once. */
function guestsAsked({ gates }: PlanStep): ReadonlySet<HostId> {
  let guests: Set<HostId> | null = null;
  for (const { guest } of gates) if (guest !== undefined) (guests ??= new Set()).add(guest.hostId);
  return guests ?? noHosts;
}

function isOver(host: HostReboot | undefined): boolean {
  return host?.stage.kind === 'done' || host?.stage.kind === 'skipped';
}

export type ChaosBlock = Extract<StartBlock, { kind: 'chaos-not-allowed' | 'chaos-alone' }>;

/** A reboot for practice needs the consent that it was drawn with until it happens, and the fleet to itself. */
export function chaosBlocks(campaign: Campaign, id: HostId, world: World): readonly ChaosBlock[] {
  if (campaign.hosts.get(id)?.step.reason !== 'drawn') return none;
  const blocks: ChaosBlock[] = [];
  if (world.fleet?.chaosHosts.has(id) !== true) blocks.push({ kind: 'chaos-not-allowed' });
  if (world.inFlightElsewhere.size > 0)
    blocks.push({ kind: 'chaos-alone', hosts: [...world.inFlightElsewhere] });
  return blocks;
}

/** Does the stop switch of `subject` keep this host: its own, a guest's, or that of a service that its reboot takes an instance of? */
export function stopsOf(campaign: Campaign, id: HostId, world: World, subject: StopSubject): boolean {
  const scopes = [campaign.document.plan.scope, world.fleet?.scope].filter((scope) => scope !== undefined);
  return scopes.some((scope) => isStoppedBy(scope, id, subject));
}

/** A guest goes when its hypervisor goes: what holds the guest holds that one, too. */
export function isStoppedBy(scope: BudgetScope, id: HostId, subject: StopSubject): boolean {
  if (subject.kind === 'host' && subject.id === id) return true;
  const index = budgetIndexOf(scope);
  const host = index.numberOf.get(id);
  if (host === undefined) return false;
  return subject.kind === 'host'
    ? (index.guests[host] ?? []).some((guest) => index.hostIds[guest] === subject.id)
    : listOf(index.losses, host).some((other) => index.serviceIds[other] === subject.id);
}

/** Budgets are judged against the plan's scope and the current inventory's; the stricter one decides. */
function budgetBlocks(campaign: Campaign, candidate: HostId, world: World): readonly StartBlock[] {
  const blocks: StartBlock[] = [];
  const { inFlight, absent } = occupancyOf(campaign, world);
  const judge = (basis: 'plan' | 'inventory', scope: BudgetScope): void => {
    const verdict = mayGoDown(scope, { candidate, absent, inFlight });
    if (verdict.kind === 'blocked') blocks.push({ kind: 'budget', basis, why: verdict.why });
  };
  judge('plan', campaign.document.plan.scope);
  if (world.fleet !== null) judge('inventory', world.fleet.scope);
  return blocks;
}

/** A host without a placement never goes by our command, but its instances count: it may be named by a service only. */
function* hostsOf(scope: BudgetScope | undefined): Generator<HostId> {
  for (const { host } of scope?.hosts ?? []) yield host;
  for (const { instances } of scope?.services ?? []) for (const { host } of instances) yield host;
}

function* guestsOn(scope: BudgetScope, hosts: readonly HostId[]): Generator<HostId> {
  if (hosts.length === 0) return;
  const { guests, hostIds, numberOf } = budgetIndexOf(scope);
  for (const host of hosts)
    for (const guest of guests[numberOf.get(host) ?? -1] ?? none) yield hostIds[guest] ?? host;
}

type Occupancy = { readonly absent: ReadonlySet<HostId>; readonly inFlight: ReadonlySet<HostId> };

const occupancies = new WeakMap<Campaign, { readonly world: World; readonly occupancy: Occupancy }>();

/**
 * Who is absent (not up for whatever reason, held here, held elsewhere, or left out of rotation) and who of them is in
 * flight. Guests of a held host count with it, answering or not: it took them down, and nothing has proven that they
 * serve again. The same for every candidate, so it is worked out once for a state of the campaign; `mayGoDown` leaves
 * out the candidate itself.
 */
function occupancyOf(campaign: Campaign, world: World): Occupancy {
  const known = occupancies.get(campaign);
  if (known?.world === world) return known.occupancy;
  const held = [...heldHosts(campaign), ...world.inFlightElsewhere, ...world.leftOut.keys()];
  const absent = new Set<HostId>(held);
  for (const scope of [campaign.document.plan.scope, world.fleet?.scope]) {
    for (const host of hostsOf(scope)) if ((world.statuses.get(host) ?? 'unknown') !== 'up') absent.add(host);
    if (scope !== undefined) for (const guest of guestsOn(scope, held)) absent.add(guest);
  }
  const inFlight = new Set<HostId>([...inFlightHosts(campaign), ...world.inFlightElsewhere]);
  const occupancy = { absent, inFlight };
  occupancies.set(campaign, { world, occupancy });
  return occupancy;
}
