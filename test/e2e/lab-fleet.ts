// A fleet as an end-to-end test draws it: who stands where and does what. The same drawing makes the lab's hosts, the
// inventory that Stagger reads, and what the witness holds the campaign to, so the three cannot disagree.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Workspace } from '../../src/demo/workspace/workspace.ts';
import type { LabHostOptions } from '../lab/lab-files.ts';
import type { Lab } from '../lab/lab.ts';
import type { WitnessedService } from './witness.ts';

export type FleetHost = {
  /** Of a guest, that of its hypervisor. */
  readonly rack: string;
  readonly hypervisor?: string;
  readonly uptimeDays: number;
  /** A shell script that runs at each boot of the host, in the background. */
  readonly atBoot?: string;
};

export type FleetService = {
  /** By part: `member`, or `primary`, `replica`, `standby`. */
  readonly instances: Readonly<Record<string, readonly string[]>>;
  /** What the witness holds it to. Written as `min_available`, or left to `quorum` where that says the same. */
  readonly minAvailable: number;
  readonly quorum?: true;
  readonly dependsOn?: readonly string[];
  /** Gates in the inventory's own words. */
  readonly gates: (servicePort: number) => readonly object[];
  /** Its lines in HAProxy, in the inventory's own words. */
  readonly haproxy?: object;
};

export type LabFleet = {
  readonly zoneOfRack: Readonly<Record<string, string>>;
  readonly hosts: Readonly<Record<string, FleetHost>>;
  readonly services: Readonly<Record<string, FleetService>>;
  readonly maxInFlight: number;
  /** Slack user or channel of the team that owns everything. */
  readonly platformSlack?: string;
  /** Over the usual timing, in the inventory's own words. */
  readonly timing?: Readonly<Record<string, string>>;
  /** Over the usual settings, section by section. */
  readonly settings?: Readonly<Record<string, object>>;
};

const DAY_S = 86_400;

/** Gates of the three kinds, asked quickly. */
export const gates = {
  tcp: (port: number): object => ({ tcp: port, ...gatePace }),
  http: (port: number): object => ({ http: { port, path: '/', body_includes: 'serving' }, ...gatePace }),
  command: (): object => ({ command: { run: ['/usr/bin/lab-ready'] }, ...gatePace }),
};

const gatePace = { attempt: '3s', every: '1s', within: '60s', passes: 1 };

/** Short enough to wait for; the bounds that end in a failure are long enough for a busy machine. */
const usualTiming = {
  expected: '20s',
  go_down_within: '20s',
  come_back_within: '60s',
  hold: '1s',
  system_up_within: '30s',
  soak: '1s',
};

/** The hosts of the lab. Each can be asked `lab-ready`, which succeeds. */
export function labHosts({ hosts }: LabFleet): readonly LabHostOptions[] {
  return Object.entries(hosts).map(([name, { uptimeDays, atBoot, hypervisor }]) => ({
    name,
    ...(hypervisor === undefined ? {} : { hypervisor }),
    uptimeS: uptimeDays * DAY_S,
    commands: ['ready'],
    ...(atBoot === undefined ? {} : { atBoot: { server: atBoot } }),
  }));
}

/** Writes `dir`/inventory about `lab` and `workspace`; the database is `dir`/stagger.db. Gives the inventory's folder. */
export function writeInventory(
  dir: string,
  { fleet, lab, workspace }: { readonly fleet: LabFleet; readonly lab: Lab; readonly workspace: Workspace },
): string {
  const inventory = join(dir, 'inventory');
  mkdirSync(inventory, { recursive: true });
  const write = (name: string, content: object): void =>
    writeFileSync(join(inventory, name), stringify(content));
  write('fleet.yaml', fleetFile(fleet, lab));
  write('settings.yaml', settingsFile(dir, { fleet, lab, workspace }));
  return inventory;
}

function fleetFile(fleet: LabFleet, lab: Lab): object {
  const { zoneOfRack, hosts, services, maxInFlight, timing } = fleet;
  const servicePort = lab.hosts()[0]?.servicePort ?? 0;
  return {
    sites: { lab: { kind: 'datacentre', time_zone: 'UTC' } },
    zones: Object.fromEntries([...new Set(Object.values(zoneOfRack))].map((zone) => [zone, { site: 'lab' }])),
    racks: Object.fromEntries(Object.entries(zoneOfRack).map(([rack, zone]) => [rack, { zone }])),
    owners: { platform: fleet.platformSlack === undefined ? {} : { slack: fleet.platformSlack } },
    // Begins every day and lasts a week: open at every instant.
    windows: {
      always: {
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        start: '00:00',
        duration: '7d',
      },
    },
    defaults: {
      time_zone: 'UTC',
      owner: 'platform',
      max_uptime: '180d',
      warn_before: '30d',
      windows: ['always'],
      timing: { ...usualTiming, ...timing },
      // Lab hosts share the machine's network: what other tests listen on comes and goes.
      drift: { listeners: 'ignore', routes: 'ignore', grace: '0s' },
      drain: { command: ['/usr/bin/lab-drain'], timeout: '20s' },
      undrain: { command: ['/usr/bin/lab-undrain'], timeout: '20s' },
    },
    caps: { max_in_flight: maxInFlight },
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([name, { rack, hypervisor }]) => [
        name,
        { ...(hypervisor === undefined ? { rack } : { hypervisor }), address: lab.host(name).address },
      ]),
    ),
    services: Object.fromEntries(
      Object.entries(services).map(([name, service]) => [
        name,
        {
          instances: service.instances,
          ...(service.quorum === true ? { quorum: true } : { min_available: service.minAvailable }),
          ...(service.dependsOn === undefined ? {} : { depends_on: service.dependsOn }),
          gates: service.gates(servicePort),
          ...(service.haproxy === undefined ? {} : { haproxy: service.haproxy }),
        },
      ]),
    ),
  };
}

function settingsFile(
  dir: string,
  { fleet, lab, workspace }: { readonly fleet: LabFleet; readonly lab: Lab; readonly workspace: Workspace },
): object {
  const usual: Readonly<Record<string, object>> = {
    database: { path: join(dir, 'stagger.db') },
    ssh: {
      known_hosts: lab.knownHostsPath,
      identity_file: lab.identityPath,
      user: 'stagger',
      port: lab.port,
      observe_every: '10s',
      connect_within: '8s',
      answer_within: '8s',
      misses_until_unreachable: 2,
    },
    slack: {
      team: workspace.teamId,
      channel: 'C0REBOOTS',
      bot_token: { env: 'STAGGER_SLACK_BOT_TOKEN' },
      app_token: { env: 'STAGGER_SLACK_APP_TOKEN' },
      api_url: workspace.apiUrl,
    },
    approvals: { needed: 1, approvers: ['S0APPROVERS'], expires_after: '1h' },
    execution: { tick: '1s', max_observation_age: '1m' },
  };
  const { settings = {} } = fleet;
  return Object.fromEntries(
    Object.entries({ ...settings, ...usual }).map(([section, fields]) => [
      section,
      { ...fields, ...settings[section] },
    ]),
  );
}

/** What the witness holds a campaign on this fleet to. */
export function witnessedServices({ hosts, services, zoneOfRack }: LabFleet): readonly WitnessedService[] {
  return Object.entries(services).map(([name, { instances, minAvailable, dependsOn = [] }]) => ({
    name,
    minAvailable,
    dependsOn,
    zoneOf: Object.fromEntries(
      Object.values(instances)
        .flat()
        .map((host) => [host, zoneOfRack[hosts[host]?.rack ?? ''] ?? '']),
    ),
  }));
}
