// A reboot plan: immutable, complete, with a digest over all of it. Everything that is later executed comes from
// here; what changed since is compared against it, never merged into it.

import type { DurationMs, Instant } from '../brand.ts';
import type { Gate, Hook } from '../fleet/check.ts';
import type { FailureDomain, RebootTiming } from '../fleet/fleet.ts';
import type { ProbeFailure } from '../fleet/observation.ts';
import type { SshTarget } from '../fleet/ssh-target.ts';
import type { BootId, FleetDigest, HostId, PersonId, PlanDigest, PlanId, ServiceId } from '../fleet/ids.ts';
import type { GuestWindows } from '../calendar/guest-windows.ts';
import type { MaintenanceWindow } from '../calendar/window.ts';
import type { DriftPolicy } from '../drift/drift.ts';
import type { GuestDrain } from '../rotation/guest-drains.ts';
import type { Rotation } from '../rotation/rotation.ts';
import type { TimingBasis } from '../uptime/timing-basis.ts';
import type { BudgetScope } from './budget-scope.ts';

/** Why a host is in a plan at all. */
export type RebootReason =
  | 'overdue'
  /** Inside its warning span, and its turn this week, so that hosts of one age do not all fall due on one day. */
  | 'spread'
  | 'due-soon'
  | 'reboot-required'
  | 'requested'
  /** Drawn by chaos mode, as practice: nothing asks for this reboot. */
  | 'drawn';

export type NamedGate = {
  /** Null: of the guest itself, whatever it serves. */
  readonly service: ServiceId | null;
  readonly gate: Gate;
  /** The guest that it is asked on, which went down with the host; absent: the host itself. */
  readonly guest?: SshTarget;
};

export type ServiceGate = NamedGate & { readonly service: ServiceId };

export type PlanStep = {
  readonly host: HostId;
  readonly target: SshTarget;
  /** 1-based, for people. Execution is rolling: `after` and the budgets decide, not the wave. */
  readonly wave: number;
  /** Hosts of this plan that must be done (or skipped) before this one starts: parts in order, canary, own path. */
  readonly after: readonly HostId[];
  readonly reason: RebootReason;
  /** At the time of planning. */
  readonly uptimeMs: DurationMs;
  /** The boot that is to end. Any other boot id at execution means: somebody rebooted it, nothing to do. */
  readonly expectBootId: BootId;
  readonly kernelRunning: string;
  /** Digest of the host's inventory entry and its services' as planned; a different one later blocks the host. */
  readonly fingerprint: string;
  readonly windows: readonly MaintenanceWindow[];
  /** Windows of its guests, which must be open as well; absent: it has no guests, or theirs are its own. */
  readonly guestWindows?: readonly GuestWindows[];
  /** Guests that are drained by their own commands, in the order in which that is done; absent: there are none. */
  readonly guestDrains?: readonly GuestDrain[];
  /** Guests that go down undrained, because all load balancers of a service of theirs do; absent: there are none. */
  readonly undrainedGuests?: readonly HostId[];
  readonly timing: RebootTiming;
  readonly drain: Hook | null;
  readonly undrain: Hook | null;
  readonly gates: readonly NamedGate[];
  /** How it and its guests are taken out of their load balancers and brought back; empty: they stand in none. */
  readonly rotations: readonly Rotation[];
  readonly drift: DriftPolicy;
  readonly expectedStartAt: Instant;
  readonly expectedEndAt: Instant;
};

/** When the last of them has soaked: the end of the plan. */
export function endOfSteps(steps: readonly PlanStep[]): Instant {
  return steps.reduce((end, { expectedEndAt, timing }) => Math.max(end, expectedEndAt + timing.soakMs), 0);
}

export type RebootPlan = {
  readonly id: PlanId;
  /** 1 for the first; an edit makes the next version and voids the approvals of the one before. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly requestedBy: PersonId;
  readonly fleetDigest: FleetDigest;
  /** So many of its hosts may fail before the run halts. */
  readonly maxFailures: number;
  /** In order of expected start. */
  readonly steps: readonly PlanStep[];
  readonly scope: BudgetScope;
};

export type ObservationGap =
  | { readonly kind: 'never-probed' }
  | { readonly kind: 'missed'; readonly failure: ProbeFailure }
  | { readonly kind: 'silent' }
  | { readonly kind: 'too-old' };

