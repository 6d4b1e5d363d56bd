// What stays broken when everything else is well again: a machine that never returns, a rack without power, a chat that is
// gone for good. Every plan must come to its end all the same: nothing may wait for what will not come.
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Chance } from './chance.ts';
import type { Sometimes } from './verdicts.ts';
import type { World } from './world.ts';

export const brokenParts = ['none', 'host', 'rack', 'chat'] as const;

export type BrokenPart = (typeof brokenParts)[number];

export function drawBrokenPart(chance: Chance): BrokenPart {
  return chance.happens(0.6) ? 'none' : chance.pick(brokenParts);
}

/** Breaks it for good. Gives the hosts that nobody can repair from here on. */
export function breakForGood(world: World): ReadonlySet<HostId> {
  const { scenario, truth, chance, chat, log } = world;
  const { brokenPart, plans } = scenario;
  if (brokenPart === 'none') return new Set();
  log.note(`from now on nothing else goes wrong, and what stays broken is: ${brokenPart}`);
  if (brokenPart === 'chat') {
    chat.awayUntil = Infinity;
    return new Set();
  }
  const own = chance.fork('broken part');
  const open = [...truth.campaigns.values()].filter(({ phase }) => phase.kind !== 'ended');
  const waiting = open.flatMap(({ hosts }) => [...hosts.keys()]);
  const planned =
    waiting.length > 0 ? waiting : plans.flatMap((plan) => plan.hosts.map((name) => name as HostId));
  if (planned.length === 0) return new Set();
  const host = own.pick(planned);
  if (brokenPart === 'host' && truth.fleet.isUp(host) && own.happens(0.7)) {
    // It goes down at its turn, and not before.
    truth.fleet.host(host).faults.neverComesBack = true;
    return new Set([host]);
  }
  const inventory = truth.inventory();
  const rack = inventory.hosts.get(host)?.placement?.rack ?? null;
  const gone = [...truth.fleet.hosts()].filter(
    ({ id }) =>
      id === host ||
      (brokenPart === 'rack' && rack !== null && inventory.hosts.get(id)?.placement?.rack === rack),
  );
  for (const { id } of gone) truth.fleet.powerOff(id);
  return new Set(gone.map(({ id }) => id));
}

/** What a run in which every plan came to its end has shown. */
export const endedThough: Readonly<Record<Exclude<BrokenPart, 'none'>, Sometimes>> = {
  host: 'every plan ended though a host never returned',
  rack: 'every plan ended though a rack stays dark',
  chat: 'every plan ended though the chat is gone for good',
};
