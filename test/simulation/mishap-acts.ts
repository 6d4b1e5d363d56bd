// What can be done to the world around the daemon, one act at a time: to hosts, racks, clocks, the network, the
// inventory and the stop switch. When and how often is the business of mishaps.ts.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { ProbeFailure } from '../../src/core/fleet/observation.ts';
import type { FleetSpec } from '../fakes/fleet-builder.ts';
import type { Chance } from './chance.ts';
import type { MachineClocks } from './daemon-process.ts';
import { changedHost, editedInventory } from './inventory-edits.ts';
import type { Truth } from './truth.ts';
import type { Sometimes, Verdicts } from './verdicts.ts';

export type StopSwitch = { kind: 'clear' | 'set' | 'unknown'; since: number };

export type MishapWorld = {
  readonly truth: Truth;
  readonly verdicts: Verdicts;
  readonly clocks: MachineClocks;
  readonly stopSwitch: StopSwitch;
  readonly inventory: () => FleetSpec;
  readonly replaceInventory: (spec: FleetSpec) => void;
  readonly daemonRuns: () => boolean;
  readonly startSecondCopy: () => void;
  /** Nothing that the daemon says reaches the chat until then. */
  readonly chatAwayFor: (forMs: DurationMs) => void;
  /** The store refuses everything until then. */
  readonly storeAwayFor: (forMs: DurationMs) => void;
  readonly onClockStep: (byMs: DurationMs) => void;
  /** In words, whatever was done to the world. */
  readonly onHappened: (what: string) => void;
  /** After `ms`, unless nothing goes wrong any more by then. */
  readonly later: (ms: DurationMs, act: () => void) => void;
};

const silences: readonly ProbeFailure[] = [
  'connect-timeout',
  'connection-refused',
  'login-refused',
  'exec-timeout',
  'name-not-resolved',
];

type Act = (chance: Chance, host: HostId | null) => void;

export type MishapActs = Readonly<
  Record<
    | 'crash'
    | 'crashOther'
    | 'byHand'
    | 'loseDomain'
    | 'mute'
    | 'garbage'
    | 'changeKey'
    | 'partition'
    | 'oneWay'
    | 'stepClock'
    | 'drift'
    | 'suspend'
    | 'secondCopy'
    | 'pullSwitch'
    | 'chatAway'
    | 'storeAway'
    | 'edit',
    Act
  >
>;

