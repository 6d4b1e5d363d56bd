// An effect worker over a store in memory, hosts that do what the test sets, and a clock that is moved by hand.
import type { Effect, EffectOutcome, EffectRequest } from '../../src/core/campaign/effect.ts';
import { SEND_WITHIN_MS } from '../../src/core/campaign/host-effects.ts';
import type { CampaignInput } from '../../src/core/campaign/input.ts';
import type { GateAnswer } from '../../src/core/fleet/check.ts';
import type { CampaignId, HostId, PersonId, PlanDigest } from '../../src/core/fleet/ids.ts';
import type { PrepareAnswer } from '../../src/core/gates/preparation.ts';
import { createSimulatedBalancers } from '../../src/demo/simulated-balancers.ts';
import { createEffectWorker } from '../../src/runtime/effect-worker.ts';
import { FakeHostControl } from './fake-host-control.ts';
import { createHandClock } from './hand-clock.ts';
import { createMemoryStore } from './memory-store.ts';
import { sampleEvents } from './sample-events.ts';
import { silentLog } from './silent-log.ts';

export const campaign = 'c-20261205' as CampaignId;
const web = 'web-1' as HostId;
export const startAt = Date.UTC(2026, 11, 7, 10);

export async function openedWorker() {
  const clock = createHandClock(startAt);
  const store = createMemoryStore();
  const hosts = new FakeHostControl();
  const host = hosts.addHost(web);
  const outcomes: EffectOutcome[] = [];
  const looks: (readonly [string, number])[] = [];
  const gated: string[] = [];
  /** In this order; `pass` after them. */
  const gateAnswers: GateAnswer[] = [];
  /** In this order; ready after them. */
  const prepareAnswers: PrepareAnswer[] = [];
  /** Every limit of time that somebody was given, in order. */
  const deadlines: number[] = [];
  let refusesOutcomes = false;
  const worker = createEffectWorker({
    store,
    clock,
    log: silentLog,
    hosts,
    gates: {
      ask: ({ hostId }) => {
        gated.push(`asked ${hostId}`);
        return Promise.resolve(gateAnswers.shift() ?? { kind: 'pass' });
      },
      prepare: ({ hostId }, _, { deadlineMs }) => {
        gated.push(`prepared ${hostId}`);
        deadlines.push(deadlineMs);
        return Promise.resolve(prepareAnswers.shift() ?? { kind: 'ready', lastingKeys: null });
      },
    },
    balancers: createSimulatedBalancers({ clock, latencyMs: 0, refuses: () => null }),
    submit: (_, input: CampaignInput) => {
      if (refusesOutcomes) return Promise.reject(new Error('disk full'));
      if (input.kind === 'effect-finished') outcomes.push(input.outcome);
      return Promise.resolve({ events: [], effects: [], refusal: null });
    },
    onLook: (_, look, askedAt) => Promise.resolve(void looks.push([look.kind, askedAt])),
    pace: { lookEveryMs: 5_000, lookWithinMs: 10_000, storeRetryMs: 1_000 },
  });
  const effectOf = (request: EffectRequest): Effect => ({
    key: 'web-1#1',
    host: web,
    target: { hostId: web, address: 'web-1.example', port: 22, user: 'stagger', assumed: [] },
    request,
  });
  const record = async (effect: Effect): Promise<void> => {
    await store.commit({
      campaign,
      expectedVersion: 0,
      at: startAt,
      actor: 'daemon' as PersonId,
      events: [sampleEvents['campaign-proposed']],
      effects: [effect],
      messages: [],
    });
  };
  const perform = async (request: EffectRequest): Promise<void> => {
    const effect = effectOf(request);
    await record(effect);
    worker.perform(campaign, [effect]);
    await clock.advance(10);
  };
  const reboot: EffectRequest = {
    kind: 'request-reboot',
    expectBootId: host.bootId,
    planDigest: 'd' as PlanDigest,
    attempt: 1,
    notAfterAt: startAt + SEND_WITHIN_MS,
  };
  const state = async () => (await store.unfinishedEffects()).map((effect) => effect.state);
  /** The store writes the first start, and then says that it failed. */
  const failOnceStarted = (): void => {
    const start = store.startEffect;
    let tries = 0;
    Object.assign(store, {
      startEffect: async (...given: Parameters<typeof start>) => {
        const began = await start(...given);
        tries += 1;
        if (tries === 1) throw new Error('disk I/O error');
        return began;
      },
    });
  };
  return {
    clock,
    store,
    failOnceStarted,
    hosts,
    host,
    worker,
    outcomes,
    looks,
    gated,
    gateAnswers,
    prepareAnswers,
    deadlines,
    refuseOutcomes: () => (refusesOutcomes = true),
    effectOf,
    record,
    perform,
    reboot,
    state,
  };
}
