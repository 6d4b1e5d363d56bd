// How each kind of effect ends, what the next process does with one that did not, and how the worker stops.
import { describe, expect, it } from 'vitest';
import type { EffectRequest } from '../../src/core/campaign/effect.ts';
import { SEND_WITHIN_MS } from '../../src/core/campaign/host-effects.ts';
import type { Hook } from '../../src/core/fleet/check.ts';
import type { BootId, ServiceId } from '../../src/core/fleet/ids.ts';
import type { PrepareAnswer } from '../../src/core/gates/preparation.ts';
import type { RebootRequestOutcome } from '../../src/ports/host-control.ts';
import { redisGate } from '../fakes/campaign-scenario.ts';
import { campaign, openedWorker, startAt } from '../fakes/opened-worker.ts';

const hook: Hook = { command: { argv: ['/usr/local/bin/drain'] }, timeoutMs: 60_000 };
const drain: EffectRequest = { kind: 'run-hook', which: 'drain', hook };
const undrain: EffectRequest = { kind: 'run-hook', which: 'undrain', hook };
const preparing = {
  kind: 'prepare',
  service: 'cache' as ServiceId,
  gate: redisGate,
  byAt: startAt + redisGate.withinMs,
} as const;
const away: PrepareAnswer = { kind: 'error', detail: 'connection refused' };

describe('preparing', () => {
  it('passes on what was saved', async () => {
    const { perform, prepareAnswers, outcomes } = await openedWorker();
    prepareAnswers.push({ kind: 'ready', lastingKeys: 3 });
    await perform(preparing);
    expect(outcomes).toEqual([{ kind: 'prepared', lastingKeys: 3 }]);
  });

  it('ends at once at a server that plays another part', async () => {
    const { perform, prepareAnswers, outcomes } = await openedWorker();
    prepareAnswers.push({ kind: 'wrong-role', found: 'it is a primary now' });
    await perform(preparing);
    expect(outcomes).toEqual([{ kind: 'wrong-role', detail: 'it is a primary now' }]);
  });

  it('gives up after three tries with a pause between them: the host waits drained', async () => {
    const { clock, perform, prepareAnswers, gated, outcomes } = await openedWorker();
    prepareAnswers.push(away, away, away);
    await perform(preparing);
    expect(gated).toHaveLength(1);
    await clock.advance(redisGate.everyMs);
    expect(gated).toHaveLength(2);
    expect(outcomes).toEqual([]);
    await clock.advance(redisGate.everyMs);
    expect(gated).toHaveLength(3);
    expect(outcomes).toEqual([{ kind: 'prepare-failed', detail: 'connection refused' }]);
  });

  it('has all of its time for one try, one attempt when that is over, and no second one then', async () => {
    const { perform, prepareAnswers, deadlines } = await openedWorker();
    await perform(preparing);
    expect(deadlines).toEqual([redisGate.withinMs]);
    const late = await openedWorker();
    prepareAnswers.push(away);
    late.prepareAnswers.push(away);
    await late.perform({ ...preparing, byAt: startAt });
    expect(late.deadlines).toEqual([redisGate.attemptMs]);
    expect(late.outcomes).toEqual([{ kind: 'prepare-failed', detail: 'connection refused' }]);
  });
});

describe('a hook', () => {
  it('is well if it exits with 0, and fails in the words of what it said otherwise', async () => {
    const said: unknown[] = [];
    for (const exit of [
      { exitCode: 0, output: 'fine' },
      { exitCode: 1, output: ' 3 sessions left\n' },
      { exitCode: 2, output: '' },
    ]) {
      const { host, perform, outcomes } = await openedWorker();
      host.command = () => exit;
      await perform(drain);
      said.push(...outcomes);
    }
    expect(said).toEqual([
      { kind: 'hook-ok' },
      { kind: 'hook-failed', detail: '/usr/local/bin/drain exited with 1: 3 sessions left' },
      { kind: 'hook-failed', detail: '/usr/local/bin/drain exited with 2' },
    ]);
  });

  it('that could not be asked has failed for that reason', async () => {
    const { host, perform, outcomes } = await openedWorker();
    host.command = () => 'hangs';
    await perform(drain);
    expect(outcomes).toMatchObject([
      { kind: 'hook-failed', detail: 'exec-timeout: fake command hangs', cause: { failure: 'exec-timeout' } },
    ]);
  });
});

