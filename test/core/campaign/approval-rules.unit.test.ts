// Whose approval a plan needs: everybody's whose service loses an instance at some time of it.
import { expect, it } from 'vitest';
import { rulesFor, type ApprovalRule } from '../../../src/core/campaign/approval-rules.ts';
import type { ServiceId } from '../../../src/core/fleet/ids.ts';
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
