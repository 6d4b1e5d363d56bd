// What the daemon keeps of its placement audits, and what a digest can ask of them.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import {
  createAuditHistory,
  placementChangesSince,
  type AuditHistory,
} from '../../src/runtime/audit-history.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { silentLog } from '../fakes/silent-log.ts';

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** `web` on two hosts in the given racks; its finding of one rack waived until `waivedUntilAt`. */
function fleetIn(racks: readonly [string, string], waivedUntilAt: number | null = null): Fleet {
  const waiver = { code: 'all-in-one-domain', subject: 'service:web', reason: 'r', by: 'kim' };
  return buildFleet({
    racks: { r1: { zone: 'z1' }, r2: { zone: 'z2' } },
    zones: { z1: 's1', z2: 's2' },
    hosts: { a: { rack: racks[0] }, b: { rack: racks[1] } },
    services: { web: { on: ['a', 'b'] } },
    rest: { waivers: waivedUntilAt === null ? [] : [{ ...waiver, untilAt: waivedUntilAt }] },
  });
}

const startAt = 1_000 * DAY_MS;
let clock = createHandClock(startAt);
let store = createMemoryStore();
let fleet = fleetIn(['r1', 'r2']);
let history: AuditHistory;

beforeEach(() => {
  clock = createHandClock(startAt);
  store = createMemoryStore();
  fleet = fleetIn(['r1', 'r2']);
  history = createAuditHistory({ store, clock, log: silentLog, fleet: () => fleet, sha256Hex });
});
afterEach(() => history.stop());

const keptAt = async () => (await store.auditHeads()).map(({ at }) => (at - startAt) / HOUR_MS).reverse();

describe('the history of audits', () => {
  it('keeps the first, and each later one that found something else', async () => {
    void history.run();
    await clock.advance(HOUR_MS);
    await history.record();
    expect(await keptAt()).toEqual([0]);
    fleet = fleetIn(['r1', 'r1']);
    await history.record();
    expect(await keptAt()).toEqual([0, 1]);
    const newest = await store.auditAsOf(clock.now());
    expect(newest?.findings).toMatchObject([{ code: 'all-in-one-domain', domain: 'rack:r1', left: 0 }]);
  });

  it('audits once a day, so a waiver that ended by itself is seen', async () => {
    fleet = fleetIn(['r1', 'r1'], startAt + 30 * HOUR_MS);
    void history.run();
    await clock.advance(47 * HOUR_MS);
    expect(await keptAt()).toEqual([0]);
    await clock.advance(2 * HOUR_MS);
    expect(await keptAt()).toEqual([0, 48]);
  });

  it('counts waivers that people gave in chat', async () => {
    fleet = fleetIn(['r1', 'r1']);
    const untilAt = startAt + DAY_MS;
    const given = { code: 'all-in-one-domain', subject: 'service:web', reason: 'moving', untilAt } as const;
    const event = { kind: 'finding-waived', by: 'slack:T0/U0' as PersonId, ...given } as const;
    await store.appendFleetEvent({ at: startAt, actor: event.by, event, messages: [] });
    await history.record();
    expect((await store.auditAsOf(startAt))?.findings).toMatchObject([{ waivedUntilAt: untilAt }]);
  });

  it('tries again soon where an audit could not be kept', async () => {
    const broken = { recordAudit: () => Promise.reject(new Error('disk full')) };
    let inUse: Pick<typeof store, 'recordAudit'> = broken;
    history = createAuditHistory({
      store: { ...store, recordAudit: (audit) => inUse.recordAudit(audit) },
      clock,
      log: silentLog,
      fleet: () => fleet,
      sha256Hex,
    });
    void history.run();
    await clock.advance(0);
    inUse = store;
    await clock.advance(HOUR_MS);
    expect(await keptAt()).toEqual([0.25]);
  });
});

describe('placementChangesSince', () => {
  it('says what is new, gone and no longer waived since an instant, and nothing where nothing was kept', async () => {
    const ask = (since: number) => placementChangesSince(since, { store, fleet, now: clock.now() });
    expect(await ask(startAt)).toBeNull();
    fleet = fleetIn(['r1', 'r1'], startAt + HOUR_MS);
    await history.record();
    expect(await ask(startAt)).toMatchObject({ added: [], gone: [], expired: [] });
    await clock.advance(2 * HOUR_MS);
    expect(await ask(startAt)).toMatchObject({ added: [], expired: [{ code: 'all-in-one-domain' }] });
    fleet = fleetIn(['r2', 'r2']);
    expect(await ask(startAt)).toMatchObject({
      added: [{ domain: { level: 'rack', id: 'r2' } }],
      gone: [{ code: 'all-in-one-domain', domain: 'rack:r1' }],
    });
  });
});