export function createMishapActs(world: MishapWorld): MishapActs {
  const { truth, verdicts, clocks, later, onHappened } = world;
  const { time, fleet } = truth;
  const ids = [...fleet.hosts()].map(({ id }) => id);
  const minutes = (ms: DurationMs): string => `${Math.max(1, Math.round(ms / MINUTE_MS))} min`;

  const mute = (host: HostId, failure: ProbeFailure, forMs: DurationMs): void => {
    onHappened(`${host} answers ${failure} for ${minutes(forMs)}`);
    truth.setProbeFailure(host, failure);
    later(forMs, () => truth.setProbeFailure(host, null));
  };

  const crash = (host: HostId, forMs: DurationMs): void => {
    onHappened(`${host} loses power for ${minutes(forMs)}`);
    fleet.powerOff(host);
    later(forMs, () => fleet.powerOn(host));
  };

  const outage = (chance: Chance): DurationMs => chance.span(5 * MINUTE_MS, 8 * HOUR_MS);

  const step = (byMs: DurationMs): void => {
    clocks.wallOffsetMs += byMs;
    world.onClockStep(byMs);
  };

  return {
    crash: (chance, host) => crash(host ?? chance.pick(ids), outage(chance)),
    crashOther: (chance, host) => crash(chance.pick(ids.filter((id) => id !== host)), outage(chance)),
    byHand: (chance, host) => {
      const id = host ?? chance.pick(ids);
      onHappened(`somebody reboots ${id} by hand`);
      fleet.rebootByHand(id);
    },
    loseDomain: (chance) => {
      const level = chance.pick(['rack', 'rack', 'feed', 'zone', 'hypervisor'] as const);
      const domains = domainsOf(truth, level);
      if (domains.length === 0) return;
      const fallen = chance.pick(domains);
      verdicts.saw(lostDomain[level]);
      onHappened(`${level} ${fallen.id} loses power`);
      for (const host of fallen.hosts) crash(host, outage(chance));
    },
    mute: (chance, host) =>
      mute(host ?? chance.pick(ids), chance.pick(silences), chance.span(SECOND_MS, 3 * HOUR_MS)),
    garbage: (chance, host) =>
      mute(host ?? chance.pick(ids), 'garbage-output', chance.span(SECOND_MS, HOUR_MS)),
    changeKey: (chance, host) => {
      const id = host ?? chance.pick(ids);
      onHappened(`${id} shows another host key`);
      truth.setProbeFailure(id, chance.happens(0.7) ? 'host-key-changed' : 'host-key-revoked');
    },
    partition: (chance) => {
      const cut = chance.happens(0.5) ? ids : ids.filter(() => chance.happens(0.5));
      const forMs = chance.span(MINUTE_MS, 6 * HOUR_MS);
      verdicts.saw('network partition');
      for (const id of cut) mute(id, 'no-route', forMs);
    },
    oneWay: (chance, host) => {
      const forMs = chance.span(MINUTE_MS, HOUR_MS);
      const cut = host === null || chance.happens(0.5) ? ids : [host];
      onHappened(`${cut.length === 1 ? host : 'every host'} hears, and is not heard for ${minutes(forMs)}`);
      verdicts.saw('one-way network');
      for (const id of cut) truth.loseAnswers(id, 'lost');
      later(forMs, () => cut.forEach((id) => truth.loseAnswers(id, 'heard')));
    },
    stepClock: (chance) => {
      const size = chance.span(2 * SECOND_MS, 2 * DAY_MS);
      const byMs = chance.happens(0.5) ? size : -size;
      verdicts.saw(byMs > 0 ? 'clock stepped forward' : 'clock stepped back');
      step(byMs);
    },
    // What a good clock may be off by in some hours without anybody stepping it: not a jump.
    drift: (chance) => {
      clocks.wallOffsetMs += chance.whole(-8, 8) * SECOND_MS;
      verdicts.saw('clock drifted');
    },
    suspend: (chance) => {
      // A machine that sleeps, or is down, does not fall asleep.
      if (!world.daemonRuns() || time.heldUntil() > time.now()) return;
      const forMs = chance.span(MINUTE_MS, 20 * HOUR_MS);
      time.sleepUntil(time.now() + forMs);
      verdicts.saw('machine suspended');
      world.onClockStep(forMs);
    },
    secondCopy: () => {
      onHappened('somebody starts a second daemon');
      world.startSecondCopy();
    },
    pullSwitch: (chance) => {
      onHappened('the stop switch is pulled');
      for (const { phase, hosts } of truth.campaigns.values())
        if (phase.kind === 'running' && [...hosts.values()].some(({ stage }) => stage.kind === 'waiting'))
          verdicts.saw('stop switch held a start back');
      Object.assign(world.stopSwitch, { kind: chance.pick(['set', 'unknown']), since: time.now() });
      later(chance.span(10 * MINUTE_MS, 6 * HOUR_MS), () => (world.stopSwitch.kind = 'clear'));
    },
    chatAway: (chance) => {
      const forMs = chance.span(10 * MINUTE_MS, 2 * DAY_MS);
      onHappened(`the chat is away for ${minutes(forMs)}`);
      verdicts.saw('chat away');
      world.chatAwayFor(forMs);
    },
    storeAway: (chance) => {
      const forMs = chance.span(SECOND_MS, 2 * HOUR_MS);
      onHappened(`the store refuses everything for ${minutes(forMs)}`);
      verdicts.saw('store refused everything for a while');
      world.storeAwayFor(forMs);
    },
    edit: (chance, host) => {
      const wallNow = time.now() + clocks.wallOffsetMs;
      const spec = world.inventory();
      const hits = host !== null && chance.happens(0.4);
      const next = hits ? changedHost(spec, host) : editedInventory(spec, chance, wallNow);
      world.replaceInventory(next);
      if (Object.keys(next.hosts).length > 0 || spec === next) return;
      verdicts.saw('inventory emptied');
      later(chance.span(10 * MINUTE_MS, 6 * HOUR_MS), () => world.replaceInventory(spec));
    },
  };
}

const lostDomain: Readonly<Record<'rack' | 'feed' | 'zone' | 'hypervisor', Sometimes>> = {
  rack: 'rack lost',
  feed: 'feed lost',
  zone: 'zone lost',
  hypervisor: 'hypervisor lost',
};

/** Domains of this level that somebody stands in, with who stands there. */
function domainsOf(
  truth: Truth,
  level: keyof typeof lostDomain,
): readonly { readonly id: string; readonly hosts: readonly HostId[] }[] {
  const domains = new Map<string, HostId[]>();
  const inventory = truth.inventory();
  for (const { id } of truth.fleet.hosts()) {
    const placement = inventory.hosts.get(id)?.placement ?? null;
    if (placement === null) continue;
    const feeds = placement.rack === null ? [] : (inventory.racks.get(placement.rack)?.feeds ?? []);
    const own = {
      rack: [placement.rack],
      feed: feeds,
      zone: [placement.zone],
      hypervisor: [placement.hypervisor],
    };
    for (const domain of own[level]) {
      if (domain === null) continue;
      const members = domains.get(domain) ?? (level === 'hypervisor' ? [domain as HostId] : []);
      domains.set(domain, [...members, id]);
    }
  }
  return [...domains].map(([id, hosts]) => ({ id, hosts }));
}
