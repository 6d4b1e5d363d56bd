// What chat may do besides campaigns: waive and stop the fleet, by approvers only, recorded in the journal.
import { describe, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../src/core/brand.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import { createChatInputs, type ChatInputOptions } from '../../src/runtime/chat-inputs.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { sampleFleet } from '../fakes/sample-fleet.ts';
import { silentLog } from '../fakes/silent-log.ts';

const by = 'slack:T0/U0ANN' as PersonId;
const now = 1_000 * DAY_MS;
const approver = { kind: 'approver' } as const;

const unused = () => {
  throw new Error('not in this test');
};

function opened() {
  const store = createMemoryStore();
  const set = vi.fn<(reason: string) => Promise<void>>(() => Promise.resolve());
  const onChange = vi.fn<() => void>();
  const inputs = createChatInputs({
    runner: { submit: unused, campaign: unused, openCampaigns: unused },
    editor: {} as ChatInputOptions['editor'],
    questions: { ask: unused, home: unused },
    store,
    clock: createHandClock(now),
    log: silentLog,
    fleet: sampleFleet,
    snapshot: unused,
    stopSwitch: { set },
    onChange,
  });
  return { store, set, inputs, onChange };
}

describe('waiving', () => {
  const request = { code: 'clustered', subject: 'service:a', reason: ' room ', untilAt: now + DAY_MS };

  it('by an approver is in the journal with who, why and until when', async () => {
    const { inputs, store, onChange } = opened();
    expect(await inputs.waive(request, by, approver)).toEqual({ kind: 'done' });
    expect(await store.waivers(now)).toEqual([
      { at: now, by, code: 'clustered', subject: 'service:a', reason: 'room', untilAt: now + DAY_MS },
    ]);
    expect(onChange).toHaveBeenCalledOnce();
  });

  it.each([
    [{ ...request, reason: ' ' }, approver, 'reason-missing'],
    [{ ...request, untilAt: now }, approver, 'waiver-end'],
    [{ ...request, untilAt: now + 400 * DAY_MS }, approver, 'waiver-end'],
    [request, { kind: 'not-approver', why: 'no' } as const, 'not-approver'],
    [request, { kind: 'unknown', why: 'Slack is away' } as const, 'approver-unknown'],
  ])('%j by %j is refused: %s', async (given, judgement, why) => {
    const { inputs, store } = opened();
    expect(await inputs.waive(given, by, judgement)).toMatchObject({ kind: 'refused', why });
    expect(store.entries).toEqual([]);
  });
});

describe('stopping the fleet', () => {
  it('by an approver throws the switch, then records it', async () => {
    const { inputs, store, set } = opened();
    expect(await inputs.stopFleet(by, approver)).toEqual({ kind: 'done' });
    expect(set).toHaveBeenCalledExactlyOnceWith(`stopped from chat (${by})`);
    expect(store.entries).toMatchObject([{ actor: by, event: { kind: 'stop-switch-set', by } }]);
  });

  it('is done where the journal cannot be written: the switch holds', async () => {
    const { inputs, store, set } = opened();
    store.appendFleetEvent = () => Promise.reject(new Error('database or disk is full'));
    expect(await inputs.stopFleet(by, approver)).toEqual({ kind: 'done' });
    expect(set).toHaveBeenCalledOnce();
  });

  it('by anybody else does nothing', async () => {
    const { inputs, store, set } = opened();
    expect(await inputs.stopFleet(by, { kind: 'unknown', why: 'away' })).toMatchObject({ kind: 'refused' });
    expect(set).not.toHaveBeenCalled();
    expect(store.entries).toEqual([]);
  });
});
