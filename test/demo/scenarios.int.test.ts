// The scenarios on the running demo: what each does to the simulated servers, and what the daemon makes of it.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startDemo, type Demo } from '../../src/demo/demo.ts';
import { silentLog } from '../fakes/silent-log.ts';

let demo: Demo;
afterEach(() => demo.stop());

async function opened(speed = 600): Promise<void> {
  demo = await startDemo({
    inventory: join(import.meta.dirname, '..', '..', 'inventory'),
    port: 0,
    consolePort: 0,
    speed,
    seed: 7,
    language: 'en',
    log: silentLog,
  });
}

async function press(id: string): Promise<string> {
  const answered = await fetch(new URL(`/scenarios/${id}`, demo.url), { method: 'POST', redirect: 'manual' });
  expect(answered.status).toBe(303);
  return (await fetch(new URL('/scenarios', demo.url))).text();
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

const downNow = (): readonly string[] =>
  [...demo.fleet.hosts()].map(({ id }) => id).filter((id) => !demo.fleet.isUp(id));

describe('the scenarios of the demo', () => {
  it('power loss: seventeen servers go at once, are noticed, and come back', async () => {
    await opened();
    expect(await press('power-loss')).toContain('17 servers at once');
    expect(downNow()).toHaveLength(17);
    const statuses = () => [...demo.daemon.sweeper.statuses(demo.clock.now()).values()];
    await until(() => statuses().filter((status) => status !== 'up').length >= 17);
    await until(() => downNow().length === 0);
    await until(() => statuses().every((status) => status === 'up'));
  });

  it('a host that never returns, drift and a lag are planted at the host whose turn is next', async () => {
    await opened();
    const [campaign] = await demo.daemon.runner.openCampaigns();
    const [first = ''] = campaign?.hosts.keys() ?? [];
    expect(await press('never-returns')).toContain(first);
    expect(await press('drift')).toContain('nightly-sync.service');
    expect(await press('lagging-replica')).toContain('its gates hold it back');
    const faults = [...demo.fleet.hosts()].map((host) => host.faults);
    expect(faults.filter(({ neverComesBack }) => neverComesBack)).toHaveLength(1);
    expect(faults.filter(({ failsUnit }) => failsUnit !== null)).toHaveLength(1);
    expect(faults.filter(({ servesAfterMs }) => servesAfterMs > 0)).toHaveLength(1);
  });

  it('shows that its time is not ours, and takes no press from elsewhere', async () => {
    await opened(60);
    const page = await (await fetch(new URL('/scenarios', demo.url))).text();
    expect(page).toContain('It runs 60 times as fast as yours.');
    const foreign = await fetch(new URL('/scenarios/power-loss', demo.url), {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect(downNow()).toEqual([]);
    expect((await fetch(new URL('/scenarios/nothing', demo.url), { method: 'POST' })).status).toBe(404);
  });
});
