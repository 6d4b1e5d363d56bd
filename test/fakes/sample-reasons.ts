// Why a host waits, and what holds a fleet: one of each kind, with details that nobody should read in another language.
import type { FlagCause } from '../../src/core/campaign/input.ts';
import type { HostId, IncidentId, RackId, ServiceId } from '../../src/core/fleet/ids.ts';
import type { IncidentCause } from '../../src/core/incident/event.ts';
import type { WaitReason } from '../../src/core/planning/plan.ts';
import { sampleStartAt as at } from './sample-campaign.ts';

const host = 'web-03' as HostId;

const incident = (cause: IncidentCause): FlagCause => ({
  kind: 'incident',
  incident: 'i-1' as IncidentId,
  cause,
});
export const blind = incident({ kind: 'blind' });
export const rackLost = incident({ kind: 'domains', domains: [{ level: 'rack', id: 'r12' as RackId }] });

export const sampleWaits: readonly WaitReason[] = [
  { kind: 'not-observed', detail: 'in English', gap: { kind: 'never-probed' } },
  { kind: 'not-observed', detail: 'in English', gap: { kind: 'missed', failure: 'connect-timeout' } },
  { kind: 'not-observed', detail: 'in English', gap: { kind: 'silent' } },
  { kind: 'not-observed', detail: 'in English', gap: { kind: 'too-old' } },
  { kind: 'no-window', detail: 'in English', lack: { kind: 'none' } },
  { kind: 'no-window', detail: 'in English', lack: { kind: 'no-room', days: 35, minutes: 10 } },
  { kind: 'no-window', detail: 'in English', lack: { kind: 'full', days: 35 } },
  { kind: 'no-window', detail: 'in English', lack: { kind: 'no-room-in-range' } },
  { kind: 'no-window', detail: 'in English', lack: { kind: 'guest-none', guest: host } },
  {
    kind: 'no-window',
    detail: 'in English',
    lack: { kind: 'guest-no-room', guest: host, days: 35, minutes: 10 },
  },
  { kind: 'no-placement' },
  { kind: 'not-selected' },
  { kind: 'own-path-alone' },
  { kind: 'not-due', dueAt: at },
  { kind: 'guest-exempt', guest: host, reason: '이전 중', untilAt: at },
  { kind: 'guest-not-up', guest: host },
  { kind: 'same-machine', host },
  { kind: 'window-shut', opensAt: at },
  { kind: 'campaign-size', limit: 50 },
  { kind: 'budget', service: 'web' as ServiceId, up: 2, minAvailable: 2 },
  { kind: 'zone-in-flight', service: 'web' as ServiceId, host },
  { kind: 'dependency-in-flight', service: 'web' as ServiceId, host },
  { kind: 'hypervisor-in-flight', host },
  { kind: 'cap', limit: 3 },
  { kind: 'domain-cap', domain: { level: 'rack', id: 'r12' as RackId }, down: 2, limit: 2 },
  { kind: 'fleet-cap', down: 6, limit: 6 },
  { kind: 'after', hosts: [host] },
  { kind: 'in-other-campaign', campaign: 'c-1' },
];
