// A host's settings from its levels: how it is reached, when and how it may be rebooted. Hosts that share an entry,
// services and site share the result, so a fleet of 100,000 is worked out in a few hundred steps.

import { DAY_MS, MINUTE_MS } from '../core/brand.ts';
import type { MaintenanceWindow } from '../core/calendar/window.ts';
import type { DriftKind, DriftPolicy, DriftSeverity } from '../core/drift/drift.ts';
import type { Hook } from '../core/fleet/check.ts';
import type { Host, RebootTiming } from '../core/fleet/fleet.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import type { OwnerId, WindowId } from '../core/fleet/ids.ts';
import { endAt } from './date-text.ts';
import { durationText } from './duration-text.ts';
import { nearest, type Chosen, type LevelFields, type Levels } from './host-levels.ts';
import type { Report } from './mistake.ts';
import { reportNoZone } from './resolve-places.ts';

/** What a host has from its levels. */
export type HostSettings = Pick<
  Host,
  'owner' | 'uptime' | 'exemption' | 'windows' | 'timing' | 'drain' | 'undrain' | 'drift'
> &
  Pick<SshTarget, 'user' | 'port' | 'assumed'>;

export type HostSettingsContext = {
  readonly windows: ReadonlyMap<WindowId, MaintenanceWindow>;
  readonly user: string;
  readonly port: number;
  /** Which of these two the settings do not set either. */
  readonly assumed: SshTarget['assumed'];
  /** Zone of an exemption's last day. */
  readonly timeZone: string | null;
  readonly report: Report;
};

/**
 * Built in, where no level says anything. 180 days is the rule of the product; a server's firmware and file-system
 * checks can take several minutes, so coming back may take 20 before it counts as a failure.
 */
const builtIn = {
  maxUptimeMs: 180 * DAY_MS,
  warnBeforeMs: 30 * DAY_MS,
  timing: {
    expectedMs: 10 * MINUTE_MS,
    goDownWithinMs: 5 * MINUTE_MS,
    comeBackWithinMs: 20 * MINUTE_MS,
    holdMs: MINUTE_MS,
    systemUpWithinMs: 10 * MINUTE_MS,
    soakMs: 5 * MINUTE_MS,
  } satisfies RebootTiming,
} as const;

/**
 * Hardware and file systems do not come and go by themselves: less of them is a fault. Sockets, units and routes change
 * with every configuration, and a clock takes its time: those are told.
 */
const usualDrift = {
  units: 'warn',
  listeners: 'warn',
  mounts: 'fail',
  routes: 'warn',
  memory: 'fail',
  cpus: 'fail',
  disks: 'fail',
  'time-sync': 'warn',
} as const satisfies DriftPolicy['severities'];

function driftPolicy(levels: Levels, report: Report): DriftPolicy {
  const severityOf = (kind: DriftKind): DriftSeverity => {
    const name = kind === 'time-sync' ? 'time_sync' : kind;
    return (
      nearest(levels, `drift.${name}`, (fields) => fields.drift?.[name], report)?.value ?? usualDrift[kind]
    );
  };
  const grace = nearest(levels, 'drift.grace', (fields) => fields.drift?.grace, report);
  const kinds = Object.keys(usualDrift) as readonly DriftKind[];
  return {
    severities: Object.fromEntries(
      kinds.map((kind) => [kind, severityOf(kind)]),
    ) as unknown as DriftPolicy['severities'],
    graceMs: orBuiltIn(grace, 2 * MINUTE_MS),
  };
}

type TimingField = keyof NonNullable<LevelFields['timing']>;

function orBuiltIn(chosen: Chosen<number> | null, otherwise: number): number {
  return chosen?.value ?? otherwise;
}

function uptimePolicy(levels: Levels, report: Report): Host['uptime'] {
  const max = nearest(levels, 'max_uptime', (fields) => fields.max_uptime, report);
  const warn = nearest(levels, 'warn_before', (fields) => fields.warn_before, report);
  const maxUptimeMs = orBuiltIn(max, builtIn.maxUptimeMs);
  // A short max_uptime without a warning span of its own keeps the built-in share of it.
  const warnBeforeMs = orBuiltIn(warn, Math.min(builtIn.warnBeforeMs, Math.floor(maxUptimeMs / 6)));
  if (warn !== null && warnBeforeMs >= maxUptimeMs) {
    report({
      place: warn.level.placeOf('warn_before'),
      what: `${warn.level.subject}: warn_before`,
      found: durationText(warnBeforeMs),
      expected: `less than max_uptime (${durationText(maxUptimeMs)})`,
      hint: 'every host would always be due soon',
    });
  }
  return { maxUptimeMs, warnBeforeMs };
}

