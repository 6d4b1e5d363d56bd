// Waivers and caps: what limits reboots beyond the hosts' own settings.

import type { FleetCaps, RunLimits, Waiver } from '../core/fleet/fleet.ts';
import { endAt } from './date-text.ts';
import type { Report } from './mistake.ts';
import type { CapsEntry, WaiverEntry } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';
import { reportNoZone } from './resolve-places.ts';

/** Joyent rebooted a whole data centre by a mistyped filter (2014): a campaign is small unless somebody says so. */
const defaultCaps = { maxInFlight: 1, maxHostsPerCampaign: 50 } as const;

const cappedLevels = ['rack', 'feed', 'zone', 'site', 'fleet'] as const;

export function resolveCaps(entry: CapsEntry | null): FleetCaps {
  const {
    max_in_flight: maxInFlight,
    max_hosts_per_campaign: maxHosts,
    max_down: maxDown,
  } = entry?.fields ?? {};
  return {
    maxInFlight: maxInFlight ?? defaultCaps.maxInFlight,
    maxHostsPerCampaign: maxHosts ?? defaultCaps.maxHostsPerCampaign,
    domains: cappedLevels.flatMap((level) => {
      const limit = maxDown?.[level];
      return limit === undefined ? [] : [{ level, maxDown: limit }];
    }),
  };
}

/** One failure ends a run unless somebody says otherwise; a second reboot within a day is for what the first one broke. */
export function resolveRunLimits(entry: CapsEntry | null): RunLimits {
  const { max_failures: maxFailures = 1, max_reboots_per_day: maxRebootsPerDay = 2 } = entry?.fields ?? {};
  return { maxFailures, maxRebootsPerDay };
}

/** The waivers in the order of the files. */
export function resolveWaivers(
  entries: readonly WaiverEntry[],
  options: {
    readonly defaultZone: string | null;
    readonly references: ReferenceCheck;
    readonly report: Report;
  },
): readonly Waiver[] {
  const { defaultZone, references, report } = options;
  const waivers: Waiver[] = [];
  for (const { fields, place, placeOf, subject: who } of entries) {
    const { code, subject, reason, by, until } = fields;
    if (subject !== undefined) {
      const [kind, name] = subject.split(':');
      references.check(kind === 'host' ? 'host' : 'service', name ?? '', placeOf('subject'), who);
    }
    if (defaultZone === null) reportNoZone(place, who, report);
    const untilAt = until === undefined || defaultZone === null ? null : endAt(until, defaultZone);
    if (
      code === undefined ||
      subject === undefined ||
      reason === undefined ||
      by === undefined ||
      untilAt === null
    )
      continue;
    waivers.push({ code, subject, reason, by, untilAt });
  }
  return waivers;
}
