// How a reboot is proven: each judge, at each moment that other tools got wrong.
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../../src/core/brand.ts';
import type { EffectRequest } from '../../../src/core/campaign/effect.ts';
import {
  judgeBoot,
  judgeGate,
  judgeHold,
  judgeSystemUp,
  missedKernel,
  type Look,
} from '../../../src/core/campaign/proof.ts';
import type { BootId } from '../../../src/core/fleet/ids.ts';
import type { Facts, ProbeFailure } from '../../../src/core/fleet/observation.ts';
import { tcpGate } from '../../fakes/campaign-scenario.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';

type Question<Kind extends EffectRequest['kind']> = Extract<EffectRequest, { kind: Kind }>;

const oldBoot = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' as BootId;
const newBoot = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' as BootId;
const requestedAt = Date.UTC(2026, 11, 7, 10);
const at = (ms: number): number => requestedAt + ms;

const saw = (given: Partial<Facts>): Look => ({ kind: 'facts', facts: { ...sampleFacts, ...given } });
const missed = (failure: ProbeFailure = 'connect-timeout'): Look => ({
  kind: 'missed',
  failure,
  detail: 'as found',
});
const keyProblems = ['host-key-changed', 'host-key-unknown', 'host-key-revoked'] as const;
const silences = [
  'connect-timeout',
  'connection-refused',
  'login-refused',
  'garbage-output',
  'exec-timeout',
] as const;

describe('judgeBoot', () => {
  const question: Question<'await-boot'> = {
    kind: 'await-boot',
    oldBootId: oldBoot,
    uptimeBeforeMs: 200 * DAY_MS,
    requestedAt,
    goDownByAt: at(2 * MINUTE_MS),
    comeBackByAt: at(15 * MINUTE_MS),
  };
  const stillOld = saw({ bootId: oldBoot, uptimeMs: 200 * DAY_MS + MINUTE_MS });

  it('a new boot id with a young uptime is the proof, and carries the facts', () => {
    const look = saw({ bootId: newBoot, uptimeMs: 40 * SECOND_MS });
    expect(judgeBoot(question, look, at(2 * MINUTE_MS))).toMatchObject({
      kind: 'boot-proven',
      facts: { bootId: newBoot },
    });
  });

  it('D27: the old boot answering while it shuts down is not a proof, and not yet a failure', () => {
    expect(judgeBoot(question, stillOld, at(MINUTE_MS))).toBeNull();
    expect(judgeBoot(question, stillOld, at(2 * MINUTE_MS) - 1)).toBeNull();
  });

  it('D42: the old boot past its time did not go down', () => {
    expect(judgeBoot(question, stillOld, at(2 * MINUTE_MS))).toEqual({ kind: 'did-not-go-down' });
  });

  it('D29, D31: the same boot id with an uptime that began again proves nothing', () => {
    const look = saw({ bootId: oldBoot, uptimeMs: 20 * SECOND_MS });
    expect(judgeBoot(question, look, at(30 * SECOND_MS))).toMatchObject({ kind: 'came-back-same-boot' });
  });

  it('D29: it does not matter how fast it came back', () => {
    const young = { ...question, uptimeBeforeMs: 3 * SECOND_MS };
    const look = saw({ bootId: oldBoot, uptimeMs: 2 * SECOND_MS });
    expect(judgeBoot(young, look, at(3 * SECOND_MS))).toMatchObject({ kind: 'came-back-same-boot' });
  });

  it('D32: a soft reboot, which keeps boot id and uptime, is no reboot: the old kernel goes on', () => {
    const quick = { ...question, uptimeBeforeMs: 10 * HOUR_MS };
    const softly = (sinceMs: DurationMs) => saw({ bootId: oldBoot, uptimeMs: 10 * HOUR_MS + sinceMs });
    expect(judgeBoot(quick, softly(30 * SECOND_MS), at(30 * SECOND_MS))).toBeNull();
    expect(judgeBoot(quick, softly(HOUR_MS), at(HOUR_MS))).toEqual({ kind: 'did-not-go-down' });
  });

  it('D31: up for longer than before the request, and not for the time since: it has begun again', () => {
    const young = { ...question, uptimeBeforeMs: 10 * HOUR_MS };
    const look = saw({ bootId: oldBoot, uptimeMs: 19 * HOUR_MS });
    expect(judgeBoot(young, look, at(20 * HOUR_MS))).toMatchObject({ kind: 'came-back-same-boot' });
    const stayedUp = saw({ bootId: oldBoot, uptimeMs: 30 * HOUR_MS - 2 * MINUTE_MS });
    expect(judgeBoot(young, stayedUp, at(20 * HOUR_MS))).toEqual({ kind: 'did-not-go-down' });
  });

  it('D33: a new boot id on a host that is up for longer than the request is suspect', () => {
    const look = saw({ bootId: newBoot, uptimeMs: 10 * MINUTE_MS });
    expect(judgeBoot(question, look, at(3 * MINUTE_MS))).toMatchObject({ kind: 'boot-suspect' });
    const within = saw({ bootId: newBoot, uptimeMs: 3 * MINUTE_MS + 5 * SECOND_MS });
    expect(judgeBoot(question, within, at(3 * MINUTE_MS))).toMatchObject({ kind: 'boot-proven' });
    const beyond = saw({ bootId: newBoot, uptimeMs: 3 * MINUTE_MS + 5 * SECOND_MS + 1 });
    expect(judgeBoot(question, beyond, at(3 * MINUTE_MS))).toMatchObject({ kind: 'boot-suspect' });
  });

  it.each(silences)('D28, D41: %s is waited out, and is then "did not come back"', (failure) => {
    expect(judgeBoot(question, missed(failure), at(15 * MINUTE_MS) - 1)).toBeNull();
    expect(judgeBoot(question, missed(failure), at(15 * MINUTE_MS))).toEqual({
      kind: 'did-not-come-back',
      detail: `${failure}: as found`,
      cause: { kind: 'missed', failure, said: 'as found' },
    });
  });

  it.each(keyProblems)('D40: %s after the reboot stops at once', (failure) => {
    expect(judgeBoot(question, missed(failure), at(SECOND_MS))).toEqual({
      kind: 'host-key-changed',
      detail: 'as found',
      cause: { kind: 'missed', failure, said: 'as found' },
    });
  });

  it('a first look long after the deadline still believes its eyes', () => {
    const look = saw({ bootId: newBoot, uptimeMs: 3 * DAY_MS - MINUTE_MS });
    expect(judgeBoot(question, look, at(3 * DAY_MS))).toMatchObject({ kind: 'boot-proven' });
  });
});

