import { describe, expect, it } from 'vitest';
import { learnedTimings, type RebootCourse } from '../../../src/core/uptime/learned-timing.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import {
  explanation,
  isPartlyBlind,
  nothingToDoView,
  planView,
} from '../../../src/views/terminal/plan-table.ts';
import type { PlanReport, WaitReason } from '../../../src/core/planning/plan.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { drainHook } from '../../fakes/campaign-scenario.ts';
import { makePlan } from '../../fakes/plan-maker.ts';
import { planningNow } from '../../fakes/planning-fleet.ts';
import { balancedOn } from '../../fakes/sample-fleet.ts';
import { plainPaper } from '../../fakes/run-command.ts';

describe('nothing to reboot', () => {
  const id = (host: string): HostId => host as HostId;
  const notObserved = { kind: 'not-observed', detail: 'never probed' } as const;
  const row = (host: string, why: WaitReason) => ({ host: id(host), kind: 'left-out', why }) as const;
  const view = (report: PlanReport, ...never: readonly string[]): string =>
    nothingToDoView(report, { timeZone: 'UTC', paper: plainPaper, neverProbed: new Set(never.map(id)) });

  it('is not said of a fleet that nobody has looked at: it is counted, not listed', () => {
    const report = {
      hosts: [row('a', notObserved), row('b', notObserved), row('c', { kind: 'no-placement' })],
    };
    const text = view(report, 'a', 'b', 'c');
    expect(text).toMatch(/^3 of 3 hosts were never observed: run `stagger sweep`, or start `stagger run`\./);
    expect(text).not.toContain('Nothing to reboot');
    expect(text).not.toContain('never probed');
    expect(isPartlyBlind(report)).toBe(true);
  });

  it('is said of those that were observed, and of all only where all were', () => {
    const report = { hosts: [row('a', notObserved), row('b', { kind: 'not-due', dueAt: planningNow })] };
    expect(view(report, 'a').split('\n').slice(0, 2)).toEqual([
      '1 of 2 hosts was never observed: run `stagger sweep`, or start `stagger run`.',
      'Nothing to reboot among the 1 host that was observed.',
    ]);
    expect(view({ hosts: report.hosts.slice(1) })).toMatch(/^Nothing to reboot\.\n/);
    const other = { hosts: [row('a', { kind: 'not-selected' }), ...report.hosts.slice(1)] };
    expect(isPartlyBlind(other)).toBe(false);
  });

  it('is not said of hosts that every look at has failed: each is listed with its reason', () => {
    const refused = { kind: 'not-observed', detail: 'nothing listens on port 22' } as const;
    const report = { hosts: [row('a', refused), row('b', refused)] };
    const text = view(report);
    expect(text).toMatch(/^2 of 2 hosts could not be judged: LEFT OUT says why\./);
    expect(text).not.toContain('Nothing to reboot');
    expect(text).toContain('nothing listens on port 22');
    const twins = {
      hosts: [
        row('a', { kind: 'same-machine', host: id('b') }),
        row('b', { kind: 'same-machine', host: id('a') }),
      ],
    };
    expect(view(twins)).toMatch(/^2 of 2 hosts could not be judged: LEFT OUT says why\.\n\n/);
    expect(isPartlyBlind(twins)).toBe(true);
    expect(isPartlyBlind(report)).toBe(true);
  });
});

