// Incidents for views: one in the middle, one at its end, one as large and hostile as they come.
import { MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';
import type {
  BootId,
  CampaignId,
  HostId,
  IncidentId,
  OwnerId,
  PersonId,
  RackId,
  ServiceId,
} from '../../src/core/fleet/ids.ts';
import type { IncidentEvent, ServiceHit } from '../../src/core/incident/event.ts';
import type { IncidentReport, OwnerToCall } from '../../src/core/incident/incident-report.ts';
import { evolveIncident, type Incident } from '../../src/core/incident/incident.ts';

export const lostAt = Date.UTC(2026, 11, 5, 1, 0);
const incident = 'i-7' as IncidentId;
const names = ['mysql-02', 'redis-01', 'web-01', 'web-02'] as const;

const hit = (service: string, outcome: ServiceHit['outcome'], needs: string | null = null): ServiceHit => ({
  service: service as ServiceId,
  owner: 'store' as OwnerId,
  outcome,
  instances: 5,
  left: 2,
  minimum: 3,
  needs: needs as ServiceId | null,
});

export const sampleHits: readonly ServiceHit[] = [
  hit('store-web', 'below-minimum'),
  hit('publishing-web', 'down', 'storage'),
];

const story: readonly (readonly [number, IncidentEvent])[] = [
  [
    12 * SECOND_MS,
    {
      kind: 'incident-opened',
      incident,
      cause: { kind: 'domains', domains: [{ level: 'rack', id: 'r12' as RackId }] },
      hosts: names.map((host) => ({
        host: host as HostId,
        lostAt,
        lastSeenAt: lostAt - 1_000,
        bootId: 'b' as BootId,
      })),
    },
  ],
  [12 * SECOND_MS, { kind: 'incident-services-hit', incident, services: sampleHits }],
  [
    10 * MINUTE_MS,
    {
      kind: 'incident-hosts-returned',
      incident,
      hosts: names.slice(0, 3).map((host) => ({ host: host as HostId, boot: 'new' })),
    },
  ],
  [11 * MINUTE_MS, { kind: 'incident-host-judged', incident, host: 'web-01' as HostId, findings: [] }],
  [
    11 * MINUTE_MS,
    {
      kind: 'incident-host-judged',
      incident,
      host: 'mysql-02' as HostId,
      findings: [{ service: 'store-db' as ServiceId, gate: 'replication', found: '1,412 s behind' }],
    },
  ],
];

const ending: readonly (readonly [number, IncidentEvent])[] = [
  [
    12 * MINUTE_MS,
    {
      kind: 'incident-hosts-returned',
      incident,
      hosts: [{ host: 'web-02' as HostId, boot: 'new' }],
    },
  ],
  ...(['web-02', 'redis-01', 'mysql-02'] as const).map((host, index): readonly [number, IncidentEvent] => [
    (13 + 9 * index) * MINUTE_MS,
    { kind: 'incident-host-judged', incident, host: host as HostId, findings: [] },
  ]),
  [36 * MINUTE_MS, { kind: 'incident-closed', incident, by: 'daemon' as PersonId, reason: null, left: [] }],
];

function folded(events: readonly (readonly [number, IncidentEvent])[]): Incident {
  const [first, ...others] = events.map(([afterMs, event]) => ({ at: lostAt + afterMs, event }));
  if (first === undefined) throw new Error('no events');
  return others.reduce(evolveIncident, evolveIncident(null, first));
}

const owners: readonly OwnerToCall[] = [
  {
    owner: 'store' as OwnerId,
    slack: 'U0STORE',
    services: ['store-web' as ServiceId],
    hosts: ['web-01' as HostId],
  },
  { owner: 'dba' as OwnerId, slack: 'C0DBA', services: [], hosts: ['mysql-02' as HostId] },
  { owner: null, slack: null, services: [], hosts: ['redis-01' as HostId] },
];

export const openReport: IncidentReport = {
  incident: folded(story),
  now: [sampleHits[0] ?? hit('x', 'down')],
  owners,
  held: ['c-1' as CampaignId],
  asOf: lostAt + 11 * MINUTE_MS,
};

export const closedReport: IncidentReport = {
  ...openReport,
  incident: folded([...story, ...ending]),
  now: [],
  held: [],
  asOf: lostAt + 36 * MINUTE_MS,
};

/** A thousand hosts with the longest and worst of names, in every stage. */
export function hugeReports(): readonly IncidentReport[] {
  const name = (index: number): HostId => `<!channel>&${'한'.repeat(200)}${index}` as HostId;
  const all = Array.from({ length: 1_000 }, (_, index) => name(index));
  const service = (index: number): ServiceHit => ({
    ...hit(`*&<${'x'.repeat(240)}${index}`, index % 2 === 0 ? 'down' : 'below-minimum'),
    needs: index % 3 === 0 ? (`>${'y'.repeat(240)}` as ServiceId) : null,
  });
  const hits = Array.from({ length: 1_000 }, (_, index) => service(index));
  const findings = Array.from({ length: 20 }, () => ({
    service: `&${'s'.repeat(240)}` as ServiceId,
    gate: '<'.repeat(240),
    found: `<!here> ${'&'.repeat(4_000)}`,
  }));
  const domains = Array.from({ length: 60 }, (_, index) => ({
    level: 'rack' as const,
    id: `${name(index)}` as RackId,
  }));
  const loss = all.map((host) => ({ host, lostAt, lastSeenAt: null, bootId: null }));
  const events: (readonly [number, IncidentEvent])[] = [
    [0, { kind: 'incident-opened', incident, cause: { kind: 'domains', domains }, hosts: loss }],
    [1, { kind: 'incident-services-hit', incident, services: hits }],
    [
      2,
      {
        kind: 'incident-hosts-returned',
        incident,
        hosts: all.slice(200).map((host) => ({ host, boot: 'new' })),
      },
    ],
    ...all
      .slice(300, 700)
      .map((host, index): readonly [number, IncidentEvent] => [
        3 + index,
        { kind: 'incident-host-judged', incident, host, findings: index % 2 === 0 ? findings : [] },
      ]),
  ];
  const left = all.slice(0, 200);
  const reason = '<!channel> '.repeat(900);
  const closed = { kind: 'incident-closed', incident, by: 'os:ann' as PersonId, reason, left } as const;
  const report: IncidentReport = {
    incident: folded(events),
    now: hits,
    owners: all.map((host, index) => ({
      owner: `&${'o'.repeat(240)}${index}` as OwnerId,
      slack: `U${'A'.repeat(20)}`,
      services: hits.map((one) => one.service),
      hosts: [host],
    })),
    held: all.map((host) => `${host}` as CampaignId),
    asOf: lostAt + 1_000,
  };
  return [report, { ...report, incident: folded([...events, [2_000, closed]]), now: [] }];
}
