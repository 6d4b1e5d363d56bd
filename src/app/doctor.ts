// The doctor's round: every question asked side by side, each bounded, none of them changing anything. Hosts are asked
// as many at once as a sweep would.

import { dirname } from 'node:path';
import { examineConsole } from '../adapters/http/examine-console.ts';
import { examineDirectory, zoneDataVersions } from '../adapters/node/examine-machine.ts';
import { readPulledSwitches } from '../adapters/node/stop-file.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { lookAtDatabase } from '../adapters/sql/inspect-database.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Settings } from '../config/settings.ts';
import { counted } from '../core/counted.ts';
import { problem, warning, well, type DoctorLine } from '../core/doctor/doctor-line.ts';
import { judgeConsole } from '../core/doctor/judge-console.ts';
import { judgeDatabase, judgeDirectory, judgeZoneData } from '../core/doctor/judge-machine.ts';
import { SECOND_MS } from '../core/brand.ts';
import { hostLines, type HostRound } from './doctor-hosts.ts';

export type DoctorRound = HostRound & { readonly slack: 'asked' | 'skipped' };

const clock = createSystemClock();

const consoleWithinMs = 3 * SECOND_MS;

/** In the order in which people mend things: what others rest on comes first. Never rejects for what it finds. */
export async function doctorRound(round: DoctorRound): Promise<readonly DoctorLine[]> {
  const { settings } = round.inventory;
  const asked = await Promise.all([
    stopSwitchLines(settings),
    zoneDataLine(),
    databaseLines(settings),
    consoleLines(settings),
    hostLines(round),
    round.slack === 'asked'
      ? import('./doctor-slack.ts').then(({ slackLines }) => slackLines(settings, clock))
      : Promise.resolve([]),
  ]);
  return [inventoryLine(round.inventory), ...approvalLines(settings), ...asked.flat()];
}

/** Where the inventory is broken only the machine itself can be looked at. */
export async function machineLines(): Promise<readonly DoctorLine[]> {
  return [await zoneDataLine()];
}

async function zoneDataLine(): Promise<DoctorLine> {
  const year = new Date(clock.now()).getUTCFullYear();
  return judgeZoneData({ ...(await zoneDataVersions()), year });
}

function inventoryLine({ fleet }: GoodInventory): DoctorLine {
  const found = `no mistakes; ${counted(fleet.hosts.size, 'host')}, ${counted(fleet.services.size, 'service')}`;
  return well({ area: 'inventory', subject: 'inventory', found });
}

function approvalLines({ slack, approvals }: Settings): readonly DoctorLine[] {
  const area = 'configuration';
  const approvers = approvals.users.length + approvals.groups.length;
  if (slack === null)
    return [
      warning({
        area,
        subject: 'slack',
        found: 'not configured: nothing is posted, nothing can be approved, nothing is rebooted',
        fix: 'run `stagger slack manifest`, make the app, and set slack in settings.yaml',
      }),
    ];
  if (slack.kind === 'webhook')
    return [
      warning({
        area,
        subject: 'slack',
        found: 'a webhook only posts: nothing can be approved, nothing is rebooted',
        fix: 'for approvals make the app (`stagger slack manifest`) and use mode socket or http',
      }),
    ];
  if (approvers === 0)
    return [
      problem({
        area,
        subject: 'approvals',
        found: 'no approvers are named: no plan could be approved',
        fix: 'name users (U…) or user groups (S…) in approvals.approvers',
      }),
    ];
  return [well({ area, subject: 'approvals', found: `${approvals.needed} of ${approvers} named approvers` })];
}

async function stopSwitchLines({ databasePath }: Settings): Promise<readonly DoctorLine[]> {
  return (await readPulledSwitches(databasePath)).map(({ kind, subject, path, why, by, lift }) =>
    warning({
      area: 'configuration',
      subject: `stop switch${subject === null ? '' : ` of ${subject.kind} ${subject.id}`}`,
      found: `${kind}: ${why ?? path}${by === null ? '' : ` (${by})`}`,
      fix: lift === null ? `mend the rights of ${path}` : `\`${lift}\` lets campaigns go on`,
    }),
  );
}

async function databaseLines({ databasePath }: Settings): Promise<readonly DoctorLine[]> {
  const directory = dirname(databasePath);
  const [place, look] = await Promise.all([examineDirectory(directory), lookAtDatabase(databasePath)]);
  const file = place.kind === 'present' ? judgeDatabase(databasePath, look.examination) : [];
  return [...judgeDirectory(directory, place), ...file];
}

async function consoleLines({ http }: Settings): Promise<readonly DoctorLine[]> {
  if (http === null) return [];
  const shown = http.address.includes(':') ? `[${http.address}]` : http.address;
  return [judgeConsole(`${shown}:${http.port}`, await examineConsole(http, consoleWithinMs))];
}
