import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import type { Host } from '../../../src/core/fleet/fleet.ts';
import type { HostId, OwnerId } from '../../../src/core/fleet/ids.ts';
import { unobserved } from '../../../src/core/fleet/snapshot.ts';
import type { FleetSnapshot, HostStatus, HostView } from '../../../src/core/fleet/snapshot.ts';
import { judgeUptime } from '../../../src/core/uptime/age-policy.ts';
import { buildDailyDigest } from '../../../src/core/uptime/build-daily-digest.ts';
import { uptimeFindings } from '../../../src/core/uptime/uptime-findings.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';

const now = 1_000 * DAY_MS;

/** Seen `agoMs` ago with an uptime of `days` then. */
function view(days: number, options: { agoMs?: number; status?: HostStatus } = {}): HostView {
  const { agoMs = 0, status = 'up' } = options;
  const facts = { ...sampleFacts, uptimeMs: days * DAY_MS };
  return { ...unobserved('web-01' as HostId), status, lastSeen: { at: now - agoMs, facts } };
}

const host: Pick<Host, 'uptime' | 'exemption'> = {
  uptime: { maxUptimeMs: 180 * DAY_MS, warnBeforeMs: 30 * DAY_MS },
  exemption: null,
};

describe('judgeUptime', () => {
  it.each([
    ['young', 10, { kind: 'ok', uptimeMs: 10 * DAY_MS, dueAt: now + 170 * DAY_MS }],
    ['a moment before the warning', 149.999, { kind: 'ok' }],
    ['at the warning', 150, { kind: 'due-soon', dueAt: now + 30 * DAY_MS }],
    ['a moment before the maximum', 179.999, { kind: 'due-soon' }],
    ['at the maximum', 180, { kind: 'overdue', sinceAt: now }],
    ['long past it', 200, { kind: 'overdue', uptimeMs: 200 * DAY_MS, sinceAt: now - 20 * DAY_MS }],
  ])('%s', (_name, days, expected) => {
    expect(judgeUptime(host, view(days), now)).toMatchObject(expected);
  });

  it('counts the time since the host was last seen', () => {
    expect(judgeUptime(host, view(179, { agoMs: DAY_MS }), now)).toMatchObject({
      kind: 'overdue',
      uptimeMs: 180 * DAY_MS,
    });
  });

  it('a wall clock set back makes no host younger', () => {
    expect(judgeUptime(host, view(180, { agoMs: -HOUR_MS }), now)).toEqual({
      kind: 'overdue',
      uptimeMs: 180 * DAY_MS,
      sinceAt: now,
    });
  });

  it('does not judge a host that is not known to be up', () => {
    for (const status of ['unreachable', 'unknown'] as const)
      expect(judgeUptime(host, view(200, { status }), now)).toEqual({ kind: 'unknown' });
    expect(judgeUptime(host, undefined, now)).toEqual({ kind: 'unknown' });
    expect(judgeUptime(host, unobserved('web-01' as HostId), now)).toEqual({ kind: 'unknown' });
  });

  it('an exemption holds until its end', () => {
    const exemption = { reason: 'vendor support case', untilAt: now + 1 };
    expect(judgeUptime({ ...host, exemption }, view(200), now)).toEqual({ kind: 'exempt', ...exemption });
    expect(judgeUptime({ ...host, exemption }, view(200), now + 1)).toMatchObject({ kind: 'overdue' });
  });
});

const fleet = buildFleet({
  racks: { r1: { zone: 'za' } },
  hosts: {
    old: { rack: 'r1', owner: 'store' as OwnerId },
    older: { rack: 'r1' },
    soon: { rack: 'r1' },
    sooner: { rack: 'r1' },
    young: { rack: 'r1' },
    gone: { rack: 'r1' },
    stale: { rack: 'r1' },
    exempt: { rack: 'r1', exemption: { reason: 'case 7', untilAt: now + DAY_MS } },
    never: { rack: 'r1' },
  },
  rest: {
    waivers: [{ code: 'uptime-overdue', subject: 'host:older', reason: 'r', by: 'kim', untilAt: now + 1 }],
  },
});

const snapshot: FleetSnapshot = {
  takenAt: now,
  hosts: new Map(
    Object.entries({
      old: view(190),
      older: view(200),
      soon: view(160),
      sooner: view(170),
      young: view(1),
      gone: view(200, { status: 'unreachable' }),
      stale: view(1, { agoMs: 2 * HOUR_MS }),
      exempt: view(300),
    }).map(([id, seen]) => [id as HostId, { ...seen, hostId: id as HostId }]),
  ),
};

describe('uptimeFindings', () => {
  it('finds what is overdue and what is due soon, longest up first, and marks the waived', () => {
    const found = uptimeFindings(fleet, snapshot, now);
    expect(found.map(({ message }) => message)).toEqual([
      'older has been up for 200 days; 180 days are allowed.',
      'old has been up for 190 days; 180 days are allowed.',
      'sooner has been up for 170 days and is due in 10 days.',
      'soon has been up for 160 days and is due in 20 days.',
    ]);
    expect(found.map(({ waivedUntilAt }) => waivedUntilAt)).toEqual([now + 1, null, null, null]);
    expect(found[1]).toMatchObject({ code: 'uptime-overdue', subject: 'host:old', owner: 'store' });
  });
});

describe('buildDailyDigest', () => {
  it('counts hosts by what is known of them now, and lists who is due', () => {
    const happened = {
      sinceAt: now - DAY_MS,
      changes: null,
      ran: [],
      next: null,
      drawn: [],
      unplanned: [],
      leftOut: [],
    };
    const campaigns = [{ campaign: 'c-1' as never, phase: 'running', done: 3, total: 9, toReboot: 6 }];
    const digest = buildDailyDigest({
      fleet,
      snapshot,
      maxAgeMs: HOUR_MS,
      findings: uptimeFindings(fleet, snapshot, now),
      campaigns,
      forAt: now - HOUR_MS,
      now,
      timeZone: 'Asia/Seoul',
      missed: [now - DAY_MS],
      auditHeadHash: 'abc',
      auditHeadSeq: 7,
      happened,
    });
    expect(digest.buckets.map(({ ok, dueSoon, overdue }) => [ok, dueSoon, overdue])).toEqual(
      digest.buckets.map(({ fromDays }) =>
        fromDays === 150 ? [0, 2, 0] : fromDays === 180 ? [0, 0, 2] : expect.anything(),
      ),
    );
    expect(digest).toMatchObject({
      forAt: now - HOUR_MS,
      asOf: now,
      timeZone: 'Asia/Seoul',
      hosts: { total: 9, up: 6, unreachable: 1, unknown: 2 },
      overdue: [
        { host: 'older', owner: null, uptimeMs: 200 * DAY_MS },
        { host: 'old', owner: 'store', uptimeMs: 190 * DAY_MS },
      ],
      dueSoon: [
        { host: 'sooner', owner: null, dueAt: now + 10 * DAY_MS },
        { host: 'soon', owner: null, dueAt: now + 20 * DAY_MS },
      ],
      findings: { critical: 0, warning: 1, notice: 2 },
      campaigns,
      missed: [now - DAY_MS],
      auditHeadHash: 'abc',
    });
  });
});
