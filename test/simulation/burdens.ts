// What single hosts do wrong at their next reboot, drawn once for each host.
import { MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';
import type { SimulatedFleet, SimulatedHost } from '../../src/demo/simulated-fleet.ts';
import type { Acts } from './acts.ts';
import type { Chance } from './chance.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Stuck } from './stuck-family.ts';

type Burden = readonly [
  kind: FaultKind,
  words: string,
  put: (host: SimulatedHost, chance: Chance) => void,
  probability?: number,
];

const burdens: readonly Burden[] = [
  ['never-comes-back', 'will stay down', ({ faults }) => (faults.neverComesBack = true)],
  ['ignores-reboot', 'will accept a reboot and go on running', ({ faults }) => (faults.ignoresReboot = true)],
  [
    'reboots-again',
    'will reboot once more by itself',
    ({ faults }, chance) => (faults.rebootsAgainAfterMs = chance.span(SECOND_MS, 10 * MINUTE_MS)),
  ],
  ['keeps-boot-id', 'keeps its boot id over a reboot', ({ faults }) => (faults.keepsBootId = true)],
  ['refuses-reboot', 'refuses to reboot', ({ faults }) => (faults.refusesReboot = true)],
  ['lost-replies', 'loses the answer to a reboot', ({ faults }) => (faults.losesRebootReply = true)],
  ['lost-replies', 'loses the request for a reboot', ({ faults }) => (faults.losesRebootRequest = true)],
  ['hook-failures', 'cannot be drained', ({ faults }) => (faults.failsDrain = true), 0.17],
  ['hook-failures', 'cannot be undrained', ({ faults }) => (faults.failsUndrain = true), 0.17],
  [
    'cold-services',
    'serves only some time after its boot',
    ({ faults }, chance) => (faults.servesAfterMs = chance.span(10 * SECOND_MS, 20 * MINUTE_MS)),
  ],
  [
    'cold-services',
    'settles only some time after its boot',
    ({ faults }, chance) => (faults.settlesAfterMs = chance.span(10 * SECOND_MS, 8 * MINUTE_MS)),
  ],
  ['failed-units', 'will have a failed unit', ({ faults }) => (faults.failsUnit = 'nginx.service')],
  ['old-kernel', 'will boot its old kernel', (host) => (host.faults.bootsKernel = host.kernel)],
];

export type BurdenOptions = {
  readonly fleet: SimulatedFleet;
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultKind>;
  readonly stuck: Stuck | null;
  readonly acts: Acts;
  readonly onHappened: (what: string) => void;
};

export function burdenHosts({ fleet, chance, faults, stuck, acts, onHappened }: BurdenOptions): void {
  for (const [number, host] of [...fleet.hosts()].entries())
    for (const [kind, words, put, probability = 0.35] of burdens) {
      const own = chance.fork(`host ${number} ${words}`);
      const isSure = stuck?.host === host.id && stuck.words.includes(words);
      if (!faults.has(kind) || !own.happens(isSure ? 1 : probability)) continue;
      if (acts.next(`${host.id} ${words}`) === null) continue;
      put(host, own);
      onHappened(`${host.id} ${words}`);
    }
}
