// Whose approval a plan needs: everybody's whose service loses an instance at some time of it.
import { expect, it } from 'vitest';
import { rulesFor, serviceRules, type ApprovalRule } from '../../../src/core/campaign/approval-rules.ts';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import type { OwnerId, ServiceId } from '../../../src/core/fleet/ids.ts';
import { requester } from '../../fakes/campaign-scenario.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { makePlan } from '../../fakes/plan-maker.ts';

const rule = (service: string): readonly [ServiceId, ApprovalRule] => [
  service as ServiceId,
  { id: `service:${service}`, needed: 1, users: ['U0DBA'], groups: [] },
];

const rules = new Map(['db', 'web', 'far'].map(rule));

// By name the inner guest comes before the hypervisor that it stands on.
const fleet = buildFleet({
  racks: { r: { zone: 'z' } },
  hosts: {
    metal: { rack: 'r' },
    outer: { hypervisor: 'metal' },
    inner: { hypervisor: 'outer' },
    other: { rack: 'r' },
  },
  services: { db: { on: ['inner'] }, web: { on: ['metal', 'other'] }, far: { on: ['other'] } },
});

const needed = (...hosts: readonly string[]): readonly string[] =>
  rulesFor(makePlan(fleet, { hosts, requestedBy: requester, at: 0 }).plan, rules).map(({ id }) => id);

it('are the rules of services on its hosts, and on guests of guests of them', () => {
  expect(needed('metal')).toEqual(['service:db', 'service:web']);
  expect(needed('outer')).toEqual(['service:db']);
  expect(needed('inner')).toEqual(['service:db']);
  expect(needed('other', 'inner')).toEqual(['service:db', 'service:far', 'service:web']);
});

it('are those that a service has itself, before those of its owner', () => {
  const of = (user: string) => ({ needed: 1, users: [user], groups: [] });
  const dba = 'dba' as OwnerId;
  const nobody = 'nobody' as OwnerId;
  const owners: Fleet['owners'] = new Map([
    [dba, { id: dba, slack: null, approvals: of('U0DBA') }],
    [nobody, { id: nobody, slack: null, approvals: null }],
  ]);
  const owned = buildFleet({
    hosts: { h: {} },
    services: {
      own: { on: ['h'], owner: 'dba', approvals: of('U0OWN') },
      owned: { on: ['h'], owner: 'dba' },
      unruled: { on: ['h'], owner: 'nobody' },
      alone: { on: ['h'], approvals: of('U0ALONE') },
      free: { on: ['h'] },
    },
  });
  expect(
    [...serviceRules({ ...owned, owners })]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([service, { id, users }]) => [service, id, ...users]),
  ).toEqual([
    ['alone', 'service:alone', 'U0ALONE'],
    ['own', 'service:own', 'U0OWN'],
    ['owned', 'owner:dba', 'U0DBA'],
  ]);
});
