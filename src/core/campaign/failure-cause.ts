// Why a host failed, where it is one of the few things that Stagger itself can tell: said in the reader's language. What
// a server or a person's command said stays in the failure's detail and is quoted.

import type { DurationMs } from '../brand.ts';
import type { DriftItem } from '../drift/drift.ts';
import type { BootId, HostId } from '../fleet/ids.ts';
import type { ProbeFailure } from '../fleet/observation.ts';

export type FailureCause =
  /** `said` is Stagger's own English of it and of what to do; `raw` what the other side said, word for word. */
  | {
      readonly kind: 'missed';
      readonly failure: ProbeFailure;
      readonly said: string;
      readonly raw?: string;
    }
  /** The host does not let `user` reboot it. */
  | { readonly kind: 'not-allowed'; readonly user: string; readonly said: string }
  /** It has had a command of a newer daemon. */
  | { readonly kind: 'fenced'; readonly epoch: string }
  | { readonly kind: 'boot-id-unreadable'; readonly found: string }
  | { readonly kind: 'shutting-down' }
  | { readonly kind: 'uptime-began-again' }
  | {
      readonly kind: 'uptime-too-long';
      readonly uptimeMs: DurationMs;
      readonly sinceRequestMs: DurationMs;
    }
  | { readonly kind: 'still-old-boot' }
  | { readonly kind: 'requests-used'; readonly requests: number }
  /** This guest, which has only to answer, did not. `said` is Stagger's own English of it. */
  | { readonly kind: 'guest-away'; readonly guest: HostId; readonly said: string }
  /** So many of its guests were drained when the time until its window shuts was too short for the rest. */
  | {
      readonly kind: 'drains-too-long';
      readonly drained: number;
      readonly of: number;
      readonly passedMs: DurationMs;
      readonly expectedMs: DurationMs;
    }
  | { readonly kind: 'rebooted-again'; readonly found: BootId }
  | { readonly kind: 'same-kernel'; readonly running: string; readonly installed: string }
  | { readonly kind: 'logins-refused' }
  | { readonly kind: 'system-state'; readonly state: string }
  | { readonly kind: 'failed-units-unread' }
  | { readonly kind: 'failed-units'; readonly units: readonly string[] }
  | { readonly kind: 'drift'; readonly items: readonly DriftItem[] };

export function missedCause(look: {
  readonly failure: ProbeFailure;
  readonly detail: string;
  readonly raw?: string;
}): FailureCause {
  const { failure, detail: said, raw } = look;
  return { kind: 'missed', failure, said, ...(raw === undefined ? {} : { raw }) };
}
