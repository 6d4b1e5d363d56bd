import { describe, expect, it } from 'vitest';
import { startableAt } from '../../../src/core/campaign/holds.ts';
import { estimatedEndAt, estimatedStartAt, progressOf } from '../../../src/core/campaign/progress.ts';
import type { Campaign, HostReboot } from '../../../src/core/campaign/state.ts';
import { HOUR_MS, MINUTE_MS, type Instant } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import {
  haltedCampaign,
  runningCampaign,
  sampleCampaign,
  sampleStartAt,
} from '../../fakes/sample-campaign.ts';

const counts = (campaign: Parameters<typeof progressOf>[0]) => {
  const { total, ...lists } = progressOf(campaign);
  return { total, ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length])) };
};

describe('progressOf', () => {
  it('counts every host once', () => {
    expect(counts(runningCampaign())).toEqual({
      total: 8,
      waiting: 4,
      'in-flight': 2,
      done: 2,
      failed: 0,
      skipped: 0,
    });
    expect(counts(haltedCampaign())).toMatchObject({ 'in-flight': 1, failed: 1 });
  });
});

/** Nothing holds it. */
const free = (now: Instant) => ({ now, startableAt: now });

/** The sample plan starts a host every 11 min, each 10 min long with 1 min of soak. */
const lengthMs = 11 * MINUTE_MS;
const lastStartAt = sampleStartAt + 7 * 11 * MINUTE_MS;

/** Three of eight started, so many minutes after the plan's start. */
function startedAfter(minutes: readonly number[]): Campaign {
  const campaign = sampleCampaign({ phase: { kind: 'running' } });
  const hosts = [...campaign.hosts].map(([id, reboot], index): [HostId, HostReboot] => {
    const after = minutes[index];
    if (after === undefined) return [id, reboot];
    const startedAt = sampleStartAt + after * MINUTE_MS;
    return [id, { ...reboot, startedAt, stage: { kind: 'checking', effectKey: `${id}#1` } }];
  });
  return { ...campaign, hosts: new Map(hosts) };
}

describe('estimatedEndAt', () => {
  it('is the plan’s end while on time', () => {
    expect(estimatedEndAt(startedAfter([0, 11, 22]), free(sampleStartAt + 22 * MINUTE_MS))).toBe(
      lastStartAt + lengthMs,
    );
  });

  it('is as late as the last start was, and never earlier than planned', () => {
    const at = (minutes: readonly number[]) =>
      estimatedEndAt(startedAfter(minutes), free(sampleStartAt + Math.max(...minutes) * MINUTE_MS));
    expect(at([0, 31, 52])).toBe(lastStartAt + lengthMs + 30 * MINUTE_MS);
    expect(at([0, 3, 5])).toBe(lastStartAt + lengthMs);
  });

  it('does not jump back because a later host starts before an earlier one', () => {
    const inTurn = startedAfter([0, 31, 52]);
    const swapped = startedAfter([0, 31]);
    const last = swapped.hosts.get('orders-db-01' as HostId);
    const jumped = {
      ...last,
      startedAt: sampleStartAt + 52 * MINUTE_MS,
      stage: { kind: 'checking', effectKey: 'x' },
    };
    const hosts = new Map(swapped.hosts).set('orders-db-01' as HostId, jumped as HostReboot);
    const outlook = free(sampleStartAt + 52 * MINUTE_MS);
    const withoutLast = lastStartAt - 11 * MINUTE_MS + lengthMs + 30 * MINUTE_MS;
    expect(estimatedEndAt({ ...swapped, hosts }, outlook)).toBe(withoutLast);
    expect(estimatedEndAt(inTurn, outlook)).toBe(lastStartAt + lengthMs + 30 * MINUTE_MS);
  });

  it('moves only later while nothing starts, and the start that comes moves it no further', () => {
    const ends = [22, 33, 40, 60, 300].map((minute) =>
      estimatedEndAt(startedAfter([0, 11, 22]), free(sampleStartAt + minute * MINUTE_MS)),
    );
    const minutes = ends.map((endAt) => ((endAt ?? 0) - lastStartAt - lengthMs) / MINUTE_MS);
    expect(minutes).toEqual([0, 0, 7, 27, 267]);
    const begun = startedAfter([0, 11, 22, 60]);
    expect(estimatedEndAt(begun, free(sampleStartAt + 60 * MINUTE_MS))).toBe(ends[3]);
  });

  it('of the last host ends with its soak, and is not said once that host is overdue', () => {
    const only = new Map([...startedAfter([0]).hosts].slice(0, 1));
    const campaign = { ...startedAfter([0]), hosts: only };
    expect(estimatedEndAt(campaign, free(sampleStartAt + 3 * MINUTE_MS))).toBe(sampleStartAt + lengthMs);
    expect(estimatedEndAt(campaign, free(sampleStartAt + 16 * MINUTE_MS))).toBeNull();
    const [id, reboot] = [...only][0] as [HostId, HostReboot];
    const untilAt = sampleStartAt + 25 * MINUTE_MS;
    const soaking = { ...reboot, stage: { kind: 'soaking', effectKey: 'x#9', untilAt } as const };
    const soaks = { ...campaign, hosts: new Map([[id, soaking]]) };
    expect(estimatedEndAt(soaks, free(sampleStartAt + 21 * MINUTE_MS))).toBe(untilAt);
  });

  it('is null when nothing is left', () => {
    const { document } = sampleCampaign();
    const stages = Object.fromEntries(
      document.plan.steps.map(({ host }) => [host, { kind: 'done' as const, at: sampleStartAt }]),
    );
    expect(estimatedEndAt(sampleCampaign({ stages }), free(sampleStartAt))).toBeNull();
  });
});

