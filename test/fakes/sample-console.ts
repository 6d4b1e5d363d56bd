// A console's reader over made-up observations: every host has an age that its place in the fleet gives it.
import { createHash } from 'node:crypto';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { LeftOut } from '../../src/core/campaign/left-out.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { BootId, HostId } from '../../src/core/fleet/ids.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import type { FleetSnapshot, HostView } from '../../src/core/fleet/snapshot.ts';
import type { ConsoleReader } from '../../src/ports/console-reader.ts';
import type { JournalEntry } from '../../src/ports/store.ts';
import { eventsOf } from './sample-console-campaigns.ts';
import { viewOf } from './planning-fleet.ts';

/** Sat 5 Dec 2026 02:00 in Seoul. */
export const consoleNow: Instant = Date.UTC(2026, 11, 4, 17, 0);

/** Ages in turn: young, in its second half, due soon, overdue; every ninth host does not answer. */
const ages = [12, 110, 172, 203];

export function sampleSnapshot(fleet: Fleet): FleetSnapshot {
  const hosts = new Map<HostId, HostView>();
  for (const [index, id] of [...fleet.hosts.keys()].entries()) {
    const view = viewOf(
      id,
      (ages[index % ages.length] ?? 0) * DAY_MS,
      index % 9 === 8 ? 'unreachable' : 'up',
    );
    const { lastSeen } = view;
    hosts.set(id, {
      ...view,
      lastSeen: lastSeen === null ? null : { ...lastSeen, at: consoleNow - MINUTE_MS },
    });
  }
  return { takenAt: consoleNow, hosts };
}

export function sampleReader(
  fleet: Fleet,
  {
    campaigns = [] as readonly Campaign[],
    incidents = [] as readonly Incident[],
    journal = [] as readonly JournalEntry[],
    holds = [] as Awaited<ReturnType<ConsoleReader['holds']>>,
    leftOut = new Map<HostId, LeftOut>(),
  } = {},
): ConsoleReader {
  const snapshot = sampleSnapshot(fleet);
  return {
    maxAgeMs: 15 * MINUTE_MS,
    now: () => consoleNow,
    fleet: () => fleet,
    holds: () => Promise.resolve(holds),
    judged: () => Promise.resolve(fleet),
    snapshot: () => snapshot,
    campaigns: (limit) => Promise.resolve(campaigns.slice(0, limit)),
    nameOf: (person) => (person.endsWith('/U0APPROVER') ? 'Ann <Kim>' : null),
    openCampaigns: () => Promise.resolve(campaigns.filter(({ phase }) => phase.kind !== 'ended')),
    campaign: (id) => {
      const campaign = campaigns.find((each) => each.id === id);
      return Promise.resolve(campaign === undefined ? null : { campaign, events: eventsOf(campaign) });
    },
    standing: (campaign) =>
      Promise.resolve({
        blocks: new Map(
          [...campaign.hosts.keys()].map((id) => [
            id,
            [{ kind: 'flag-set', why: 'the stop switch is set', cause: { kind: 'stop-switch' } }],
          ]),
        ),
        holds: [{ kind: 'flag', cause: { kind: 'stop-switch' }, why: 'the stop switch is set' }],
      }),
    leftOut: () => Promise.resolve(leftOut),
    boots: (hostId) =>
      Promise.resolve([
        {
          hostId,
          bootId: createHash('sha256').update(hostId).digest('hex') as BootId,
          firstSeenAt: consoleNow - 12 * DAY_MS,
          lastSeenAt: consoleNow,
          lastUptimeMs: 12 * DAY_MS + HOUR_MS,
          kernel: '6.1.0-25-amd64',
          ended: null,
          endedBy: null,
        },
      ]),
    learned: () => Promise.resolve(null),
    planned: () => Promise.resolve({ report: { hosts: [] }, steps: [] }),
    incidents: () => Promise.resolve(incidents),
    incident: (id) => Promise.resolve(incidents.find((each) => each.id === id) ?? null),
    journal: ({ afterSeq, limit }) =>
      Promise.resolve(journal.filter(({ seq }) => seq > afterSeq).slice(0, limit)),
    journalHead: () =>
      Promise.resolve({ seq: journal.at(-1)?.seq ?? 0, hash: journal.at(-1)?.hash ?? '0'.repeat(64) }),
    revision: () => Promise.resolve('1'),
  };
}
