// Small scopes of every kind for property tests: hypervisors in hypervisors, rings of needs, hosts without a rack.
import type { BudgetScope } from '../../src/core/planning/budget-scope.ts';
import { fc } from './properties.ts';

/** Hosts are called h0, h1 … in the order of the list, services s0, s1 …; some of what they name does not exist. */
export const someScope: fc.Arbitrary<BudgetScope> = fc
  .record({
    hosts: fc.array(
      fc.record({
        rack: fc.nat(4),
        on: fc.option(fc.nat(11), { nil: null }),
        own: fc.nat(12),
        domains: fc.uniqueArray(fc.constantFrom('chassis c1', 'chassis c2', 'switch s1', 'switch s2'), {
          maxLength: 2,
        }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    services: fc.array(
      fc.record({
        on: fc.uniqueArray(fc.nat(12), { maxLength: 6 }),
        min: fc.nat(4),
        needs: fc.array(fc.nat(5), { maxLength: 2 }),
      }),
      { maxLength: 6 },
    ),
    maxInFlight: fc.integer({ min: 1, max: 5 }),
    cap: fc.option(
      fc.record({
        level: fc.constantFrom('rack', 'feed', 'zone', 'site', 'fleet'),
        maxDown: fc.oneof(
          fc.integer({ min: 1, max: 4 }),
          fc.record({ percent: fc.constantFrom(1, 10, 25, 29, 33, 50, 100) }),
        ),
      }),
    ),
  })
  .map(
    ({ hosts, services, maxInFlight, cap }) =>
      ({
        hosts: hosts.map(({ rack, on, own, domains }, at) => ({
          host: `h${at}`,
          site: 's',
          zone: `z${rack % 3}`,
          rack: rack === 4 ? null : `r${rack}`,
          feeds: rack === 4 ? [] : [`f${rack % 2}`],
          domains: domains.map((text) => ({ kind: text.split(' ')[0], id: text.split(' ')[1] })),
          hypervisor: on !== null && on < at && on % 3 === 0 ? `h${on}` : null,
          ownPath: own === 0,
        })),
        services: services.map(({ on, min, needs }, at) => ({
          service: `s${at}`,
          instances: on.map((host) => ({ host: `h${host}`, part: 'member' })),
          minAvailable: min,
          dependsOn: needs.map((other) => `s${other}`),
        })),
        maxInFlight,
        domainCaps: cap === null ? [] : [cap],
      }) as unknown as BudgetScope,
  );
