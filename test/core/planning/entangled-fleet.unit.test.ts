import { describe, expect, it } from 'vitest';
import { planReboots } from '../../../src/core/planning/planner.ts';
import { largeFleet } from '../../bench/large-fleet.ts';
import { exclusiveHosts } from '../../bench/exclusive-hosts.ts';
import { allOverdue, alwaysOpen, requestFor } from '../../fakes/planning-fleet.ts';

describe('a plan for services at random places that need each other across the fleet', () => {
  it(
    'has at most one wave in fifty more than hosts of which no two may go together',
    { timeout: 60_000 },
    () => {
      const made = largeFleet({ hosts: 1_000, services: 200 });
      const windows = [alwaysOpen];
      const fleet = {
        ...made,
        hosts: new Map([...made.hosts.values()].map((host) => [host.id, { ...host, windows }])),
        caps: { maxInFlight: 20, maxHostsPerCampaign: 10_000, domains: [] },
      };
      const outcome = planReboots(requestFor(allOverdue(fleet)));
      if (outcome.kind !== 'planned') throw new Error('nothing was planned');
      const { steps } = outcome.document.plan;
      const waves = new Set(steps.map(({ wave }) => wave)).size;
      const bound = exclusiveHosts(fleet, new Set(steps.map(({ host }) => host)), 1_000).size;
      expect(bound).toBeGreaterThan(150);
      expect(waves).toBeLessThanOrEqual(1.02 * bound);
    },
  );
});
