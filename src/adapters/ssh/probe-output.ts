// Reads what the probe script printed. Strict where a mistake would lie (boot id, uptime, markers), forgiving where a
// fact can be unknown. Text from a host is data of a stranger: control characters are dropped, lengths are limited.

import type { Instant } from '../../core/brand.ts';
import { parseBootId } from '../../core/fleet/ids.ts';
import type { Facts, Tristate } from '../../core/fleet/observation.ts';
import { beginMarker, endMarker } from './probe-script.ts';
import { rebootSignals } from './reboot-signals.ts';
import { newestKernel, releasesOf } from './kernel-version.ts';
import { listenerOfHex, listenerOfSs } from './socket-address.ts';

export type ProbeGarbage = { readonly kind: 'garbage'; readonly detail: string };

export type ProbeOutput =
  { readonly kind: 'facts'; readonly facts: Facts; readonly lasting: string } | ProbeGarbage;

/** When the question left and its answer came, on the daemon's wall clock. */
export type RoundTrip = { readonly sentAt: Instant; readonly receivedAt: Instant };

/** Longest value kept of one fact, and most entries of one list: far above real hosts, far below harm. */
const maxValueLength = 200;
const maxListLength = 2000;

/** An answer already read: the lines after the first four are mostly the same the next time. */
export type ReadBefore = { readonly lasting: string; readonly facts: Facts };

/**
 * The facts in `text`, the output of one request up to its end marker. Lines before the begin marker are noise of
 * start-up files and are ignored. `before` is the last answer of the same host, to save reading the same text again.
 */
export function parseProbeOutput(
  text: string,
  request: number,
  context: { readonly trip: RoundTrip; readonly before: ReadBefore | null },
): ProbeOutput {
  const { trip, before } = context;
  const begin = text.startsWith(beginMarker(request)) ? 0 : text.indexOf(`\n${beginMarker(request)}`);
  const end = text.indexOf(`\n${endMarker(request)}`, begin);
  if (begin < 0 || end < 0) return garbage(`no answer to request ${request}`, text);
  const boot = text.indexOf('\nboot ', begin);
  const split = boot < 0 || boot > end ? end : boot;
  const now = readLines(text.slice(begin, split));
  const uptimeMs = seconds(now.value('uptime'));
  if (uptimeMs === null) return garbage('no uptime (/proc/uptime)', now.value('uptime'));
  const lasting = text.slice(split, end);
  const read =
    before?.lasting === lasting
      ? { kind: 'facts' as const, facts: before.facts }
      : readLasting(lasting, bootedAtS(now, uptimeMs));
  if (read.kind === 'garbage') return read;
  const facts = { ...read.facts, uptimeMs, clockOffsetMs: clockOffsetMs(now, uptimeMs, trip) };
  return { kind: 'facts', facts, lasting };
}