/** What of its windows is missing; `days` is how far ahead was looked. */
export type WindowLack =
  | { readonly kind: 'none' }
  | { readonly kind: 'no-room'; readonly days: number; readonly minutes: number }
  /** Its own have room, but not together with those of this guest, which goes down with it. */
  | { readonly kind: 'guest-none'; readonly guest: HostId }
  | {
      readonly kind: 'guest-no-room';
      readonly guest: HostId;
      readonly days: number;
      readonly minutes: number;
    }
  | { readonly kind: 'full'; readonly days: number }
  | { readonly kind: 'no-room-in-range' };

/** Why a host of the fleet is not in the plan, or waits for a later wave of it. */
export type WaitReason =
  | { readonly kind: 'not-selected' }
  | { readonly kind: 'not-due'; readonly dueAt: Instant }
  | { readonly kind: 'exempt'; readonly reason: string; readonly untilAt: Instant }
  /** Its reboot would take down a guest that is exempt. */
  | {
      readonly kind: 'guest-exempt';
      readonly guest: HostId;
      readonly reason: string;
      readonly untilAt: Instant;
    }
  /** It is asked after the reboot whether this guest serves again, and does not now. */
  | { readonly kind: 'guest-not-up'; readonly guest: HostId }
  /** `detail` is in English; `gap` says the same, except what the way to the host said. Absent in older plans. */
  | { readonly kind: 'not-observed'; readonly detail: string; readonly gap?: ObservationGap }
  /** `host` runs the same boot: budgets would count one machine twice. */
  | { readonly kind: 'same-machine'; readonly host: HostId }
  | { readonly kind: 'no-placement' }
  /** It has no window, or none within the plan's horizon has room for it. */
  | { readonly kind: 'no-window'; readonly detail: string; readonly lack?: WindowLack }
  | { readonly kind: 'window-shut'; readonly opensAt: Instant }
  /** The plan is as large as one campaign may be; longer overdue hosts went first. */
  | { readonly kind: 'campaign-size'; readonly limit: number }
  | { readonly kind: 'frozen'; readonly reason: string; readonly untilAt: Instant }
  /** A freeze calendar cannot be read, so nobody knows when it may go. */
  | { readonly kind: 'freeze-unknown'; readonly freeze: string; readonly why: string }
  | {
      readonly kind: 'budget';
      readonly service: ServiceId;
      readonly up: number;
      readonly minAvailable: number;
    }
  | { readonly kind: 'zone-in-flight'; readonly service: ServiceId; readonly host: HostId }
  /** `host` is in flight in another domain of the same kind than the one in question. */
  | {
      readonly kind: 'domain-in-flight';
      readonly service: ServiceId;
      readonly host: HostId;
      readonly domain: FailureDomain;
    }
  | { readonly kind: 'dependency-in-flight'; readonly service: ServiceId; readonly host: HostId }
  /** A host and its hypervisor never go together; `host` is the one of the two that is in flight. */
  | { readonly kind: 'hypervisor-in-flight'; readonly host: HostId }
  /** The fleet's cap on hosts in flight. */
  | { readonly kind: 'cap'; readonly limit: number }
  /** A domain's cap on hosts that are down, for whatever reason. */
  | {
      readonly kind: 'domain-cap';
      readonly domain: FailureDomain;
      readonly down: number;
      readonly limit: number;
    }
  /** The fleet's cap on hosts that are down, for whatever reason. */
  | { readonly kind: 'fleet-cap'; readonly down: number; readonly limit: number }
  | { readonly kind: 'after'; readonly hosts: readonly HostId[] }
  | { readonly kind: 'own-path-alone' }
  | { readonly kind: 'in-other-campaign'; readonly campaign: string };

export type HostReport =
  | {
      readonly host: HostId;
      readonly kind: 'planned';
      readonly wave: number;
      readonly waits: readonly WaitReason[];
      /** Whose reboots its expected length comes from; null: the inventory says it. Absent in older plans. */
      readonly lengthBy?: TimingBasis | null;
    }
  | { readonly host: HostId; readonly kind: 'left-out'; readonly why: WaitReason };

/** Of a plan that chaos mode made: by which chance. */
export type DrawNote = {
  readonly seed: string;
  /** Tickets that the host had, and that all eligible hosts had together. */
  readonly tickets: number;
  readonly ofTickets: number;
  readonly ofHosts: number;
};

/** One row a host of the fleet: why it goes when it goes, or waits, or is left out. */
export type PlanReport = {
  readonly hosts: readonly HostReport[];
  /** Absent: nobody drew it. */
  readonly draw?: DrawNote;
};

export type PlanDocument = {
  readonly plan: RebootPlan;
  /** SHA-256 of the canonical text of `plan`. This is what people approve. */
  readonly digest: PlanDigest;
  readonly report: PlanReport;
};
