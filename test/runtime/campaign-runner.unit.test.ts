// The only writer: one decision at a time over all campaigns, nothing handed on before it is durable.
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/core/brand.ts';
import type { Effect } from '../../src/core/campaign/effect.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import { startBlocks } from '../../src/core/campaign/start-conditions.ts';
import type { BootId, CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import { createCampaignRunner, daemon } from '../../src/runtime/campaign-runner.ts';
import { createFleetSource } from '../../src/runtime/fleet-source.ts';
import { ann, openScenario, requester, threeWebs } from '../fakes/campaign-scenario.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { makePlan, sha256Hex } from '../fakes/plan-maker.ts';
import { silentLog } from '../fakes/silent-log.ts';

const web1 = 'web-1' as HostId;
const startAt = Date.UTC(2026, 11, 7, 10);

function opened(store = createMemoryStore()) {
  const fleet: Fleet = buildFleet(threeWebs);
  const clock = createHandClock(startAt);
  const performed: Effect[] = [];
  const open = () =>
    createCampaignRunner({
      store,
      clock,
      log: silentLog,
      fleet: createFleetSource(fleet, sha256Hex),
      statuses: () => new Map([...fleet.hosts.keys()].map((id) => [id, 'up'])),
      snapshot: () => ({ hosts: new Map() }),
      flags: () => Promise.resolve([]),
      messagesFor: (campaign, events, firstVersion) => {
        expect(firstVersion + events.length - 1).toBe(campaign.version);
        return [];
      },
      onEffects: (_, effects) => void performed.push(...effects),
      onMessages: () => undefined,
    });
  const runner = open();
  const propose = async (name: string, hosts: readonly string[]) => {
    const id = name as CampaignId;
    const document = makePlan(fleet, { id: `plan of ${name}`, hosts, requestedBy: requester, at: startAt });
    const policy = { needed: 1, requesterMayApprove: false, rules: [] };
    const proposal = {
      kind: 'propose',
      id,
      document,
      by: requester,
      policy,
      expiresAt: startAt + HOUR_MS,
    } as const;
    await runner.submit(id, proposal, requester);
    const seen = { version: 1, digest: document.digest };
    const standing = { approver: { kind: 'approver' }, meets: ['fleet'], earlier: new Map() } as const;
    await runner.submit(id, { kind: 'approve', by: ann, seen, ...standing }, ann);
    return id;
  };
  const stages = async (id: CampaignId): Promise<readonly string[]> =>
    [...((await runner.campaign(id))?.hosts.values() ?? [])].map(
      ({ step, stage }) => `${step.host} ${stage.kind}`,
    );
  const tick = async (): Promise<void> => runner.tick((await store.dueWork()).open);
  return { store, runner, tick, performed, propose, stages, clock, another: open };
}

describe('several campaigns', () => {
  it('see what the others hold: their budgets are one, and a host is taken by one of them', async () => {
    const { runner, tick, propose, stages } = opened();
    const first = await propose('c-1', ['web-1', 'web-2']);
    const second = await propose('c-2', ['web-1', 'web-3']);
    await tick();
    const all = [...(await stages(first)), ...(await stages(second))];
    expect(all.filter((stage) => stage.endsWith('checking'))).toHaveLength(1);
    expect((await runner.worldFor(first)).inFlightElsewhere).toEqual(new Set(['web-1']));
  });

  it('are decided one after the other, whoever asks at the same time: no two start from one view of the world', async () => {
    const { runner, propose, stages } = opened();
    const first = await propose('c-1', ['web-1']);
    const second = await propose('c-2', ['web-3']);
    await Promise.all([first, second].map((id) => runner.submit(id, { kind: 'tick' }, daemon)));
    expect([...(await stages(first)), ...(await stages(second))]).toEqual([
      'web-1 checking',
      'web-3 waiting',
    ]);
  });

  it('hold what they have begun with, until they have ended', async () => {
    const { runner, tick, propose, stages } = opened();
    const id = await propose('c-1', ['web-1']);
    expect([runner.known().length, [...runner.held()]]).toEqual([1, []]);
    await tick();
    expect(await stages(id)).toEqual(['web-1 checking']);
    expect([...runner.held()]).toEqual(['web-1']);
    const other = await propose('c-2', ['web-3']);
    expect(runner.known()).toHaveLength(2);
    await runner.submit(other, { kind: 'stop', by: ann, approver: { kind: 'approver' } }, ann);
    expect(runner.known().map((campaign) => campaign.id)).toEqual([id]);
  });

  it('do not wait for one that cannot be decided', async () => {
    const { tick, propose, stages, store } = opened();
    const good = await propose('c-1', ['web-1']);
    const bad = await propose('c-2', ['web-2']);
    const commit = store.commit;
    Object.assign(store, {
      commit: (change: Parameters<typeof commit>[0]) =>
        change.campaign === bad ? Promise.reject(new Error('disk I/O error')) : commit(change),
    });
    await expect(tick()).rejects.toThrow('disk I/O error');
    expect(await stages(good)).toEqual(['web-1 checking']);
    expect(await stages(bad)).toEqual(['web-2 waiting']);
  });
});

describe('a tick', () => {
  it('asks the store for each thing once a decision, and for nothing that it has', async () => {
    const { tick, propose, store } = opened();
    await propose('c-1', ['web-1']);
    await propose('c-2', ['web-3']);
    await tick();
    const asked: string[] = [];
    for (const [name, method] of Object.entries(store))
      Object.assign(store, {
        [name]: (...given: unknown[]) => {
          asked.push(name);
          return (method as (...args: unknown[]) => unknown)(...given);
        },
      });
    await tick();
    expect(asked).toEqual(['dueWork', 'decisionBasis', 'decisionBasis']);
  });

  it('hears what another process wrote since the last one', async () => {
    const { runner, tick, another, propose, stages } = opened();
    const id = await propose('c-1', ['web-1']);
    await runner.openCampaigns();
    await another().submit(id, { kind: 'stop', by: ann, approver: { kind: 'approver' } }, ann);
    await tick();
    expect((await runner.campaign(id))?.phase.kind).not.toBe('running');
    expect(await stages(id)).not.toContain('web-1 checking');
  });

  it('decides and records nothing for one that has ended since the open ones were read, whoever ended it', async () => {
    for (const process of ['this', 'another'] as const) {
      const { runner, another, propose, stages, store, performed } = opened();
      const id = await propose('c-1', ['web-1']);
      const { open } = await store.dueWork();
      const by = process === 'this' ? runner : another();
      await by.submit(id, { kind: 'stop', by: ann, approver: { kind: 'approver' } }, ann);
      const recorded = await store.campaignEvents(id, 0);
      await runner.tick(open);
      expect(open.map((named) => named.id)).toEqual([id]);
      expect(await stages(id)).toEqual(['web-1 waiting']);
      expect(await store.campaignEvents(id, 0)).toEqual(recorded);
      expect([performed, runner.known()]).toEqual([[], []]);
    }
  });
});

describe('the world', () => {
  it('is read again where the process stood still between its questions, and blocks where that goes on', async () => {
    const { runner, propose, store, clock } = opened();
    const id = await propose('c-1', ['web-1']);
    const { decisionBasis } = store;
    let pauses = 1;
    let asked = 0;
    Object.assign(store, {
      decisionBasis: (sinceAt: number) => {
        asked += 1;
        if (pauses > 0) clock.step(6_000);
        pauses -= 1;
        return decisionBasis(sinceAt);
      },
    });
    expect((await runner.worldFor(id)).flags).toEqual([]);
    expect(asked).toBe(2);
    pauses = Infinity;
    expect((await runner.worldFor(id)).flags).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('a host in a reboot loop', () => {
  it('is not rebooted by us until a day has passed, whoever began it', async () => {
    const { runner, tick, propose, stages, store, clock } = opened();
    const boot = (bootId: string, firstSeenAt: number, ended: 'unplanned' | null) => ({
      hostId: 'web-1' as HostId,
      bootId: bootId as BootId,
      firstSeenAt,
      lastSeenAt: firstSeenAt,
      lastUptimeMs: 0,
      kernel: '6.1',
      ended,
      endedBy: null,
    });
    const [first, second, third] = [startAt - 30 * HOUR_MS, startAt - 5 * HOUR_MS, startAt - HOUR_MS];
    await store.recordObservations({
      views: [],
      boots: [boot('b1', first, 'unplanned'), boot('b2', second, 'unplanned'), boot('b3', third, null)],
    });
    const id = await propose('c-1', ['web-1']);
    await tick();
    expect(await stages(id)).toEqual(['web-1 waiting']);
    const campaign = await runner.campaign(id);
    const world = await runner.worldFor(id);
    expect(campaign === null ? [] : startBlocks(campaign, 'web-1' as HostId, world)).toEqual([
      { kind: 'reboots-used', reboots: 2, limit: 2 },
    ]);
    await clock.advance(20 * HOUR_MS);
    expect((await runner.worldFor(id)).rebootsOfDay).toEqual(new Map([['web-1', 1]]));
  });
});

describe('a host that an ended campaign left out', () => {
  it('is known to every decision and as a planned end, after a restart, too', async () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'confirming');
    scenario.answer('web-1', { kind: 'did-not-come-back', detail: '' });
    scenario.control('stop');
    const { store, another, propose } = opened();
    const { id, requestedBy, document } = scenario.campaign();
    const events = scenario.log().map(({ event }) => event);
    const change = { campaign: id, expectedVersion: 0, at: 1, actor: requestedBy, effects: [], messages: [] };
    await store.commit({ ...change, events });
    const [asked, idle] = [[document.plan.steps[0]?.expectBootId], another()];
    await idle.tick((await store.dueWork()).open);
    expect(idle.rebootsAsked().map(({ bootId }) => bootId)).toEqual(asked);
    const later = await propose('c-2', ['web-1', 'web-2']);
    const runner = another();
    await runner.openCampaigns();
    expect([...(await runner.worldFor(later)).leftOut.keys()]).toEqual(['web-1']);
    expect(runner.rebootsAsked().map(({ bootId }) => bootId)).toEqual(asked);
    await runner.submit(id, { kind: 'returned', by: ann, approver: { kind: 'approver' }, host: web1 }, ann);
    expect((await runner.worldFor(later)).leftOut.size).toBe(0);
  });
});

describe('reboots that were asked for', () => {
  it('are known for a day after their campaign has ended, after a restart, too', async () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'soaking');
    scenario.answer('web-1', { kind: 'held' });
    const { id, requestedBy, document } = scenario.campaign();
    const { store, clock, runner, another } = opened();
    const asked = { campaign: id, host: 'web-1', bootId: document.plan.steps[0]?.expectBootId };
    const at = clock.now();
    const log = scenario.log();
    const change = { campaign: id, actor: requestedBy, effects: [], messages: [], at };
    const isEnd = ({ event }: (typeof log)[number]): boolean => event.kind === 'campaign-ended';
    const events = log.filter((dated) => !isEnd(dated)).map(({ event }) => event);
    await store.commit({ ...change, expectedVersion: 0, events });
    await runner.tick((await store.dueWork()).open);
    expect(runner.rebootsAsked()).toMatchObject([asked]);
    const ends = log.filter(isEnd).map(({ event }) => event);
    await store.commit({ ...change, expectedVersion: events.length, events: ends });
    await runner.tick((await store.dueWork()).open);
    expect(await runner.openCampaigns()).toEqual([]);
    const restarted = another();
    await restarted.openCampaigns();
    expect([...runner.rebootsAsked(), ...restarted.rebootsAsked()]).toMatchObject([asked, asked]);
    await clock.advance(25 * HOUR_MS);
    const nextDay = another();
    await nextDay.openCampaigns();
    expect(nextDay.rebootsAsked()).toEqual([]);
  });
});

describe('a decision', () => {
  it('hands no effect on that did not become durable', async () => {
    const { tick, propose, performed, store } = opened();
    await propose('c-1', ['web-1']);
    const { commit } = store;
    Object.assign(store, { commit: () => Promise.reject(new Error('disk full')) });
    await expect(tick()).rejects.toThrow('disk full');
    expect(performed).toEqual([]);
    Object.assign(store, { commit });
    await tick();
    expect(performed.map(({ key }) => key)).toEqual(['web-1#1']);
  });

  it('is made again from the newest state when somebody else wrote in between', async () => {
    const { runner, propose, another, store } = opened();
    const id = await propose('c-1', ['web-1', 'web-2']);
    await runner.campaign(id);
    await another().submit(
      id,
      { kind: 'skip', by: ann, approver: { kind: 'approver' }, host: 'web-1' as HostId },
      ann,
    );
    await runner.submit(id, { kind: 'pause', by: ann, approver: { kind: 'approver' } }, ann);
    const kinds = (await store.campaignEvents(id, 0)).map(({ event }) => event.kind);
    expect(kinds.slice(-2)).toEqual(['host-skipped', 'campaign-paused']);
  });

  it('D8: is refused its commit, and made again, where another process wrote after it had read', async () => {
    const { runner, propose, another, store } = opened();
    const id = await propose('c-1', ['web-1']);
    const pause = { kind: 'pause', by: ann, approver: { kind: 'approver' } } as const;
    const { commit } = store;
    let raced = false;
    store.commit = async (given) => {
      if (!raced) {
        raced = true;
        await another().submit(id, pause, ann);
      }
      return commit(given);
    };
    expect((await runner.submit(id, pause, ann)).refusal?.why).toBe('does-not-apply');
    const kinds = (await store.campaignEvents(id, 0)).map(({ event }) => event.kind);
    expect(kinds.filter((kind) => kind === 'campaign-paused')).toHaveLength(1);
  });

  it('of two at the same time sees the other', async () => {
    const { runner, propose, store } = opened();
    const id = await propose('c-1', ['web-1']);
    const pause = { kind: 'pause', by: ann, approver: { kind: 'approver' } } as const;
    const answers = await Promise.all([runner.submit(id, pause, ann), runner.submit(id, pause, ann)]);
    expect(answers.map(({ refusal }) => refusal?.why ?? null)).toEqual([null, 'does-not-apply']);
    expect(
      (await store.campaignEvents(id, 0)).filter(({ event }) => event.kind === 'campaign-paused'),
    ).toHaveLength(1);
  });

  it('that would break an invariant is not written', async () => {
    const { runner, propose, store } = opened();
    const id = await propose('c-1', ['web-1']);
    const before = (await store.campaignEvents(id, 0)).length;
    // A journal from which no decision may be made: a reboot was requested and never checked.
    await store.commit({
      campaign: id,
      expectedVersion: before,
      at: startAt,
      actor: daemon,
      events: [
        {
          kind: 'host-reboot-requested',
          host: 'web-1' as HostId,
          effectKey: 'web-1#1',
          expectBootId: 'x' as never,
          attempt: 1,
        },
      ],
      effects: [],
      messages: [],
    });
    const pause = { kind: 'pause', by: ann, approver: { kind: 'approver' } } as const;
    await expect(runner.submit(id, pause, ann)).rejects.toThrow(
      'invariant broken: web-1: a reboot without a check',
    );
    expect(await store.campaignEvents(id, 0)).toHaveLength(before + 1);
  });
});
