// Turns what was judged by number into findings that people read: names, owner, hosts, figures and the sentence.

import { byId } from '../fleet/fleet-lookup.ts';
import type { FailureDomain, Service } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import { majorityOf } from '../fleet/minimum.ts';
import type { Finding, FoldedFinding, PlacementCode } from './finding.ts';
import type { Severity } from '../fleet/severity.ts';
import { findingText } from './finding-text.ts';
import type { FoldedWeakness } from './fold.ts';
import type { ServiceJudgement, Stop } from './judgement.ts';
import { isStopped, outcomeOf } from './outcome.ts';
import { takesHost } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';
import { severityOf, severityRank } from './severity.ts';
import type { SharedFate, SharedFates, SharedPath } from './shared-fate.ts';
import { noDomain } from './spread.ts';
import type { Weakness } from './spread.ts';

const stopCodes: ReadonlySet<PlacementCode> = new Set([
  'all-in-one-domain',
  'quorum-lost',
  'single-instance',
]);

type Fate = { readonly stop: Stop; readonly fate: SharedFate; readonly severity: Severity };

/**
 * The findings of one service: its own, and one for everything it shares the fate of. If a loss can stop the service
 * itself and that is at least as bad, the shared fates are folded under it: being well spread otherwise would not help.
 */
export function findingsOfService(
  index: PlacementIndex,
  judgement: ServiceJudgement,
  shared: { readonly fates: SharedFates; readonly stops: readonly Stop[] },
): readonly Finding[] {
  const service = index.services[judgement.service];
  if (service === undefined) return [];
  const fates = fatesOf(index, service, judgement, shared);
  const [worst] = fates;
  const host = judgement.folded.find(
    ({ main }) =>
      worst !== undefined &&
      stopCodes.has(main.code) &&
      severityRank(main.severity) >= severityRank(worst.severity),
  );
  const own = judgement.folded.map((one) =>
    serviceFinding(
      index,
      judgement.service,
      one,
      one === host ? fates.map((fate) => foldedFate(index, fate)) : [],
    ),
  );
  if (worst === undefined || host !== undefined) return own;
  const path = shared.fates.pathOf(worst.fate);
  return [...own, sharedFateFinding(index, service, { ...worst, path }, fates.slice(1))];
}

/** Worst first. Left out: losses that stop the service itself, and levels that it ignores. */
function fatesOf(
  index: PlacementIndex,
  service: Service,
  judgement: ServiceJudgement,
  shared: { readonly fates: SharedFates; readonly stops: readonly Stop[] },
): readonly Fate[] {
  const found = shared.fates.of(judgement.service).flatMap((fate): readonly Fate[] => {
    const stop = shared.stops[fate.root];
    if (stop === undefined || judgement.stoppedBy.includes(stop.domainNumber)) return [];
    if (stop.domain?.level === 'host' && isStoppedByHost(index, judgement.service, stop.domain.id)) return [];
    const severity = severityOf('shared-fate', stop.domain?.level ?? 'host', service);
    return severity === null ? [] : [{ stop, fate, severity }];
  });
  return found.sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
}

function isStoppedByHost(index: PlacementIndex, number: number, host: HostId): boolean {
  const service = index.services[number];
  if (service === undefined) return false;
  const lost = service.instances.filter((instance) => instance.host === host).length;
  const instances = service.instances.length;
  const minimum = index.minimum[number] ?? 0;
  return lost > 0 && isStopped(outcomeOf(service, { instances, minimum, left: instances - lost }));
}

function foldedFate(index: PlacementIndex, { stop }: Fate): FoldedFinding {
  const needs = index.services[stop.service]?.id ?? null;
  return { code: 'shared-fate', domain: stop.domain, needs, lost: stop.lost, left: stop.left };
}

function foldedWeakness(index: PlacementIndex, weakness: Weakness): FoldedFinding {
  const { code, domain, lost, left } = weakness;
  return { code, domain: domainAt(index, domain), needs: null, lost, left };
}

function domainAt(index: PlacementIndex, domain: number): FailureDomain | null {
  return domain === noDomain ? null : (index.domains[domain] ?? null);
}

function told(finding: Omit<Finding, 'message'>): Finding {
  return { ...finding, message: findingText(finding) };
}

function serviceFinding(
  index: PlacementIndex,
  number: number,
  { main, also }: FoldedWeakness,
  fates: readonly FoldedFinding[],
): Finding {
  const service = index.services[number];
  if (service === undefined) throw new RangeError(`no service ${number}`);
  const instances = service.instances.length;
  return told({
    code: main.code,
    severity: main.severity,
    subject: `service:${service.id}`,
    service: service.id,
    host: null,
    domain: domainAt(index, main.domain),
    owner: service.owner,
    figures: {
      instances,
      minimum: index.minimum[number] ?? 0,
      lost: main.lost,
      left: main.left,
      ...(service.quorum ? { majority: majorityOf(instances) } : {}),
      ...(main.code === 'clustered' ? { fairShare: main.fairShare } : {}),
    },
    hosts: hostsIn(index, number, main.domain),
    path: [],
    also: [...also.map((weakness) => foldedWeakness(index, weakness)), ...fates],
    waivedUntilAt: null,
  });
}

/** The hosts of the service that stand in the domain; all of them where no domain is to blame. */
function hostsIn(index: PlacementIndex, service: number, domain: number): readonly HostId[] {
  const inside: HostId[] = [];
  const { start, end } = index.instanceHosts.range(service);
  for (let at = start; at < end; at += 1) {
    const number = index.instanceHosts.target(at);
    const host = index.hosts[number];
    if (host !== undefined && (domain === noDomain || takesHost(index, domain, number))) inside.push(host.id);
  }
  return inside.sort(byId).filter((host, place) => host !== inside[place - 1]);
}

function sharedFateFinding(
  index: PlacementIndex,
  service: Service,
  { stop, severity, path }: Fate & { readonly path: SharedPath },
  others: readonly Fate[],
): Finding {
  const needed = index.services[stop.service];
  return told({
    code: 'shared-fate',
    severity,
    subject: `service:${service.id}`,
    service: service.id,
    host: null,
    domain: stop.domain,
    owner: service.owner,
    figures: {
      instances: needed?.instances.length ?? 0,
      lost: stop.lost,
      left: stop.left,
      links: path.links,
    },
    hosts: hostsIn(index, stop.service, stop.domainNumber),
    path: path.services.flatMap((number) => index.services[number]?.id ?? []),
    also: others.map((other) => foldedFate(index, other)),
    waivedUntilAt: null,
  });
}

/** One finding for each host that stands nowhere: a warning if it serves something, else a notice. */
export function placelessFindings(index: PlacementIndex): readonly Finding[] {
  const placeless = index.hosts.filter(({ placement }) => placement === null);
  if (placeless.length === 0) return [];
  const serving = new Set<HostId>();
  for (const { instances } of index.services) for (const { host } of instances) serving.add(host);
  return placeless.map((host) =>
    told({
      code: 'no-placement',
      severity: serving.has(host.id) ? 'warning' : 'notice',
      subject: `host:${host.id}`,
      service: null,
      host: host.id,
      domain: null,
      owner: host.owner,
      figures: {},
      hosts: [host.id],
      path: [],
      also: [],
      waivedUntilAt: null,
    }),
  );
}
