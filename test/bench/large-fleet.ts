// A large made-up fleet with the shape of a real one: sites of zones, zones of racks, racks of forty hosts, one host in
// five a hypervisor's guest; most services small, a few large, layered needs; some badly placed, as in life. The same
// size gives the same fleet.
import { warnOfDrift } from '../fakes/fleet-builder.ts';
import type { Fleet, Host, Instance, Rack, Service, Zone } from '../../src/core/fleet/fleet.ts';
import type {
  FeedId,
  FleetDigest,
  HostId,
  RackId,
  ServiceId,
  SiteId,
  ZoneId,
} from '../../src/core/fleet/ids.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';

const hostsPerRack = 40;
const racksPerZone = 50;
const zonesPerSite = 3;
const layers = 6;

/** Deterministic numbers in [0, 1): a 32-bit generator (mulberry32) is plenty for placing hosts. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const timing: Host['timing'] = {
  expectedMs: 10 * MINUTE_MS,
  goDownWithinMs: 2 * MINUTE_MS,
  comeBackWithinMs: 15 * MINUTE_MS,
  holdMs: 30 * SECOND_MS,
  systemUpWithinMs: 5 * MINUTE_MS,
  soakMs: MINUTE_MS,
};

/** Where everything stands: `hostCount` hosts fill racks, racks fill zones, zones fill sites. */
function standing(hostCount: number) {
  const rackCount = Math.ceil(hostCount / hostsPerRack);
  const zoneCount = Math.max(3, Math.ceil(rackCount / racksPerZone));
  const zones = Array.from({ length: zoneCount }, (_, number): Zone => {
    const site = `s${Math.floor(number / zonesPerSite)}` as SiteId;
    return { id: `z${number}` as ZoneId, site };
  });
  const racks = Array.from({ length: rackCount }, (_, number): Rack => {
    const zone = zones[number % zoneCount];
    if (zone === undefined) throw new RangeError('no zone');
    // Two racks in three have both feeds of their row; the third hangs on one.
    const [left, right] = [`f-${zone.id}-a`, `f-${zone.id}-b`] as [FeedId, FeedId];
    return {
      id: `r${number}` as RackId,
      zone: zone.id,
      units: 48,
      feeds: number % 3 === 0 ? [left] : [left, right],
    };
  });
  return { zones, racks };
}

function hostsOf(hostCount: number, racks: readonly Rack[], siteOf: ReadonlyMap<ZoneId, SiteId>): Host[] {
  return Array.from({ length: hostCount }, (_, number): Host => {
    const id = `host-${String(number).padStart(6, '0')}` as HostId;
    const inRack = number % hostsPerRack;
    const rack = racks[Math.floor(number / hostsPerRack)];
    if (rack === undefined) throw new RangeError('no rack');
    // The last eight of each rack are guests of the first.
    const guest = inRack >= hostsPerRack - 8;
    const below = `host-${String(number - inRack).padStart(6, '0')}` as HostId;
    return {
      id,
      ssh: { hostId: id, address: `${id}.example`, port: 22, user: 'stagger', assumed: [] },
      placement: {
        site: siteOf.get(rack.zone) ?? ('s0' as SiteId),
        zone: rack.zone,
        rack: rack.id,
        unit: guest ? null : inRack + 1,
        hypervisor: guest ? below : null,
      },
      owner: null,
      height: 1,
      model: null,
      labels: {},
      uptime: { maxUptimeMs: 180 * DAY_MS, warnBeforeMs: 30 * DAY_MS },
      exemption: null,
      windows: [],
      timing,
      drain: null,
      drift: warnOfDrift,
      undrain: null,
      ownPath: false,
    };
  });
}

/** Mostly 2 to 8 instances; one service in a hundred has a few hundred. */
function sizeOf(random: () => number): number {
  const draw = random();
  if (draw < 0.05) return 1;
  if (draw < 0.99) return 2 + Math.floor(random() * 7);
  return 100 + Math.floor(random() * 200);
}

function serviceOf(number: number, count: number, hosts: readonly Host[], random: () => number): Service {
  const id = `svc-${String(number).padStart(5, '0')}` as ServiceId;
  const size = sizeOf(random);
  // One in ten was put wherever there was room: next to each other.
  const huddled = random() < 0.1;
  const first = Math.floor(random() * hosts.length);
  const chosen = new Set<HostId>();
  for (let tries = 0; chosen.size < Math.min(size, hosts.length) && tries < size * 4; tries += 1) {
    const at = huddled ? (first + tries) % hosts.length : Math.floor(random() * hosts.length);
    const host = hosts[at];
    if (host !== undefined) chosen.add(host.id);
  }
  const instances = [...chosen].map((host): Instance => ({ service: id, host, part: 'member' }));
  // Needs point to lower layers only, mostly to a few popular services of the next one.
  const perLayer = Math.ceil(count / layers);
  const layer = Math.floor(number / perLayer);
  const dependsOn = new Set<ServiceId>();
  for (let need = 0; layer > 0 && need < 3; need += 1) {
    const popular = Math.floor(random() ** 3 * perLayer);
    dependsOn.add(`svc-${String((layer - 1) * perLayer + popular).padStart(5, '0')}` as ServiceId);
  }
  return {
    id,
    owner: null,
    instances,
    dependsOn: [...dependsOn],
    budget: { kind: 'max-unavailable', amount: { kind: 'percent', value: 50 } },
    quorum: random() < 0.1,
    gates: [],
    approvals: null,
    rotation: null,
    chaos: [],
    severities: {},
  };
}

/** A fleet of `hosts` hosts and `services` services. */
export function largeFleet(size: { readonly hosts: number; readonly services: number }): Fleet {
  const random = randomFrom(size.hosts * 31 + size.services);
  const { zones, racks } = standing(size.hosts);
  const siteOf = new Map(zones.map(({ id, site }) => [id, site]));
  const hosts = hostsOf(size.hosts, racks, siteOf);
  const services = Array.from({ length: size.services }, (_, number) =>
    serviceOf(number, size.services, hosts, random),
  );
  const sites = [...new Set(siteOf.values())];
  const feeds = new Map(
    racks.flatMap((rack) =>
      rack.feeds.map((id) => [id, { id, site: siteOf.get(rack.zone) ?? ('s0' as SiteId) }] as const),
    ),
  );
  return {
    digest: `large-${size.hosts}-${size.services}` as FleetDigest,
    sites: new Map(sites.map((id) => [id, { id, kind: 'datacentre', timeZone: 'Asia/Seoul' }])),
    zones: new Map(zones.map((zone) => [zone.id, zone])),
    racks: new Map(racks.map((rack) => [rack.id, rack])),
    feeds,
    domains: new Map(),
    owners: new Map(),
    hosts: new Map(hosts.map((host) => [host.id, host])),
    services: new Map(services.map((service) => [service.id, service])),
    freezes: [],
    unreadFreezes: [],
    runLimits: { maxFailures: 1, maxRebootsPerDay: 2 },
    waivers: [],
    caps: { maxInFlight: 10, maxHostsPerCampaign: 500, domains: [] },
  };
}
