// A scenario with parts left out: what is still there when a broken promise is looked into. Everything that stays is
// drawn as before.
import type { Instant } from '../../src/core/brand.ts';
import type { FleetSpec } from '../fakes/fleet-builder.ts';
import type { RandomScenario } from './random-scenario.ts';

export type Cut = {
  /** Names of single acts. */
  readonly acts: ReadonlySet<string>;
  /** Numbers of plans, from 0. */
  readonly plans: ReadonlySet<number>;
  readonly hosts: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** The run ends here. */
  readonly untilAt: Instant | null;
};

export function cutScenario(scenario: RandomScenario, cut: Cut): RandomScenario {
  return {
    ...scenario,
    endAt: Math.min(scenario.endAt, cut.untilAt ?? Infinity),
    fleet: cutFleet(scenario.fleet, cut),
    plans: scenario.plans
      .filter((_, number) => !cut.plans.has(number))
      .map((plan) => ({ ...plan, hosts: plan.hosts.filter((host) => !cut.hosts.has(host)) })),
  };
}

function cutFleet(fleet: FleetSpec, { hosts, services }: Cut): FleetSpec {
  const kept = Object.entries(fleet.services ?? {})
    .filter(([id]) => !services.has(id))
    .map(([id, service]) => {
      const on = Array.isArray(service.on) ? (service.on as readonly string[]) : Object.keys(service.on);
      return [id, { ...service, on: on.filter((host) => !hosts.has(host)) }] as const;
    });
  return {
    ...fleet,
    hosts: Object.fromEntries(Object.entries(fleet.hosts).filter(([host]) => !hosts.has(host))),
    services: Object.fromEntries(kept.filter(([, { on }]) => on.length > 0)),
  };
}
