// Random small fleets for property tests: every shape the inventory can express, the odd ones included (guests of
// guests, racks on several feeds, hosts that stand nowhere, circles of needs, budgets that cannot be met).
import fc from 'fast-check';
import type { Amount, DomainLevel, FailureDomain, Fleet, ServiceBudget } from '../../src/core/fleet/fleet.ts';
import type { Part } from '../../src/core/fleet/part.ts';
import type { Severity } from '../../src/core/fleet/severity.ts';
import { buildFleet } from './fleet-builder.ts';
import type { FleetSpec, HostSpec } from './fleet-builder.ts';

const sites = ['s1', 's2'];
const feeds = ['f1', 'f2', 'f3'];

const amount: fc.Arbitrary<Amount> = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((value): Amount => ({ kind: 'number', value })),
  fc.integer({ min: 0, max: 100 }).map((value): Amount => ({ kind: 'percent', value })),
);

const budget: fc.Arbitrary<ServiceBudget> = fc.record({
  kind: fc.constantFrom('min-available' as const, 'max-unavailable' as const),
  amount,
});

const part = fc.constantFrom<Part[]>('primary', 'replica', 'standby', 'member');

const level = fc.constantFrom<DomainLevel[]>('host', 'hypervisor', 'rack', 'feed', 'custom', 'zone', 'site');
const severity = fc.constantFrom<(Severity | 'ignored')[]>('critical', 'warning', 'notice', 'ignored');

const severities = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.dictionary(level, severity, { maxKeys: 2 }) },
) as fc.Arbitrary<Readonly<Partial<Record<DomainLevel, Severity | 'ignored'>>>>;

const hostName = (number: number): string => `h${String(number).padStart(2, '0')}`;

/** Where the host numbered `number` stands: any earlier host may be its hypervisor. */
function hostSpec(
  number: number,
  racks: readonly string[],
  zones: readonly string[],
): fc.Arbitrary<HostSpec> {
  const inRack = fc.record({
    rack: fc.constantFrom(...racks),
    unit: fc.integer({ min: 1, max: 12 }),
    height: fc.constantFrom(1, 1, 1, 2, 4),
  });
  const inZone = fc.constantFrom(...zones).map((zone) => ({ zone }));
  const nowhere = fc.constant({});
  if (number === 0) return inRack;
  const guest = fc.nat(number - 1).map((below) => ({ hypervisor: hostName(below) }));
  return fc.oneof(
    { weight: 6, arbitrary: inRack },
    { weight: 2, arbitrary: guest },
    { weight: 1, arbitrary: inZone },
    { weight: 1, arbitrary: nowhere },
  );
}

export type Size = {
  readonly hosts: number;
  readonly racks: number;
  readonly services: number;
};

/** Fleets of up to `size`; never empty. */
export function randomSpec(size: Size = { hosts: 14, racks: 5, services: 6 }): fc.Arbitrary<FleetSpec> {
  return fc
    .record({
      zones: fc.array(fc.constantFrom(...sites), { minLength: 1, maxLength: 3 }),
      racks: fc.integer({ min: 1, max: size.racks }),
      hosts: fc.integer({ min: 1, max: size.hosts }),
      services: fc.integer({ min: 1, max: size.services }),
    })
    .chain((shape) => {
      const zones = Object.fromEntries(shape.zones.map((site, index) => [`z${index}`, site]));
      const zoneIds = Object.keys(zones);
      const rackIds = Array.from({ length: shape.racks }, (_, index) => `r${index}`);
      const hostIds = Array.from({ length: shape.hosts }, (_, index) => hostName(index));
      const serviceIds = Array.from({ length: shape.services }, (_, index) => `svc${index}`);
      const rack = fc.record({
        zone: fc.constantFrom(...zoneIds),
        feeds: fc.array(fc.constantFrom(...feeds), { maxLength: 2 }),
        units: fc.constantFrom(null, 6, 12, 42),
      });
      const domain = fc.record({
        kind: fc.constantFrom('chassis', 'switch'),
        hosts: fc.uniqueArray(fc.constantFrom(...hostIds), { maxLength: 4 }),
        racks: fc.uniqueArray(fc.constantFrom(...rackIds), { maxLength: 2 }),
      });
      const service = fc.record({
        on: fc
          .uniqueArray(fc.constantFrom(...hostIds), { maxLength: 7 })
          .chain((on) =>
            fc
              .tuple(...on.map(() => part))
              .map((parts): Readonly<Record<string, Part>> =>
                Object.fromEntries(on.map((host, index) => [host, parts[index] ?? 'member'])),
              ),
          ),
        dependsOn: fc.uniqueArray(fc.constantFrom(...serviceIds), { maxLength: 2 }),
        budget,
        quorum: fc.boolean(),
        severities,
      });
      return fc
        .record({
          racks: fc.tuple(...rackIds.map(() => rack)),
          hosts: fc.tuple(...hostIds.map((_, index) => hostSpec(index, rackIds, zoneIds))),
          services: fc.tuple(...serviceIds.map(() => service)),
          domains: fc.array(domain, { maxLength: 4 }),
        })
        .map((made): FleetSpec => ({
          zones,
          racks: zipped(rackIds, made.racks),
          hosts: zipped(hostIds, made.hosts),
          services: zipped(serviceIds, made.services),
          domains: Object.fromEntries(made.domains.map((one, number) => [`d${number}`, one])),
        }));
    });
}

function zipped<Value>(keys: readonly string[], values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(
    keys.flatMap((key, index) => {
      const value = values[index];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

export function randomFleet(size?: Size): fc.Arbitrary<Fleet> {
  return randomSpec(size).map(buildFleet);
}

/** Every failure domain of the fleet, single hosts included. */
export function domainsOf(fleet: Fleet): readonly FailureDomain[] {
  return [
    ...[...fleet.hosts.keys()].map((id): FailureDomain => ({ level: 'host', id })),
    ...sharedDomainsOf(fleet),
  ];
}

/** Every failure domain that an audit looks at: hosts only where they have guests. */
export function sharedDomainsOf(fleet: Fleet): readonly FailureDomain[] {
  const hypervisors = new Set(
    [...fleet.hosts.values()].flatMap(({ placement }) => placement?.hypervisor ?? []),
  );
  return [
    ...[...hypervisors].map((id): FailureDomain => ({ level: 'hypervisor', id })),
    ...[...fleet.racks.keys()].map((id): FailureDomain => ({ level: 'rack', id })),
    ...[...fleet.feeds.keys()].map((id): FailureDomain => ({ level: 'feed', id })),
    ...[...fleet.domains.values()].map(({ id, kind }): FailureDomain => ({ level: 'custom', id, kind })),
    ...[...fleet.zones.keys()].map((id): FailureDomain => ({ level: 'zone', id })),
    ...[...fleet.sites.keys()].map((id): FailureDomain => ({ level: 'site', id })),
  ];
}
