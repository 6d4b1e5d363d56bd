// Small fleets for tests: a site per zone prefix, a zone per rack prefix, and hosts by a short line. Everything that
// a test does not name has a harmless value.
import type { DriftPolicy } from '../../src/core/drift/drift.ts';
import type { Fleet, Host, Instance, Placement, Service, ServiceBudget } from '../../src/core/fleet/fleet.ts';
import type { Part } from '../../src/core/fleet/part.ts';
import type {
  DomainId,
  FeedId,
  FleetDigest,
  HostId,
  OwnerId,
  RackId,
  ServiceId,
  SiteId,
  ZoneId,
} from '../../src/core/fleet/ids.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';

export const warnOfDrift: DriftPolicy = {
  severities: {
    units: 'warn',
    listeners: 'warn',
    mounts: 'warn',
    routes: 'warn',
    memory: 'warn',
    cpus: 'warn',
    disks: 'warn',
    'time-sync': 'warn',
  },
  graceMs: 0,
};

export type HostSpec = Partial<Omit<Host, 'id' | 'placement'>> & {
  /** Id of a rack of the spec; the host stands there. */
  readonly rack?: string;
  /** For a host without a rack (cloud). */
  readonly zone?: string;
  /** Id of a host that stands somewhere; wins over `rack` and `zone`. */
  readonly hypervisor?: string;
  /** Rack unit, for a host with a rack. */
  readonly unit?: number;
};

export type FleetSpec = {
  /** Rack id to `zone`, feeds (none), and height (42 units). */
  readonly racks?: Readonly<
    Record<
      string,
      { readonly zone: string; readonly feeds?: readonly string[]; readonly units?: number | null }
    >
  >;
  /** Zone id to site id. A zone that is only named by a rack or host belongs to the site `s1`. */
  readonly zones?: Readonly<Record<string, string>>;
  /** Domains that the site defines, by id. */
  readonly domains?: Readonly<
    Record<
      string,
      { readonly kind: string; readonly hosts?: readonly string[]; readonly racks?: readonly string[] }
    >
  >;
  readonly hosts: Readonly<Record<string, HostSpec>>;
  readonly services?: Readonly<
    Record<
      string,
      Partial<Omit<Service, 'id' | 'instances' | 'dependsOn' | 'owner'>> & {
        readonly on: readonly string[] | Readonly<Record<string, Part>>;
        readonly dependsOn?: readonly string[];
        readonly owner?: string;
      }
    >
  >;
  readonly rest?: Partial<
    Pick<Fleet, 'digest' | 'freezes' | 'unreadFreezes' | 'waivers' | 'caps' | 'runLimits'>
  >;
};

const defaultBudget: ServiceBudget = { kind: 'max-unavailable', amount: { kind: 'number', value: 1 } };

export const testTiming: Host['timing'] = {
  expectedMs: 10 * MINUTE_MS,
  goDownWithinMs: 2 * MINUTE_MS,
  comeBackWithinMs: 15 * MINUTE_MS,
  holdMs: 30 * SECOND_MS,
  systemUpWithinMs: 5 * MINUTE_MS,
  soakMs: MINUTE_MS,
};

function instancesOf(
  id: string,
  on: readonly string[] | Readonly<Record<string, Part>>,
): readonly Instance[] {
  const parts: readonly (readonly [string, Part])[] = Array.isArray(on)
    ? on.map((host: string) => [host, 'member'] as const)
    : Object.entries(on as Readonly<Record<string, Part>>);
  return parts.map(([host, part]) => ({ service: id as ServiceId, host: host as HostId, part }));
}

/** A fleet from a spec. References are not checked: a test may want a broken one. */
export function buildFleet(spec: FleetSpec): Fleet {
  const racks = new Map(
    Object.entries(spec.racks ?? {}).map(([id, { zone, feeds = [], units = 42 }]) => [
      id as RackId,
      { id: id as RackId, zone: zone as ZoneId, units, feeds: feeds as readonly FeedId[] },
    ]),
  );
  const siteOf = (zone: string): SiteId => (spec.zones?.[zone] ?? 's1') as SiteId;
  const zoneIds = new Set([
    ...Object.keys(spec.zones ?? {}),
    ...[...racks.values()].map(({ zone }) => zone),
    ...Object.values(spec.hosts).flatMap(({ zone }) => (zone === undefined ? [] : [zone])),
  ]);
  const placementOf = (host: HostSpec): Placement | null => {
    if (host.hypervisor !== undefined) {
      const below = spec.hosts[host.hypervisor];
      const placement = below === undefined ? null : placementOf(below);
      return placement && { ...placement, unit: null, hypervisor: host.hypervisor as HostId };
    }
    const rack = host.rack === undefined ? null : (host.rack as RackId);
    const zone = (rack === null ? undefined : racks.get(rack)?.zone) ?? host.zone;
    if (zone === undefined) return null;
    return { site: siteOf(zone), zone: zone as ZoneId, rack, unit: host.unit ?? null, hypervisor: null };
  };
  const hosts = Object.entries(spec.hosts).map(
    ([name, { rack: _, zone: __, hypervisor: ___, unit: ____, ...given }]): Host => ({
      id: name as HostId,
      ssh: { hostId: name as HostId, address: `${name}.example`, port: 22, user: 'stagger', assumed: [] },
      placement: placementOf(spec.hosts[name] ?? {}),
      owner: null,
      height: 1,
      model: null,
      labels: {},
      uptime: { maxUptimeMs: 180 * DAY_MS, warnBeforeMs: 30 * DAY_MS },
      exemption: null,
      windows: [],
      timing: testTiming,
      drain: null,
      undrain: null,
      drift: warnOfDrift,
      ownPath: false,
      ...given,
    }),
  );
  const services = Object.entries(spec.services ?? {}).map(
    ([name, { on, dependsOn, owner, ...given }]): Service => ({
      id: name as ServiceId,
      owner: (owner ?? null) as OwnerId | null,
      instances: instancesOf(name, on),
      dependsOn: (dependsOn ?? []) as readonly ServiceId[],
      budget: defaultBudget,
      quorum: false,
      gates: [],
      approvals: null,
      rotation: null,
      chaos: [],
      severities: {},
      ...given,
    }),
  );
  const sites = new Set([...zoneIds].map(siteOf));
  const feeds = new Set([...racks.values()].flatMap((rack) => rack.feeds));
  return {
    digest: 'test-fleet' as FleetDigest,
    sites: new Map([...sites].map((id) => [id, { id, kind: 'datacentre', timeZone: 'Asia/Seoul' }])),
    zones: new Map([...zoneIds].map((id) => [id as ZoneId, { id: id as ZoneId, site: siteOf(id) }])),
    racks,
    feeds: new Map([...feeds].map((id) => [id, { id, site: 's1' as SiteId }])),
    domains: new Map(
      Object.entries(spec.domains ?? {}).map(([id, { kind, hosts: named = [], racks: held = [] }]) => [
        id as DomainId,
        { id: id as DomainId, kind, hosts: named as readonly HostId[], racks: held as readonly RackId[] },
      ]),
    ),
    owners: new Map(),
    hosts: new Map(hosts.map((host) => [host.id, host])),
    services: new Map(services.map((service) => [service.id, service])),
    freezes: [],
    unreadFreezes: [],
    runLimits: { maxFailures: 1, maxRebootsPerDay: 2 },
    waivers: [],
    caps: { maxInFlight: 1, maxHostsPerCampaign: 50, domains: [] },
    ...spec.rest,
  };
}
