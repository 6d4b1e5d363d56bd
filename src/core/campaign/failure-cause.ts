// Why a host failed, where it is one of the few things that Stagger itself can tell: said in the reader's language. What
// a server or a person's command said stays in the failure's detail and is quoted.

import type { DurationMs } from '../brand.ts';
import type { DriftItem } from '../drift/drift.ts';
import type { BootId } from '../fleet/ids.ts';
import type { ProbeFailure } from '../fleet/observation.ts';

export type FailureCause =
  /** `said` is what the way to the host said, or what to do about it. */
  | { readonly kind: 'missed'; readonly failure: ProbeFailure; readonly said: string }
  | { readonly kind: 'shutting-down' }
  | { readonly kind: 'uptime-began-again' }
  | {
      readonly kind: 'uptime-too-long';
      readonly uptimeMs: DurationMs;
      readonly sinceRequestMs: DurationMs;
    }
  | { readonly kind: 'still-old-boot' }
  | { readonly kind: 'requests-used'; readonly requests: number }
  | { readonly kind: 'rebooted-again'; readonly found: BootId }
  | { readonly kind: 'same-kernel'; readonly running: string; readonly installed: string }
  | { readonly kind: 'logins-refused' }
  | { readonly kind: 'system-state'; readonly state: string }
  | { readonly kind: 'failed-units-unread' }
  | { readonly kind: 'failed-units'; readonly units: readonly string[] }
  | { readonly kind: 'drift'; readonly items: readonly DriftItem[] };
