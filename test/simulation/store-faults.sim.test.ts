// The store fails at its Nth call, for N all over a campaign: once, or from then on for ever. Whatever SQLite says, no
// new command is sent that is not in the journal, watching goes on, it is said clearly, and nothing is half-written.
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/brand.ts';
import type { LogFields } from '../../src/ports/log.ts';
import type { Store } from '../../src/ports/store.ts';
import { faultKinds } from './fault-kinds.ts';
import { simulate, type SimulationResult } from './simulation.ts';
import type { Plant } from './supervisor.ts';

/** What SQLite says of a full disk, a bad disk, damaged pages, somebody else's lock and a read-only file system. */
const answers = ['SQLITE_FULL', 'SQLITE_IOERR_FSYNC', 'SQLITE_CORRUPT', 'SQLITE_BUSY', 'SQLITE_READONLY'];

type Watched = {
  readonly plant: Plant;
  readonly calls: () => number;
  /** After the first failure. */
  readonly looks: () => number;
  readonly said: () => readonly string[];
  readonly newRequests: () => number;
};

/** @param failing which of the store's calls fail, counted from 1, and whether they do before or after their work. */
function watched(failing: (call: number) => 'before' | 'after' | null, code: string): Watched {
  let [calls, looks, newRequests] = [0, 0, 0];
  let failed = false;
  const said: string[] = [];
  const fail = (): never => {
    failed = true;
    throw Object.assign(new Error(`simulated: ${code}`), { code });
  };
  const call = async (name: string, perform: () => Promise<unknown>): Promise<unknown> => {
    calls += 1;
    const when = failing(calls);
    if (when === 'before') fail();
    const result = await perform();
    return when === 'after' && name !== 'close' ? fail() : result;
  };
  const wrap = (store: Store): Store =>
    Object.fromEntries(
      Object.entries(store).map(([name, method]) => [
        name,
        (...given: unknown[]) =>
          call(name, () => (method as (...args: unknown[]) => Promise<unknown>)(...given)),
      ]),
    ) as unknown as Store;
  const plant: Plant = {
    options: (options) => {
      const { store, hosts, log } = options.ports;
      const error = (message: string, fields?: LogFields): void => {
        said.push(`${message} ${String(fields?.['error'] ?? '')}`);
        log.error(message, fields);
      };
      const ports = {
        ...options.ports,
        store: wrap(store),
        log: { ...log, error },
        hosts: {
          ...hosts,
          readFacts: (...given: Parameters<typeof hosts.readFacts>) => {
            if (failed) looks += 1;
            return hosts.readFacts(...given);
          },
          requestReboot: (...given: Parameters<typeof hosts.requestReboot>) => {
            if (failed) newRequests += 1;
            return hosts.requestReboot(...given);
          },
        },
      };
      return { ...options, ports };
    },
  };
  return {
    plant,
    calls: () => calls,
    looks: () => looks,
    said: () => said,
    newRequests: () => newRequests,
  };
}

/** A seed without any other fault whose faults stop by themselves: everything must still come to its end. */
const seed = 12;
const run = (plant: Plant, untilAt: number | null = null): Promise<SimulationResult> =>
  simulate({
    seed,
    plant,
    mode: 'liveness',
    without: new Set(faultKinds),
    cut: { acts: new Set(), plans: new Set(), hosts: new Set(), services: new Set(), untilAt },
  });

async function callsOfTheCampaign(): Promise<{ readonly all: number; readonly endAt: number }> {
  const { plant, calls } = watched(() => null, '');
  const { sometimes, scenario, days } = await run(plant);
  expect(sometimes.has('campaign done')).toBe(true);
  return { all: calls(), endAt: scenario.startAt + days * DAY_MS };
}

describe('the store fails', () => {
  it('once, at any of its calls, before or after its work: everything comes to its end all the same', async () => {
    const { all } = await callsOfTheCampaign();
    let failures = 0;
    for (let nth = 1; nth <= all; nth += 7) {
      const when = nth % 2 === 0 ? 'before' : 'after';
      const { plant, said } = watched((call) => (call === nth ? when : null), answers[nth % 5] ?? '');
      const { violations } = await run(plant);
      expect(violations, `call ${nth}, ${when}`).toEqual([]);
      failures += said().length;
    }
    expect(failures).toBeGreaterThan(all / 14);
  });

  it('from any call on: no new command, watching goes on, nothing half-written', async () => {
    const { all, endAt } = await callsOfTheCampaign();
    for (let turn = 1; turn <= 6; turn += 1) {
      const nth = Math.round((turn * all) / 7);
      const code = answers[turn % 5] ?? '';
      const { plant, said, looks, newRequests } = watched((call) => (call >= nth ? 'before' : null), code);
      const { violations } = await run(plant, endAt);
      expect(violations, `from call ${nth} on`).toEqual([]);
      // What was marked as started before the first failure may still be on its way.
      expect(newRequests(), `from call ${nth} on`).toBeLessThanOrEqual(1);
      expect(looks(), `from call ${nth} on`).toBeGreaterThan(3);
      expect(said().join('\n')).toContain(code);
    }
  });
});
