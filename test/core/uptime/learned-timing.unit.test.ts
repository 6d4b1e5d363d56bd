import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import type { CampaignEvent } from '../../../src/core/campaign/event.ts';
import type { CampaignId, HostId } from '../../../src/core/fleet/ids.ts';
import { planReboots } from '../../../src/core/planning/planner.ts';
import {
  learnedTimings,
  rebootCourses,
  withLearnedTimings,
  type RebootCourse,
} from '../../../src/core/uptime/learned-timing.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { drainHook, drainedHost, openScenario } from '../../fakes/campaign-scenario.ts';
import { alwaysOpen, planningNow, requestFor, viewOf } from '../../fakes/planning-fleet.ts';

/** The builder's hosts: expected 10 min, back within 15 min, system up within 5 min. */
const fleet = buildFleet({
  hosts: {
    a: { zone: 'z', model: 'R650', windows: [alwaysOpen] },
    b: { zone: 'z', model: 'R650', windows: [alwaysOpen] },
    c: { zone: 'z', windows: [alwaysOpen] },
  },
  services: { web: { on: ['a', 'c'] } },
});
const { expectedMs, comeBackWithinMs, systemUpWithinMs } = fleet.hosts.get('a' as HostId)!.timing;

const course = (host: string, wholeMin: number, awayMin = wholeMin / 2): RebootCourse => ({
  host: host as HostId,
  at: 0,
  wholeMs: wholeMin * MINUTE_MS,
  awayMs: awayMin * MINUTE_MS,
});
const times = (count: number, one: RebootCourse): readonly RebootCourse[] =>
  Array.from({ length: count }, () => one);
const learnedOf = (host: string, courses: readonly RebootCourse[]) =>
  learnedTimings(fleet, courses).get(host as HostId);

describe('learned timings', () => {
  it('come from the host, else its model, else its services, else not at all', () => {
    expect(learnedOf('a', times(2, course('a', 12)))).toBeUndefined();
    expect(learnedOf('a', times(3, course('a', 12)))).toMatchObject({
      timing: { expectedMs: 12 * MINUTE_MS },
      basis: { kind: 'host', reboots: 3 },
    });
    expect(learnedOf('b', times(5, course('a', 12)))?.basis).toEqual({ kind: 'model', reboots: 5 });
    expect(learnedOf('c', times(5, course('a', 12)))?.basis).toEqual({ kind: 'service', reboots: 5 });
    expect(learnedOf('c', times(4, course('a', 12)))).toBeUndefined();
    expect(learnedOf('a', [])).toBeUndefined();
  });

  it('are what nine in ten reboots do not exceed, of the newest twenty', () => {
    const mostly = [...times(18, course('a', 8)), ...times(2, course('a', 30))];
    expect(learnedOf('a', mostly)?.timing.expectedMs).toBe(8 * MINUTE_MS);
    const slowNow = [...times(30, course('a', 8)), ...times(20, course('a', 14))];
    expect(learnedOf('a', slowNow)?.timing.expectedMs).toBe(14 * MINUTE_MS);
    expect(learnedOf('a', slowNow)?.basis.reboots).toBe(20);
  });

  it('never shorten a deadline, lengthen it to twice at most, and keep the estimate within bounds', () => {
    const quick = learnedOf('a', times(9, course('a', 1, 0.5)))?.timing;
    expect(quick).toMatchObject({ expectedMs: expectedMs / 2, comeBackWithinMs });
    const slow = learnedOf('a', times(9, course('a', 500, 400)))?.timing;
    expect(slow).toMatchObject({
      expectedMs: expectedMs + comeBackWithinMs + systemUpWithinMs,
      comeBackWithinMs: 2 * comeBackWithinMs,
    });
    const rest = { goDownWithinMs: 1, holdMs: 1, systemUpWithinMs: 1, soakMs: 1 };
    const { timing } = fleet.hosts.get('a' as HostId)!;
    for (const field of Object.keys(rest) as (keyof typeof rest)[]) expect(slow?.[field]).toBe(timing[field]);
  });

  it('of a hypervisor have room for what the commands of its guests may take', () => {
    const vm = drainedHost({ hypervisor: 'hv' });
    const carrying = buildFleet({ hosts: { hv: { zone: 'z' }, 'vm-a': vm, 'vm-b': vm } });
    const learned = learnedTimings(carrying, times(3, course('hv', 500))).get('hv' as HostId);
    const hooksMs = 2 * 2 * drainHook.timeoutMs;
    expect(learned?.timing.expectedMs).toBe(expectedMs + comeBackWithinMs + systemUpWithinMs + hooksMs);
  });

  it('are in the plan that people approve, in its estimate and its digest', () => {
    const views = ['a', 'b', 'c'].map((host) => viewOf(host as HostId, 200 * DAY_MS, 'up'));
    const snapshot = { takenAt: planningNow, hosts: new Map(views.map((view) => [view.hostId, view])) };
    const plan = (courses: readonly RebootCourse[]) => {
      const outcome = planReboots(requestFor({ fleet: withLearnedTimings(fleet, courses), snapshot }));
      if (outcome.kind !== 'planned') throw new Error('nothing was planned');
      return outcome.document;
    };
    const [before, after] = [plan([]), plan(times(3, course('a', 14)))];
    const step = after.plan.steps.find(({ host }) => host === 'a')!;
    expect(step.expectedEndAt - step.expectedStartAt).toBe(14 * MINUTE_MS);
    expect(after.plan.fleetDigest).toBe(before.plan.fleetDigest);
    expect(after.digest).not.toBe(before.digest);
    expect(plan(times(3, course('a', 14))).digest).toBe(after.digest);
  });
});

describe('courses out of the journal', () => {
  it('run from the first check to the last gate of what really happened', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.approved();
    scenario.tick();
    while (scenario.stage('web-1') !== 'done') {
      scenario.pass(MINUTE_MS);
      scenario.answerWell('web-1');
    }
    const events = scenario.log().map((dated) => ({ ...dated, campaign: 'c-1' as CampaignId }));
    const [found, ...others] = rebootCourses(events);
    expect(others).toEqual([]);
    const at = (kind: CampaignEvent['kind']): number => events.find(({ event }) => event.kind === kind)!.at;
    expect(found).toEqual({
      host: 'web-1',
      at: at('host-soak-began'),
      wholeMs: at('host-soak-began') - at('host-check-requested'),
      awayMs: at('host-boot-proven') - at('host-reboot-requested'),
    });
    expect(found!.awayMs).toBeGreaterThan(0);
  });

  it('leave out what did not end well, and clocks that ran backwards', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'holding');
    const events = scenario.log().map((dated) => ({ ...dated, campaign: 'c-1' as CampaignId }));
    expect(rebootCourses(events)).toEqual([]);
    scenario.pass(MINUTE_MS);
    scenario.drivenTo('web-1', 'soaking');
    const whole = scenario
      .log()
      .map((dated, index) => ({ ...dated, at: -index, campaign: 'c-1' as CampaignId }));
    expect(rebootCourses(whole)).toEqual([]);
  });
});