describe('a hypervisor whose guests are drained, or go down undrained', () => {
  const fleet = buildFleet({
    hosts: {
      hv: { zone: 'z' },
      plain: { zone: 'z' },
      vm: { hypervisor: 'hv', drain: drainHook },
      vm2: { hypervisor: 'hv' },
      vm3: { hypervisor: 'hv' },
    },
    services: { web: { on: ['vm3'], rotation: balancedOn(['vm2']) } },
  });
  const options = { timeZone: 'UTC', paper: plainPaper, neverProbed: new Set<HostId>() };
  const planOf = (...hosts: readonly string[]) =>
    makePlan(fleet, { hosts, requestedBy: 'os:alice' as never, at: planningNow });

  it('is named with them below the plan, and nothing is said where there are none', () => {
    expect(planView(planOf('hv', 'plain'), new Map(), options)).toMatch(
      /Guests drained before .*:\n {2}with hv: vm\n\nGuests that go down undrained, .*:\n {2}with hv: vm3$/,
    );
    expect(planView(planOf('plain'), new Map(), options)).not.toContain('drained');
    const slow = buildFleet({
      hosts: { hv: { zone: 'z' }, vm: { hypervisor: 'hv', drain: { ...drainHook, timeoutMs: HOUR_MS } } },
    });
    const order = { hosts: ['hv'], requestedBy: 'os:alice' as never, at: planningNow };
    expect(planView(makePlan(slow, order), new Map(), options)).toContain(
      'with hv: vm (their commands may take up to 1 h in all; the whole reboot is expected to take 10 min)',
    );
  });

  it('is explained with them', () => {
    const { plan } = planOf('hv', 'plain');
    const of = (host: string) => {
      const row = { host: host as HostId, kind: 'planned', wave: 1, waits: [] } as const;
      return explanation(host as HostId, { row, steps: plan.steps }, 'UTC');
    };
    expect(of('hv')).toMatch(
      /\n {2}Drains with it: vm\.\n {2}Takes down undrained: vm3 \(their load balancers go, too\)\.$/,
    );
    expect(of('plain')).not.toMatch(/drain/i);
  });
});

describe('the table of a plan', () => {
  it('says for each host whose reboots its expected length comes from', () => {
    const fleet = buildFleet({
      hosts: {
        known: { zone: 'z' },
        twin: { zone: 'z', model: 'R640' },
        same: { zone: 'z', model: 'R640' },
        mate: { zone: 'z' },
        alone: { zone: 'z' },
      },
      services: { web: { on: ['known', 'mate'] } },
    });
    const courses = (host: string, reboots: number): readonly RebootCourse[] =>
      Array.from({ length: reboots }, (_, at) => ({
        host: host as HostId,
        at: planningNow - at,
        wholeMs: 4 * MINUTE_MS,
        awayMs: MINUTE_MS,
      }));
    const learned = learnedTimings(fleet, [...courses('known', 7), ...courses('twin', 12)]);
    const hosts = ['known', 'twin', 'same', 'mate', 'alone'];
    const document = makePlan(fleet, { hosts, requestedBy: 'os:alice' as never, at: planningNow });
    const text = planView(document, learned, {
      timeZone: 'UTC',
      paper: plainPaper,
      neverProbed: new Set(),
    });
    expect(text).toMatch(/^\d+ +known .* 7 reboots of its own *$/m);
    expect(text).toMatch(/^\d+ +twin .* 12 reboots of its own *$/m);
    expect(text).toMatch(/^\d+ +same .* 12 reboots of hosts of its model *$/m);
    expect(text).toMatch(/^\d+ +mate .* 7 reboots of hosts of its service *$/m);
    expect(text).toMatch(/^\d+ +alone .* inventory *$/m);
  });
});

it.each([
  ['db-1 refuses TCP connections: is sshd running?', 'running?'],
  ['the disk is full.', 'full.'],
  ['it does not answer', 'answer.'],
  // Whoever copies the command writes the right file.
  ['then: ssh-keyscan web-01 >> /var/lib/stagger/known_hosts', '/var/lib/stagger/known_hosts'],
  ['then: ssh-keyscan web-01 >> ~/.ssh/known_hosts', '~/.ssh/known_hosts'],
])('ends a sentence once: %s', (detail, end) => {
  const row = { host: 'a' as HostId, kind: 'left-out', why: { kind: 'not-observed', detail } } as const;
  const text = explanation('a' as HostId, { row, steps: [] }, 'UTC');
  expect(text.endsWith(` ${end}`)).toBe(true);
});
