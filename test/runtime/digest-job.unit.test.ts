// The digest comes at its instants, once, and after a pause the newest one comes late while the others are named.
import { afterEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/core/brand.ts';
import { unobserved, type FleetSnapshot } from '../../src/core/fleet/snapshot.ts';
import { auditPlacement } from '../../src/core/placement/audit.ts';
import type { Schedule } from '../../src/ports/schedule.ts';
import { createDigestJob, type DigestJob } from '../../src/runtime/digest-job.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore, type MemoryStore } from '../fakes/memory-store.ts';
import { sampleFacts } from '../fakes/sample-events.ts';
import { sampleFleet } from '../fakes/sample-fleet.ts';
import { silentLog } from '../fakes/silent-log.ts';

const day = 24 * HOUR_MS;
const nine = 9 * HOUR_MS;

/** Nine o’clock of every day, UTC. */
const daily = (clock: HandClock): Schedule => ({
  next: (afterAt) => Math.floor((afterAt - nine) / day) * day + day + nine,
  wakeAt: (at, signal) => clock.sleep(at - clock.now(), signal),
});

let running: DigestJob[] = [];
afterEach(() => {
  for (const job of running) job.stop();
  running = [];
});

function started(
  store: MemoryStore,
  clock: HandClock,
  post: 'always' | 'when-news' = 'always',
  hosts: FleetSnapshot['hosts'] = new Map(),
): DigestJob {
  const fleet = sampleFleet();
  const job = createDigestJob({
    store,
    clock,
    log: silentLog,
    schedule: daily(clock),
    fleet: () => fleet,
    snapshot: () => ({ takenAt: clock.now(), hosts }),
    runner: {
      openCampaigns: () => Promise.resolve([]),
      campaign: () => Promise.resolve(null),
      leftOut: () => Promise.resolve(new Map()),
    },
    makePlan: () => Promise.resolve({ kind: 'nothing-to-do', report: { hosts: [] } }),
    post,
    channel: 'C1',
    timeZone: 'UTC',
    graceMs: 4 * HOUR_MS,
    maxAgeMs: HOUR_MS,
    onMessages: () => undefined,
  });
  running.push(job);
  void job.run();
  return job;
}

const posted = async (store: MemoryStore): Promise<readonly string[]> =>
  (await store.unshownMessages()).map(({ key }) => key);

describe('the daily digest', () => {
  it('is not caught up at the very first start, and comes at each instant after it', async () => {
    const clock = createHandClock(100 * day + 10 * HOUR_MS);
    const store = createMemoryStore();
    started(store, clock);
    await clock.advance(HOUR_MS);
    expect(await posted(store)).toEqual([]);
    await clock.advance(2 * day);
    expect(await posted(store)).toEqual([`digest/${101 * day + nine}`, `digest/${102 * day + nine}`]);
  });

  it('after a pause of days comes once, late, and names what was missed', async () => {
    const clock = createHandClock(100 * day + 10 * HOUR_MS);
    const store = createMemoryStore();
    started(store, clock).stop();
    await clock.advance(3 * day + 2 * HOUR_MS);
    const job = started(store, clock);
    await clock.advance(1_000);
    const newest = 103 * day + nine;
    expect(await posted(store)).toEqual([`digest/${newest}`]);
    expect((await job.digestFor(newest)).missed).toEqual([101 * day + nine, 102 * day + nine]);
  });

  it('past its grace it is not posted, but named in the next', async () => {
    const clock = createHandClock(100 * day + 10 * HOUR_MS);
    const store = createMemoryStore();
    started(store, clock).stop();
    await clock.advance(day + 5 * HOUR_MS);
    const job = started(store, clock);
    await clock.advance(1_000);
    expect(await posted(store)).toEqual([]);
    await clock.advance(day);
    expect(await posted(store)).toEqual([`digest/${102 * day + nine}`]);
    expect((await job.digestFor(102 * day + nine)).missed).toEqual([101 * day + nine]);
  });

  it('a restart right after posting does not post again', async () => {
    const clock = createHandClock(100 * day + 8 * HOUR_MS);
    const store = createMemoryStore();
    started(store, clock).stop();
    await clock.advance(10);
    started(store, clock);
    await clock.advance(2 * HOUR_MS);
    started(store, clock);
    await clock.advance(HOUR_MS);
    expect(await posted(store)).toEqual([`digest/${100 * day + nine}`]);
    expect((await store.unshownMessages())[0]?.wantedRevision).toBe(1);
  });

  it('that is quiet is posted once, then when something changed, and at least every seventh time', async () => {
    const store = createMemoryStore();
    const clock = createHandClock(100 * day);
    started(store, clock, 'when-news');
    await clock.advance(day);
    expect(await posted(store)).toHaveLength(1);
    for (let days = 0; days < 6; days += 1) await clock.advance(day);
    expect(await posted(store)).toHaveLength(1);
    await clock.advance(day);
    expect(await posted(store)).toHaveLength(2);
  });

  it('counts under placement what the placement audit counts: an overdue host is told as overdue', async () => {
    const clock = createHandClock(2_000 * day);
    const fleet = sampleFleet();
    const lastSeen = { at: clock.now(), facts: { ...sampleFacts, uptimeMs: 1_000 * day } };
    const hosts: FleetSnapshot['hosts'] = new Map(
      [...fleet.hosts.keys()].map((id) => [id, { ...unobserved(id), status: 'up', lastSeen }]),
    );
    const digest = await started(createMemoryStore(), clock, 'always', hosts).digestFor(clock.now());
    expect(digest.overdue.length).toBeGreaterThan(0);
    const audited = auditPlacement(fleet, clock.now()).findings.filter(
      ({ waivedUntilAt }) => waivedUntilAt === null,
    );
    const { critical, warning, notice } = digest.findings;
    expect(critical + warning + notice).toBe(audited.length);
  });
});
