// The scenarios on the running demo: what each does to the simulated servers, and what the daemon makes of it.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { startDemo, type Demo } from '../../src/demo/demo.ts';
import { silentLog } from '../fakes/silent-log.ts';

let demo: Demo;
afterEach(() => demo.stop());

async function opened(speed = 600): Promise<void> {
  demo = await startDemo({
    inventory: join(import.meta.dirname, '..', '..', 'inventory'),
    patienceMs: 50_000,
    port: 0,
    consolePort: 0,
    speed,
    seed: 7,
    language: 'en',
    log: silentLog,
  });
}

async function press(id: string): Promise<string> {
  const address = new URL(`/demo/scenarios/${id}`, demo.url);
  const answered = await fetch(address, { method: 'POST', redirect: 'manual' });
  expect(answered.status).toBe(303);
  return (await fetch(demo.url)).text();
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

const downNow = (): readonly string[] =>
  [...demo.fleet.hosts()].map(({ id }) => id).filter((id) => !demo.fleet.isUp(id));

it('shows one zone in both windows, that of its settings, and says which', async () => {
  await opened();
  expect(await (await fetch(demo.url)).text()).toContain('<span>Asia/Seoul</span>');
  expect(await (await fetch(demo.consoleUrl)).text()).toMatch(/<time datetime="[^"]+">[^<]+ (GMT\+9|KST)</);
  let shown: RegExpExecArray | null = null;
  await until(async () => {
    const page = await (await fetch(demo.workspaceUrl)).text();
    shown = /<time class="at" datetime="([^"]+)">([^<]+)</.exec(page);
    return shown !== null;
  });
  const [, at = '', text = ''] = shown ?? [];
  expect(text).toBe(
    new Date(Date.parse(at)).toLocaleTimeString('en-GB', {
      ...{ timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit' },
    }),
  );
});

describe('the scenarios of the demo', () => {
  it('power loss: seventeen servers go at once, are noticed, and come back', async () => {
    // Dark for six real seconds: what a busy machine needs to notice it.
    await opened(100);
    const wentDown = (): readonly HostId[] =>
      demo.fleet.log.filter(({ kind }) => kind === 'down').map(({ host }) => host);
    const statuses = () => [...demo.daemon.sweeper.statuses(demo.clock.now()).values()];
    // Not noticed yet, noticed by then, or over already.
    const told = /17 servers are dark|of 17 servers|all 17 servers/;
    expect(await press('power-loss')).toMatch(told);
    const rack = wentDown();
    expect(new Set(rack).size).toBe(17);
    await until(async () => /of 17 servers|all 17 servers/.test(await (await fetch(demo.url)).text()));
    await until(() => downNow().length === 0);
    await until(() => statuses().every((status) => status === 'up'));
    for (const id of rack) demo.fleet.powerOff(id);
    expect(await press('power-loss')).toContain('The rack is dark already.');
    for (const id of rack) demo.fleet.powerOn(id);
    await until(() => downNow().length === 0);
    const before = wentDown().length;
    expect(await press('power-loss')).toMatch(told);
    expect(wentDown().slice(before)).toHaveLength(17);
  });

  it('a host that never returns and drift are planted at the host whose turn is next', async () => {
    await opened();
    const [campaign] = await demo.daemon.runner.openCampaigns();
    const [first = ''] = campaign?.hosts.keys() ?? [];
    const said = `It will happen to ${first}. Its plan waits for you`;
    expect(await press('never-returns')).toContain(said);
    expect(await press('drift')).toContain(said);
    const { neverComesBack, losesUnit } = demo.fleet.host(first as HostId).faults;
    expect([neverComesBack, losesUnit]).toEqual([true, 'nightly-sync.service']);
  });

  it('a replica lags: where no plan has one, a plan for one is asked for', async () => {
    await opened();
    expect(await press('lagging-replica')).toContain('It will happen to mysql-02.');
    const campaigns = await demo.daemon.runner.openCampaigns();
    expect(campaigns.map(({ hosts }) => [...hosts.keys()])).toContainEqual(['mysql-02']);
    expect(demo.fleet.host('mysql-02' as HostId).faults.servesAfterMs).toBeGreaterThan(0);
  });

  it('a full campaign is asked for again and again, one at a time', async () => {
    await opened();
    expect(await press('campaign')).toContain('A plan waits in the channel already');
  });

  it('shows that its time is not ours, and takes no press from elsewhere', async () => {
    await opened(60);
    const page = await (await fetch(demo.url)).text();
    expect(page).toContain('60× faster than yours');
    const foreign = await fetch(new URL('/demo/scenarios/power-loss', demo.url), {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect(downNow()).toEqual([]);
    expect((await fetch(new URL('/demo/scenarios/nothing', demo.url), { method: 'POST' })).status).toBe(404);
  });

  it('lets its page, and no other, show the console inside', async () => {
    await opened(60);
    const policy = (await fetch(demo.consoleUrl)).headers.get('content-security-policy');
    expect(policy).toContain(`frame-ancestors http://127.0.0.1:${new URL(demo.url).port} http://localhost:`);
  });
});
