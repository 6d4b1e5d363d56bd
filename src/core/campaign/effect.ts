// What the campaign asks the outside world to do for one host, and every answer it can get. An effect is written to
// the store before it is performed, has a key that is used once, and is bounded in time. `await-*` effects only
// observe, so a restart may simply begin them again; `request-reboot` and hooks change the host.

import type { FailureCause } from './failure-cause.ts';
import type { DurationMs, Instant } from '../brand.ts';
import type { DriftPolicy } from '../drift/drift.ts';
import type { Hook } from '../fleet/check.ts';
import type { SshTarget } from '../fleet/ssh-target.ts';
import type { BootId, HostId, PlanDigest } from '../fleet/ids.ts';
import type { Facts, ProbeFailure } from '../fleet/observation.ts';
import type { NamedGate } from '../planning/plan.ts';
import type { RotationRequest, RotationOutcome } from './rotation-effect.ts';

/** `host#n`: n counts the effects of this host in this campaign, so a late answer never matches a newer question. */
export type EffectKey = string;

export type EffectRequest =
  | { readonly kind: 'read-facts' }
  | {
      readonly kind: 'run-hook';
      readonly which: 'drain' | 'undrain';
      readonly hook: Hook;
      /** The guest that it is run on; absent: the host itself. */
      readonly guest?: SshTarget;
    }
  | {
      readonly kind: 'request-reboot';
      readonly expectBootId: BootId;
      readonly planDigest: PlanDigest;
      readonly attempt: number;
      /** Not sent after this instant: a paused process must not act on conditions that it checked before the pause. */
      readonly notAfterAt: Instant;
    }
  | {
      readonly kind: 'await-boot';
      readonly oldBootId: BootId;
      /** The old boot's uptime at the request: the same boot id with less than that has begun again. */
      readonly uptimeBeforeMs: DurationMs;
      readonly requestedAt: Instant;
      readonly goDownByAt: Instant;
      readonly comeBackByAt: Instant;
    }
  /** Still the same boot at `untilAt`? Asked for the hold right after the proof, and for the soak after the gates. */
  | {
      readonly kind: 'await-hold';
      readonly bootId: BootId;
      readonly untilAt: Instant;
      readonly graceUntilAt: Instant;
      /** At the end of the soak the host is compared with what it was; null for the hold. */
      readonly compare: Comparison | null;
    }
  | {
      readonly kind: 'await-system-up';
      readonly bootId: BootId;
      readonly failedUnitsBefore: readonly string[];
      readonly byAt: Instant;
    }
  | (NamedGate & { readonly kind: 'await-gate'; readonly byAt: Instant })
  /** What the gate needs done or known before the reboot: data saved and counted, the role as it is now. */
  | (NamedGate & { readonly kind: 'prepare'; readonly byAt: Instant })
  | RotationRequest;

/** With what, by which policy, and until when what has vanished may still come back. */
export type Comparison = {
  readonly before: Facts;
  readonly policy: DriftPolicy;
  readonly untilAt: Instant;
};

export type Effect = {
  readonly key: EffectKey;
  readonly host: HostId;
  readonly target: SshTarget;
  readonly request: EffectRequest;
};

/** `raw`: the part of the detail that the other side said, word for word. */
export type Missed = {
  readonly kind: 'missed';
  readonly failure: ProbeFailure;
  readonly detail: string;
  readonly raw?: string;
};

export type EffectOutcome =
  | { readonly kind: 'facts'; readonly facts: Facts }
  | Missed
  | { readonly kind: 'hook-ok' }
  | { readonly kind: 'hook-failed'; readonly detail: string; readonly cause?: FailureCause }
  | { readonly kind: 'reboot-accepted' }
  | { readonly kind: 'boot-id-mismatch'; readonly found: BootId }
  | { readonly kind: 'reboot-refused'; readonly detail: string; readonly cause?: FailureCause }
  | (Omit<Missed, 'kind'> & { readonly kind: 'reboot-not-sent' })
  | { readonly kind: 'reboot-unknown'; readonly detail: string }
  /** It was not sent because `notAfterAt` had passed or the daemon was restarted in between. */
  | { readonly kind: 'reboot-too-late' }
  | { readonly kind: 'boot-proven'; readonly facts: Facts }
  | { readonly kind: 'did-not-go-down' }
  | { readonly kind: 'did-not-come-back'; readonly detail: string; readonly cause?: FailureCause }
  | { readonly kind: 'host-key-changed'; readonly detail: string; readonly cause?: FailureCause }
  | { readonly kind: 'came-back-same-boot'; readonly detail: string; readonly cause?: FailureCause }
  | { readonly kind: 'boot-suspect'; readonly detail: string; readonly cause?: FailureCause }
  | { readonly kind: 'held' }
  /** Held, and looked at for what vanished. */
  | { readonly kind: 'compared'; readonly facts: Facts }
  | { readonly kind: 'rebooted-again'; readonly found: BootId }
  | { readonly kind: 'lost-during-hold'; readonly detail: string; readonly cause?: FailureCause }
  | { readonly kind: 'system-up'; readonly facts: Facts }
  | { readonly kind: 'system-not-up'; readonly detail: string; readonly cause?: FailureCause }
  | { readonly kind: 'gate-passed' }
  | { readonly kind: 'gate-timed-out'; readonly detail: string }
  /** `lastingKeys`: keys without an expiry that a Redis held when it was saved; null for everything else. */
  | { readonly kind: 'prepared'; readonly lastingKeys: number | null }
  | { readonly kind: 'prepare-failed'; readonly detail: string }
  | { readonly kind: 'wrong-role'; readonly detail: string }
  | RotationOutcome
  /** The daemon died between "started" and the answer. Says nothing about whether it happened. */
  | { readonly kind: 'outcome-unknown' };
