// Whom a plan begins with where a canary is asked for, and what it says where some hosts find no room.
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { PlanDocument } from '../../../src/core/planning/plan.ts';
import { planReboots, type PlanRequest } from '../../../src/core/planning/planner.ts';
import { buildFleet, type FleetSpec } from '../../fakes/fleet-builder.ts';
import { allOverdue, alwaysOpen, planningNow, requestFor } from '../../fakes/planning-fleet.ts';

const inRack = { rack: 'r', windows: [alwaysOpen] };

function documentOf(spec: FleetSpec, given: Partial<PlanRequest> = {}): PlanDocument {
  const fleet = buildFleet({ racks: { r: { zone: 'z' } }, ...spec });
  const outcome = planReboots(requestFor(allOverdue(fleet), given));
  if (outcome.kind !== 'planned') throw new Error('nothing to do');
  return outcome.document;
}

const afters = ({ plan }: PlanDocument) => plan.steps.map(({ host, wave, after }) => [wave, host, ...after]);

describe('a canary', () => {
  const canary = { canary: 'first-host' } as const;

  it('is the first that waits for nobody, whoever is overdue for longer', () => {
    const hosts = { primary: inRack, standby: inRack, web: inRack };
    const services = { db: { on: { primary: 'primary', standby: 'standby' } as const } };
    expect(afters(documentOf({ hosts, services }, canary))).toEqual([
      [1, 'standby'],
      [2, 'primary', 'standby'],
      [3, 'web', 'standby'],
    ]);
  });

  it('is nobody where only the daemon’s own path goes, one by one', () => {
    const own = { ...inRack, ownPath: true };
    const document = documentOf({ hosts: { bastion: own, daemon: own } }, canary);
    expect(afters(document)).toEqual([
      [1, 'bastion'],
      [2, 'daemon', 'bastion'],
    ]);
  });
});

describe('where the windows are full', () => {
  /** Open once within the plan's horizon, for one reboot at a time. */
  const once = {
    rack: 'r',
    windows: [{ ...alwaysOpen, weekdays: ['sat' as const], nth: [1], durationMinutes: 15 }],
  };

  it('who finds no room is told so, once, and nobody waits for it; the others are told as ever', () => {
    const { plan, report } = documentOf({
      hosts: {
        h1: once,
        h2: once,
        primary: inRack,
        standby: once,
        none: {},
        own: { ...inRack, ownPath: true },
      },
      services: { db: { on: { primary: 'primary', standby: 'standby' } } },
      rest: { caps: { maxInFlight: 1, maxHostsPerCampaign: 10, domains: [] } },
    });
    expect(plan.steps.map(({ host, after }) => [host, ...after])).toEqual([
      ['primary'],
      ['h1'],
      ['own', 'h1', 'primary'],
    ]);
    expect(plan.steps.every(({ expectedStartAt }) => expectedStartAt < planningNow + 35 * DAY_MS)).toBe(true);
    expect(report.hosts.map((row) => [row.host, row.kind === 'planned' ? 'planned' : row.why.kind])).toEqual([
      ['h1', 'planned'],
      ['h2', 'no-window'],
      ['none', 'no-placement'],
      ['own', 'planned'],
      ['primary', 'planned'],
      ['standby', 'no-window'],
    ]);
  });
});