describe('estimatedStartAt', () => {
  const campaign = startedAfter([0, 11, 22]);
  const waiting = progressOf(campaign).waiting;
  const startsAt = (minute: number, startableAt?: Instant | null) => {
    const outlook = free(sampleStartAt + minute * MINUTE_MS);
    return waiting.map((host) => {
      const at = estimatedStartAt(campaign, host, {
        ...outlook,
        startableAt: startableAt === undefined ? outlook.now : startableAt,
      });
      return at === null ? null : (at - sampleStartAt) / MINUTE_MS;
    });
  };

  it('is the plan’s while on time, and never in the past: a host that is overdue goes when a slot is free', () => {
    expect(startsAt(30)).toEqual([33, 44, 55, 66, 77]);
    expect(startsAt(33)).toEqual([null, 44, 55, 66, 77]);
    expect(startsAt(60)).toEqual([null, 71, 82, 93, 104]);
  });

  it('is not before the calendar lets the campaign go on, and unknown where nobody can tell', () => {
    const opensAt = sampleStartAt + 24 * HOUR_MS;
    expect(startsAt(60, opensAt)).toEqual([1440, 1451, 1462, 1473, 1484]);
    expect(startsAt(60, null)).toEqual([null, null, null, null, null]);
    const held = { now: sampleStartAt, startableAt: null };
    expect(estimatedEndAt(campaign, held)).toBeNull();
  });

  it('counts no host that was skipped before its turn', () => {
    const hosts = new Map(campaign.hosts);
    const [first, second] = waiting as [HostReboot, HostReboot];
    const why = { kind: 'removed-from-inventory' } as const;
    hosts.set(first.step.host, { ...first, stage: { kind: 'skipped', at: sampleStartAt, why } });
    const outlook = free(sampleStartAt + 40 * MINUTE_MS);
    expect(estimatedStartAt({ ...campaign, hosts }, second, outlook)).toBe(sampleStartAt + 44 * MINUTE_MS);
  });
});

describe('startableAt', () => {
  const now = sampleStartAt;
  const shut = { kind: 'window-shut', opensAt: now + HOUR_MS } as const;
  const frozen = { kind: 'frozen', freeze: 'year end', untilAt: now + 3 * HOUR_MS } as const;
  const stopped = {
    kind: 'stopped',
    subject: { kind: 'host', id: 'web-01' as HostId },
    hosts: 1,
    why: '',
  } as const;

  it('is the latest that the calendar says, now without a hold, and unknown for all others', () => {
    expect(startableAt([], now)).toBe(now);
    expect(startableAt([stopped], now)).toBe(now);
    expect(startableAt([shut, stopped, frozen], now)).toBe(frozen.untilAt);
    expect(startableAt([{ ...shut, opensAt: null }], now)).toBeNull();
    expect(startableAt([frozen, { kind: 'no-inventory' }], now)).toBeNull();
    expect(startableAt([{ kind: 'does-not-fit', closesAt: now + HOUR_MS }], now)).toBeNull();
  });
});
