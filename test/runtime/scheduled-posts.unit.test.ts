// The weekly audit and reminders: each instant once, caught up once within grace, and a crash in between posts once.
import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/brand.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import type { Schedule } from '../../src/ports/schedule.ts';
import {
  createScheduledPosts,
  scheduledPosts,
  showAuditAgain,
  type ScheduledPosts,
} from '../../src/runtime/scheduled-posts.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore, type MemoryStore } from '../fakes/memory-store.ts';
import { silentLog } from '../fakes/silent-log.ts';

const nine = 9 * HOUR_MS;

const daily = (clock: HandClock): Schedule => ({
  next: (afterAt) => Math.floor((afterAt - nine) / DAY_MS) * DAY_MS + DAY_MS + nine,
  wakeAt: (at, signal) => clock.sleep(at - clock.now(), signal),
});

let running: ScheduledPosts[] = [];
afterEach(() => {
  for (const posts of running) posts.stop();
  running = [];
});

function start(store: MemoryStore, clock: HandClock): ScheduledPosts {
  const schedule = daily(clock);
  const reminder = { schedule, timeZone: 'UTC', graceMs: HOUR_MS, template: '{overdue}' };
  const posts = createScheduledPosts({
    store,
    clock,
    log: silentLog,
    posts: scheduledPosts({
      channel: 'C1',
      audit: { schedule, graceMs: 4 * HOUR_MS },
      reminders: [{ ...reminder, name: 'a', channel: 'C2' }],
    }),
    onMessages: () => undefined,
  });
  running.push(posts);
  void posts.run();
  return posts;
}

const posted = async (store: MemoryStore): Promise<readonly string[]> =>
  (await store.unshownMessages()).map(({ key, channel }) => `${key} in ${channel}`);

describe('scheduled posts', () => {
  it('come at their instants, once, each with its record in the journal', async () => {
    const store = createMemoryStore();
    const clock = createHandClock(100 * DAY_MS);
    start(store, clock);
    await clock.advance(DAY_MS);
    const at = 100 * DAY_MS + nine;
    expect(await posted(store)).toEqual([`audit/${at} in C1`, `reminder/a/${at} in C2`]);
    expect(store.entries.map(({ event }) => event)).toEqual([
      { kind: 'audit-posted', forAt: at },
      { kind: 'reminder-posted', name: 'a', forAt: at },
    ]);
  });

  it('that were missed come once, late, and only within their grace', async () => {
    const store = createMemoryStore();
    await store.remember('audit.last-for', String(97 * DAY_MS + nine));
    await store.remember('reminder/a.last-for', String(97 * DAY_MS + nine));
    const clock = createHandClock(100 * DAY_MS + nine + 2 * HOUR_MS);
    start(store, clock);
    await clock.advance(1);
    expect(await posted(store)).toEqual([`audit/${100 * DAY_MS + nine} in C1`]);
  });

  it('are the same message when the record was not written before a crash', async () => {
    const store = createMemoryStore();
    const clock = createHandClock(100 * DAY_MS);
    start(store, clock).stop();
    await clock.advance(DAY_MS);
    const at = 100 * DAY_MS + nine;
    await store.appendFleetEvent({
      at,
      actor: 'daemon' as PersonId,
      event: { kind: 'audit-posted', forAt: at },
      messages: [{ key: `audit/${at}`, channel: 'C1', subject: { kind: 'placement-audit', forAt: at } }],
    });
    start(store, clock);
    await clock.advance(1);
    expect((await posted(store)).filter((key) => key.startsWith('audit'))).toHaveLength(1);
  });

  it('an audit is shown again after a waiver, and nothing is where none was posted', async () => {
    const store = createMemoryStore();
    const clock = createHandClock(100 * DAY_MS);
    await showAuditAgain(store, silentLog);
    expect(await posted(store)).toEqual([]);
    start(store, clock);
    await clock.advance(DAY_MS);
    const key = `audit/${100 * DAY_MS + nine}`;
    await showAuditAgain(store, silentLog);
    expect((await store.message(key))?.wantedRevision).toBe(2);
  });
});