/** Everything but what changes with time. */
function readLasting(
  text: string,
  bootedAt: number | null,
): ProbeGarbage | { readonly kind: 'facts'; readonly facts: Facts } {
  const answer = readLines(text);
  const bootId = parseBootId(answer.value('boot'));
  if (bootId === null)
    return garbage('no boot id (/proc/sys/kernel/random/boot_id is not a UUID)', answer.value('boot'));
  const kernelRunning = answer.value('kernel');
  if (kernelRunning === '') return garbage('no kernel release (/proc/sys/kernel/osrelease)', '');
  const virtualisation = orNull(answer.value('virt'));
  const container = containers.has(virtualisation ?? '');
  const installed = container ? [] : releasesOf(words(answer.value('kernels')));
  const systemState = orNull(answer.value('system'));
  const known = (key: string): boolean => answer.value(key) === 'yes';
  const facts: Facts = {
    bootId,
    uptimeMs: 0,
    kernelRunning,
    kernelNewest: newestKernel(kernelRunning, installed),
    rebootSignals: rebootSignals({
      family: words(answer.value('family').replaceAll('"', '')),
      debianFlag: answer.value('flag'),
      debianFlagWriter: known('flag-writer'),
      suseFlag: answer.value('suse-flag'),
      rpmInstalled: words(answer.value('rpm-installed')),
      bootedAtS: bootedAt,
      kernelBuild: answer.value('kernel-build'),
      kernelPackage: answer.value('kernel-package'),
      kernelRunning,
      installed,
      container,
    }),
    os: orNull(answer.value('os').replace(/^(["'])(.*)\1$/, '$2')),
    virtualisation,
    initStartTicks: wholeNumber(answer.value('init')),
    failedUnits: known('failed-known') ? words(answer.value('failed')).toSorted() : null,
    listeners: known('listeners-known') ? listeners(answer) : null,
    mounts: known('mounts-known') ? sortedSet(answer.values('mount').map(unescapeOctal)) : null,
    units: known('units-known') ? sortedSet(words(answer.value('units'))) : null,
    routes: known('routes-known') ? sortedSet(answer.values('route').map(printable)) : null,
    disks: disks(words(answer.value('disks'))),
    timeSynchronised: tristate(answer.value('synced')),
    cpus: countCpus(answer.value('cpus')),
    memoryKib: wholeNumber(answer.value('memory')),
    clockOffsetMs: null,
    systemState: systemState === 'offline' || systemState === 'unknown' ? null : systemState,
    nologin: answer.value('nologin') !== 'no',
    fenced: tristate(answer.value('fenced')),
  };
  return { kind: 'facts', facts };
}

/** As `systemd-detect-virt` and /run/systemd/container name them. */
const containers: ReadonlySet<string> = new Set([
  'docker',
  'lxc',
  'lxc-libvirt',
  'openvz',
  'podman',
  'proot',
  'pouch',
  'rkt',
  'systemd-nspawn',
  'wsl',
  'container-other',
]);

type Answer = {
  /** The first value of a key, empty if it was not printed. */
  readonly value: (key: string) => string;
  readonly values: (key: string) => readonly string[];
};

function readLines(text: string): Answer {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const key = space < 0 ? line : line.slice(0, space);
    const list = found.get(key);
    const value = space < 0 ? '' : line.slice(space + 1);
    if (list === undefined) found.set(key, [value]);
    else if (list.length < maxListLength) list.push(value);
  }
  const values = (key: string): readonly string[] => found.get(key) ?? [];
  return { values, value: (key) => printable(values(key)[0] ?? '') };
}

function listeners(answer: Answer): readonly string[] {
  const bySs = ['tcp', 'udp'].flatMap((protocol) =>
    answer.values(protocol).map((rest) => listenerOfSs(`${protocol} ${rest}`)),
  );
  const byHex = (['tcp', 'udp'] as const).flatMap((protocol) =>
    answer.values(`${protocol}-hex`).map((text) => listenerOfHex(protocol, text)),
  );
  return sortedSet([...bySs, ...byHex].filter((entry) => entry !== null));
}

/**
 * The host read its clock when the question arrived: half of the time on the wire after it was sent. The time that the
 * host needed for its answer is not on the wire and is taken off by its own uptime (10 ms steps).
 */
function clockOffsetMs(answer: Answer, uptimeMs: number, trip: RoundTrip): number | null {
  const hostAt = wallClock(answer.value('time'));
  if (hostAt === null) return null;
  const answeringMs = (seconds(answer.value('uptime-end')) ?? uptimeMs) - uptimeMs;
  const onTheWireMs = Math.max(0, trip.receivedAt - trip.sentAt - answeringMs);
  return Math.round(hostAt - (trip.sentAt + onTheWireMs / 2));
}

/** By the host's own clock: what its package manager dates its work by. */
function bootedAtS(answer: Answer, uptimeMs: number): number | null {
  const hostAt = wallClock(answer.value('time'));
  return hostAt === null ? null : (hostAt - uptimeMs) / 1000;
}

/** `date +%s%N` (19 digits), bash's EPOCHREALTIME, or whole seconds from a date without `%N` (taken at their middle). */
function wallClock(text: string): Instant | null {
  if (/^\d{19}$/.test(text)) return Number(text.slice(0, 16)) / 1000;
  if (/^\d{10}[.,]\d{6}$/.test(text)) return Number(text.replace(',', '.')) * 1000;
  const whole = /^(\d{10})(?:%?N)?$/.exec(text)?.[1];
  return whole === undefined ? null : Number(whole) * 1000 + 500;
}

function seconds(text: string): number | null {
  return /^\d{1,12}(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * 1000) : null;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function tristate(text: string): Tristate {
  return text === 'yes' || text === 'no' ? text : 'unknown';
}

/** `sda:1953525168`: /sys counts in units of 512 bytes whatever the disk does. A machine without any shows none. */
function disks(entries: readonly string[]): readonly string[] | null {
  const sized = entries.flatMap((entry) => {
    const [, name, sectors] = /^([A-Za-z0-9_-]+):(\d{1,15})$/.exec(entry) ?? [];
    return name === undefined || Number(sectors) === 0 ? [] : [`${name} ${Number(sectors) * 512}`];
  });
  return sized.length === 0 ? null : sized.toSorted();
}

/** `0-3,8` is five. */
function countCpus(text: string): number | null {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) return null;
  return text.split(',').reduce((sum, range) => {
    const [first, last = first] = range.split('-').map(Number);
    return sum + (last ?? 0) - (first ?? 0) + 1;
  }, 0);
}

/** The kernel writes blanks in mount points as `\040`. */
function unescapeOctal(text: string): string {
  return printable(
    text.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
  );
}

function printable(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '')
    .slice(0, maxValueLength * 20)
    .trim();
}

function words(text: string): readonly string[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.slice(0, maxValueLength));
}

function sortedSet(entries: readonly string[]): readonly string[] {
  return [...new Set(entries)].toSorted();
}

function orNull(text: string): string | null {
  return text === '' ? null : text.slice(0, maxValueLength);
}

function garbage(what: string, found: string): ProbeGarbage {
  const excerpt = printable(found.replaceAll('\n', ' ')).slice(0, maxValueLength);
  return { kind: 'garbage', detail: excerpt === '' ? what : `${what}; found: ${excerpt}` };
}
