// Chaos mode in time: one draw an opening, one story a draw, whatever dies in between.
import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/brand.ts';
import type { ChaosDraw } from '../../src/core/chaos/chaos-draw.ts';
import { drawHost } from '../../src/core/chaos/draw-host.ts';
import type { HostId, PersonId } from '../../src/core/fleet/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { allButPrimary, chaosSpec } from '../fakes/chaos-fleet.ts';
import { chaosStage, type ChaosStage } from '../fakes/chaos-stage.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { sha256Hex } from '../fakes/plan-maker.ts';
import { planningNow } from '../fakes/planning-fleet.ts';

/** Wednesday 10:00, when the hours open; they close at 15:00. */
const opensAt = planningNow - 2 * HOUR_MS;
const closesAt = opensAt + 5 * HOUR_MS;

let stages: ChaosStage[] = [];
afterEach(() => {
  for (const stage of stages) stage.end();
  stages = [];
});

function staged(options: Parameters<typeof chaosStage>[1] & { readonly store?: Store } = {}): ChaosStage {
  const stage = chaosStage(options.store ?? createMemoryStore(), options);
  stages.push(stage);
  return stage;
}

const draws = ({ store }: ChaosStage): Promise<readonly ChaosDraw[]> => store.chaosDraws(0);
const campaigns = async ({ store }: ChaosStage): Promise<readonly string[]> =>
  (await store.campaigns('all')).map(({ id }) => id);
const posts = async ({ store }: ChaosStage): Promise<readonly string[]> =>
  (await store.unshownMessages()).map(({ key }) => key);

describe('on the leash "report"', () => {
  it('tells whom it drew, once, and proposes nothing', async () => {
    const stage = staged();
    stage.begin({ leash: 'report' });
    await stage.clock.advance(HOUR_MS);
    const [draw, ...more] = await draws(stage);
    expect(more).toEqual([]);
    expect(draw).toMatchObject({ openingAt: opensAt, at: planningNow, leash: 'report', campaign: null });
    expect(await posts(stage)).toEqual([`chaos/${opensAt}`]);
    expect(await campaigns(stage)).toEqual([]);
  });

  it('keeps what it takes to draw again: the seed and the urn give the host', async () => {
    const stage = staged();
    stage.begin({ leash: 'report' });
    await stage.clock.advance(0);
    const [draw] = await draws(stage);
    expect(draw?.urn.map(({ host }) => host)).toEqual(['db-2', 'web-1', 'web-2', 'web-3']);
    expect(drawHost(draw?.urn ?? [], draw?.seed ?? '', sha256Hex)).toBe(draw?.host);
    expect(draw?.worst[0]).toMatchObject({ touched: 1 });
  });
});

describe('on the leash "propose"', () => {
  it('asks for approval of a plan of one host, in the working hours, until they end', async () => {
    const stage = staged();
    stage.begin();
    await stage.clock.advance(0);
    const [draw] = await draws(stage);
    const [campaign] = await stage.runner.openCampaigns();
    expect(campaign).toMatchObject({
      id: draw?.campaign,
      requestedBy: 'chaos',
      phase: { kind: 'awaiting-approval' },
      expiresAt: closesAt,
      document: { report: { draw: { seed: draw?.seed, ofHosts: 4, ofTickets: 120, tickets: 30 } } },
    });
    expect([...(campaign?.hosts.keys() ?? [])]).toEqual([draw?.host]);
    expect(campaign?.document.plan.steps).toMatchObject([{ reason: 'drawn', windows: [{ id: 'chaos' }] }]);
    expect(await posts(stage)).toEqual([`campaign/${draw?.campaign}/card`]);
  });

  it('rebooted nothing without an approval: it lapses with the hours', async () => {
    const stage = staged();
    stage.begin();
    await stage.clock.advance(5 * HOUR_MS);
    await stage.runner.tick((await stage.store.dueWork()).open);
    const [id] = await campaigns(stage);
    const campaign = await stage.runner.campaign(id as never);
    expect(campaign?.phase).toMatchObject({ kind: 'ended', as: { kind: 'expired' } });
    expect(await draws(stage)).toHaveLength(1);
  });
});

