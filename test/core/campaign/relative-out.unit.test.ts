// A host does not go while its hypervisor or a guest of it is out of rotation by a campaign's doing: people may give that
// one its traffic back at any moment, and it would meet the reboot of the other.
import { describe, expect, it } from 'vitest';
import type { EffectOutcome } from '../../../src/core/campaign/effect.ts';
import { isTakenOut } from '../../../src/core/campaign/holding.ts';
import { drainedHost, openScenario, type Scenario } from '../../fakes/campaign-scenario.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';

const fleet: FleetSpec = {
  hosts: {
    hv: drainedHost(),
    'vm-a': drainedHost({ hypervisor: 'hv' }),
    vm: drainedHost({ hypervisor: 'hv' }),
  },
  rest: { runLimits: { maxFailures: 3, maxRebootsPerDay: 5 } },
};

const failed: EffectOutcome = { kind: 'hook-failed', detail: 'exit 1' };

/** Both hosts are in one plan. */
const both = (): Scenario => openScenario({ fleet, hosts: ['hv', 'vm-a'] });

/** The hypervisor is drained, rebooted and cannot be undrained. */
function stuck(): Scenario {
  const scenario = both();
  scenario.drivenTo('hv', 'undraining');
  scenario.answer('hv', failed);
  expect([scenario.stage('hv'), scenario.phase()]).toEqual(['failed', 'running']);
  return scenario;
}

describe('a host whose hypervisor or guest is out of rotation', () => {
  it('does not go until that one is back', () => {
    const scenario = stuck();
    expect(scenario.blocks('vm-a')).toContain('relative-out');
    scenario.resolve('retry', 'hv');
    scenario.drivenTo('hv', 'done');
    expect(scenario.blocks('vm-a')).not.toContain('relative-out');
  });

  it('does not go either where a person skipped that one: it is out still', () => {
    const scenario = stuck();
    scenario.resolve('skip', 'hv');
    expect(scenario.blocks('vm-a')).toContain('relative-out');
  });

  it.each([
    ['vm-a', 'hv'],
    ['hv', 'vm-a'],
  ])('does not go where that one has failed and may be looked at again: %s before %s', (first, second) => {
    const scenario = openScenario({ fleet, hosts: [first, second] });
    scenario.drivenTo(first, 'soaking');
    scenario.answer(first, { kind: 'lost-during-hold', detail: 'no-route' });
    expect([scenario.stage(first), isTakenOut(scenario.host(first))]).toEqual(['failed', false]);
    expect(scenario.phase()).toBe('running');
    expect(scenario.blocks(second)).toContain('relative-out');
    scenario.resolve('skip', first);
    expect(scenario.blocks(second)).not.toContain('relative-out');
  });

  it('waits for one that is on its way as for any other: nobody has to decide about that', () => {
    const scenario = both();
    scenario.drivenTo('hv', 'rechecking');
    expect(scenario.blocks('vm-a')).toContain('budget');
    expect(scenario.blocks('vm-a')).not.toContain('relative-out');
  });

  it('does not go where another campaign has left that one out', () => {
    const scenario = both();
    scenario.approved();
    scenario.setLeftOut('vm');
    expect(scenario.blocks('hv')).toContain('relative-out');
    expect(scenario.blocks('vm-a')).not.toContain('relative-out');
    scenario.setLeftOut('hv');
    expect(scenario.blocks('vm-a')).toContain('relative-out');
  });
});

describe('a hypervisor that could not be undrained when its reboot was called off', () => {
  it('is not taken up again while a guest of it is down: its return could not be proven', () => {
    const scenario = openScenario({ fleet, hosts: ['hv'] });
    scenario.drivenTo('hv', 'rechecking');
    scenario.answer('hv', { kind: 'missed', failure: 'connect-timeout', detail: 'no answer' });
    scenario.answer('hv', failed);
    for (let step = 0; scenario.stage('hv') !== 'failed'; step += 1) {
      expect(step).toBeLessThan(20);
      scenario.answerWell('hv');
    }
    expect(scenario.host('hv').drained).toBe(true);
    scenario.setStatus('vm', 'unreachable');
    scenario.resolve('retry', 'hv');
    expect(scenario.blocks('hv')).toContain('not-up');
  });
});
