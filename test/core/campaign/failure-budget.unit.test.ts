// The budget of failures is for the whole run: neither retry nor skip nor a restart gives one back.
import { describe, expect, it } from 'vitest';
import { rebootsOfADay } from '../../../src/core/campaign/reboots-of-a-day.ts';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { CampaignEvent } from '../../../src/core/campaign/event.ts';
import type { BootId, CampaignId, HostId } from '../../../src/core/fleet/ids.ts';
import type { BootRecord } from '../../../src/core/uptime/boot-history.ts';
import { replay } from '../../../src/core/campaign/evolve.ts';
import { drainedHost, openScenario, threeWebs, type Scenario } from '../../fakes/campaign-scenario.ts';
import { mayMiss } from '../../fakes/sample-fleet.ts';

const hosts = ['h1', 'h2', 'h3', 'h4'];

function scenarioWith(maxFailures: number): Scenario {
  const scenario = openScenario({
    fleet: {
      hosts: Object.fromEntries(hosts.map((host) => [host, drainedHost()])),
      services: { web: { on: hosts, budget: mayMiss(3) } },
      rest: { ...threeWebs.rest, runLimits: { maxFailures, maxRebootsPerDay: 2 } },
    },
    hosts,
  });
  scenario.approved();
  return scenario;
}

/** It cannot be reached at its check: unreachable counts as failed. */
function failing(scenario: Scenario, host: string): void {
  scenario.drivenTo(host, 'checking');
  scenario.answer(host, { kind: 'missed', failure: 'connect-timeout', detail: 'no answer' });
  // Undoing the drain, where there was one, is answered before it counts as failed.
  if (scenario.stage(host) !== 'failed') scenario.answerWell(host);
  expect(scenario.stage(host)).toBe('failed');
}

describe('the failure budget', () => {
  it('of one, the default, halts at the first failure', () => {
    const scenario = scenarioWith(1);
    failing(scenario, 'h1');
    expect(scenario.phase()).toBe('halted');
  });

  it('D51: lets the run go on until it is used up, with each failed host counted as absent', () => {
    const scenario = scenarioWith(3);
    failing(scenario, 'h1');
    expect(scenario.phase()).toBe('running');
    failing(scenario, 'h2');
    expect(scenario.phase()).toBe('running');
    // D50: three may be missing, two failed are out of rotation: h3 may go, and then h4 may not.
    scenario.tick();
    expect(scenario.stage('h3')).not.toBe('waiting');
    expect(scenario.stage('h4')).toBe('waiting');
    expect(scenario.blocks('h4')).toContain('budget');
    failing(scenario, 'h3');
    expect(scenario.phase()).toBe('halted');
  });

  it('charges a hypervisor that failed with its guests, also where they answer, until a person decides', () => {
    const open = (): Scenario => {
      const scenario = openScenario({
        fleet: {
          hosts: {
            metal: drainedHost(),
            vm: drainedHost({ hypervisor: 'metal' }),
            'web-2': drainedHost(),
          },
          services: { web: { on: ['vm', 'web-2'], budget: mayMiss(1) } },
          rest: { ...threeWebs.rest, runLimits: { maxFailures: 2, maxRebootsPerDay: 2 } },
        },
        hosts: ['metal', 'web-2'],
      });
      scenario.approved();
      return scenario;
    };
    const scenario = open();
    failing(scenario, 'metal');
    expect(scenario.phase()).toBe('running');
    expect(scenario.blocks('web-2')).toContain('budget');
    scenario.resolve('skip', 'metal');
    expect(scenario.blocks('web-2')).toEqual([]);
    // The same of one that another campaign holds, or that an ended one left out.
    const elsewhere = open();
    elsewhere.setLeftOut('metal');
    expect(elsewhere.blocks('web-2')).toContain('budget');
  });

  it('gives nothing back for a retry or a skip: the next failure halts again', () => {
    const scenario = scenarioWith(2);
    failing(scenario, 'h1');
    scenario.resolve('skip', 'h1');
    expect(scenario.phase()).toBe('running');
    failing(scenario, 'h2');
    expect(scenario.phase()).toBe('halted');
    scenario.resolve('retry', 'h2');
    expect(scenario.phase()).toBe('running');
    failing(scenario, 'h2');
    expect(scenario.phase()).toBe('halted');
    expect(scenario.campaign().failures).toBe(3);
  });

  it('is counted from the journal, so a restart forgets nothing', () => {
    const scenario = scenarioWith(2);
    failing(scenario, 'h1');
    expect(replay(scenario.log())?.failures).toBe(1);
  });

  it('does not end the run while a tolerated failure waits for a person', () => {
    const scenario = scenarioWith(4);
    failing(scenario, 'h1');
    for (const host of ['h2', 'h3', 'h4']) scenario.drivenTo(host, 'done');
    scenario.tick();
    expect(scenario.phase()).toBe('running');
    scenario.resolve('skip', 'h1');
    scenario.tick();
    expect(scenario.phase()).toBe('ended');
  });
});

describe('reboots of a day', () => {
  const asked = (campaign: string, host: string, attempt = 1) => ({
    at: 1,
    campaign: campaign as CampaignId,
    event: {
      kind: 'host-reboot-requested',
      host: host as HostId,
      effectKey: `${host}#${attempt}`,
      expectBootId: 'b' as BootId,
      attempt,
    } satisfies CampaignEvent,
  });

  const own = 'own' as CampaignId;
  const now = 100 * DAY_MS;
  const boot = (host: string, firstSeenAt: number, given: Partial<BootRecord> = {}): BootRecord => ({
    hostId: host as HostId,
    bootId: `${host}@${firstSeenAt}` as BootId,
    firstSeenAt,
    lastSeenAt: firstSeenAt,
    lastUptimeMs: 0,
    kernel: '6.1',
    ended: null,
    endedBy: null,
    ...given,
  });
  const count = (asks: readonly ReturnType<typeof asked>[], boots: readonly BootRecord[] = []) =>
    [...rebootsOfADay({ now, asked: asks, boots, own })].map(([host, reboots]) => `${host}: ${reboots}`);

  it('count each campaign once a host, and leave out the own one', () => {
    expect(
      count([asked('a', 'h1'), asked('a', 'h1', 2), asked('b', 'h1'), asked('own', 'h1'), asked('b', 'h2')]),
    ).toEqual(['h1: 2', 'h2: 1']);
  });

  it('count what nobody asked for: by hand, or a loop', () => {
    expect(count([], [boot('h1', now - 9), boot('h1', now - 5), boot('h1', now - 1)])).toEqual(['h1: 3']);
  });

  it('count a boot that a campaign asked for once, with the request, and the next one by itself', () => {
    const request = { ...asked('a', 'h1'), at: now - 10 };
    expect(count([request], [boot('h1', now - 9)])).toEqual(['h1: 1']);
    expect(count([request], [boot('h1', now - 9), boot('h1', now - 5)])).toEqual(['h1: 2']);
    expect(count([request], [boot('h1', now - 20), boot('h1', now - 9)])).toEqual(['h1: 2']);
    // Our own request explains its boot, too: it is not held against the campaign that asked for it.
    expect(count([{ ...request, campaign: own }], [boot('h1', now - 9)])).toEqual([]);
  });

  it('leave out a boot that began days before somebody saw it', () => {
    expect(count([], [boot('h1', now - 9, { lastUptimeMs: 2 * DAY_MS })])).toEqual([]);
  });
});
