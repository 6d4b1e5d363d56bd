// The budgets that are asked at every start: of the plan's scope and of the current inventory's, against all that is down
// or in flight, whoever brought it there.
import { describe, expect, it } from 'vitest';
import { heldHosts } from '../../../src/core/campaign/holding.ts';
import { startBlocks } from '../../../src/core/campaign/start-conditions.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import {
  drainedHost,
  openScenario,
  tcpGate,
  threeWebs,
  type Scenario,
} from '../../fakes/campaign-scenario.ts';

/** What the budgets have against a start, the plan's before the inventory's. */
const whys = (scenario: Scenario, id: string): readonly string[] =>
  startBlocks(scenario.campaign(), id as HostId, scenario.world()).flatMap((block) =>
    block.kind === 'budget' ? block.why.map(({ kind }) => kind) : [],
  );

describe('budgets', () => {
  const spread = (rest: FleetSpec['rest'] = {}): FleetSpec => ({
    hosts: {
      'web-1': drainedHost({ zone: 'z1' }),
      'web-2': drainedHost({ zone: 'z2' }),
      'web-3': drainedHost({ zone: 'z1' }),
      'web-4': drainedHost({ zone: 'z2' }),
    },
    services: {
      web: {
        on: ['web-1', 'web-2', 'web-3', 'web-4'],
        gates: [tcpGate],
        budget: { kind: 'max-unavailable', amount: { kind: 'number', value: 2 } },
      },
    },
    rest: { caps: { maxInFlight: 4, maxHostsPerCampaign: 50, domains: [] }, ...rest },
  });

  it('never two zones of one service at once', () => {
    const scenario = openScenario({ fleet: spread() });
    scenario.approved();
    scenario.tick();
    expect(['web-1', 'web-2', 'web-3', 'web-4'].map(scenario.stage)).toEqual([
      'checking',
      'waiting',
      'checking',
      'waiting',
    ]);
  });

  it('other campaigns are told of each host in flight, drained or not, and of none that waits', () => {
    const bare = drainedHost({ drain: null, undrain: null });
    const scenario = openScenario({ fleet: { hosts: { 'web-1': bare, 'web-2': bare } } });
    scenario.approved();
    expect([...heldHosts(scenario.campaign())]).toEqual([]);
    for (const stage of ['checking', 'rebooting', 'confirming', 'holding', 'settling', 'soaking'] as const) {
      scenario.drivenTo('web-1', stage);
      expect([...heldHosts(scenario.campaign())]).toEqual(['web-1']);
    }
    scenario.answerWell('web-1');
    expect([...heldHosts(scenario.campaign())]).toEqual([]);
  });

  it('a lost host in the inventory never raises what may go', () => {
    const scenario = openScenario({ fleet: spread(), hosts: ['web-1', 'web-3'] });
    scenario.approved();
    scenario.setStatus('web-2', 'unreachable');
    scenario.setFleet({
      ...spread(),
      hosts: {
        'web-1': drainedHost(),
        'web-3': drainedHost({ zone: 'z1' }),
        'web-4': drainedHost({ zone: 'z2' }),
      },
      services: {
        web: {
          on: ['web-1', 'web-3', 'web-4'],
          gates: [tcpGate],
          budget: { kind: 'max-unavailable', amount: { kind: 'number', value: 2 } },
        },
      },
    });
    scenario.tick();
    expect(['web-1', 'web-3'].map(scenario.stage)).toEqual(['checking', 'waiting']);
  });

  it('an instance on a host without a placement counts when it is down', () => {
    const fleet: FleetSpec = {
      hosts: { 'web-1': drainedHost(), 'web-2': {} },
      services: { web: { on: ['web-1', 'web-2'] } },
    };
    const scenario = openScenario({ fleet, hosts: ['web-1'] });
    scenario.approved();
    expect(scenario.blocks('web-1')).toEqual([]);
    scenario.setStatus('web-2', 'unreachable');
    expect(scenario.blocks('web-1')).toEqual(['budget', 'budget']);
  });

  it('the stricter of the plan and the inventory decides', () => {
    const scenario = openScenario();
    scenario.approved();
    scenario.setFleet({
      ...threeWebs,
      services: {
        web: {
          on: ['web-1', 'web-2', 'web-3'],
          gates: [tcpGate],
          budget: { kind: 'min-available', amount: { kind: 'number', value: 3 } },
        },
      },
    });
    expect(scenario.blocks('web-1')).toEqual(['budget']);
  });

  it('D11: a host that cannot go does not keep the rest from going', () => {
    const hosts = { a: drainedHost({ windows: [] }), b: drainedHost() };
    const scenario = openScenario({ fleet: { hosts } });
    scenario.approved();
    scenario.tick();
    expect([scenario.stage('a'), scenario.stage('b')]).toEqual(['waiting', 'checking']);
  });

  it('D12: identity is exact: web-1 says nothing about web-10', () => {
    const hosts = { 'web-1': drainedHost(), 'web-10': drainedHost() };
    const scenario = openScenario({
      fleet: { hosts, rest: { caps: { maxInFlight: 2, maxHostsPerCampaign: 9, domains: [] } } },
    });
    scenario.approved();
    scenario.setStatus('web-1', 'unreachable');
    scenario.tick();
    expect([scenario.stage('web-1'), scenario.stage('web-10')]).toEqual(['waiting', 'checking']);
  });

  it('a host that another campaign has in flight takes a slot of the fleet, and the zone of its service', () => {
    const slots = (maxInFlight: number): FleetSpec => ({
      ...spread({ caps: { maxInFlight, maxHostsPerCampaign: 50, domains: [] } }),
    });
    const why = (fleet: FleetSpec, elsewhere: string): readonly string[] => {
      const scenario = openScenario({ fleet, hosts: ['web-1'] });
      scenario.approved();
      expect(scenario.blocks('web-1')).toEqual([]);
      scenario.setElsewhere(elsewhere);
      return whys(scenario, 'web-1');
    };
    expect(why(slots(4), 'web-3')).toEqual([]);
    expect(why(slots(1), 'web-3')).toEqual(['cap', 'cap']);
    expect(why(slots(4), 'web-2')).toEqual(['zone-in-flight', 'zone-in-flight']);
    // Of no inventory any more: it takes a slot all the same.
    expect(why(slots(1), 'gone')).toEqual(['cap', 'cap']);
  });

  it('a host of no service that is down counts for the caps of its domains', () => {
    const fleet: FleetSpec = {
      hosts: { a: drainedHost(), b: drainedHost() },
      rest: { caps: { maxInFlight: 2, maxHostsPerCampaign: 9, domains: [{ level: 'zone', maxDown: 1 }] } },
    };
    const scenario = openScenario({ fleet, hosts: ['a'] });
    scenario.approved();
    expect(whys(scenario, 'a')).toEqual([]);
    scenario.setStatus('b', 'unreachable');
    expect(whys(scenario, 'a')).toEqual(['domain-cap', 'domain-cap']);
  });

  it('a host that the inventory gained since the plan counts when it is down', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.approved();
    const on = ['web-1', 'web-2', 'web-3', 'web-4'];
    const minimum = { kind: 'min-available', amount: { kind: 'number', value: 3 } } as const;
    scenario.setFleet({
      ...threeWebs,
      hosts: { ...threeWebs.hosts, 'web-4': drainedHost() },
      services: { web: { on, gates: [tcpGate], budget: minimum } },
    });
    scenario.setStatus('web-4', 'up');
    expect(whys(scenario, 'web-1')).toEqual([]);
    scenario.setStatus('web-4', 'unreachable');
    expect(whys(scenario, 'web-1')).toEqual(['budget']);
  });
});

describe('a host that waits for another', () => {
  it('does not start before that one is done or skipped', () => {
    const open = () => {
      const scenario = openScenario({ hosts: ['web-1', 'web-2'], after: { 'web-2': ['web-1'] } });
      scenario.approved();
      expect(scenario.blocks('web-2')).toEqual(['after']);
      return scenario;
    };
    const skipped = open();
    skipped.resolve('skip', 'web-1');
    expect(skipped.blocks('web-2')).toEqual([]);
    const done = open();
    done.drivenTo('web-1', 'done');
    expect(done.blocks('web-2')).toEqual([]);
  });
});
