import { describe, expect, it } from 'vitest';
import { worstMoments } from '../../../src/core/planning/worst-moment.ts';
import type { ScopedService } from '../../../src/core/planning/budget-scope.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { samplePlanDocument, sampleScope, sampleService, sampleStep } from '../../fakes/sample-campaign.ts';

function moments(hosts: readonly string[], services: readonly ScopedService[], maxInFlight = 9) {
  const steps = hosts.map((host, index) => sampleStep(host, index));
  const { plan } = samplePlanDocument({ steps, scope: sampleScope(hosts, services, maxInFlight) });
  return worstMoments(plan).map(({ service, up, instances }) => `${service} ${up}/${instances}`);
}

describe('worstMoments', () => {
  it('never promises more than the budget lets go', () => {
    expect(moments(['a', 'b', 'c', 'd'], [sampleService('web', ['a', 'b', 'c', 'd'], 2)])).toEqual([
      'web 2/4',
    ]);
  });

  it('counts only instances that the plan takes down', () => {
    expect(moments(['a'], [sampleService('web', ['a', 'x', 'y', 'z'], 1)])).toEqual(['web 3/4']);
    expect(moments(['a'], [sampleService('web', ['x', 'y'], 1)])).toEqual([]);
  });

  it('counts no more at once than there are slots', () => {
    expect(moments(['a', 'b', 'c'], [sampleService('web', ['a', 'b', 'c'], 0)], 2)).toEqual(['web 1/3']);
  });

  it('says that a single instance is down', () => {
    expect(moments(['a'], [sampleService('batch', ['a'], 0)])).toEqual(['batch 0/1']);
    expect(moments(['a'], [sampleService('batch', ['a'], 1)])).toEqual(['batch 0/1']);
  });

  it('takes all guests of a hypervisor at once, whatever the budget says', () => {
    const guests = ['vm-1', 'vm-2', 'vm-3'];
    const scope = sampleScope(['hyp-1', ...guests], [sampleService('web', guests, 2)], 1);
    const { plan } = samplePlanDocument({
      steps: [sampleStep('hyp-1', 0)],
      scope: {
        ...scope,
        hosts: scope.hosts.map((host) =>
          host.host === 'vm-3' || host.host === 'hyp-1' ? host : { ...host, hypervisor: 'hyp-1' as HostId },
        ),
      },
    });
    expect(worstMoments(plan)).toMatchObject([{ service: 'web', up: 1, instances: 3, touched: 2 }]);
  });

  it('takes guests of guests, too', () => {
    const hosts = ['inner-1', 'inner-2', 'metal', 'outer'];
    const below: Readonly<Record<string, string>> = {
      'inner-1': 'outer',
      'inner-2': 'outer',
      outer: 'metal',
    };
    const scope = sampleScope(hosts, [sampleService('web', ['inner-1', 'inner-2', 'x'], 2)], 1);
    const { plan } = samplePlanDocument({
      steps: [sampleStep('metal', 0)],
      scope: {
        ...scope,
        hosts: scope.hosts.map((host) => ({
          ...host,
          hypervisor: (below[host.host] ?? null) as HostId | null,
        })),
      },
    });
    expect(worstMoments(plan)).toMatchObject([{ service: 'web', up: 1, touched: 2 }]);
  });

  it('puts what is lost before what is at its minimum, and that before what has spare', () => {
    const services = [
      sampleService('spare', ['a', 'x', 'y'], 1),
      sampleService('tight', ['a', 'x'], 1),
      sampleService('lost', ['a'], 0),
    ];
    expect(moments(['a'], services)).toEqual(['lost 0/1', 'tight 1/2', 'spare 2/3']);
  });
});
