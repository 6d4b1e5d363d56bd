// The values that metric labels can take, as lists: a counter that has never counted stands at 0 instead of being
// absent, and a new member of a union breaks the build here until its metric knows it.

import type { DecisionRefusal } from '../campaign/event.ts';
import type { StartBlock } from '../campaign/start-conditions.ts';
import type {
  CampaignEnd,
  CampaignPhase,
  HostFailureKind,
  HostStage,
  SkipReason,
} from '../campaign/state.ts';
import type { ProbeFailure } from '../fleet/observation.ts';
import type { HostStatus } from '../fleet/snapshot.ts';
import type { UptimeVerdict } from '../uptime/age-policy.ts';

/** All members of a union, from a record that must name each of them. */
function members<Name extends string>(record: Readonly<Record<Name, 1>>): readonly Name[] {
  return Object.keys(record) as Name[];
}

export const decisionRefusals = members<DecisionRefusal>({
  'not-approver': 1,
  'approver-unknown': 1,
  requester: 1,
  'already-approved': 1,
  'plan-changed': 1,
  'fleet-changed': 1,
  expired: 1,
  'already-decided': 1,
  'reason-missing': 1,
  'does-not-apply': 1,
  'not-approved': 1,
  'already-begun': 1,
  'nothing-left': 1,
});

export const startBlockKinds = members<StartBlock['kind']>({
  phase: 1,
  'approval-missing': 1,
  'approval-expired': 1,
  'no-inventory': 1,
  'removed-from-inventory': 1,
  'changed-since-plan': 1,
  'flag-set': 1,
  'flag-unknown': 1,
  frozen: 1,
  'freeze-unknown': 1,
  'window-shut': 1,
  'does-not-fit': 1,
  after: 1,
  'not-up': 1,
  'in-other-campaign': 1,
  'left-out': 1,
  'relative-out': 1,
  'attempts-used': 1,
  'reboots-used': 1,
  stopped: 1,
  'chaos-not-allowed': 1,
  'chaos-alone': 1,
  budget: 1,
});

export const hostFailureKinds = members<HostFailureKind>({
  'check-failed': 1,
  'drain-failed': 1,
  'prepare-failed': 1,
  'wrong-role': 1,
  'reboot-refused': 1,
  'reboot-not-sent': 1,
  'did-not-go-down': 1,
  'did-not-come-back': 1,
  'host-key-changed': 1,
  'came-back-same-boot': 1,
  'boot-suspect': 1,
  'reboot-loop': 1,
  'lost-after-boot': 1,
  'old-kernel': 1,
  'system-not-up': 1,
  'gate-timed-out': 1,
  'undrain-failed': 1,
  'ramp-failed': 1,
  drifted: 1,
});

export const skipReasons = members<SkipReason['kind']>({
  'already-rebooted': 1,
  'changed-since-plan': 1,
  'removed-from-inventory': 1,
  'by-person': 1,
});

export const campaignPhases = members<CampaignPhase['kind']>({
  'awaiting-approval': 1,
  running: 1,
  paused: 1,
  halted: 1,
  stopping: 1,
  ended: 1,
});

export const campaignEnds = members<CampaignEnd['kind']>({
  done: 1,
  stopped: 1,
  denied: 1,
  expired: 1,
  voided: 1,
});

export const hostStages = members<HostStage['kind']>({
  waiting: 1,
  checking: 1,
  seating: 1,
  leaving: 1,
  draining: 1,
  preparing: 1,
  rechecking: 1,
  rebooting: 1,
  confirming: 1,
  holding: 1,
  settling: 1,
  gating: 1,
  undraining: 1,
  ramping: 1,
  retreating: 1,
  soaking: 1,
  done: 1,
  undoing: 1,
  restoring: 1,
  failed: 1,
  skipped: 1,
});

export const probeFailures = members<ProbeFailure>({
  'name-not-resolved': 1,
  'no-route': 1,
  'connection-refused': 1,
  'connect-timeout': 1,
  'handshake-failed': 1,
  'handshake-timeout': 1,
  'host-key-unknown': 1,
  'host-key-changed': 1,
  'host-key-revoked': 1,
  'login-refused': 1,
  'exec-refused': 1,
  'exec-timeout': 1,
  'connection-lost': 1,
  'garbage-output': 1,
  'internal-error': 1,
});

export const hostStatuses = members<HostStatus>({ up: 1, unreachable: 1, unknown: 1 });

export const uptimeVerdicts = members<UptimeVerdict['kind']>({
  ok: 1,
  'due-soon': 1,
  overdue: 1,
  exempt: 1,
  unknown: 1,
});
