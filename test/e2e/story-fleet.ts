// The fleet of the main line: twelve hosts in four racks of two zones, three services. The web servers need the
// database, so these two are never out together; the cache keeps a quorum.
import { gates, type LabFleet } from './lab-fleet.ts';

export const storyFleet = {
  zoneOfRack: { 'rack-1': 'zone-a', 'rack-2': 'zone-a', 'rack-3': 'zone-b', 'rack-4': 'zone-b' },
  hosts: {
    'web-1': { rack: 'rack-1', uptimeDays: 220 },
    'web-2': { rack: 'rack-1', uptimeDays: 219 },
    'web-3': { rack: 'rack-2', uptimeDays: 218 },
    'web-4': { rack: 'rack-3', uptimeDays: 217 },
    'web-5': { rack: 'rack-3', uptimeDays: 216 },
    'web-6': { rack: 'rack-4', uptimeDays: 215 },
    'db-1': { rack: 'rack-2', uptimeDays: 230 },
    'db-2': { rack: 'rack-3', uptimeDays: 229 },
    'db-3': { rack: 'rack-4', uptimeDays: 228 },
    'cache-1': { rack: 'rack-1', uptimeDays: 240 },
    'cache-2': { rack: 'rack-3', uptimeDays: 239 },
    'cache-3': { rack: 'rack-4', uptimeDays: 238 },
  },
  services: {
    web: {
      instances: { member: ['web-1', 'web-2', 'web-3', 'web-4', 'web-5', 'web-6'] },
      minAvailable: 4,
      dependsOn: ['db'],
      gates: (port) => [gates.http(port)],
    },
    db: {
      instances: { primary: ['db-1'], replica: ['db-2'], standby: ['db-3'] },
      minAvailable: 2,
      gates: (port) => [gates.tcp(port), gates.command()],
    },
    cache: {
      instances: { member: ['cache-1', 'cache-2', 'cache-3'] },
      minAvailable: 2,
      quorum: true,
      gates: (port) => [gates.tcp(port)],
    },
  },
  maxInFlight: 4,
} satisfies LabFleet;
