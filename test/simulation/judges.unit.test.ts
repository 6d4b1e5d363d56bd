// The judges themselves: what they find, and what they must not hold against a daemon that did nothing wrong.
import { describe, expect, it } from 'vitest';
import { SECOND_MS, type Instant } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { BootId, HostId, ServiceId } from '../../src/core/fleet/ids.ts';
import type { NamedGate } from '../../src/core/planning/plan.ts';
import type { BootRecord } from '../../src/core/uptime/boot-history.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { sampleCampaign, sampleScope, sampleStartAt, sampleStep } from '../fakes/sample-campaign.ts';
import { createCommandJudge } from './command-judge.ts';
import { createInventoryHistory } from './decided-at.ts';
import { judgeFall } from './end-judge.ts';
import { createFences } from './fences.ts';
import { createRecordJudge } from './record-judge.ts';
import type { Recorded, Truth, TrueBoot } from './truth.ts';
import { createVerdicts } from './verdicts.ts';

const now: Instant = sampleStartAt;

type Machine = { readonly bootedAt: Instant; readonly servesAfterMs: number };

function worldWith(machines: Readonly<Record<string, Machine>>): Pick<Truth, 'time' | 'fleet'> {
  const host = (id: HostId) => {
    const machine = machines[id];
    if (machine === undefined) throw new Error(`no machine ${id}`);
    return {
      id,
      bootedAt: machine.bootedAt,
      downUntilAt: null,
      faults: { servesAfterMs: machine.servesAfterMs },
    };
  };
  return { time: { now: () => now }, fleet: { host, hosts: () => [] } } as unknown as Truth;
}

const recordedAs = (event: CampaignEvent, at = now, worldAt = at): Recorded => ({
  campaign: sampleCampaign().id,
  version: 9,
  event,
  at,
  worldAt,
});

describe('a gate that was passed', () => {
  const gate: NamedGate['gate'] = {
    name: 'answers',
    question: { kind: 'tcp', port: 80 },
    attemptMs: SECOND_MS,
    everyMs: SECOND_MS,
    withinMs: SECOND_MS,
    parts: null,
    passes: 1,
  };
  const web = 'web' as ServiceId;
  const step = sampleStep('hv-01', 0, {
    gates: [
      { service: web, gate },
      { service: web, gate, guest: sampleStep('vm-01', 1).target },
    ],
  });
  const complaintsOf = (gateIndex: number, machines: Readonly<Record<string, Machine>>) => {
    const verdicts = createVerdicts(() => now);
    const campaign = sampleCampaign({ plan: { steps: [step], scope: sampleScope([], []) } });
    const truth = {
      ...worldWith(machines),
      inventory: () => buildFleet({ hosts: {} }),
      campaigns: new Map(),
    } as unknown as Truth;
    const event = { kind: 'host-gate-passed', host: step.host, gateIndex } as const;
    createRecordJudge(truth, verdicts).onRecorded(recordedAs(event), campaign, campaign);
    return verdicts.violations.map(({ what }) => what);
  };
  const serves: Machine = { bootedAt: now - 60 * SECOND_MS, servesAfterMs: 0 };
  const doesNotYet: Machine = { bootedAt: now - 60 * SECOND_MS, servesAfterMs: 90 * SECOND_MS };

  it('is judged by the machine that was asked', () => {
    expect(complaintsOf(0, { 'hv-01': serves, 'vm-01': doesNotYet })).toEqual([]);
    expect(complaintsOf(1, { 'hv-01': doesNotYet, 'vm-01': serves })).toEqual([]);
    expect(complaintsOf(0, { 'hv-01': doesNotYet, 'vm-01': serves })).toEqual([
      'hv-01 passed a gate of hv-01 before its services answer',
    ]);
    expect(complaintsOf(1, { 'hv-01': serves, 'vm-01': doesNotYet })).toEqual([
      'vm-01 passed a gate of hv-01 before its services answer',
    ]);
  });
});

describe('a guest that is recorded as fallen with its hypervisor', () => {
  const [guest, hypervisor] = ['vm-01' as HostId, 'hv-01' as HostId];
  const { id: campaign } = sampleCampaign();
  const at = (seconds: number): Instant => now + seconds * SECOND_MS;
  const boot = (bootId: string, seconds: number): TrueBoot => ({
    bootId: bootId as BootId,
    bootedAt: at(seconds),
    endedBy: null,
    endedAt: Infinity,
    fellWith: null,
  });
  const row: BootRecord = {
    hostId: guest,
    bootId: 'b-1' as BootId,
    firstSeenAt: now,
    lastSeenAt: now,
    lastUptimeMs: 0,
    kernel: '6.1.0-25-amd64',
    ended: 'planned',
    endedBy: { campaign, host: hypervisor },
  };

  /** The hypervisor was commanded at second 100; boots of the guest, and which of them the record knows. */
  const complaintsOf = (boots: readonly TrueBoot[], seen: readonly string[]) => {
    const verdicts = createVerdicts(() => now);
    const requested = { kind: 'host-reboot-requested', host: hypervisor } as unknown as CampaignEvent;
    const truth = {
      boots: () => boots,
      eventsOf: () => [recordedAs(requested, at(100))],
      campaigns: new Map(),
    } as unknown as Truth;
    judgeFall(row, { truth, verdicts, seen: new Set(seen as readonly BootId[]) });
    return verdicts.violations.length;
  };

  it('is believed where the command came between two boots that somebody saw', () => {
    expect(complaintsOf([boot('b-1', 0), boot('b-2', 150)], ['b-1', 'b-2'])).toBe(0);
    // Nobody saw the one between them, or an older record that was put back has forgotten it.
    expect(complaintsOf([boot('b-1', 0), boot('b-2', 50), boot('b-3', 150)], ['b-1', 'b-3'])).toBe(0);
    // It kept its boot id once.
    expect(complaintsOf([boot('b-1', 0), boot('b-1', 50), boot('b-2', 150)], ['b-1', 'b-2'])).toBe(0);
  });

  it('is found where it had fallen before the command, or fell only after it had come back', () => {
    expect(complaintsOf([boot('b-1', 0), boot('b-2', 50)], ['b-1', 'b-2'])).toBe(1);
    expect(complaintsOf([boot('b-1', 120), boot('b-2', 150)], ['b-1', 'b-2'])).toBe(1);
    const three = [boot('b-1', 0), boot('b-2', 50), boot('b-3', 150)];
    expect(complaintsOf(three, ['b-1', 'b-2', 'b-3'])).toBe(1);
  });
});

