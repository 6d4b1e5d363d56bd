// What one read-only look at a host says about rebooting it: may our login do it, and does anything else there reboot
// it too. The adapter reads; `judge-host.ts` says what it means.

import type { Facts, ProbeFailure } from '../fleet/observation.ts';

export type RebootRight =
  | { readonly kind: 'root' }
  /** sudo lists the reboot command for our login without a password. */
  | { readonly kind: 'allowed' }
  /** sudo allows it, but the rule that counts asks for a password, which nobody is there to type. */
  | { readonly kind: 'password'; readonly rule: string }
  | { readonly kind: 'refused'; readonly detail: string };

/** Something on the host that reboots it, or restarts services, without asking Stagger. */
export type RebootAgent =
  | { readonly kind: 'unattended-upgrades'; readonly at: string | null }
  | { readonly kind: 'dnf-automatic'; readonly when: string }
  | { readonly kind: 'service'; readonly unit: string }
  | { readonly kind: 'process'; readonly name: string }
  | { readonly kind: 'needrestart' }
  | { readonly kind: 'cron'; readonly file: string }
  | { readonly kind: 'scheduled-shutdown' };

export type HostInspection = {
  readonly right: RebootRight;
  /** Our key may do nothing else there, and the host refuses a daemon that was replaced. */
  readonly hasForcedCommand: boolean;
  readonly agents: readonly RebootAgent[];
};

/** A host as the doctor met it. */
export type HostExamination =
  | { readonly kind: 'missed'; readonly failure: ProbeFailure; readonly detail: string }
  | { readonly kind: 'not-inspected'; readonly facts: Facts; readonly detail: string }
  | { readonly kind: 'inspected'; readonly facts: Facts; readonly inspection: HostInspection };
