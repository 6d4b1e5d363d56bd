// A note in an incident's thread is whole when it is told: it waits for what comes within seconds.
import { expect, it } from 'vitest';
import { SECOND_MS } from '../../src/core/brand.ts';
import type { HostId, IncidentId, OwnerId, PersonId } from '../../src/core/fleet/ids.ts';
import { createIncidentReports } from '../../src/runtime/incident-reports.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';

it('waits until it has been quiet for a quarter of a minute, then tells of all of it', async () => {
  const id = 'i1' as IncidentId;
  const owned = (owner: string) => ({ rack: 'r1', owner: owner as OwnerId });
  const fleet = buildFleet({
    racks: { r1: { zone: 'z1' } },
    hosts: { a: owned('store'), b: owned('dba'), c: owned('web') },
  });
  const clock = createHandClock(1_000_000);
  const store = createMemoryStore();
  const lost = (host: string) => ({
    incident: id,
    hosts: [{ host: host as HostId, lostAt: clock.now(), lastSeenAt: null, bootId: null }],
  });
  const happened = async (event: Parameters<typeof store.appendEpisodeEvents>[0]['events'][number]) => {
    await store.appendEpisodeEvents({
      at: clock.now(),
      actor: 'daemon' as PersonId,
      events: [event],
      messages: [],
    });
    await clock.advance(4 * SECOND_MS);
  };
  const reports = createIncidentReports({
    store,
    clock,
    fleet: () => fleet,
    campaigns: () => [],
    book: { incidents: () => [], notes: () => [] },
  });
  await happened({ kind: 'incident-opened', cause: { kind: 'blind' }, ...lost('a') });
  await happened({ kind: 'incident-hosts-lost', ...lost('b') });
  await happened({ kind: 'incident-hosts-lost', ...lost('c') });
  expect(await reports.incidentNote(id, 2, null)).toBe('not-yet');
  await clock.advance(12 * SECOND_MS);
  expect(await reports.incidentNote(id, 2, null)).toMatchObject({
    events: [{ kind: 'incident-hosts-lost' }, { kind: 'incident-hosts-lost' }],
    newOwners: [{ owner: 'dba' }, { owner: 'web' }],
  });
  await expect(reports.incidentNote(id, 7, null)).rejects.toThrow('incident i1 has no event 7');
});
