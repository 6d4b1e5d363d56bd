// Where the daemon's process is hit: some calls after something interesting became durable, or at any time. Killed,
// stopped, or refused by its store.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { Chance } from './chance.ts';
import type { CallPort, Interference, Interferer } from './daemon-process.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Verdicts } from './verdicts.ts';

export type Chaos = {
  readonly interfere: Interferer;
  /** Something became durable: what comes next is worth hitting. */
  readonly onRecorded: (event: CampaignEvent) => void;
  /** Something else became durable. */
  readonly onOther: () => void;
  /** Hit it within the next calls. */
  readonly provoke: () => void;
  readonly restartAfterMs: () => DurationMs;
  readonly calmDown: () => void;
};

/** Events after which the next calls matter most. */
const interesting: Readonly<Partial<Record<CampaignEvent['kind'], number>>> = {
  'campaign-proposed': 0.05,
  'campaign-started': 0.05,
  'host-check-requested': 0.05,
  'host-drain-requested': 0.1,
  'host-recheck-requested': 0.1,
  'host-reboot-requested': 0.35,
  'host-reboot-sent': 0.2,
  'host-boot-proven': 0.05,
  'host-gate-asked': 0.05,
  'host-undrain-requested': 0.05,
  'host-undo-requested': 0.1,
  'campaign-halted': 0.1,
};

const MAX_HITS = 8;

export function createChaos(
  chance: Chance,
  faults: ReadonlySet<FaultKind>,
  verdicts: Verdicts,
  /** The process was stopped for this long. */
  onStopped: (forMs: DurationMs) => void,
): Chaos {
  const kinds = (['kill', 'pause', 'store-errors'] as const).filter((kind) => faults.has(kind));
  let left = kinds.length === 0 ? 0 : MAX_HITS;
  let armed: { readonly kind: (typeof kinds)[number]; calls: number; repeats: number } | null = null;

  const arm = (withinCalls = 7): void => {
    if (left === 0 || armed !== null) return;
    left -= 1;
    const kind = chance.pick(kinds);
    armed = {
      kind,
      calls: chance.whole(0, withinCalls),
      repeats: kind === 'store-errors' ? chance.whole(1, 12) : 1,
    };
  };

  const hit = (kind: (typeof kinds)[number]): Interference => {
    const when = chance.happens(0.5) ? 'before' : 'after';
    switch (kind) {
      case 'kill':
        return { kind: 'kill', when };
      case 'pause': {
        verdicts.saw('process stopped');
        const forMs = chance.span(SECOND_MS, HOUR_MS);
        onStopped(forMs);
        return { kind: 'stop', when, forMs };
      }
      case 'store-errors':
        verdicts.saw(when === 'before' ? 'store failed before writing' : 'store failed after writing');
        return { kind: 'fail', when };
    }
  };

  const applies = (kind: (typeof kinds)[number], port: CallPort): boolean =>
    kind !== 'store-errors' || port === 'store';

  return {
    interfere: (port) => {
      if (armed === null || !applies(armed.kind, port)) return null;
      armed.calls -= 1;
      if (armed.calls > 0) return null;
      const { kind } = armed;
      armed.repeats -= 1;
      if (armed.repeats <= 0) armed = null;
      return hit(kind);
    },
    onRecorded: ({ kind }) => {
      if (left > 0 && chance.happens(interesting[kind] ?? 0)) arm();
    },
    onOther: () => {
      if (left > 0 && chance.happens(0.4)) arm(2);
    },
    provoke: () => arm(),
    restartAfterMs: () =>
      chance.pick([
        0,
        SECOND_MS,
        chance.span(SECOND_MS, MINUTE_MS),
        chance.span(MINUTE_MS, 10 * HOUR_MS),
        chance.span(DAY_MS, 3 * DAY_MS),
      ]),
    calmDown: () => {
      left = 0;
      armed = null;
    },
  };
}
