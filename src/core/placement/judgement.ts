// One service judged for itself: its folded weaknesses, and the losses that stop it, which those who need it must
// hear of.

import type { FailureDomain } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';
import type { DomainCounter } from './domain-counter.ts';
import { foldExplained, oneALevel } from './fold.ts';
import type { FoldedWeakness } from './fold.ts';
import { isStopped, outcomeOf } from './outcome.ts';
import { domainsOfHost } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';
import { severityRank } from './severity.ts';
import type { StopRoot } from './shared-fate.ts';
import { noDomain, spreadOf } from './spread.ts';
import type { Weakness } from './spread.ts';

/** A loss that stops a service. `domain` null: the loss of any one of its hosts does. */
export type Stop = StopRoot & {
  readonly domain: FailureDomain | null;
  /** Number of the domain in the index, or `noDomain`. */
  readonly domainNumber: number;
  readonly lost: number;
  readonly left: number;
};

export type ServiceJudgement = {
  readonly service: number;
  /** Worst first. */
  readonly folded: readonly FoldedWeakness[];
  readonly stops: readonly Stop[];
  /** Numbers of all domains whose loss stops it, whatever severity that has. */
  readonly stoppedBy: readonly number[];
};

export function judgeService(
  index: PlacementIndex,
  service: number,
  counter: DomainCounter,
): ServiceJudgement {
  const { weaknesses, stoppedBy } = spreadOf(index, service, counter);
  if (weaknesses.length === 0) return { service, folded: [], stops: [], stoppedBy };
  const kept = foldExplained(index, weaknesses);
  return {
    service,
    folded: oneALevel(index, kept),
    stops: kept.flatMap(({ main }) => stopOf(index, service, main) ?? []),
    stoppedBy,
  };
}

function stopOf(index: PlacementIndex, service: number, weakness: Weakness): Stop | null {
  const { code, domain, lost, left, severity } = weakness;
  const stop = (where: FailureDomain | null): Stop => ({
    service,
    weight: severityRank(severity),
    domain: where,
    domainNumber: domain,
    lost,
    left,
  });
  if (code === 'all-in-one-domain' || code === 'quorum-lost') return stop(index.domains[domain] ?? null);
  const judged = index.services[service];
  const only = judged?.instances[0];
  if (code === 'single-instance' && only !== undefined) {
    const hypervisor = hypervisorNumber(index, only.host);
    if (hypervisor === null) return stop({ level: 'host', id: only.host });
    return { ...stop({ level: 'hypervisor', id: only.host }), domainNumber: hypervisor };
  }
  if (judged === undefined || domain !== noDomain) return null;
  // A quorum of two: any one host's loss stops it.
  const instances = judged.instances.length;
  const minimum = index.minimum[service] ?? 0;
  return isStopped(outcomeOf(judged, { instances, minimum, left: instances - 1 })) ? stop(null) : null;
}

/** The number of the domain that the host is for its guests, or null if it has none. */
function hypervisorNumber(index: PlacementIndex, host: HostId): number | null {
  const number = index.hostNumbers.get(host);
  if (number === undefined) return null;
  const own = domainsOfHost(index, number).find(
    (domain) => index.domains[domain]?.level === 'hypervisor' && index.domains[domain].id === host,
  );
  return own ?? null;
}
