// One event of every kind, so that what handles events can be tested over the whole union.
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { HostFailure } from '../../src/core/campaign/state.ts';
import type { BootId, CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import { samplePeople, sampleDiff, samplePlanDocument, sampleStartAt } from './sample-campaign.ts';

const host = 'web-03' as HostId;
const by = samplePeople.approver;
const effectKey = 'web-03#1';
const bootId = '11111111-1111-4111-8111-111111111111' as BootId;
const failure: HostFailure = { kind: 'did-not-come-back', detail: 'no answer on port 22 for 15 min' };

export const sampleFacts: Facts = {
  bootId,
  uptimeMs: 60_000,
  kernelRunning: '6.1.0-26-amd64',
  kernelNewest: null,
  rebootSignals: [],
  os: 'Debian GNU/Linux 12 (bookworm)',
  virtualisation: 'none',
  initStartTicks: 1,
  failedUnits: [],
  listeners: [],
  mounts: ['/'],
  units: ['cron.service', 'nginx.service'],
  routes: ['eth0 00000000/00000000 0101000A'],
  disks: ['sda 1000204886016'],
  timeSynchronised: 'yes',
  cpus: 8,
  memoryKib: 16_000_000,
  clockOffsetMs: 3,
  systemState: 'running',
  nologin: false,
  fenced: 'no',
};

const facts = sampleFacts;

/** Mapped over the union: a new kind of event breaks the build here until it has a sample. */
export const sampleEvents: { readonly [K in CampaignEvent['kind']]: CampaignEvent & { kind: K } } = {
  'campaign-proposed': {
    kind: 'campaign-proposed',
    id: 'c-20261205' as CampaignId,
    document: samplePlanDocument(),
    by: samplePeople.requester,
    policy: { needed: 2, requesterMayApprove: false, rules: [] },
    expiresAt: sampleStartAt,
  },
  'plan-approved': { kind: 'plan-approved', by, of: 1, needed: 2, meets: ['fleet'] },
  'approval-withdrawn': { kind: 'approval-withdrawn', by },
  'approval-lapsed': { kind: 'approval-lapsed', of: by, why: 'the account is deactivated' },
  'plan-edited': {
    kind: 'plan-edited',
    by,
    document: samplePlanDocument({ version: 2 }),
    diff: sampleDiff,
    expiresAt: sampleStartAt,
    rules: [],
  },
  'plan-replaced': { kind: 'plan-replaced', by, successor: 'c-again' as CampaignId },
  'decision-refused': { kind: 'decision-refused', by, wanted: 'approve', why: 'expired', detail: '' },
  'campaign-started': { kind: 'campaign-started' },
  'campaign-paused': { kind: 'campaign-paused', by },
  'campaign-resumed': { kind: 'campaign-resumed', by },
  'campaign-halted': { kind: 'campaign-halted', why: { kind: 'host-failed', host, failure } },
  'stop-requested': { kind: 'stop-requested', by },
  'campaign-denied': { kind: 'campaign-denied', by, reason: 'release day' },
  'campaign-reopened': { kind: 'campaign-reopened', by },
  'host-left-out': { kind: 'host-left-out', host },
  'host-returned': { kind: 'host-returned', host, by },
  'campaign-ended': { kind: 'campaign-ended', as: { kind: 'done' } },
  'host-check-requested': { kind: 'host-check-requested', host, effectKey },
  'host-checked': { kind: 'host-checked', host, facts },
  'host-seats-requested': { kind: 'host-seats-requested', host, effectKey },
  'host-seats-seen': { kind: 'host-seats-seen', host, seats: [] },
  'host-leave-requested': { kind: 'host-leave-requested', host, effectKey },
  'host-left': { kind: 'host-left', host },
  'host-prepare-requested': { kind: 'host-prepare-requested', host, effectKey, gateIndex: 0 },
  'host-prepared': { kind: 'host-prepared', host, gateIndex: 0, lastingKeys: 12 },
  'host-ramp-requested': { kind: 'host-ramp-requested', host, effectKey, stepIndex: 0 },
  'host-ramp-held': { kind: 'host-ramp-held', host, stepIndex: 0 },
  'host-in-rotation': { kind: 'host-in-rotation', host },
  'host-retreat-requested': { kind: 'host-retreat-requested', host, effectKey, stepIndex: 0, failure },
  'host-restore-requested': {
    kind: 'host-restore-requested',
    host,
    effectKey,
    then: { kind: 'wait-again', why: 'budget' },
  },
  'host-restored': { kind: 'host-restored', host },
  'host-drain-requested': { kind: 'host-drain-requested', host, effectKey },
  'host-drained': { kind: 'host-drained', host },
  'host-recheck-requested': { kind: 'host-recheck-requested', host, effectKey },
  'host-reboot-requested': {
    kind: 'host-reboot-requested',
    host,
    effectKey,
    expectBootId: bootId,
    attempt: 1,
  },
  'host-reboot-sent': { kind: 'host-reboot-sent', host, effectKey, accepted: true },
  'host-boot-proven': { kind: 'host-boot-proven', host, effectKey, facts },
  'host-held': { kind: 'host-held', host, effectKey },
  'host-system-up': { kind: 'host-system-up', host, facts },
  'host-gate-asked': { kind: 'host-gate-asked', host, effectKey, gateIndex: 0 },
  'host-gate-passed': { kind: 'host-gate-passed', host, gateIndex: 0 },
  'host-undrain-requested': { kind: 'host-undrain-requested', host, effectKey },
  'host-undrained': { kind: 'host-undrained', host },
  'host-soak-began': { kind: 'host-soak-began', host, effectKey, untilAt: sampleStartAt },
  'host-compared': {
    kind: 'host-compared',
    host,
    facts,
    drift: [{ kind: 'mounts', severity: 'warn', what: '/data' }],
  },
  'host-done': { kind: 'host-done', host },
  'host-undo-requested': {
    kind: 'host-undo-requested',
    host,
    effectKey,
    then: { kind: 'wait-again', why: 'budget' },
  },
  'host-put-back': { kind: 'host-put-back', host, why: 'budget' },
  'host-failed': { kind: 'host-failed', host, failure },
  'host-skipped': { kind: 'host-skipped', host, why: { kind: 'by-person', by } },
  'host-retry-requested': { kind: 'host-retry-requested', host, by, from: { kind: 'start' } },
  'effect-repeated': { kind: 'effect-repeated', host, effectKey },
};
