import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeDaemonLock } from '../../src/adapters/sql/daemon-lock.ts';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';
import { DAY_MS } from '../../src/core/brand.ts';
import type { CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import type * as Planner from '../../src/core/planning/planner.ts';
import { openScenario } from '../fakes/campaign-scenario.ts';
import { viewOf } from '../fakes/planning-fleet.ts';

let directory = '';

const planner = vi.hoisted(() => ({ forgetsToNumberWaves: false }));
vi.mock('../../src/core/planning/planner.ts', async (original) => {
  const real = await original<typeof Planner>();
  return {
    ...real,
    planReboots: (request: Planner.PlanRequest) => {
      const outcome = real.planReboots(request);
      if (outcome.kind === 'planned' && planner.forgetsToNumberWaves)
        Object.assign(outcome.document.plan.steps[0]!, { wave: 7 });
      return outcome;
    },
  };
});

const inventory = `
caps: {max_in_flight: 5}
sites: {s: {kind: cloud, time_zone: UTC}}
zones: {z: {site: s}}
windows: {always: {days: [mon, tue, wed, thu, fri, sat, sun], start: '00:00', duration: 24h}}
defaults: {windows: [always], max_uptime: 180d, warn_before: 30d}
hosts: {web-1: {zone: z}, web-2: {zone: z}, young: {zone: z}, gone: {zone: z}}
services:
  web: {instances: [web-1, web-2], max_unavailable: 1}
`;

const settings = (approvers: string): string => `
database: {path: stagger.db}
slack: {team: T0STAGGER, channel: C0REBOOTS, bot_token: {env: BOT}, app_token: {env: APP}}
approvals: {approvers: ${approvers}}
`;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-plan-'));
  writeFileSync(join(directory, 'fleet.yaml'), inventory);
  writeFileSync(join(directory, 'settings.yaml'), settings('[U0APPROVER]'));
  await using store = await openStore();
  const days = { 'web-1': 200, 'web-2': 170, young: 20 };
  const now = Date.now();
  const views = Object.entries(days).map(([host, age]) => {
    const view = viewOf(host as HostId, age * DAY_MS, 'up');
    return { ...view, lastSeen: { ...view.lastSeen!, at: now } };
  });
  await store.recordObservations({ views, boots: [] });
});
afterEach(() => {
  planner.forgetsToNumberWaves = false;
  rmSync(directory, { recursive: true });
});

