// A large fleet as product teams build them: sites of three zones; products of a web, an api and a data tier, each
// spread over the zones of one site; a few shared platform services that every product of the site needs. The same
// size gives the same fleet.
import { buildFleet, type FleetSpec } from '../fakes/fleet-builder.ts';
import { atLeast, mayMiss } from '../fakes/sample-fleet.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';

const zonesPerSite = 3;
const hostsPerRack = 40;
const hostsPerSite = 5_000;

type Tier = {
  readonly name: string;
  readonly size: number;
  readonly spec: (size: number) => Partial<Service>;
};
type Service = NonNullable<FleetSpec['services']>[string];

const tiers: readonly Tier[] = [
  { name: 'web', size: 24, spec: () => ({ budget: mayMiss('25%') }) },
  { name: 'api', size: 12, spec: () => ({ budget: atLeast('75%') }) },
  { name: 'queue', size: 3, spec: () => ({ budget: mayMiss(1), quorum: true }) },
  { name: 'db', size: 5, spec: () => ({ budget: mayMiss(1) }) },
];

/** About `hosts` hosts; every product is whole. */
export function productFleet(hosts: number): Fleet {
  const perProduct = tiers.reduce((sum, { size }) => sum + size, 0);
  const spec = {
    zones: {} as Record<string, string>,
    racks: {} as Record<string, { zone: string; feeds: string[] }>,
    hosts: {} as Record<string, FleetSpec['hosts'][string]>,
    services: {} as Record<string, Service>,
  };
  let made = 0;
  const place = (site: number, turn: number): string => {
    const zone = `s${site}z${turn % zonesPerSite}`;
    const rack = `${zone}r${Math.floor(made / hostsPerRack / zonesPerSite)}`;
    spec.zones[zone] = `s${site}`;
    spec.racks[rack] ??= { zone, feeds: [`${zone}-a`, `${zone}-b`] };
    return rack;
  };
  for (let product = 0; made + perProduct <= hosts; product += 1) {
    const site = Math.floor(made / hostsPerSite);
    for (const { name, size, spec: tierSpec } of tiers) {
      const names = Array.from({ length: size }, (_, at) => `p${product}-${name}-${at}`);
      for (const [at, host] of names.entries()) {
        // Hosts of one product were bought in one order, so ages are mixed over the fleet by a stride.
        spec.hosts[host] = { rack: place(site, at) };
        made += 1;
      }
      const below = { web: ['api'], api: ['queue', 'db'], queue: [], db: [] }[name] ?? [];
      spec.services[`p${product}-${name}`] = {
        on: name === 'db' ? dbParts(names) : names,
        dependsOn: below.map((tier) => `p${product}-${tier}`),
        ...tierSpec(size),
      };
    }
  }
  return buildFleet(spec);
}

function dbParts(names: readonly string[]): Service['on'] {
  return Object.fromEntries(
    names.map((name, at) => [name, at === 0 ? 'primary' : at === 1 ? 'standby' : 'replica']),
  );
}
