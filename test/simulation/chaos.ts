// Where the daemon's process is hit: some calls after something interesting became durable, or at any time. Killed,
// stopped, or refused by its store.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { Acts } from './acts.ts';
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

export type ChaosOptions = {
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultKind>;
  readonly acts: Acts;
  readonly verdicts: Verdicts;
  /** True while the store refuses everything. */
  readonly storeIsAway: () => boolean;
  /** The process was stopped for this long. */
  readonly onStopped: (forMs: DurationMs) => void;
  readonly onHit: (what: string) => void;
};

/** Events after which the next calls matter most. */
const interesting: Readonly<Partial<Record<CampaignEvent['kind'], number>>> = {
  'campaign-proposed': 0.05,
  'campaign-started': 0.05,
  'host-check-requested': 0.05,
  'host-drain-requested': 0.1,
  'host-leave-requested': 0.1,
  'host-ramp-requested': 0.05,
  'host-retreat-requested': 0.1,
  'host-restore-requested': 0.1,
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

const hitKinds = ['kill', 'pause', 'store-errors'] as const;

type Armed = {
  readonly kind: (typeof hitKinds)[number];
  readonly own: Chance;
  calls: number;
  repeats: number;
};

export function createChaos(options: ChaosOptions): Chaos {
  const { chance, faults, acts, verdicts, onStopped, onHit } = options;
  const kinds = hitKinds.filter((kind) => faults.has(kind));
  let left = kinds.length === 0 ? 0 : MAX_HITS;
  let armed: Armed | null = null;

  const arm = (withinCalls = 7): void => {
    if (left === 0 || armed !== null) return;
    left -= 1;
    const name = acts.next('hit');
    if (name === null) return;
    const own = chance.fork(name);
    const kind = own.pick(kinds);
    const repeats = kind === 'store-errors' ? own.whole(1, 12) : 1;
    armed = { kind, own, calls: own.whole(0, withinCalls), repeats };
  };

  const hit = ({ kind, own }: Armed, call: string): Interference => {
    const when = own.happens(0.5) ? 'before' : 'after';
    switch (kind) {
      case 'kill':
        onHit(`the daemon is killed ${when} ${call}`);
        return { kind: 'kill', when };
      case 'pause': {
        verdicts.saw('process stopped');
        // Often for longer than any observation is believed.
        const forMs = own.span(own.happens(0.4) ? 12 * MINUTE_MS : SECOND_MS, HOUR_MS);
        onHit(`the daemon stands still for ${Math.round(forMs / SECOND_MS)} s, ${when} ${call}`);
        onStopped(forMs);
        return { kind: 'stop', when, forMs };
      }
      case 'store-errors':
        verdicts.saw(when === 'before' ? 'store failed before writing' : 'store failed after writing');
        onHit(`the store fails ${when} ${call}`);
        return { kind: 'fail', when };
    }
  };

  const applies = (kind: Armed['kind'], port: CallPort): boolean =>
    kind !== 'store-errors' || port === 'store';

  return {
    interfere: (port, name) => {
      if (port === 'store' && options.storeIsAway()) return { kind: 'fail', when: 'before' };
      if (armed === null || !applies(armed.kind, port)) return null;
      armed.calls -= 1;
      if (armed.calls > 0) return null;
      const now = armed;
      armed.repeats -= 1;
      if (armed.repeats <= 0) armed = null;
      return hit(now, `${port}.${name}`);
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
