// What a host had before its reboot and has no more: each restart finds a problem, and this is where it shows. Compares
// two sets of facts and knows nothing of campaigns. A fact that was not known before says nothing; one that was known
// and cannot be read any more is a finding of its own, never "still there".

import type { DurationMs } from '../brand.ts';
import type { Facts } from '../fleet/observation.ts';

export type DriftKind =
  'units' | 'listeners' | 'mounts' | 'routes' | 'memory' | 'cpus' | 'disks' | 'time-sync';

export type DriftSeverity = 'fail' | 'warn' | 'ignore';

export type DriftPolicy = {
  /** `fail`: the host has failed. `warn`: people are told. */
  readonly severities: Readonly<Record<DriftKind, DriftSeverity>>;
  /** From the beginning of the soak: what comes up late is looked for again until then. */
  readonly graceMs: DurationMs;
};

export type DriftItem = {
  readonly kind: DriftKind;
  readonly severity: 'fail' | 'warn';
  /** `/data`, `tcp 0.0.0.0:80`, `16 before, 8 now`. */
  readonly what: string;
};

/** Firmware and kernel keep a little more or less for themselves at each boot. */
const MEMORY_TOLERANCE = 0.02;

/** From here on Linux picks ports by itself: such a listener has another number after each start. */
const FIRST_EPHEMERAL_PORT = 32_768;

/** There only while somebody is logged in, or for one run. */
const transientUnit = /^(?:user@|user-runtime-dir@|session-|run-|systemd-.+@)/;

/** Everything that vanished and that the policy does not ignore, in the order of the kinds. */
export function driftOf(before: Facts, after: Facts, { severities }: DriftPolicy): readonly DriftItem[] {
  return kinds.flatMap((kind) => {
    const severity = severities[kind];
    return severity === 'ignore'
      ? []
      : vanished[kind](before, after).map((what) => ({ kind, severity, what }));
  });
}

/** One line for people: `mounts: /data; cpus: 16 before, 8 now`. */
export function driftText(items: readonly DriftItem[]): string {
  const byKind = new Map<DriftKind, string[]>();
  for (const { kind, what } of items) byKind.set(kind, [...(byKind.get(kind) ?? []), what]);
  return [...byKind].map(([kind, what]) => `${kind}: ${what.join(', ')}`).join('; ');
}

type Compare = (before: Facts, after: Facts) => readonly string[];

const unreadable = ['could not be read after the reboot'] as const;

const vanished: Readonly<Record<DriftKind, Compare>> = {
  mounts: (before, after) => missing(before.mounts, after.mounts),
  memory: (before, after) =>
    less(before.memoryKib, after.memoryKib, (kib) => `${(kib / 1_048_576).toFixed(1)} GiB`, MEMORY_TOLERANCE),
  cpus: (before, after) => less(before.cpus, after.cpus, String, 0),
  disks: (before, after) => missing(sizes(before.disks), sizes(after.disks)),
  units: (before, after) =>
    missing(
      before.units?.filter((unit) => !transientUnit.test(unit)),
      after.units,
    ),
  listeners: (before, after) => missing(before.listeners?.filter(isLasting), after.listeners),
  routes: (before, after) => missing(before.routes, after.routes),
  'time-sync': (before, after) => {
    if (before.timeSynchronised !== 'yes' || after.timeSynchronised === 'yes') return [];
    return after.timeSynchronised === 'no' ? ['the clock is not synchronised'] : unreadable;
  },
};

const kinds = Object.keys(vanished) as readonly DriftKind[];

type Listed = readonly string[] | null | undefined;

/** Counted: of two equal entries one may be gone. Facts of an older journal have no such field at all. */
function missing(before: Listed, after: Listed): readonly string[] {
  if (before === null || before === undefined || before.length === 0) return [];
  if (after === null || after === undefined) return unreadable;
  const left = new Map<string, number>();
  for (const entry of after) left.set(entry, (left.get(entry) ?? 0) + 1);
  return before.filter((entry) => {
    const count = left.get(entry) ?? 0;
    left.set(entry, count - 1);
    return count < 1;
  });
}

function less(
  before: number | null,
  after: number | null,
  text: (value: number) => string,
  tolerance: number,
): readonly string[] {
  if (before === null) return [];
  if (after === null) return unreadable;
  return after < before * (1 - tolerance) ? [`${text(before)} before, ${text(after)} now`] : [];
}

/** `sda 1000204886016`: names move from boot to boot, sizes do not. */
function sizes(disks: Listed): Listed {
  return disks?.map((disk) => `a disk of ${(Number(disk.split(' ')[1]) / 1e9).toFixed(1)} GB`);
}

/** `tcp 0.0.0.0:80` */
function isLasting(listener: string): boolean {
  return Number(listener.slice(listener.lastIndexOf(':') + 1)) < FIRST_EPHEMERAL_PORT;
}
