// What people do to the inventory while a plan waits or runs.
import { HOUR_MS, MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import type { FleetSpec, HostSpec } from '../fakes/fleet-builder.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Chance } from './chance.ts';

type Edit = (spec: FleetSpec, chance: Chance, now: Instant) => FleetSpec;

const changeHost = (spec: FleetSpec, chance: Chance, change: (host: HostSpec) => HostSpec): FleetSpec => {
  const [name, host] = chance.pick(Object.entries(spec.hosts));
  return { ...spec, hosts: { ...spec.hosts, [name]: change(host) } };
};

const edits: readonly Edit[] = [
  (spec, chance) =>
    changeHost(spec, chance, (host) =>
      'rack' in host ? { ...host, rack: chance.pick(Object.keys(spec.racks ?? {})) } : host,
    ),
  (spec, chance) => changeHost(spec, chance, (host) => ({ ...host, drain: null, undrain: null })),
  (spec, chance) => changeHost(spec, chance, (host) => ({ ...host, model: 'relabelled' })),
  (spec, chance) => {
    const names = Object.keys(spec.hosts).filter(
      (name) => !Object.values(spec.hosts).some((host) => host.hypervisor === name),
    );
    if (names.length < 3) return spec;
    const gone = chance.pick(names);
    return {
      ...spec,
      hosts: Object.fromEntries(Object.entries(spec.hosts).filter(([name]) => name !== gone)),
    };
  },
  (spec, chance) => {
    const caps = { maxInFlight: chance.whole(1, 3), maxHostsPerCampaign: 50, domains: [] };
    return { ...spec, rest: { ...spec.rest, caps } };
  },
  (spec, chance) => {
    const [name, service] = chance.pick(Object.entries(spec.services ?? {}));
    const budget = {
      kind: 'max-unavailable',
      amount: { kind: 'number', value: chance.whole(0, 2) },
    } as const;
    return { ...spec, services: { ...spec.services, [name]: { ...service, budget } } };
  },
  (spec, chance, now) => {
    const fromAt = now + chance.whole(-1, 1) * chance.span(MINUTE_MS, HOUR_MS);
    const freeze = {
      id: `f${now}`,
      reason: 'release',
      fromAt,
      untilAt: fromAt + chance.span(10 * MINUTE_MS, 8 * HOUR_MS),
    };
    return { ...spec, rest: { ...spec.rest, freezes: [...(spec.rest?.freezes ?? []), freeze] } };
  },
];

/** The same inventory with one host as it is really entered differently: another gate, another place to log in. */
export function changedHost(spec: FleetSpec, name: string): FleetSpec {
  const host = spec.hosts[name];
  if (host === undefined) return spec;
  const ssh = { hostId: name as HostId, address: `${name}.example`, port: 2222, user: 'stagger' };
  return { ...spec, hosts: { ...spec.hosts, [name]: { ...host, ssh } } };
}

/** One more edit. `now` is the wall clock that freezes are written by. */
export function editedInventory(spec: FleetSpec, chance: Chance, now: Instant): FleetSpec {
  return chance.pick(edits)(spec, chance, now);
}