function rebootTiming(levels: Levels, report: Report): RebootTiming {
  const at = (name: TimingField): Chosen<number> | null =>
    nearest(levels, `timing.${name}`, (fields) => fields.timing?.[name], report);
  const goDown = at('go_down_within');
  const comeBack = at('come_back_within');
  const timing: RebootTiming = {
    expectedMs: orBuiltIn(at('expected'), builtIn.timing.expectedMs),
    goDownWithinMs: orBuiltIn(goDown, builtIn.timing.goDownWithinMs),
    comeBackWithinMs: orBuiltIn(comeBack, builtIn.timing.comeBackWithinMs),
    holdMs: orBuiltIn(at('hold'), builtIn.timing.holdMs),
    systemUpWithinMs: orBuiltIn(at('system_up_within'), builtIn.timing.systemUpWithinMs),
    soakMs: orBuiltIn(at('soak'), builtIn.timing.soakMs),
  };
  if (timing.comeBackWithinMs <= timing.goDownWithinMs) {
    const [name, level] =
      comeBack !== null
        ? ['come_back_within', comeBack.level]
        : ['go_down_within', goDown?.level ?? levels.host];
    report({
      place: level.placeOf('timing', name),
      what: `${level.subject}: timing.${name}`,
      found: `come_back_within ${durationText(timing.comeBackWithinMs)}`,
      expected: `more than go_down_within (${durationText(timing.goDownWithinMs)})`,
      hint: 'both count from the request; a host goes down before it comes back',
    });
  }
  return timing;
}

function hooks(levels: Levels, report: Report): Pick<Host, 'drain' | 'undrain'> {
  const hook = (given: NonNullable<LevelFields['drain']>): Hook => ({
    command: { argv: given.command },
    timeoutMs: given.timeout,
  });
  // As a pair: a drain of one level with the undrain of another would not undo what was done.
  const pair = nearest(
    levels,
    'drain and undrain',
    ({ drain, undrain }) => (drain === undefined || undrain === undefined ? undefined : { drain, undrain }),
    report,
  );
  if (pair === null) return { drain: null, undrain: null };
  return { drain: hook(pair.value.drain), undrain: hook(pair.value.undrain) };
}

function exemption(levels: Levels, timeZone: string | null, report: Report): Host['exemption'] {
  const chosen = nearest(levels, 'exemption', (fields) => fields.exemption, report);
  if (chosen === null) return null;
  const { reason, until } = chosen.value;
  if (timeZone === null) {
    reportNoZone(chosen.level.placeOf('exemption', 'until'), `${chosen.level.subject}: exemption`, report);
    return null;
  }
  const untilAt = endAt(until, timeZone);
  return untilAt === null ? null : { reason, untilAt };
}

function maintenanceWindows(
  chosen: Chosen<readonly string[]> | null,
  context: HostSettingsContext,
): Host['windows'] {
  const names = [...new Set(chosen?.value ?? [])].sort();
  return names.map((name) => context.windows.get(name as WindowId)).filter((window) => window !== undefined);
}

/** The settings of every host that has these levels. */
export function resolveHostSettings(levels: Levels, context: HostSettingsContext): HostSettings {
  const { report } = context;
  const value = <Value>(name: string, read: (fields: LevelFields) => Value | undefined): Value | null =>
    nearest(levels, name, read, report)?.value ?? null;
  const user = value('user', (fields) => fields.user);
  const port = value('port', (fields) => fields.port);
  const unset = { user: user === null, port: port === null };
  return {
    user: user ?? context.user,
    port: port ?? context.port,
    assumed: context.assumed.filter((field) => unset[field]),
    owner: value('owner', (fields) => fields.owner) as OwnerId | null,
    uptime: uptimePolicy(levels, report),
    exemption: exemption(levels, context.timeZone, report),
    windows: maintenanceWindows(
      nearest(levels, 'windows', (fields) => fields.windows, report),
      context,
    ),
    timing: rebootTiming(levels, report),
    drift: driftPolicy(levels, report),
    ...hooks(levels, report),
  };
}

/** A key that is the same for hosts whose levels are the same. */
export function levelsKey(entryIndex: number, serviceIds: readonly string[], site: string | null): string {
  return JSON.stringify([entryIndex, site, ...serviceIds]);
}
