// The notes in an incident's thread: few, whole, and each owner called once.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/core/brand.ts';
import type { HostId, IncidentId, OwnerId, PersonId } from '../../../src/core/fleet/ids.ts';
import type { DatedIncidentEvent, IncidentEvent } from '../../../src/core/incident/event.ts';
import { isDue, newOwners, newsNamed, newsOf } from '../../../src/core/incident/news.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';

const incident = 'i1' as IncidentId;
const hosts = Array.from({ length: 20 }, (_, index) => `h${index}`);
const fleet = buildFleet({
  racks: { r1: { zone: 'z1' } },
  hosts: Object.fromEntries(
    hosts.map((host, index) => [host, { rack: 'r1', owner: `team-${Math.floor(index / 2)}` as OwnerId }]),
  ),
});

const lossOf = (host: string) => ({ host: host as HostId, lostAt: 0, lastSeenAt: null, bootId: null });
const lost = (...names: readonly string[]): IncidentEvent => ({
  kind: 'incident-hosts-lost',
  incident,
  hosts: names.map(lossOf),
});
const opened: IncidentEvent = {
  kind: 'incident-opened',
  incident,
  cause: { kind: 'blind' },
  hosts: ['h0', 'h1'].map(lossOf),
};
const changed: IncidentEvent = { kind: 'incident-cause-changed', incident, cause: { kind: 'blind' } };
const closed: IncidentEvent = {
  kind: 'incident-closed',
  incident,
  by: 'daemon' as PersonId,
  reason: null,
  left: [],
};
const judged = (host: string, found: string | null): IncidentEvent => ({
  kind: 'incident-host-judged',
  incident,
  host: host as HostId,
  findings: found === null ? [] : [{ service: 'web' as never, gate: 'answers', found }],
});

/** So many seconds after the incident opened. */
const story = (...told: readonly (readonly [number, IncidentEvent])[]) => ({
  events: [[0, opened] as const, ...told].map(([seconds, event]): DatedIncidentEvent => ({
    at: seconds * SECOND_MS,
    event,
  })),
});
const versions = (told: ReturnType<typeof story>) => newsOf(told, fleet).map((news) => news.versions);

describe('a rack that dies host by host', () => {
  const dying = story(
    ...hosts.slice(2).map((host, index): readonly [number, IncidentEvent] => [2 + index, lost(host)]),
  );

  it('is one note, with every owner who is to be called besides the first', () => {
    const [news, ...others] = newsOf(dying, fleet);
    expect(others).toEqual([]);
    if (news === undefined) throw new Error('no news');
    expect(news.versions).toHaveLength(18);
    expect(newOwners(dying, news, fleet).map(({ owner }) => owner)).toHaveLength(9);
    expect(newOwners(dying, news, fleet).map(({ owner }) => owner)).not.toContain('team-0');
  });

  it('is told once it has been quiet for a quarter of a minute', () => {
    const news = newsNamed(dying, 2, fleet);
    expect(news?.dueAt).toBe(19 * SECOND_MS + 15 * SECOND_MS);
    expect(news && isDue(news, 33 * SECOND_MS)).toBe(false);
    expect(news && isDue(news, 34 * SECOND_MS)).toBe(true);
  });

  it('is told after a minute although it goes on; what comes then is the next note', () => {
    const slow = story(
      ...hosts.slice(2).map((host, index): readonly [number, IncidentEvent] => [2 + 10 * index, lost(host)]),
    );
    const [first, second] = newsOf(slow, fleet);
    expect(first?.versions).toEqual([2, 3, 4, 5, 6, 7]);
    expect(first?.dueAt).toBe(2 * SECOND_MS + MINUTE_MS);
    expect(second?.versions[0]).toBe(8);
  });

  it('nothing joins a note that may be posted by the time it is written: an edit pings nobody', () => {
    const joined = (seconds: number): ReturnType<typeof story> => story([0, changed], [seconds, lost('h2')]);
    expect(versions(joined(11))).toEqual([[2, 3]]);
    expect(versions(joined(12))).toEqual([[2], [3]]);
    // Set back, the clock makes the first note due at once.
    const back = story([100, lost('h2')], [20, lost('h4')]);
    expect(versions(back)).toEqual([[2], [3]]);
    const [, second] = newsOf(back, fleet);
    expect(second && newOwners(back, second, fleet).map(({ owner }) => owner)).toEqual(['team-2']);
  });

  it('keeps nobody waiting because the clock was set back', () => {
    const news = newsNamed(dying, 2, fleet);
    expect(news && isDue(news, -10 * MINUTE_MS)).toBe(true);
  });
});

describe('what is a note at all', () => {
  it('losses that call somebody new or another cause; not a host more of the same owners', () => {
    expect(versions(story([5, lost('h1')]))).toEqual([]);
    expect(versions(story([5, lost('h2')], [90, lost('h3')]))).toEqual([[2]]);
    expect(versions(story([5, lost('h2')], [6, lost('h3')], [7, changed]))).toEqual([[2, 3, 4]]);
    expect(versions(story([5, changed], [60, changed]))).toEqual([[2], [3]]);
  });

  it('hosts that are back and do not serve: together, and each once until it is lost again', () => {
    expect(
      versions(story([5, judged('h0', 'behind')], [9, judged('h1', 'cold')], [10, judged('h0', null)])),
    ).toEqual([[2, 3]]);
    expect(versions(story([5, judged('h0', 'behind')], [60, judged('h0', 'behind')]))).toEqual([[2]]);
    expect(
      versions(story([5, judged('h0', 'behind')], [60, lost('h0')], [90, judged('h0', 'behind')])),
    ).toEqual([[2], [4]]);
  });

  it('its end, at once and by itself', () => {
    const over = story([5, changed], [6, closed]);
    expect(versions(over)).toEqual([[2], [3]]);
    expect(newsNamed(over, 3, fleet)?.dueAt).toBe(6 * SECOND_MS);
  });
});

it('a note that an inventory of before made can still be told', () => {
  const told = story([5, lost('h1')]);
  expect(newsOf(told, fleet)).toEqual([]);
  expect(newsNamed(told, 2, fleet)).toMatchObject({
    versions: [2],
    events: [{ kind: 'incident-hosts-lost' }],
  });
  expect(newsNamed(told, 9, fleet)).toBeNull();
});
