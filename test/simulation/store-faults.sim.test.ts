// The store fails at its Nth call: once, for every N of a campaign's life, or from then on for ever. Whatever SQLite says,
// no new command is sent that is not in the journal, watching goes on, it is said clearly, and nothing is half-written.
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
  /** What was called, in order. */
  readonly calls: () => readonly string[];
  /** After the first failure. */
  readonly looks: () => number;
  readonly said: () => readonly string[];
  readonly newRequests: () => number;
};

/** @param failing which of the store's calls fail, counted from 1, and whether they do before or after their work. */
function watched(failing: (call: number) => 'before' | 'after' | null, code: string): Watched {
  let [looks, newRequests] = [0, 0];
  const calls: string[] = [];
  let failed = false;
  const said: string[] = [];
  const fail = (): never => {
    failed = true;
    throw Object.assign(new Error(`simulated: ${code}`), { code });
  };
  const call = async (name: string, perform: () => Promise<unknown>): Promise<unknown> => {
    const when = failing(calls.push(name));
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

/**
 * A seed without any other fault, whose faults stop by themselves: everything must still come to its end. Two hosts, one
 * plan: small enough for a run for each call.
 */
const run = (plant: Plant, untilAt: number | null = null): Promise<SimulationResult> =>
  simulate({
    seed: 52,
    plant,
    mode: 'liveness',
    without: new Set(faultKinds),
    cut: { acts: new Set(), plans: new Set([1, 2]), hosts: new Set(), services: new Set(), untilAt },
  });

type Life = { readonly calls: readonly string[]; readonly endAt: number };

async function wholeLife(): Promise<Life> {
  const { plant, calls } = watched(() => null, '');
  const { sometimes, scenario, days } = await run(plant);
  expect(sometimes.has('campaign done')).toBe(true);
  return { calls: calls(), endAt: scenario.startAt + days * DAY_MS };
}

const reads =
  /^(campaign|campaigns|campaignEvents|campaignEventsSince|decisionBasis|dueWork|currentBoots|boots|message|unshownMessages|unfinishedEffects|hostViews|firstSightings|episodes|episodeEvents|waivers|recall|journal.*|audit.*)$/;

describe('the store fails', () => {
  it('once, at every one of its calls, before or after its work: everything comes to its end all the same', async () => {
    const { calls } = await wholeLife();
    let [runs, told] = [0, 0];
    for (const [index, name] of calls.entries())
      // A read that fails after its work has done no more than one that fails before.
      for (const when of reads.test(name) ? (['before'] as const) : (['before', 'after'] as const)) {
        const code = answers[(index + runs) % answers.length] ?? '';
        const { plant, said } = watched((call) => (call === index + 1 ? when : null), code);
        const { violations } = await run(plant);
        expect(violations, `call ${index + 1}, ${when} ${name}: ${code}`).toEqual([]);
        runs += 1;
        if (said().length > 0) told += 1;
      }
    expect(runs).toBeGreaterThan(calls.length + 100);
    expect(told).toBeGreaterThan(runs / 2);
  });

  it('from any call on: no new command, watching goes on, nothing half-written', async () => {
    const { calls, endAt } = await wholeLife();
    for (let turn = 1; turn <= 6; turn += 1) {
      const nth = Math.round((turn * calls.length) / 7);
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
