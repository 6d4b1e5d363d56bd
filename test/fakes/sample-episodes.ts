// Events of incidents and host notes, one of each kind, for tests that must meet them all.
import type { EpisodeEvent, HostLoss } from '../../src/core/incident/event.ts';
import type {
  BootId,
  HostId,
  HostNoteId,
  IncidentId,
  OwnerId,
  PersonId,
  RackId,
  ServiceId,
} from '../../src/core/fleet/ids.ts';

export const sampleIncident = 'i-1' as IncidentId;
export const sampleNote = 'n-1' as HostNoteId;
const bootId = '01234567-89ab-4cde-8f01-23456789abcd' as BootId;

export const loss = (host: string, lostAt = 1_000): HostLoss => ({
  host: host as HostId,
  lostAt,
  lastSeenAt: lostAt - 500,
  bootId,
});

const cause = { kind: 'domains', domains: [{ level: 'rack', id: 'r12' as RackId }] } as const;
const incident = sampleIncident;
const note = sampleNote;
const web = 'web-01' as HostId;

export const sampleEpisodeEvents: { readonly [Kind in EpisodeEvent['kind']]: EpisodeEvent & { kind: Kind } } =
  {
    'incident-opened': { kind: 'incident-opened', incident, cause, hosts: [loss('web-01'), loss('web-02')] },
    'incident-hosts-lost': { kind: 'incident-hosts-lost', incident, hosts: [loss('db-01', 2_000)] },
    'incident-cause-changed': { kind: 'incident-cause-changed', incident, cause: { kind: 'blind' } },
    'incident-services-hit': {
      kind: 'incident-services-hit',
      incident,
      services: [
        {
          service: 'store-web' as ServiceId,
          owner: 'store' as OwnerId,
          outcome: 'below-minimum',
          instances: 5,
          left: 2,
          minimum: 3,
          needs: null,
        },
      ],
    },
    'incident-hosts-returned': {
      kind: 'incident-hosts-returned',
      incident,
      hosts: [{ host: web, boot: 'new' }],
    },
    'incident-host-judged': {
      kind: 'incident-host-judged',
      incident,
      host: web,
      findings: [{ service: 'store-web' as ServiceId, gate: 'answers', found: 'status 503' }],
    },
    'incident-closed': {
      kind: 'incident-closed',
      incident,
      by: 'daemon' as PersonId,
      reason: null,
      left: [],
    },
    'incident-reopened': { kind: 'incident-reopened', incident, cause, hosts: [loss('web-01', 9_000)] },
    'host-lost': { kind: 'host-lost', note, channel: 'C0', loss: loss('web-01') },
    'host-returned': { kind: 'host-returned', note, host: web, boot: 'same' },
    'host-rebooted': {
      kind: 'host-rebooted',
      note,
      channel: 'C0',
      host: 'web-02' as HostId,
      bootedAt: 3_000,
    },
  };