describe('a reboot request', () => {
  const answers: readonly (readonly [RebootRequestOutcome, string])[] = [
    [{ kind: 'boot-id-mismatch', found: 'other' as BootId }, 'boot-id-mismatch'],
    [{ kind: 'refused', detail: 'no sudo rule' }, 'reboot-refused'],
    [{ kind: 'not-sent', failure: 'connect-timeout', detail: 'no route' }, 'reboot-not-sent'],
    [{ kind: 'too-late' }, 'reboot-too-late'],
    [{ kind: 'unknown', detail: 'closed in between' }, 'reboot-unknown'],
  ];
  it.each(answers)('that the host answers with %j', async (answer, kind) => {
    const { host, perform, reboot, outcomes } = await openedWorker();
    host.rebootOutcome = answer;
    await perform(reboot);
    expect(outcomes).toEqual([{ ...answer, kind }]);
  });

  it('must be sent within what is left of its time, and never takes longer than one connect', async () => {
    for (const [goneMs, deadlineMs] of [
      [0, 10_000],
      [SEND_WITHIN_MS - 1, 1],
    ] as const) {
      const { clock, hosts, perform, reboot } = await openedWorker();
      const deadlines: number[] = [];
      hosts.requestReboot = (_target, _request, given?: { readonly deadlineMs: number }) => {
        deadlines.push(given?.deadlineMs ?? NaN);
        return Promise.resolve({ kind: 'accepted' });
      };
      clock.step(goneMs);
      await perform(reboot);
      expect(deadlines).toEqual([deadlineMs]);
    }
  });
});

describe('a host that is awaited', () => {
  it('is looked at over a new connection each time, at a steady pace, until it can be judged', async () => {
    const { clock, hosts, host, perform, looks, outcomes } = await openedWorker();
    const given: unknown[] = [];
    const read = hosts.readFacts.bind(hosts);
    hosts.readFacts = (target, ...options: unknown[]) => {
      given.push(...options);
      return read(target);
    };
    const { bootId } = host;
    await perform({
      kind: 'await-hold',
      bootId,
      untilAt: startAt + 7_000,
      graceUntilAt: startAt + 9_000,
      compare: null,
    });
    await clock.advance(4_000);
    expect(looks).toHaveLength(1);
    await clock.advance(20_000);
    expect(looks.map(([, at]) => at - startAt)).toEqual([0, 5_000, 10_000]);
    expect(outcomes).toEqual([{ kind: 'held' }]);
    expect(given).toEqual(looks.map(() => ({ deadlineMs: 10_000, fresh: true })));
  });
});