describe('a draw is never made twice', () => {
  it('in one opening, by however many looks and daemons', async () => {
    const stage = staged();
    stage.begin({ leash: 'report' }).stop();
    await stage.clock.advance(HOUR_MS);
    stage.begin({ leash: 'report' });
    await stage.clock.advance(2 * HOUR_MS);
    expect(await draws(stage)).toHaveLength(1);
  });

  it('within so many days, and then once, however long the daemon was away', async () => {
    const stage = staged();
    const first = stage.begin({ leash: 'report' });
    await stage.clock.advance(6 * DAY_MS);
    expect(await draws(stage)).toHaveLength(1);
    first.stop();
    // Away for three Wednesdays.
    await stage.clock.advance(22 * DAY_MS);
    stage.begin({ leash: 'report' });
    await stage.clock.advance(DAY_MS);
    expect(await draws(stage)).toHaveLength(2);
  });

  it('if the daemon died after the record and before the question: the same host is asked for, once', async () => {
    const stage = staged();
    const dying = stage.begin({}, () => Promise.reject(new Error('killed')));
    await stage.clock.advance(0);
    dying.stop();
    const [draw] = await draws(stage);
    expect(await campaigns(stage)).toEqual([]);
    stage.begin();
    await stage.clock.advance(HOUR_MS);
    expect(await draws(stage)).toHaveLength(1);
    const [campaign, ...others] = await stage.runner.openCampaigns();
    expect(others).toEqual([]);
    expect(campaign?.id).toBe(draw?.campaign);
    expect([...(campaign?.hosts.keys() ?? [])]).toEqual([draw?.host]);
    expect(campaign?.document.report.draw).toMatchObject({ seed: draw?.seed, ofHosts: 4 });
  });

  it('if it cannot be asked for any more: nobody else takes its place', async () => {
    const stage = staged();
    const dying = stage.begin({}, () => Promise.reject(new Error('killed')));
    await stage.clock.advance(0);
    dying.stop();
    stage.setFlags({ kind: 'unknown', why: 'the incident journal cannot be read' });
    stage.begin();
    await stage.clock.advance(4 * HOUR_MS);
    expect(await draws(stage)).toHaveLength(1);
    expect(await campaigns(stage)).toEqual([]);
  });

  const diedBeforeAsking = async () => {
    const stage = staged();
    const dying = stage.begin({}, () => Promise.reject(new Error('killed')));
    await stage.clock.advance(0);
    dying.stop();
    const [draw] = await draws(stage);
    return { stage, host: draw?.host ?? ('' as HostId) };
  };

  it('if only the host that was drawn may not be drawn any more: none of the others is asked for', async () => {
    const { stage, host } = await diedBeforeAsking();
    stage.setFlags({ kind: 'stopped', subject: { kind: 'host', id: host }, why: 'its disk is dying' });
    stage.begin();
    await stage.clock.advance(HOUR_MS);
    expect([await draws(stage), await campaigns(stage)]).toMatchObject([[{ host }], []]);
  });

  it('and is not asked for in hours after those that it was made in, nor on a shorter leash', async () => {
    const late = (await diedBeforeAsking()).stage;
    await late.clock.advance(DAY_MS);
    late.begin();
    await late.clock.advance(HOUR_MS);
    expect(await campaigns(late)).toEqual([]);
    const leashed = (await diedBeforeAsking()).stage;
    leashed.begin({ leash: 'report' });
    await leashed.clock.advance(HOUR_MS);
    expect(await campaigns(leashed)).toEqual([]);
  });

  it('and a campaign that was denied is not asked for again', async () => {
    const stage = staged();
    stage.begin();
    await stage.clock.advance(0);
    const [campaign] = await stage.runner.openCampaigns();
    if (campaign === undefined) throw new Error('nothing was proposed');
    const { version } = campaign.document.plan;
    const seen = { version, digest: campaign.document.digest };
    const by = 'slack:T0/U0ANN' as PersonId;
    const approver = { kind: 'approver' } as const;
    await stage.runner.submit(campaign.id, { kind: 'deny', by, seen, approver, reason: 'release day' }, by);
    await stage.clock.advance(2 * HOUR_MS);
    expect(await campaigns(stage)).toEqual([campaign.id]);
  });
});

