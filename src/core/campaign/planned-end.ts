// Which reboot that a campaign asked for ended a boot: the host's own, or that of a hypervisor that took its guest
// along. Everything else that ends a boot is nobody's plan, and is told as such.

import type { Instant } from '../brand.ts';
import type { BootId, CampaignId, HostId } from '../fleet/ids.ts';
import type { PlannedEnd } from '../uptime/boot-history.ts';
import type { Campaign, HostReboot } from './state.ts';

/** A reboot that a campaign asked for, whether it came or not. */
export type AskedReboot = {
  readonly campaign: CampaignId;
  readonly host: HostId;
  /** The boot that was to end. */
  readonly bootId: BootId;
  readonly at: Instant;
  /** Null: it may still come. Else since when nobody waits for it any more. */
  readonly overAt: Instant | null;
};

/** A boot as it was last seen, at `seenAt`. */
export type RunningBoot = {
  readonly bootId: BootId;
  readonly beganAt: Instant;
  readonly seenAt: Instant;
};

/** A boot that has ended, and when the next one began. */
export type EndedBoot = RunningBoot & { readonly hostId: HostId; readonly nextBeganAt: Instant };

export type EndKnown = {
  readonly asked: readonly AskedReboot[];
  /** What the host is a guest of, from the nearest down. */
  readonly hypervisors: readonly HostId[];
  /** What a host runs as last seen; null: it was never seen. */
  readonly runs: (host: HostId) => RunningBoot | null;
};

export function rebootsAsked({ id, hosts }: Campaign): readonly AskedReboot[] {
  return [...hosts].flatMap(([host, reboot]) =>
    reboot.requestedAt === null
      ? []
      : [
          {
            campaign: id,
            host,
            bootId: reboot.step.expectBootId,
            at: reboot.requestedAt,
            overAt: overAt(reboot, reboot.requestedAt),
          },
        ],
  );
}

/** A request that was refused, or never sent, was over as it was made. */
function overAt({ stage, sent }: HostReboot, requestedAt: Instant): Instant | null {
  if (stage.kind === 'rebooting') return null;
  if (!sent) return requestedAt;
  return 'at' in stage ? stage.at : null;
}

/** What planned the end of a boot, or null if nothing did. */
export function plannedEnd(boot: EndedBoot, { asked, hypervisors, runs }: EndKnown): PlannedEnd | null {
  const own = asked.find(({ host, bootId }) => host === boot.hostId && bootId === boot.bootId);
  const cause = own ?? asked.find((one) => hypervisors.includes(one.host) && tookAlong(one, boot, runs));
  return cause === undefined ? null : { campaign: cause.campaign, host: cause.host };
}

/**
 * A guest's boot fell with its hypervisor if it ran when the command was given, its successor began after the command,
 * and nobody saw it run after the hypervisor had come up again. Either of the two may be seen first. Once the hypervisor
 * was given up, one that was seen since did not go, and a guest that was seen since did not fall.
 */
function tookAlong(
  { host, bootId, at, overAt: over }: AskedReboot,
  boot: EndedBoot,
  runs: EndKnown['runs'],
): boolean {
  if (boot.beganAt >= at || boot.nextBeganAt < at) return false;
  const running = runs(host);
  // A container, or a board without entropy, keeps its boot id.
  const hasGone = running !== null && (running.bootId !== bootId || running.beganAt >= at);
  if (hasGone) return boot.seenAt < running.beganAt;
  if (over === null || boot.nextBeganAt <= over) return true;
  return boot.seenAt <= over && (running === null || running.seenAt <= over);
}