describe('the next process', () => {
  it.each([
    ['the drain', drain],
    ['preparing', preparing],
    ['leaving the rotation', { kind: 'leave-rotation', seats: [], byAt: startAt }],
  ] as const)(
    'does not take a host out on what the former one judged: %s is claimed, and its outcome unknown',
    async (_, request) => {
      const { host, gated, store, worker, effectOf, record, outcomes } = await openedWorker();
      await record(effectOf(request));
      await worker.recover();
      expect([...host.commands, ...gated]).toEqual([]);
      expect(outcomes).toEqual([{ kind: 'outcome-unknown' }]);
      expect(await store.startEffect(campaign, 'web-1#1')).toBe(false);
    },
  );

  it('goes on with what brings a host back, and with what only looks', async () => {
    for (const request of [undrain, { kind: 'read-facts' }] as const) {
      const { clock, worker, effectOf, record, outcomes } = await openedWorker();
      await record(effectOf(request));
      await worker.recover();
      await clock.advance(10);
      expect(outcomes).toMatchObject([{ kind: request === undrain ? 'hook-ok' : 'facts' }]);
    }
  });

  it('leaves a request alone that somebody else claims first', async () => {
    for (const request of [drain, (await openedWorker()).reboot]) {
      const { store, worker, effectOf, record, outcomes, state } = await openedWorker();
      await record(effectOf(request));
      const { unfinishedEffects } = store;
      Object.assign(store, {
        unfinishedEffects: async () => {
          const found = await unfinishedEffects();
          await store.startEffect(campaign, 'web-1#1');
          return found;
        },
      });
      await worker.recover();
      expect(outcomes).toEqual([]);
      Object.assign(store, { unfinishedEffects });
      expect(await state()).toEqual(['started']);
    }
  });

  it('does not know what became of a request whose claim the store wrote and then refused', async () => {
    const { clock, failOnceStarted, worker, effectOf, record, reboot, outcomes } = await openedWorker();
    await record(effectOf(reboot));
    failOnceStarted();
    const recovered = worker.recover();
    await clock.advance(5_000);
    await recovered;
    expect(outcomes).toEqual([{ kind: 'outcome-unknown' }]);
  });
});

describe('what another process recorded', () => {
  it('is picked up if nobody has started it, once', async () => {
    const { clock, host, store, worker, effectOf, record, outcomes } = await openedWorker();
    await record(effectOf(undrain));
    const unfinished = await store.unfinishedEffects();
    worker.pickUp(unfinished);
    worker.pickUp(unfinished);
    await clock.advance(10);
    expect(host.commands).toHaveLength(1);
    expect(outcomes).toEqual([{ kind: 'hook-ok' }]);
  });
});

describe('stopping', () => {
  it('begins nothing new', async () => {
    const { worker, host, store, reboot, effectOf, record, state } = await openedWorker();
    await record(effectOf(reboot));
    await worker.stop(0);
    worker.perform(campaign, [effectOf(reboot)]);
    worker.pickUp(await store.unfinishedEffects());
    expect(host.accepted).toEqual([]);
    expect(await state()).toEqual(['pending']);
  });

  it('leaves what is awaited started and without an outcome: the next process looks again', async () => {
    const { clock, host, worker, perform, outcomes, state } = await openedWorker();
    const { bootId } = host;
    const untilAt = startAt + 60_000;
    await perform({ kind: 'await-hold', bootId, untilAt, graceUntilAt: untilAt, compare: null });
    await worker.stop(1_000);
    await clock.advance(120_000);
    expect(outcomes).toEqual([]);
    expect(await state()).toEqual(['started']);
  });

  it('waits for what is under way, and no longer than it was told to', async () => {
    const { clock, hosts, worker, perform, reboot, outcomes } = await openedWorker();
    hosts.requestReboot = async () => {
      await clock.sleep(3_000);
      return { kind: 'accepted' };
    };
    await perform(reboot);
    let stopped = false;
    const stop = worker.stop(5_000).then(() => (stopped = true));
    await clock.advance(2_000);
    expect(stopped).toBe(false);
    await clock.advance(1_000);
    expect(outcomes).toEqual([{ kind: 'reboot-accepted' }]);
    expect(stopped).toBe(true);
    await stop;

    const stuck = await openedWorker();
    stuck.hosts.requestReboot = () => new Promise(() => undefined);
    await stuck.perform(stuck.reboot);
    let gaveUp = false;
    void stuck.worker.stop(5_000).then(() => (gaveUp = true));
    await stuck.clock.advance(4_000);
    expect(gaveUp).toBe(false);
    await stuck.clock.advance(1_000);
    expect(gaveUp).toBe(true);
  });

  it('does not finish an effect whose outcome the store has not taken', async () => {
    const { clock, host, worker, perform, reboot, refuseOutcomes, state } = await openedWorker();
    refuseOutcomes();
    await perform(reboot);
    expect(host.accepted).toHaveLength(1);
    const stop = worker.stop(60_000);
    await clock.advance(10_000);
    await stop;
    expect(await state()).toEqual(['started']);
  });
});
