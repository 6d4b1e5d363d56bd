// How often hosts were rebooted lately, by whomever: what keeps us out of a reboot loop, our own over several campaigns
// as well as one that somebody else or the host itself keeps up.

import { DAY_MS, type Instant } from '../brand.ts';
import type { CampaignId, HostId } from '../fleet/ids.ts';
import type { BootRecord } from '../uptime/boot-history.ts';
import type { DatedEvent } from './event.ts';

type Asked = DatedEvent & { readonly campaign: CampaignId };

export type RebootsOfADay = {
  readonly now: Instant;
  /** Reboot requests of the last day, oldest first. */
  readonly asked: readonly Asked[];
  /** Boots of hosts that had run another one before, first seen within the last day. */
  readonly boots: readonly BootRecord[];
  /** The campaign that asks: what it requested itself is limited by its own count of attempts. */
  readonly own: CampaignId;
};

/**
 * By host: campaigns other than `own` that asked for its reboot, and boots that began without anybody having asked. A
 * campaign counts once, however often it asked: its requests name one boot, and end it once.
 */
export function rebootsOfADay({ now, asked, boots, own }: RebootsOfADay): ReadonlyMap<HostId, number> {
  if (asked.length === 0 && boots.length === 0) return new Map();
  const requests = new Map<HostId, Asked[]>();
  for (const one of asked)
    if (one.event.kind === 'host-reboot-requested') append(requests, one.event.host, one);
  const begun = new Map<HostId, BootRecord[]>();
  for (const boot of boots) append(begun, boot.hostId, boot);
  const counts = new Map<HostId, number>();
  for (const host of new Set([...requests.keys(), ...begun.keys()])) {
    const ours = requests.get(host) ?? [];
    const others = new Set<CampaignId>();
    for (const { campaign } of ours) if (campaign !== own) others.add(campaign);
    const count = others.size + unaskedBoots(begun.get(host) ?? [], ours, now);
    if (count > 0) counts.set(host, count);
  }
  return counts;
}

function append<Item>(lists: Map<HostId, Item[]>, host: HostId, item: Item): void {
  const list = lists.get(host);
  if (list === undefined) lists.set(host, [item]);
  else list.push(item);
}

/** A request between the boot before and this one explains this one, and no other. */
function unaskedBoots(boots: readonly BootRecord[], asked: readonly Asked[], now: Instant): number {
  let previousAt = -Infinity;
  let unasked = 0;
  const inOrder = boots.length > 1 ? [...boots].sort((a, b) => a.firstSeenAt - b.firstSeenAt) : boots;
  for (const boot of inOrder) {
    const isAsked = asked.some(({ at }) => at > previousAt && at <= boot.firstSeenAt);
    // What was first seen today may have begun while nobody looked, days ago.
    if (!isAsked && beganAt(boot) > now - DAY_MS) unasked += 1;
    previousAt = boot.firstSeenAt;
  }
  return unasked;
}

function beganAt({ lastSeenAt, lastUptimeMs }: BootRecord): Instant {
  return lastSeenAt - lastUptimeMs;
}
