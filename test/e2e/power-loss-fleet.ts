// The rack of seventeen among its neighbours, as lab hosts: a real MariaDB and its replica, a real Redis, and web servers
// elsewhere for a campaign to reboot.
import { freePort } from '../lab/free-port.ts';
import { mariadbCommand, redisCommand } from '../lab/real-servers.ts';
import { gates, type FleetHost, type LabFleet } from './lab-fleet.ts';

/** On each host's own address. */
export const ports = { mysql: await freePort(), redis: await freePort() };

/** Inside the host; its address is known only there. */
const here = '$(cat /run/stagger-lab/address)';

function mariadb(serverId: number): string {
  const command = mariadbCommand('/srv/mariadb', { address: here, port: ports.mysql }, [
    `--server-id=${serverId}`,
  ]);
  return `until [ -e /srv/ready ]; do sleep 0.1; done; exec ${command.join(' ')}`;
}

function redis(): string {
  const command = redisCommand('/srv', { address: here, port: ports.redis });
  return `exec ${command.map((word) => (word === '' ? "''" : word)).join(' ')}`;
}

const inRack = (rack: string, uptimeDays: number, names: readonly string[]): Record<string, FleetHost> =>
  Object.fromEntries(names.map((name) => [name, { rack, uptimeDays }]));

export const rackOfSeventeen: readonly string[] = [
  ...['dbproxy-01', 'dbproxy-02', 'edge-01', 'mysql-02', 'web-01', 'web-02', 'web-03', 'rec-01'],
  ...['notify-01', 'notify-02', 'storage-01', 'storage-02', 'pubdb-01', 'pubdb-02'],
  ...['batch-01', 'batch-02', 'batch-03'],
];

const http = (port: number): readonly object[] => [gates.http(port)];
const quick = { attempt: '3s', every: '1s', within: '60s', passes: 1 };
const password = { file: 'gate-password' };

export const powerLossFleet: LabFleet = {
  zoneOfRack: { r11: 'zone-a', r12: 'zone-a', r21: 'zone-b' },
  hosts: {
    ...inRack('r12', 100, rackOfSeventeen),
    'mysql-02': { rack: 'r12', uptimeDays: 100, atBoot: mariadb(2) },
    'rec-01': { rack: 'r12', uptimeDays: 100, atBoot: redis() },
    'mysql-01': { rack: 'r11', uptimeDays: 100, atBoot: mariadb(1) },
    ...inRack('r11', 200, ['web-04', 'web-05', 'web-06', 'web-07']),
    ...inRack('r21', 100, ['edge-02', 'storage-03', 'notify-03']),
  },
  services: {
    'db-proxy': { instances: { member: ['dbproxy-01', 'dbproxy-02'] }, minAvailable: 1, gates: http },
    edge: { instances: { primary: ['edge-01'], standby: ['edge-02'] }, minAvailable: 1, gates: http },
    'store-db': {
      instances: { primary: ['mysql-01'], replica: ['mysql-02'] },
      minAvailable: 1,
      gates: () => [
        { mysql: { port: ports.mysql, user: 'gate', password, max_lag: '5s' }, parts: ['replica'], ...quick },
      ],
    },
    'store-web': {
      instances: { member: ['web-01', 'web-02', 'web-03', 'web-04', 'web-05', 'web-06', 'web-07'] },
      minAvailable: 3,
      dependsOn: ['db-proxy'],
      gates: http,
    },
    cache: {
      instances: { member: ['rec-01'] },
      minAvailable: 0,
      gates: () => [{ redis: { port: ports.redis, min_keys: 1_000 }, ...quick }],
    },
    'notify-api': {
      instances: { member: ['notify-01', 'notify-02', 'notify-03'] },
      minAvailable: 2,
      gates: http,
    },
    storage: {
      instances: { member: ['storage-01', 'storage-02', 'storage-03'] },
      minAvailable: 2,
      quorum: true,
      gates: http,
    },
    'publishing-db': {
      instances: { primary: ['pubdb-01'], standby: ['pubdb-02'] },
      minAvailable: 1,
      gates: http,
    },
    batch: { instances: { member: ['batch-01', 'batch-02', 'batch-03'] }, minAvailable: 0, gates: http },
  },
  maxInFlight: 1,
  platformSlack: 'U0PLATFORM',
  timing: { soak: '6s' },
  settings: { incidents: { settle: '5s', note_after: '20s' } },
};