describe('a draw waits, and is made when it may', () => {
  it('while a flag is set', async () => {
    const stage = staged();
    stage.setFlags({ kind: 'set', cause: { kind: 'stop-switch' }, why: 'stop' });
    stage.begin({ leash: 'report' });
    await stage.clock.advance(HOUR_MS);
    expect(await draws(stage)).toEqual([]);
    stage.setFlags();
    await stage.clock.advance(5 * MINUTE_MS);
    expect(await draws(stage)).toHaveLength(1);
  });

  it('until the hours open', async () => {
    const stage = staged({ startAt: closesAt });
    stage.begin({ leash: 'report' });
    await stage.clock.advance(19 * HOUR_MS - MINUTE_MS);
    expect(await draws(stage)).toEqual([]);
    await stage.clock.advance(10 * MINUTE_MS);
    expect(await draws(stage)).toMatchObject([{ openingAt: opensAt + DAY_MS }]);
  });

  it('for a store that answers again', async () => {
    const store = createMemoryStore();
    const { chaosDraws } = store;
    Object.assign(store, { chaosDraws: () => Promise.reject(new Error('disk I/O error')) });
    const stage = staged({ store });
    stage.begin({ leash: 'report' });
    await stage.clock.advance(HOUR_MS);
    Object.assign(store, { chaosDraws });
    await stage.clock.advance(5 * MINUTE_MS);
    expect(await draws(stage)).toHaveLength(1);
  });
});

describe('what was drawn goes back', () => {
  const rotation = {
    balancers: ['mail-1' as HostId],
    socket: '/run/haproxy.sock',
    backends: ['web'],
    serverName: '{host}',
    maxSessions: 0,
    drainWithinMs: MINUTE_MS,
    ramp: [{ percent: 100, holdMs: 0 }],
    maxErrorPercent: 5,
  };
  const web = { on: ['web-1', 'web-2', 'web-3'], chaos: allButPrimary, rotation };
  const spec = { ...chaosSpec, services: { ...chaosSpec.services, web } };

  it.each([
    ['somebody drained it by hand', { admin: 'drain', weight: 100, status: 'UP' }],
    ['somebody took its weight', { admin: 'ready', weight: 0, status: 'UP' }],
    ['its load balancer calls it down', { admin: 'ready', weight: 100, status: 'DOWN' }],
  ] as const)('where %s: another is drawn of the rest', async (_, state) => {
    const stage = staged({ spec });
    stage.setSeat({ kind: 'state', state: { sessions: 0, requests: 0, errors: 0, ...state } });
    stage.begin({ leash: 'report' });
    await stage.clock.advance(0);
    const [draw] = await draws(stage);
    expect(draw?.host).toBe('db-2');
    expect(drawHost(draw?.urn ?? [], draw?.seed ?? '', sha256Hex)).toBe('db-2');
  });

  it('never where its load balancer says that it serves', async () => {
    const stage = staged({ spec: { ...spec, services: { web } } });
    stage.begin({ leash: 'report' });
    await stage.clock.advance(0);
    expect(await draws(stage)).toMatchObject([{ host: expect.stringMatching(/^web-/) }]);
  });

  it('where its load balancer cannot tell', async () => {
    const stage = staged({ spec: { ...spec, services: { web } } });
    stage.setSeat({ kind: 'error', detail: 'no answer' });
    stage.begin({ leash: 'report' });
    await stage.clock.advance(HOUR_MS);
    expect(await draws(stage)).toEqual([]);
  });
});
