// Effects over a store that fails and a process that is stopped: performed once, or known to be unknown.
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/core/brand.ts';
import { SEND_WITHIN_MS } from '../../src/core/campaign/host-effects.ts';
import type { GateAnswer } from '../../src/core/fleet/check.ts';
import type { HostId, ServiceId } from '../../src/core/fleet/ids.ts';
import { drainHook, tcpGate } from '../fakes/campaign-scenario.ts';
import { campaign, openedWorker, startAt } from '../fakes/opened-worker.ts';

describe('an effect', () => {
  it('is marked started, performed, told and finished', async () => {
    const { host, perform, reboot, outcomes, state } = await openedWorker();
    await perform(reboot);
    expect(host.accepted).toHaveLength(1);
    expect(outcomes).toEqual([{ kind: 'reboot-accepted' }]);
    expect(await state()).toEqual([]);
  });

  it('of which the store wrote "started" and then failed is never performed: its outcome is unknown', async () => {
    const { clock, host, failOnceStarted, perform, reboot, outcomes, state } = await openedWorker();
    failOnceStarted();
    await perform(reboot);
    await clock.advance(5_000);
    expect(host.accepted).toEqual([]);
    expect(outcomes).toEqual([{ kind: 'outcome-unknown' }]);
    expect(await state()).toEqual([]);
  });

  it('that another process has started is left to it', async () => {
    const { host, store, worker, clock, effectOf, record, reboot, outcomes } = await openedWorker();
    await record(effectOf(reboot));
    await store.startEffect(campaign, 'web-1#1');
    worker.perform(campaign, [effectOf(reboot)]);
    await clock.advance(10);
    expect(host.accepted).toEqual([]);
    expect(outcomes).toEqual([]);
  });

  it('waits until the store takes its outcome', async () => {
    const { clock, host, perform, reboot, store, state } = await openedWorker();
    const finish = store.finishEffect;
    let failures = 3;
    Object.assign(store, {
      finishEffect: (...given: Parameters<typeof finish>) =>
        (failures -= 1) >= 0 ? Promise.reject(new Error('disk full')) : finish(...given),
    });
    await perform(reboot);
    expect(await state()).toEqual(['started']);
    await clock.advance(10_000);
    expect(await state()).toEqual([]);
    expect(host.accepted).toHaveLength(1);
  });
});

describe('a reboot request', () => {
  it('is not sent after its time, nor when the wall clock was set back since it was recorded', async () => {
    for (const byMs of [SEND_WITHIN_MS, -HOUR_MS]) {
      const { clock, host, perform, reboot, outcomes } = await openedWorker();
      clock.step(byMs);
      await perform(reboot);
      expect(host.accepted).toEqual([]);
      expect(outcomes).toEqual([{ kind: 'reboot-too-late' }]);
    }
  });

  it('that a process recorded and did not send is not sent by the next, and nobody else can', async () => {
    const { host, store, worker, effectOf, record, reboot, outcomes } = await openedWorker();
    await record(effectOf(reboot));
    await worker.recover();
    expect(host.accepted).toEqual([]);
    expect(outcomes).toEqual([{ kind: 'reboot-too-late' }]);
    expect(await store.startEffect(campaign, 'web-1#1')).toBe(false);
  });

  it('that was started when the process died has an unknown outcome', async () => {
    const { host, store, worker, effectOf, record, reboot, outcomes } = await openedWorker();
    await record(effectOf(reboot));
    await store.startEffect(campaign, 'web-1#1');
    await worker.recover();
    expect(host.accepted).toEqual([]);
    expect(outcomes).toEqual([{ kind: 'outcome-unknown' }]);
  });
});

describe('a look', () => {
  it('is passed on with when it was asked', async () => {
    const { perform, looks } = await openedWorker();
    await perform({ kind: 'read-facts' });
    expect(looks).toEqual([['facts', startAt]]);
  });

  it('whose answer was read an hour late is asked again, by whichever clock it was late', async () => {
    for (const late of ['stopped', 'suspended'] as const) {
      const { clock, hosts, host, perform, outcomes } = await openedWorker();
      const answer = hosts.readFacts.bind(hosts);
      let answers = 0;
      hosts.readFacts = async (target) => {
        const found = await answer(target);
        answers += 1;
        if (answers > 1) return found;
        host.bootId = hosts.newBootId();
        if (late === 'suspended') clock.step(HOUR_MS);
        else await clock.sleep(HOUR_MS);
        return found;
      };
      await perform({ kind: 'read-facts' });
      await clock.advance(2 * HOUR_MS);
      expect(answers).toBe(2);
      expect(outcomes).toMatchObject([{ kind: 'facts', facts: { bootId: host.bootId } }]);
    }
  });
});

describe('a drain hook', () => {
  it('is run on the guest that it names', async () => {
    const { perform, hosts, outcomes } = await openedWorker();
    const vm = { hostId: 'vm' as HostId, address: 'vm.example', port: 22, user: 'stagger', assumed: [] };
    const guest = hosts.addHost(vm.hostId);
    guest.command = () => ({ exitCode: 3, output: 'busy' });
    await perform({ kind: 'run-hook', which: 'drain', hook: drainHook, guest: vm });
    expect(guest.commands).toEqual([drainHook.command.argv]);
    expect(outcomes).toMatchObject([{ kind: 'hook-failed' }]);
  });

  it('is run on the host itself where it names no guest', async () => {
    const { perform, host, outcomes } = await openedWorker();
    await perform({ kind: 'run-hook', which: 'drain', hook: drainHook });
    expect(host.commands).toEqual([drainHook.command.argv]);
    expect(outcomes).toEqual([{ kind: 'hook-ok' }]);
  });
});

describe('a gate', () => {
  it.each(['await-gate', 'prepare'] as const)('(%s) goes to the guest that it names', async (kind) => {
    const { perform, gated } = await openedWorker();
    const gate = { ...tcpGate, passes: 1 };
    const named = { kind, service: 'web' as ServiceId, gate, byAt: startAt + gate.withinMs };
    const vm = { hostId: 'vm' as HostId, address: 'vm.example', port: 22, user: 'stagger', assumed: [] };
    await perform({ ...named, guest: vm });
    expect(gated).toEqual([kind === 'prepare' ? 'prepared vm' : 'asked vm']);
  });

  it('of the host itself goes to the host', async () => {
    const { perform, gated } = await openedWorker();
    const gate = { ...tcpGate, passes: 1 };
    await perform({ kind: 'await-gate', service: 'web' as ServiceId, gate, byAt: startAt + gate.withinMs });
    expect(gated).toEqual(['asked web-1']);
  });
});

it('a gate passes once its passes came in a row: one that flaps has to begin again', async () => {
  const { clock, perform, gated, gateAnswers, outcomes } = await openedWorker();
  const failed: GateAnswer = { kind: 'fail', found: 'connection refused' };
  const unasked: GateAnswer = { kind: 'error', detail: 'no route' };
  gateAnswers.push({ kind: 'pass' }, failed, { kind: 'pass' }, unasked, { kind: 'pass' });
  const gate = { ...tcpGate, passes: 2 };
  await perform({ kind: 'await-gate', service: 'web' as ServiceId, gate, byAt: startAt + gate.withinMs });
  await clock.advance(4 * gate.everyMs);
  expect(outcomes).toEqual([]);
  await clock.advance(gate.everyMs);
  expect(outcomes).toEqual([{ kind: 'gate-passed' }]);
  expect(gated).toHaveLength(6);
});