describe('judgeHold', () => {
  const question: Question<'await-hold'> = {
    kind: 'await-hold',
    compare: null,
    bootId: newBoot,
    untilAt: at(30 * SECOND_MS),
    graceUntilAt: at(150 * SECOND_MS),
  };

  it('the same boot until the end is held', () => {
    expect(judgeHold(question, saw({ bootId: newBoot }), question.untilAt - 1)).toBeNull();
    expect(judgeHold(question, saw({ bootId: newBoot }), question.untilAt)).toEqual({ kind: 'held' });
  });

  it('D37, D47: another boot within the hold is a loop, whenever it is seen', () => {
    const again = { kind: 'rebooted-again', found: oldBoot };
    expect(judgeHold(question, saw({ bootId: oldBoot }), at(SECOND_MS))).toEqual(again);
    expect(judgeHold(question, saw({ bootId: oldBoot }), at(DAY_MS))).toEqual(again);
  });

  it('missed looks are forgiven until the grace has passed', () => {
    expect(judgeHold(question, missed(), question.graceUntilAt - 1)).toBeNull();
    expect(judgeHold(question, missed(), question.graceUntilAt)).toMatchObject({ kind: 'lost-during-hold' });
  });

  it.each(keyProblems)('D40: %s stops at once', (failure) => {
    expect(judgeHold(question, missed(failure), at(1))).toMatchObject({ kind: 'host-key-changed' });
  });
});