async function openStore() {
  const store = await openSqlStore(join(directory, 'stagger.db'));
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

const run = (...words: readonly string[]) => runCommand(...words, '--inventory', directory);

describe('stagger plan', () => {
  it('shows the overdue hosts, why others are left out, and writes nothing', async () => {
    const { out, err } = await run('plan');
    expect(err).toBe('');
    expect(out).toMatch(/hosts {5}1 in 1 wave\n/);
    expect(out).toMatch(/^1 +web-1 +overdue +200 d +\S+ \S+ \S+ +\d+ min +inventory/m);
    expect(out).toContain('1 of 4 hosts was never observed: run `stagger sweep`');
    expect(out).toContain('2 not due');
    expect(out).toMatch(/Next:\n {2}stagger doctor web-1\n {4}rehearses it without rebooting/);
    await using store = await openStore();
    expect(await store.campaigns('all')).toEqual([]);
  });

  it('takes in what is due soon where asked, in waves', async () => {
    const { out } = await run('plan', '--due-soon');
    expect(out).toMatch(/^2 +web-2 +due-soon .* web keeps at least 1 up, and has 1$/m);
  });

  it('takes named hosts whether they are due or not, and knows when there is nothing', async () => {
    expect((await run('plan', 'young')).out).toMatch(/^1 +young +requested/m);
    expect((await run('plan', 'service:web', '--json')).out).toMatch(/"host": "web-1"/);
    expect(await run('plan', 'gone')).toMatchObject({
      code: 1,
      out: '1 of 1 host was never observed: run `stagger sweep`, or start `stagger run`.\n\n3 not asked for: `stagger explain HOST` tells more.\n',
    });
    expect((await run('plan', 'gone', '--json')).code).toBe(1);
  });

  it('prints JSON for programs', async () => {
    const answer = JSON.parse((await run('plan', '--json')).out);
    expect(answer).toMatchObject({ schema: 'stagger/plan/1', campaign: null, kind: 'planned', learned: [] });
    expect(answer.document.plan.steps).toHaveLength(1);
    expect(answer.document.report.hosts).toHaveLength(4);
  });

  it('proposes a campaign that waits for its approval', async () => {
    const { out } = await run('plan', '--propose', '--requested-by', 'U0REQUESTER');
    const id = /proposed as campaign (\S+);/.exec(out)?.[1];
    expect(out).not.toContain('Next:');
    await using store = await openStore();
    expect((await store.campaigns('open')).map((campaign) => campaign.id)).toEqual([id]);
    expect((await run('explain', 'web-1')).out).toMatch(
      /^In campaign \S+ \(awaiting-approval\) it is waiting\.\n {2}Waits: the campaign is awaiting-approval\.\n {2}Waits: it has 0 of 1 approvals\./,
    );
  });

  it('shows and proposes no plan that does not pass the lint, says what is wrong with it and what to do', async () => {
    planner.forgetsToNumberWaves = true;
    for (const words of [['plan'], ['plan', '--propose', '--requested-by', 'U0REQUESTER']]) {
      const { code, out, err } = await run(...words);
      expect([code, out]).toEqual([70, '']);
      expect(err).toContain('stagger: the plan does not pass the check that every plan has to pass');
      expect(err).toContain('  its waves are not numbered from 1 without a gap: 7\n');
      expect(err).toContain('nothing was recorded or asked');
    }
    expect((await run('explain', 'web-1')).out).toContain('does not pass its own check');
    await using store = await openStore();
    expect(await store.campaigns('all')).toEqual([]);
  });

  it('proposes nothing that nobody could approve, and nothing by somebody unknown', async () => {
    expect(await run('plan', '--propose')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--requested-by'),
    });
    writeFileSync(join(directory, 'settings.yaml'), settings('[]'));
    expect(await run('plan', '--propose', '--requested-by', 'U0REQUESTER')).toMatchObject({
      code: 78,
      err: expect.stringContaining(
        'nobody could approve this plan: "approvals" names 0 approvers, and 1 are needed',
      ),
    });
    writeFileSync(join(directory, 'settings.yaml'), 'database: {path: stagger.db}\n');
    expect(await run('plan', '--propose')).toMatchObject({
      code: 78,
      err: expect.stringContaining('no "slack"'),
    });
    await using store = await openStore();
    expect(await store.campaigns('all')).toEqual([]);
  });

  it.each([
    [['nobody'], 'no host nobody in the inventory'],
    [['service:wep'], 'no service wep in the inventory'],
    [['web-1', 'zone:z'], 'no host zone:z in the inventory'],
  ])('refuses %j', async (words, message) => {
    const { err, code } = await run('plan', ...words);
    expect({ code, message: err.split('\n')[0] }).toEqual({ code: 2, message: `stagger: ${message}` });
  });
});

describe('stagger explain', () => {
  it('tells when a host would go, or why not', async () => {
    const { out } = await run('explain', 'web-2');
    expect(out).toMatch(
      /^A plan made now would reboot web-2 in wave 2, about .*, for \d+ min\.\n {2}Why: due-soon, up for 170 d\.\n {2}Waits: web keeps at least 1 up, and has 1\.$/m,
    );
    expect((await run('explain', 'young')).out).toMatch(/^A plan made now would leave young out: due /);
    expect(JSON.parse((await run('explain', 'gone', '--json')).out)).toMatchObject({
      schema: 'stagger/explanation/1',
      row: { kind: 'left-out', why: { kind: 'not-observed' } },
    });
    expect(await run('explain', 'nobody')).toMatchObject({ code: 2 });
  });
});

