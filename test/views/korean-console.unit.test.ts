// What people read in the console in Korean has no English sentence in it: every page is scanned.
import { describe, expect, it } from 'vitest';
import { addConsoleRoutes } from '../../src/adapters/http/console-routes.ts';
import { createHttpApp } from '../../src/adapters/http/http-server.ts';
import type { StartBlock } from '../../src/core/campaign/start-conditions.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { CampaignId, HostId, PersonId } from '../../src/core/fleet/ids.ts';
import type { FleetEvent } from '../../src/ports/store.ts';
import { catalogues } from '../../src/views/text/language.ts';
import { expectKorean } from '../fakes/english-words.ts';
import { sampleStartAt as at } from '../fakes/sample-campaign.ts';
import { consoleCampaigns } from '../fakes/sample-console-campaigns.ts';
import { consoleNow, sampleReader } from '../fakes/sample-console.ts';
import { sampleEpisodeEvents } from '../fakes/sample-episodes.ts';
import { sampleEvents } from '../fakes/sample-events.ts';
import { sampleFleet } from '../fakes/sample-fleet.ts';
import { closedReport, openReport } from '../fakes/sample-incident.ts';
import { rackLost, sampleWaits as waits } from '../fakes/sample-reasons.ts';
import { silentLog } from '../fakes/silent-log.ts';

const { ko } = catalogues;
const fleet = sampleFleet();
const host = 'web-03' as HostId;

/** Of the fleet, which are no view's business: a missing name does not compile. */
const entryNames: Record<FleetEvent['kind'], string> = ko.console.events;

const blocks: readonly StartBlock[] = [
  { kind: 'phase', phase: 'paused' },
  { kind: 'approval-missing', have: 1, needed: 2 },
  { kind: 'approval-expired', at },
  { kind: 'no-inventory' },
  { kind: 'removed-from-inventory' },
  { kind: 'changed-since-plan' },
  { kind: 'flag-set', why: 'in English', cause: rackLost },
  { kind: 'flag-set', why: 'in English', cause: { kind: 'losses', hosts: 3 } },
  { kind: 'flag-unknown', why: 'in English', cause: { kind: 'not-all-seen' } },
  { kind: 'window-shut', opensAt: at },
  { kind: 'window-shut', opensAt: at, guest: host },
  { kind: 'window-shut', opensAt: null, guest: host },
  { kind: 'does-not-fit', closesAt: at, by: 'window' },
  { kind: 'does-not-fit', closesAt: at, by: 'window', guest: host },
  { kind: 'after', hosts: [host] },
  { kind: 'not-up', status: 'unreachable' },
  { kind: 'not-up', status: 'unreachable', guest: host },
  { kind: 'in-other-campaign' },
  { kind: 'left-out', campaign: 'c-1' as CampaignId },
  { kind: 'relative-out', relative: 'web-01' as HostId, campaign: 'c-1' as CampaignId },
  { kind: 'relative-out', relative: 'web-01' as HostId, campaign: null },
  { kind: 'attempts-used', attempts: 3 },
  { kind: 'reboots-used', reboots: 2, limit: 2 },
  { kind: 'reboots-used', reboots: 2, limit: 2, guest: host },
  { kind: 'chaos-not-allowed' },
  { kind: 'chaos-alone', hosts: [host] },
  { kind: 'budget', basis: 'plan', why: waits },
];

describe('in the console, Korean has no English sentence in it:', () => {
  const entries = [
    ...Object.values(sampleEvents),
    ...Object.values(sampleEpisodeEvents),
    ...Object.keys(entryNames).map((kind) => ({ kind })),
  ];
  const journal = entries.map((event, index) => ({
    seq: index + 1,
    at: consoleNow,
    actor: 'os:u1' as PersonId,
    campaign: null,
    event: event as never,
    prevHash: '0'.repeat(64),
    hash: 'a'.repeat(64),
  }));
  const snapshot = sampleReader(fleet).snapshot();
  const silent = snapshot.hosts.get('web-02' as HostId);
  if (silent === undefined) throw new Error('no such host');
  const lastProblem = { at: consoleNow, failure: 'connect-timeout', detail: 'in English' } as const;
  const hosts = new Map(snapshot.hosts).set(silent.hostId, { ...silent, status: 'unreachable', lastProblem });
  const reader = {
    ...sampleReader(fleet, {
      campaigns: consoleCampaigns,
      incidents: [openReport.incident, closedReport.incident],
      journal,
      holds: [
        { kind: 'set', cause: { kind: 'losses', hosts: 3 }, why: 'in English' },
        { kind: 'unknown', why: 'in English', cause: { kind: 'not-all-seen' } },
      ],
    }),
    snapshot: () => ({ ...snapshot, hosts }),
    standing: (campaign: Campaign) =>
      Promise.resolve({ blocks: new Map([...campaign.hosts.keys()].map((id) => [id, blocks])), holds: [] }),
  };
  const app = createHttpApp({
    address: '127.0.0.1',
    token: null,
    allowedHosts: [],
    log: silentLog,
    routes: [
      (routes) => addConsoleRoutes(routes, { reader, language: 'ko', timeZone: 'Asia/Seoul', speed: 1 }),
    ],
  });

  /** What is read on a page: without its head, scripts, code, links to names, and times. */
  const readOn = (page: string): readonly string[] =>
    page
      .replace(/^[\s\S]*<body/, '<body')
      .replace(/<(script|style|svg|code|time|select|nav)\b[\s\S]*?<\/\1>/g, ' ')
      .replace(/<[^>]*>/g, '\n')
      .replaceAll('&#39;', "'")
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');

  it.each([
    '/',
    '/services',
    '/services?level=rack',
    '/findings?suggest=1',
    '/what-if?lose=rack:r12',
    '/forecast',
    '/calendar',
    '/campaigns',
    ...consoleCampaigns.map(({ id }) => `/campaigns/${id}`),
    '/incidents',
    `/incidents/${closedReport.incident.id}`,
    '/hosts/web-01?explain=1',
    '/hosts/web-02',
    '/journal',
    '/hosts/none-1',
  ])('%s', async (path) => {
    const answer = await app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });
    const lines = readOn(await answer.text());
    expect(lines.length).toBeGreaterThan(0);
    expectKorean(
      path,
      lines.map((text) => ({ text })),
    );
  });
});