describe('a command', () => {
  const host = 'web-01' as HostId;
  const bootId = 'b-1' as BootId;
  const spec = { racks: { r1: { zone: 'z1' } }, hosts: { [host]: { rack: 'r1' }, 'web-02': { rack: 'r1' } } };
  const known = buildFleet(spec);
  const gone = buildFleet({ ...spec, hosts: { 'web-02': { rack: 'r1' } } });

  /** Decided at `decidedAt`; the host leaves the inventory at `editedAt`; durable at `now`, and accepted at once. */
  const complaintsOf = (decided: { readonly at: Instant; readonly editedAt: Instant }) => {
    const verdicts = createVerdicts(() => now);
    const always = {
      weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const,
      nth: [],
      startMinute: 0,
      durationMinutes: 1_440,
      timeZone: 'UTC',
    };
    const step = sampleStep(host, 0, { windows: [{ ...always, id: 'w' as never }], expectBootId: bootId });
    const campaign = sampleCampaign({
      plan: { steps: [step], scope: sampleScope([], []) },
      phase: { kind: 'running' },
    });
    const checked = { kind: 'host-checked', host, facts: { bootId } } as unknown as CampaignEvent;
    const requested = {
      kind: 'host-reboot-requested',
      host,
      effectKey: 'web-01#2',
      expectBootId: bootId,
      attempt: 1,
    } as unknown as CampaignEvent;
    const record = recordedAs(requested, decided.at, now);
    const history = createInventoryHistory(known);
    history.add(decided.editedAt, gone);
    const truth = {
      ...worldWith({ [host]: { bootedAt: 0, servesAfterMs: 0 } }),
      inventory: () => gone,
      inventoryAt: history.inForceAt,
      campaigns: new Map([[campaign.id, campaign]]),
      eventsOf: () => [{ ...recordedAs(checked, decided.at), version: 8 }, record],
      effectState: () => 'started',
      boots: () => [],
      unreadableSince: () => null,
      restored: [],
      openIncidents: new Map(),
    } as unknown as Truth;
    const judge = createCommandJudge({
      truth,
      verdicts,
      approvals: { onRecorded: () => undefined, onCommand: () => undefined },
      blindMs: 0,
      slowestSendMs: 0,
      wallOffsetMs: () => 0,
      stoppedSince: () => null,
      isDaySteady: () => false,
      clockJumpedSince: () => false,
    });
    judge.onRecorded(record, campaign, campaign);
    judge.onAccepted({
      kind: 'reboot-accepted',
      at: now,
      host,
      bootId,
      planDigest: campaign.document.digest,
      attempt: 1,
    });
    return verdicts.violations.map(({ what }) => what);
  };

  it('is judged by the inventory that it was decided by, however slowly the store kept the decision', () => {
    expect(complaintsOf({ at: now - 2 * SECOND_MS, editedAt: now - SECOND_MS })).toEqual([]);
  });

  it('is found where the inventory had changed before the decision, or the decision is older than a store is slow', () => {
    const found = [
      'web-01 was not in the inventory any more',
      'web-01 went although web-01 has no placement',
    ];
    expect(complaintsOf({ at: now - SECOND_MS, editedAt: now - 2 * SECOND_MS })).toEqual(found);
    expect(complaintsOf({ at: now, editedAt: now - 1 })).toEqual(found);
    expect(complaintsOf({ at: now - 60 * SECOND_MS, editedAt: now - 5 * SECOND_MS })).toEqual(found);
  });
});

describe('an epoch that a life before had', () => {
  const complaintsOf = (lives: readonly number[], record: 'kept' | 'lost') => {
    const verdicts = createVerdicts(() => now);
    const fences = createFences({} as Truth, verdicts, new Set());
    if (record === 'lost') fences.onRecordLost();
    for (const wallNow of lives) fences.onEpoch(Math.floor(wallNow / SECOND_MS), wallNow);
    return verdicts.violations.length;
  };
  const second = Math.floor(now / SECOND_MS) * SECOND_MS;

  it('is found, except where the record is lost and the clock not further than it was', () => {
    expect(complaintsOf([second, second + SECOND_MS], 'kept')).toBe(0);
    expect(complaintsOf([second, second + 2], 'kept')).toBe(1);
    expect(complaintsOf([second, second + 2], 'lost')).toBe(0);
    expect(complaintsOf([second, second - SECOND_MS], 'lost')).toBe(0);
  });
});