describe('judgeSystemUp', () => {
  const question: Question<'await-system-up'> = {
    kind: 'await-system-up',
    bootId: newBoot,
    failedUnitsBefore: ['old.service'],
    byAt: at(5 * MINUTE_MS),
  };
  const healthy: Partial<Facts> = {
    bootId: newBoot,
    systemState: 'running',
    failedUnits: [],
    nologin: false,
    fenced: 'no',
  };

  it('running is up, and so is a host without systemd', () => {
    for (const systemState of ['running', null])
      expect(judgeSystemUp(question, saw({ ...healthy, systemState }), at(1))).toMatchObject({
        kind: 'system-up',
      });
  });

  it('degraded is up only by what had failed before the reboot', () => {
    const degraded = { ...healthy, systemState: 'degraded' };
    const old = saw({ ...degraded, failedUnits: ['old.service'] });
    expect(judgeSystemUp(question, old, at(1))).toMatchObject({ kind: 'system-up' });
    const fresh = saw({ ...degraded, failedUnits: ['old.service', 'new.service'] });
    expect(judgeSystemUp(question, fresh, at(1))).toBeNull();
    expect(judgeSystemUp(question, fresh, question.byAt)).toMatchObject({
      kind: 'system-not-up',
      detail: 'units failed that had not failed before: new.service',
    });
    const unread = saw({ ...degraded, failedUnits: null });
    expect(judgeSystemUp(question, unread, question.byAt)).toMatchObject({ kind: 'system-not-up' });
  });

  it.each(['starting', 'initializing', 'maintenance', 'stopping', 'offline', 'unknown'])(
    '%s waits',
    (systemState) => {
      const look = saw({ ...healthy, systemState });
      expect(judgeSystemUp(question, look, question.byAt - 1)).toBeNull();
      expect(judgeSystemUp(question, look, question.byAt)).toMatchObject({ kind: 'system-not-up' });
    },
  );

  it('D41: refused logins are "not ready" until the deadline', () => {
    const look = saw({ ...healthy, nologin: true });
    expect(judgeSystemUp(question, look, question.byAt - 1)).toBeNull();
    expect(judgeSystemUp(question, look, question.byAt)).toMatchObject({ kind: 'system-not-up' });
  });

  it('another boot, a changed key and silence keep their own names', () => {
    expect(judgeSystemUp(question, saw({ bootId: oldBoot }), at(1))).toMatchObject({
      kind: 'rebooted-again',
    });
    expect(judgeSystemUp(question, missed('host-key-changed'), at(1))).toMatchObject({
      kind: 'host-key-changed',
    });
    expect(judgeSystemUp(question, missed(), question.byAt - 1)).toBeNull();
    expect(judgeSystemUp(question, missed(), question.byAt)).toMatchObject({ kind: 'system-not-up' });
  });
});

describe('judgeGate', () => {
  const question: Question<'await-gate'> = {
    kind: 'await-gate',
    service: 'web' as Question<'await-gate'>['service'],
    gate: tcpGate,
    byAt: at(3 * MINUTE_MS),
  };
  const pass = { kind: 'pass' } as const;
  const refused = { kind: 'fail', found: 'connection refused' } as const;
  const error = { kind: 'error', detail: 'no route' } as const;

  it('passes only after as many passes in a row as the gate asks for', () => {
    expect(judgeGate(question, { last: pass, passesInARow: 1 }, at(1))).toBeNull();
    expect(judgeGate(question, { last: pass, passesInARow: 2 }, at(1))).toEqual({ kind: 'gate-passed' });
  });

  it('an error while asking is never a pass, and names itself at the deadline', () => {
    expect(judgeGate(question, { last: error, passesInARow: 0 }, question.byAt - 1)).toBeNull();
    expect(judgeGate(question, { last: error, passesInARow: 0 }, question.byAt)).toEqual({
      kind: 'gate-timed-out',
      detail: 'could not be asked: no route',
    });
    expect(judgeGate(question, { last: refused, passesInARow: 0 }, question.byAt)).toEqual({
      kind: 'gate-timed-out',
      detail: 'connection refused',
    });
  });

  it('a gate that passes when it is asked again after a restart past its deadline may go on to show it', () => {
    expect(judgeGate(question, { last: pass, passesInARow: 1 }, at(3 * DAY_MS))).toBeNull();
    expect(judgeGate(question, { last: pass, passesInARow: 2 }, at(3 * DAY_MS))).toEqual({
      kind: 'gate-passed',
    });
    expect(judgeGate(question, { last: refused, passesInARow: 0 }, at(3 * DAY_MS))).toMatchObject({
      kind: 'gate-timed-out',
    });
  });
});

describe('missedKernel', () => {
  const before: Facts = { ...sampleFacts, kernelRunning: '6.1.0-25', kernelNewest: '6.1.0-26' };

  it('D43: the old kernel again, although a newer one was installed, is named', () => {
    expect(missedKernel(before, { ...before, kernelRunning: '6.1.0-25' })).toBe('6.1.0-26');
  });

  it('nothing is claimed where another kernel runs, none was newer, or it could not be told', () => {
    expect(missedKernel(before, { ...before, kernelRunning: '6.1.0-26' })).toBeNull();
    expect(missedKernel(before, { ...before, kernelRunning: '6.1.0-27' })).toBeNull();
    expect(missedKernel({ ...before, kernelNewest: '6.1.0-25' }, before)).toBeNull();
    expect(missedKernel({ ...before, kernelNewest: null }, before)).toBeNull();
  });
});
