// Judges a campaign by the hosts' own logs alone: pure, and without a word from the daemon or any code of it. What
// it holds: no service below its minimum at any instant, no two zones of one service out together, no services that
// need each other out together, every host rebooted exactly once and only after the approval, drained before and put
// back after it serves again.
import type { WitnessEvent } from '../lab/witness.ts';

export type WitnessedService = {
  readonly name: string;
  readonly minAvailable: number;
  /** Zone of each host that does this work. */
  readonly zoneOf: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
};

export type Expectation = {
  readonly services: readonly WitnessedService[];
  /** Hosts that are rebooted by command, each exactly once; every other host never. */
  readonly rebooted: readonly string[];
  /** Hosts that the test itself takes away: they count against every minimum, but not as taken down by plan. */
  readonly lost?: readonly string[];
  /** CLOCK_MONOTONIC just before the click that approved; null: nobody approved. */
  readonly approvedAtMs: number | null;
};

type Host = {
  serving: boolean;
  /** From the beginning of a drain to the end of a successful undrain. */
  drained: boolean;
  /** A drain has ended well and nothing has undone it. */
  readyToReboot: boolean;
  frozen: boolean;
  boots: number;
  rebootsCalled: number;
};

const isOut = ({ serving, drained, frozen }: Host): boolean => !serving || drained || frozen;

/** Applies one event and returns what is wrong with it on its host alone. */
function apply(host: Host, { kind, detail }: WitnessEvent): string | null {
  const [command, exitCode] = detail.split(' ');
  switch (kind) {
    case 'booted':
      host.boots += 1;
      return null;
    case 'serving':
      host.serving = true;
      return null;
    case 'down':
    case 'power-cut':
    case 'service-stopped':
      host.serving = false;
      return null;
    case 'frozen':
    case 'thawed':
      host.frozen = kind === 'frozen';
      return null;
    case 'reboot-called': {
      const why = host.readyToReboot ? null : 'is rebooted without a drain that ended well';
      host.serving = false;
      host.rebootsCalled += 1;
      return why;
    }
    case 'command':
      if (command === 'drain') host.drained = true;
      return command === 'undrain' && !host.serving ? 'is put back before it serves' : null;
    case 'command-ended':
      if (command === 'drain') host.readyToReboot = exitCode === '0';
      if (command === 'undrain' && exitCode === '0') host.drained = host.readyToReboot = false;
      return null;
    default:
      return null;
  }
}

/** What is wrong with a service at this instant. */
function serviceViolations(
  service: WitnessedService,
  hosts: ReadonlyMap<string, Host>,
  { services, lost = [] }: Expectation,
): readonly string[] {
  const outOf = ({ zoneOf }: WitnessedService): readonly string[] =>
    Object.keys(zoneOf).filter((name) => isOut(hosts.get(name) ?? nowhere()));
  const out = outOf(service);
  const up = Object.keys(service.zoneOf).length - out.length;
  const found: string[] = [];
  if (up < service.minAvailable)
    found.push(`${service.name} has ${up} of at least ${service.minAvailable}; out: ${out.join(', ')}`);
  const byPlan = out.filter((name) => !lost.includes(name));
  const zones = new Set(byPlan.map((name) => service.zoneOf[name]));
  if (zones.size > 1) found.push(`${service.name} is out in ${zones.size} zones: ${byPlan.join(', ')}`);
  if (byPlan.length === 0) return found;
  for (const other of services) {
    if (!service.dependsOn.includes(other.name)) continue;
    const alsoOut = outOf(other).filter((name) => !lost.includes(name) && !byPlan.includes(name));
    if (alsoOut.length > 0)
      found.push(`${service.name} (${byPlan.join(', ')}) is out with ${other.name} (${alsoOut.join(', ')})`);
  }
  return found;
}

const nowhere = (): Host => ({
  serving: false,
  drained: false,
  readyToReboot: false,
  frozen: false,
  boots: 0,
  rebootsCalled: 0,
});

/** Everything wrong at the end. */
function endViolations(name: string, host: Host, { rebooted, lost = [] }: Expectation): readonly string[] {
  const found: string[] = [];
  const wanted = rebooted.includes(name) ? 1 : 0;
  if (host.rebootsCalled !== wanted) found.push(`${name} was told to reboot ${host.rebootsCalled} times`);
  if (lost.includes(name)) return found;
  if (host.boots !== 1 + wanted) found.push(`${name} booted ${host.boots - 1} times after its first boot`);
  if (isOut(host)) found.push(`${name} is not back in service at the end`);
  return found;
}

/** Everything in `events` (in order of time) that breaks what was promised; empty if nothing does. */
export function violations(events: readonly WitnessEvent[], expected: Expectation): readonly string[] {
  const hosts = new Map<string, Host>();
  for (const { host } of events) hosts.set(host, hosts.get(host) ?? nowhere());
  const missing = expected.services
    .flatMap(({ zoneOf }) => Object.keys(zoneOf))
    .filter((name) => !hosts.has(name));
  const found = missing.map((name) => `${name}: the witness never saw it`);
  const relevant = new Set(['reboot-called', 'command']);
  // The lab's own start is no outage: judged from the moment at which every host has served once.
  const begun = new Set<string>();
  for (const event of events) {
    const host = hosts.get(event.host) ?? nowhere();
    const wrong = apply(host, event);
    const at = `${Math.round(event.monotonicMs)} ms: `;
    if (wrong !== null) found.push(`${at}${event.host} ${wrong}`);
    if (
      relevant.has(event.kind) &&
      (expected.approvedAtMs === null || event.monotonicMs < expected.approvedAtMs)
    )
      found.push(`${at}${event.host}: ${event.kind} ${event.detail} before any approval`);
    if (event.kind === 'serving') begun.add(event.host);
    if (begun.size < hosts.size) continue;
    for (const service of expected.services)
      if (event.host in service.zoneOf || relatedTo(service, event.host, expected))
        found.push(...serviceViolations(service, hosts, expected).map((text) => at + text));
  }
  if (begun.size < hosts.size)
    found.push(`never served: ${[...hosts.keys()].filter((name) => !begun.has(name)).join(', ')}`);
  for (const [name, host] of hosts) found.push(...endViolations(name, host, expected));
  return [...new Set(found)];
}

function relatedTo(service: WitnessedService, host: string, { services }: Expectation): boolean {
  return services.some(({ name, zoneOf }) => service.dependsOn.includes(name) && host in zoneOf);
}

/** The most hosts of `names` that were out of service at one instant: how rolling a roll was. */
export function mostOut(events: readonly WitnessEvent[], names: readonly string[]): number {
  const hosts = new Map(names.map((name) => [name, nowhere()]));
  const begun = new Set<string>();
  let most = 0;
  for (const event of events) {
    const host = hosts.get(event.host);
    if (host === undefined) continue;
    apply(host, event);
    if (event.kind === 'serving') begun.add(event.host);
    if (begun.size === hosts.size) most = Math.max(most, [...hosts.values()].filter(isOut).length);
  }
  return most;
}