describe('a stop switch', () => {
  it('is the first thing that a plan and the story of a host say: who set it, when, why, and what lifts it', async () => {
    await run('stop-switch', 'set', 'storage', 'is', 'being', 'moved');
    const line =
      /^Nothing is started: the stop switch is set since .* by os:\S+: storage is being moved\. `stagger stop-switch clear` lifts it\./;
    expect((await run('explain', 'web-1')).out).toMatch(line);
    for (const words of [['plan'], ['plan', 'gone']]) expect((await run(...words)).out).toMatch(line);
    const told = {
      subject: null,
      why: 'storage is being moved',
      by: expect.stringMatching(/^os:/),
      hosts: null,
    };
    for (const words of [['plan'], ['explain', 'web-1']])
      expect(JSON.parse((await run(...words, '--json')).out).stopSwitches).toMatchObject([told]);
    await run('stop-switch', 'clear');
    expect((await run('plan')).out).toMatch(/^plan /);
    expect(JSON.parse((await run('explain', 'web-1', '--json')).out).stopSwitches).toEqual([]);
  });

  it('of a service or a host is told where it holds somebody, one made by hand with its file', async () => {
    await run('stop-switch', 'set', 'disk is dying', '--host', 'young');
    writeFileSync(join(directory, 'STOP.service.web'), '');
    const path = join(directory, 'STOP.service.web');
    const { out } = await run('plan', '--due-soon');
    expect(out.split('\n')[0]).toMatch(
      new RegExp(
        `^web-1, web-2 may not start: the stop switch of service web is set since .* in ${path}, and`,
      ),
    );
    expect(out).not.toContain('young may not');
    expect((await run('explain', 'young')).out).toMatch(
      /^young may not start: the stop switch of host young/,
    );
    expect((await run('explain', 'gone')).out).not.toContain('stop switch');
  });
});

describe('a host that an ended campaign left out of rotation', () => {
  const leftOutByHand = async (): Promise<void> => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'gating');
    scenario.answer('web-1', { kind: 'gate-timed-out', detail: 'refused' });
    scenario.control('stop');
    await using store = await openStore();
    const events = scenario.log().map(({ event }) => event);
    const { id, requestedBy } = scenario.campaign();
    await store.commit({
      campaign: id,
      expectedVersion: 0,
      at: 1,
      actor: requestedBy,
      events,
      effects: [],
      messages: [],
    });
  };

  it('is shown, planned by nobody, and counts as down until people say that it is back', async () => {
    await leftOutByHand();
    expect((await run('hosts')).out).toMatch(/^web-1 .* left out of rotation by c-1/m);
    expect((await run('explain', 'web-1')).out).toContain('`stagger put-back web-1` brings it back');
    const planned = await run('plan', '--due-soon');
    expect(planned.out).toMatch(/^web-1 +.*c-1/m);
    expect(planned.out).toMatch(/^web-2 +.*web keeps/m);
    expect((await run('campaign', 'c-1')).out).toContain('Left out of rotation');
    expect((await run('put-back', 'web-2')).err).toContain('left out are: web-1');
    const { out, code } = await run('put-back', 'web-1', '--done-by-hand');
    expect({ out, code }).toEqual({ out: 'campaign c-1 is stopped\n', code: 0 });
    expect((await run('hosts')).out).not.toContain('left out');
    expect((await run('plan', '--due-soon')).out).toMatch(/^1 +web-1/m);
  });

  it('is put back, and campaigns are shown and stopped, while the inventory is broken', async () => {
    await leftOutByHand();
    writeFileSync(join(directory, 'fleet.yaml'), 'hosts: {web-1: [\n');
    expect(await run('campaign', 'c-1')).toMatchObject({
      out: expect.stringContaining('Left out of rotation'),
      err: expect.stringContaining('in the inventory (`stagger check'),
    });
    expect(await run('put-back', 'web-1', '--done-by-hand')).toMatchObject({ code: 0 });
    await using store = await openStore();
    const scenario = openScenario();
    scenario.approved();
    const events = scenario
      .log()
      .map(({ event }) =>
        event.kind === 'campaign-proposed' ? { ...event, id: 'c-2' as CampaignId } : event,
      );
    const { requestedBy } = scenario.campaign();
    const id = 'c-2' as CampaignId;
    await store.commit({
      campaign: id,
      expectedVersion: 0,
      at: 1,
      actor: requestedBy,
      events,
      effects: [],
      messages: [],
    });
    expect(await run('pause', 'c-2')).toMatchObject({
      code: 0,
      out: 'campaign c-2 is paused\n',
      err: expect.stringContaining('No daemon runs on '),
    });
    const lock = takeDaemonLock(join(directory, 'stagger.db'));
    expect((await run('resume', 'c-2')).err).not.toContain('No daemon runs');
    lock?.release();
    expect(await run('stop', 'c-2')).toMatchObject({ code: 0, out: 'campaign c-2 is stopped\n' });
  });
});
