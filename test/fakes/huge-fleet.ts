// The largest fleet that messages have to hold: a thousand servers, longest legal names, Korean services, hostile words.
import { DAY_MS } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { OwnerId } from '../../src/core/fleet/ids.ts';
import { buildFleet } from './fleet-builder.ts';
import { atLeast } from './sample-fleet.ts';

const name = (prefix: string, index: number): string =>
  `${prefix}-${index.toString().padStart(4, '0')}-`.padEnd(253, '<!channel>&`*긴이름*`.');

export const hugeHosts: readonly string[] = Array.from({ length: 1_000 }, (_, index) => name('host', index));
export const hugeRack = name('rack', 0);
export const hugeService = name('서비스', 0);
export const hugeOwner = name('담당', 0);

/** Every server in one rack, 200 services, each with its own owner and in need of all the others before it. */
export function hugeFleet(): Fleet {
  const owners = Array.from({ length: 200 }, (_, index) => name('담당', index) as OwnerId);
  const fleet = buildFleet({
    racks: { [hugeRack]: { zone: name('zone', 0), feeds: [name('feed', 0), name('feed', 1)] } },
    hosts: Object.fromEntries(
      hugeHosts.map((host, index) => [
        host,
        {
          rack: hugeRack,
          owner: owners[index % 200] ?? null,
          uptime: { maxUptimeMs: 180 * DAY_MS, warnBeforeMs: 30 * DAY_MS },
        },
      ]),
    ),
    services: Object.fromEntries(
      owners.map((owner, index) => [
        name('서비스', index),
        {
          on: hugeHosts.slice(index === 0 ? 0 : index * 5, index === 0 ? 900 : index * 5 + 5),
          owner,
          budget: atLeast(3),
          dependsOn: Array.from({ length: Math.min(index, 20) }, (_unused, before) => name('서비스', before)),
        },
      ]),
    ),
  });
  return { ...fleet, owners: new Map(owners.map((id) => [id, { id, slack: 'C0TEAM', approvals: null }])) };
}
