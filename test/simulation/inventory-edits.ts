// What people do to the inventory while a plan waits or runs.
import { HOUR_MS, MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import type { FleetSpec, HostSpec } from '../fakes/fleet-builder.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Chance } from './chance.ts';
import { renamedFrom } from './machine-names.ts';

type Edit = (spec: FleetSpec, chance: Chance, now: Instant) => FleetSpec;

const changeHost = (spec: FleetSpec, chance: Chance, change: (host: HostSpec) => HostSpec): FleetSpec => {
  const [name, host] = chance.pick(Object.entries(spec.hosts));
  return { ...spec, hosts: { ...spec.hosts, [name]: change(host) } };
};

const edits: readonly Edit[] = [
  renamed,
  (spec) => ({ ...spec, hosts: {}, services: {} }),
  (spec, chance) => {
    const [name, service] = chance.pick(Object.entries(spec.services ?? {}));
    const on = Array.isArray(service.on) ? (service.on as readonly string[]) : Object.keys(service.on);
    if (on.length < 2) return spec;
    return { ...spec, services: { ...spec.services, [name]: { ...service, on: on.slice(1) } } };
  },
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

/** The same machine under another name: for the daemon one host is gone and another one has come. */
function renamed(spec: FleetSpec, chance: Chance): FleetSpec {
  const names = Object.keys(spec.hosts).filter(
    (name) => !Object.values(spec.hosts).some((host) => host.hypervisor === name),
  );
  if (names.length === 0) return spec;
  const old = chance.pick(names);
  const next = renamedFrom(old);
  const entry = ([name, host]: [string, HostSpec]): [string, HostSpec] =>
    name === old ? [next, { ...host, ssh: sshOf(next, host, old) }] : [name, host];
  const services = Object.entries(spec.services ?? {}).map(([id, service]) => {
    const on = Array.isArray(service.on) ? (service.on as readonly string[]) : Object.keys(service.on);
    return [id, { ...service, on: on.map((name) => (name === old ? next : name)) }];
  });
  return {
    ...spec,
    hosts: Object.fromEntries(Object.entries(spec.hosts).map(entry)),
    services: Object.fromEntries(services) as NonNullable<FleetSpec['services']>,
  };
}

/** The machine stays where it is reached, whatever it is called. */
const sshOf = (name: string, { ssh }: HostSpec, machine: string): NonNullable<HostSpec['ssh']> => ({
  hostId: name as HostId,
  address: ssh?.address ?? `${machine}.example`,
  port: ssh?.port ?? 22,
  user: 'stagger',
  assumed: [],
});

/** The same inventory with one host as it is really entered differently: another gate, another place to log in. */
export function changedHost(spec: FleetSpec, name: string): FleetSpec {
  const host = spec.hosts[name];
  if (host === undefined) return spec;
  return {
    ...spec,
    hosts: { ...spec.hosts, [name]: { ...host, ssh: { ...sshOf(name, host, name), port: 2222 } } },
  };
}

/** One more edit. `now` is the wall clock that freezes are written by. Nothing is made of an inventory that is empty. */
export function editedInventory(spec: FleetSpec, chance: Chance, now: Instant): FleetSpec {
  const isEmpty = Object.keys(spec.hosts).length === 0 || Object.keys(spec.services ?? {}).length === 0;
  return isEmpty ? spec : chance.pick(edits)(spec, chance, now);
}
