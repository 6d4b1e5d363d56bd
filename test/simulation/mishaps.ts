// When things go wrong in the world around the daemon: some of it at any time, most of it when it hurts, which is
// while a host is on its way. Each kind and each single act draws from its own chance.
import { DAY_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { noFaults } from '../../src/demo/simulated-fleet.ts';
import type { Acts } from './acts.ts';
import { burdenHosts } from './burdens.ts';
import type { Chance } from './chance.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Stuck } from './stuck-family.ts';
import { createMishapActs, type MishapActs, type MishapWorld } from './mishap-acts.ts';

export type MishapOptions = Omit<MishapWorld, 'later'> & {
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultKind>;
  readonly stuck: Stuck | null;
  readonly acts: Acts;
  readonly endAt: number;
  /** Called after each act, of which not every one is told. */
  readonly onActed: () => void;
};

export type Mishaps = {
  readonly begin: () => void;
  readonly onRecorded: (event: CampaignEvent) => void;
  /** Nobody looks for this long. */
  readonly onBlind: (forMs: DurationMs) => void;
  readonly repair: (host: HostId) => void;
  /** Nothing goes wrong any more, and what is broken is mended. */
  readonly calmDown: () => void;
};

type ActName = keyof MishapActs;

/** At any time; at most so often. */
const anyTime: readonly (readonly [FaultKind, number, ActName])[] = [
  ['crashes', 3, 'crash'],
  ['domain-loss', 1, 'loseDomain'],
  ['rebooted-by-hand', 2, 'byHand'],
  ['probe-failures', 6, 'mute'],
  ['garbage', 4, 'garbage'],
  ['partition', 2, 'partition'],
  ['one-way-network', 2, 'oneWay'],
  ['clock-step', 2, 'stepClock'],
  ['clock-drift', 6, 'drift'],
  ['suspend', 2, 'suspend'],
  ['second-copy', 2, 'secondCopy'],
  ['stop-switch', 3, 'pullSwitch'],
  ['chat-away', 2, 'chatAway'],
  ['store-outage', 2, 'storeAway'],
  ['inventory-edits', 2, 'edit'],
];

/** Within this time after something of a host was recorded, with this probability. */
const atTheWorstTime: readonly (readonly [FaultKind, number, DurationMs, ActName])[] = [
  ['crashes', 0.06, 5 * MINUTE_MS, 'crashOther'],
  ['crashes', 0.02, MINUTE_MS, 'crash'],
  ['domain-loss', 0.02, 5 * MINUTE_MS, 'loseDomain'],
  ['rebooted-by-hand', 0.03, 20 * SECOND_MS, 'byHand'],
  ['probe-failures', 0.05, SECOND_MS, 'mute'],
  ['garbage', 0.05, SECOND_MS, 'garbage'],
  ['partition', 0.02, 30 * SECOND_MS, 'partition'],
  ['one-way-network', 0.03, 30 * SECOND_MS, 'oneWay'],
  ['clock-step', 0.03, 30 * SECOND_MS, 'stepClock'],
  ['suspend', 0.02, 30 * SECOND_MS, 'suspend'],
  ['second-copy', 0.02, 30 * SECOND_MS, 'secondCopy'],
  ['stop-switch', 0.04, 30 * SECOND_MS, 'pullSwitch'],
  ['chat-away', 0.02, 30 * SECOND_MS, 'chatAway'],
  ['store-outage', 0.03, 30 * SECOND_MS, 'storeAway'],
  ['inventory-edits', 0.04, 30 * SECOND_MS, 'edit'],
  ['host-key-changes', 0.03, 6 * MINUTE_MS, 'changeKey'],
];

export function createMishaps(options: MishapOptions): Mishaps {
  const { truth, chance, faults, stuck, acts, onHappened } = options;
  const { time, fleet } = truth;
  const ids = [...fleet.hosts()].map(({ id }) => id);
  const kinds = new Map<string, Chance>();
  let calm = false;

  const chanceOf = (kind: string): Chance => {
    const known = kinds.get(kind) ?? chance.fork(kind);
    kinds.set(kind, known);
    return known;
  };

  const later = (ms: DurationMs, act: () => void): void =>
    void time.at(time.now() + ms, () => {
      if (calm) return;
      act();
      options.onActed();
    });

  const possible = createMishapActs({ ...options, later });

  const plan = (what: ActName, host: HostId | null, whenMs: (own: Chance) => DurationMs): void => {
    const name = acts.next(what);
    if (name === null) return;
    const own = chance.fork(name);
    later(whenMs(own), () => possible[what](own, host));
  };

  const repair = (host: HostId): void => {
    onHappened(`${host} is repaired`);
    options.onActed();
    const real = fleet.host(host);
    Object.assign(real.faults, noFaults());
    truth.setProbeFailure(host, null);
    truth.loseAnswers(host, 'heard');
    real.failedUnits = [];
    fleet.powerOn(host);
  };

  return {
    begin: () => {
      burdenHosts({ fleet, chance: chance.fork('burdens'), faults, stuck, acts, onHappened });
      const leftMs = options.endAt - time.now();
      for (const [kind, times, what] of anyTime)
        if (faults.has(kind))
          for (let left = chanceOf(kind).whole(0, times); left > 0; left -= 1)
            plan(what, null, (own) => own.fraction() * leftMs);
    },
    onRecorded: (event) => {
      if (calm || !('host' in event)) return;
      for (const [kind, probability, withinMs, what] of atTheWorstTime)
        if (faults.has(kind) && chanceOf(`${kind} ${what}`).happens(probability))
          plan(what, event.host, (own) => own.span(100, withinMs));
    },
    onBlind: (forMs) => {
      if (!faults.has('crashes')) return;
      for (let left = chanceOf('blind').whole(0, 3); left > 0; left -= 1)
        plan('crash', null, (own) => own.fraction() * Math.min(forMs, DAY_MS));
    },
    repair,
    calmDown: () => {
      calm = true;
      ids.forEach(repair);
      options.stopSwitch.kind = 'clear';
      options.chatAwayFor(0);
      options.storeAwayFor(0);
    },
  };
}
