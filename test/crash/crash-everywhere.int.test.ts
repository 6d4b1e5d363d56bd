// `kill -9` of a real process over a real SQLite file at every durable write and every external effect that one campaign
// comes by: before it, after it, and with its answer still on the way. Each restart goes on where the last life ended.
// Whatever was lost, the campaign ends, every host was rebooted exactly once, and nothing was said twice.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../src/adapters/node/system-clock.ts';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { DAY_MS } from '../../src/core/brand.ts';
import { replay } from '../../src/core/campaign/evolve.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { createSimulatedFleet, type SimulatedFleet } from '../../src/demo/simulated-fleet.ts';
import { createFakeChat } from '../fakes/fake-chat.ts';
import { createChance } from '../simulation/chance.ts';
import { EVERY_REQUEST, hostNames } from './crash-fleet.ts';
import { answerChild } from './outside.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const entry = join(import.meta.dirname, 'doomed-daemon.ts');

/** Around the request of a reboot: one death for each host, because a host has three requests and no more. */
const aroundRequest = /reboot/;

function newFleet(): SimulatedFleet {
  const chance = createChance('crash everywhere');
  return createSimulatedFleet({
    clock: createSystemClock(),
    fraction: chance.fraction,
    latencyMs: 4,
    hosts: hostNames.map((id) => ({
      id: id as HostId,
      uptimeMs: 100 * DAY_MS,
      bootMs: 30,
      shutdownMs: 10,
      kernel: '6.1.0-25-amd64',
      kernelNewest: '6.1.0-26-amd64',
    })),
  });
}

const accepted = (fleet: SimulatedFleet): readonly string[] =>
  fleet.log.filter(({ kind }) => kind === 'reboot-accepted').map(({ host }) => host);

type Life = { readonly code: number | null; readonly moment: string | null; readonly errors: string };

async function live(
  fleet: SimulatedFleet,
  chat: ReturnType<typeof createFakeChat>,
  spare: readonly string[],
): Promise<Life> {
  const [diedPath, sparedPath] = [join(directory, 'died'), join(directory, 'spared')];
  rmSync(diedPath, { force: true });
  writeFileSync(sparedPath, spare.join('\n'));
  const child = fork(entry, [join(directory, 'stagger.db'), diedPath, sparedPath], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'stagger-crash-compile-cache') },
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  answerChild(child, fleet, chat);
  const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(limit);
  return { code, moment: existsSync(diedPath) ? readFileSync(diedPath, 'utf8') : null, errors };
}

describe('a daemon that is killed', () => {
  it('at every write and every effect: each host rebooted once, nothing lost, nothing said twice', async () => {
    const fleet = newFleet();
    const chat = createFakeChat();
    const died: string[] = [];
    let rebootsAtRequestDeath = -1;
    let last: Life;
    do {
      const waits = accepted(fleet).length === rebootsAtRequestDeath;
      last = await live(fleet, chat, waits ? [...died, EVERY_REQUEST] : died);
      if (last.moment === null) break;
      died.push(last.moment);
      if (aroundRequest.test(last.moment)) rebootsAtRequestDeath = accepted(fleet).length;
    } while (died.length < 400);
    expect(last).toMatchObject({ code: 0, moment: null });

    expect([...accepted(fleet)].sort()).toEqual(hostNames);
    const keys = chat.messages.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const store = await openSqlStore(join(directory, 'stagger.db'));
    const [campaign] = await store.campaigns('all');
    const state = campaign === undefined ? null : replay(await store.campaignEvents(campaign.id, 0));
    expect(state?.phase).toMatchObject({ kind: 'ended', as: { kind: 'done' } });
    expect(await store.verifyJournal()).toMatchObject({ kind: 'intact' });
    expect(await store.unfinishedEffects()).toEqual([]);
    await store.close();
    expect(new Set(died).size).toBe(died.length);
    expect(died.filter((moment) => moment.endsWith('before')).length).toBeGreaterThanOrEqual(30);
  }, 600_000);
});
