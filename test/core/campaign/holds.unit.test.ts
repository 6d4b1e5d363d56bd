// What a campaign's card says holds it: the same conditions that keep the next host from starting, and never a budget.
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import { campaignHolds, type CampaignHold } from '../../../src/core/campaign/holds.ts';
import type { Flag } from '../../../src/core/campaign/input.ts';
import type { HostId, IncidentId, RackId, ServiceId } from '../../../src/core/fleet/ids.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import {
  drainedHost,
  openScenario,
  scenarioStartAt,
  threeWebs,
  window,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';

const hour = window({ startMinute: 600, durationMinutes: 60 });
const freeze = { id: 'f', reason: 'release', fromAt: scenarioStartAt, untilAt: scenarioStartAt + HOUR_MS };
const inWindow: FleetSpec = {
  ...threeWebs,
  hosts: { 'web-1': drainedHost({ windows: [hour] }), 'web-2': drainedHost(), 'web-3': drainedHost() },
};
const approved = (hosts: readonly string[] = ['web-1']): Scenario => {
  const scenario = openScenario({ fleet: inWindow, hosts });
  scenario.approved();
  return scenario;
};
const holds = (scenario: Scenario): readonly CampaignHold[] =>
  campaignHolds(scenario.campaign(), scenario.world());

const cause = {
  kind: 'incident',
  incident: 'i1' as IncidentId,
  cause: { kind: 'domains', domains: [{ level: 'rack', id: 'r1' as RackId }] },
} as const;

describe('a running campaign is held by', () => {
  it.each<readonly [string, (s: Scenario) => void, readonly object[]]>([
    ['an incident', (s) => s.setFlags({ kind: 'set', cause, why: 'x' }), [{ kind: 'flag', cause, why: 'x' }]],
    [
      'what cannot be told',
      (s) => s.setFlags({ kind: 'unknown', why: 'x' }),
      [{ kind: 'unknown', why: 'x' }],
    ],
    ['no inventory', (s) => s.setFleet(null), [{ kind: 'no-inventory' }]],
    [
      'a calendar that cannot be read',
      (s) =>
        s.setFleet({ ...inWindow, rest: { ...threeWebs.rest, unreadFreezes: [{ id: 'ics', why: 'gone' }] } }),
      [{ kind: 'freeze-unknown', freeze: 'ics', why: 'gone' }],
    ],
    [
      'a freeze',
      (s) => s.setFleet({ ...inWindow, rest: { ...threeWebs.rest, freezes: [freeze] } }),
      [{ kind: 'frozen', freeze: 'release', untilAt: freeze.untilAt }],
    ],
    [
      'its window',
      (s) => s.pass(HOUR_MS),
      [{ kind: 'window-shut', opensAt: scenarioStartAt + 24 * HOUR_MS }],
    ],
    [
      'the little that is left of its window',
      (s) => s.pass(51 * MINUTE_MS),
      [{ kind: 'does-not-fit', closesAt: scenarioStartAt + HOUR_MS }],
    ],
  ])('%s', (_, change, expected) => {
    const scenario = approved();
    expect(holds(scenario)).toEqual([]);
    change(scenario);
    expect(holds(scenario)).toMatchObject(expected);
    expect(holds(scenario)).toHaveLength(expected.length);
  });
});

it('a stop switch of a service says how many of its hosts it keeps, and is no hold where it keeps none', () => {
  const scenario = approved(['web-1', 'web-2']);
  const of = (id: string): Flag => ({
    kind: 'stopped',
    subject: { kind: 'service', id: id as ServiceId },
    why: 'x',
  });
  scenario.setFlags(of('web'), of('elsewhere'), {
    kind: 'stopped',
    subject: { kind: 'host', id: 'web-2' as HostId },
    why: 'disk',
  });
  expect(holds(scenario)).toMatchObject([
    { kind: 'stopped', subject: { id: 'web' }, hosts: 2 },
    { kind: 'stopped', subject: { id: 'web-2' }, hosts: 1, why: 'disk' },
  ]);
});

it('the calendar holds nothing while it lets one of the waiting hosts go', () => {
  const scenario = approved(['web-1', 'web-2']);
  scenario.pass(HOUR_MS);
  expect(holds(scenario)).toEqual([]);
});

it('a paused campaign is held by the incident, and not by a window that a person may wait for', () => {
  const scenario = approved();
  scenario.control('pause');
  scenario.pass(HOUR_MS);
  expect(holds(scenario)).toEqual([]);
  scenario.setFlags({ kind: 'set', cause, why: 'x' });
  expect(holds(scenario)).toMatchObject([{ kind: 'flag' }]);
});

it('nothing holds a campaign that has nothing left to start, or that is stopping', () => {
  const scenario = approved();
  scenario.drivenTo('web-1', 'rechecking');
  scenario.setFlags({ kind: 'set', cause, why: 'x' });
  expect(holds(scenario)).toEqual([]);
  const stopping = approved();
  stopping.setFlags({ kind: 'set', cause, why: 'x' });
  stopping.control('stop');
  expect(holds(stopping)).toEqual([]);
});
