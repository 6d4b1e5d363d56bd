// An operator puts a backup back while campaigns run: the daemon is taken down, the record becomes what it was at some
// earlier time, the product's own voiding runs, the stop switch is set, and the daemon starts again. Hosts have moved on
// meanwhile; nothing of the old record may reboot any of them.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { HostId, PersonId } from '../../src/core/fleet/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { campaignMessages } from '../../src/runtime/campaign-messages.ts';
import { createCampaignRunner } from '../../src/runtime/campaign-runner.ts';
import { createFleetSource } from '../../src/runtime/fleet-source.ts';
import { EPOCH, keepEpoch } from '../../src/runtime/epoch.ts';
import { voidCampaigns } from '../../src/runtime/void-campaigns.ts';
import type { MemoryBackup } from '../fakes/memory-store.ts';
import { sha256Hex } from '../fakes/plan-maker.ts';
import { silentLog } from '../fakes/silent-log.ts';
import type { Chance } from './chance.ts';
import { propose } from './proposals.ts';
import type { Supervisor } from './supervisor.ts';
import { knowsDrained, knowsSeat } from './taken-out.ts';
import type { TruthMark } from './truth.ts';
import type { World } from './world.ts';

export type Restores = { readonly begin: () => void; readonly onRecorded: (event: CampaignEvent) => void };

const operator = 'os:root' as PersonId;
const MOST_RESTORES = 2;

export function createRestores(world: World, supervisor: Supervisor): Restores {
  const { time, scenario, faults, acts, backUp } = world;
  const chance = world.chance.fork('restore');
  let left = MOST_RESTORES;
  if (backUp === null || !faults.has('restore'))
    return { begin: () => undefined, onRecorded: () => undefined };

  const backUpNow = (back: () => MemoryBackup): Kept => {
    world.log.note('a backup is made');
    return { store: back(), truth: world.truth.mark() };
  };

  const putBack = (kept: Kept, own: Chance, afterMs: DurationMs): void =>
    void time.at(time.now() + afterMs, () => {
      if (world.calm || !supervisor.takeDown()) return;
      world.log.note('an operator stops the daemon to put the backup back');
      time.at(time.now() + own.span(MINUTE_MS, 20 * MINUTE_MS), () => {
        if (world.calm) return supervisor.bringUp();
        void restore(world, supervisor, own, kept);
      });
    });

  const tryOne = (): void => {
    if (left === 0 || world.calm) return;
    left -= 1;
    const name = acts.next('restore');
    if (name === null) return;
    const own = chance.fork(name);
    const kept = backUpNow(backUp);
    putBack(kept, own, own.span(5 * MINUTE_MS, DAY_MS));
  };

  /** What is known of a host as it leaves its load balancers is put back while it returns to them. */
  const leaving = new Map<HostId, Kept>();
  const ofLeaving = chance.fork('while hosts leave');
  const tryWhileItReturns = (host: HostId): void => {
    const kept = leaving.get(host);
    leaving.delete(host);
    if (kept === undefined || left === 0 || world.calm) return;
    left -= 1;
    const name = acts.next('restore of what is known of a host that leaves');
    if (name === null) return;
    const own = chance.fork(name);
    putBack(kept, own, own.span(SECOND_MS, 2 * MINUTE_MS));
  };

  return {
    begin: () => {
      const [first] = scenario.plans;
      if (first !== undefined) time.at(first.at + chance.span(10 * MINUTE_MS, 2 * DAY_MS), tryOne);
    },
    onRecorded: (event) => {
      if (event.kind === 'host-reboot-requested' && chance.happens(0.1)) tryOne();
      if (event.kind === 'host-leave-requested' && left > 0 && ofLeaving.happens(0.25))
        leaving.set(event.host, backUpNow(backUp));
      if (event.kind === 'host-ramp-requested') tryWhileItReturns(event.host);
    },
  };
}

type Kept = { readonly store: MemoryBackup; readonly truth: TruthMark };

async function restore(world: World, supervisor: Supervisor, own: Chance, kept: Kept): Promise<void> {
  const { time, truth, verdicts, scenario } = world;
  // The disk that died took the newer record with it, or not.
  const replaced = own.happens(0.4) ? null : await world.store.recall(EPOCH);
  kept.store.putBack();
  kept.truth.rollBack();
  await keepEpoch(world.store, replaced);
  if (replaced === null) world.fences.onRecordLost();
  world.chat.forgetCopies();
  // Sometimes it is another machine, and its clock is not right.
  if (own.happens(0.25)) {
    world.clocks.wallOffsetMs -= own.span(HOUR_MS, 2 * DAY_MS);
    world.log.note('the clock of the machine that it is put back on is behind');
  }
  world.restoredSwitch = { kind: 'set', since: time.now() };
  const open = [...truth.campaigns.values()].filter(({ phase }) => phase.kind !== 'ended');
  world.log.note(`the backup is put back, with ${open.length} open campaigns in it`);
  truth.restored.push({ at: time.now(), open: new Set(open.map(({ id }) => id)) });
  verdicts.saw(open.length > 0 ? 'backup with open campaigns put back' : 'backup put back');
  await voidCampaigns(runnerOf(world), operator);
  lookAfterHosts(world);
  time.at(time.now() + own.span(10 * MINUTE_MS, 6 * HOUR_MS), () => {
    world.restoredSwitch.kind = 'clear';
    world.stir();
  });
  time.at(time.now() + own.span(1, 10 * MINUTE_MS), supervisor.bringUp);
  const number = 10 + truth.restored.length;
  const intent = { ...own.pick(scenario.plans), at: time.now() + own.span(10 * MINUTE_MS, 2 * HOUR_MS) };
  time.at(intent.at, () => propose({ intent, number, chance: own.fork('plan') }, truth, supervisor));
}

/** As of the command line, which decides without a daemon. */
function runnerOf({ time, clocks, inventory, store }: World) {
  const clock: Clock = {
    now: () => Math.round(time.now() + clocks.wallOffsetMs),
    monotonicMs: time.now,
    sleep: () => Promise.resolve(),
  };
  return createCampaignRunner({
    store,
    clock,
    log: silentLog,
    fleet: createFleetSource(inventory.fleet(), sha256Hex),
    statuses: () => new Map(),
    snapshot: () => ({ hosts: new Map() }),
    flags: () => Promise.resolve([]),
    messagesFor: (campaign, events, first) => campaignMessages('C0', campaign, events, first),
    onEffects: () => undefined,
    onMessages: () => undefined,
  });
}

/** What the old record does not know to be out of rotation, the operator puts back. */
function lookAfterHosts({ truth }: World): void {
  const reboots = [...truth.campaigns.values()].flatMap(({ hosts }) => [...hosts.values()]);
  for (const host of truth.fleet.hosts())
    if (!reboots.some((reboot) => knowsDrained(reboot, host.id))) host.drained = false;
  for (const one of truth.fleet.balancers.seats())
    if (!reboots.some((reboot) => knowsSeat(reboot, one.seat)))
      Object.assign(one, { admin: 'ready', weight: 100 });
}
