// The placement audit: every service against every failure domain, what is left if it goes, each problem told once
// with its worst explanation. Pure: one fleet and one instant give one report, whatever order the inventory is in.

import type { Instant } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet, Waiver } from '../fleet/fleet.ts';
import type { FleetDigest } from '../fleet/ids.ts';
import { dependencyReport } from './dependency-graph.ts';
import type { DependencyReport } from './dependency-graph.ts';
import { DomainCounter } from './domain-counter.ts';
import type { Finding } from './finding.ts';
import { judgeService } from './judgement.ts';
import { findingsOfService, placelessFindings } from './placement-finding.ts';
import { placementIndex } from './placement-index.ts';
import type { PlacementIndex } from './placement-index.ts';
import { codeRank, severityRank } from './severity.ts';
import { SharedFates } from './shared-fate.ts';
import { applyWaivers } from './waiver.ts';

export type PlacementAudit = {
  readonly at: Instant;
  readonly fleetDigest: FleetDigest;
  readonly hosts: number;
  readonly services: number;
  /** Worst first, then by subject. Waived ones are among them, marked. */
  readonly findings: readonly Finding[];
  /** Waivers that have ended while what they accepted is still found. */
  readonly expiredWaivers: readonly Waiver[];
  /** Waivers that match no finding: what they accepted is gone, or they are misspelt. */
  readonly unmatchedWaivers: readonly Waiver[];
  readonly dependencies: DependencyReport;
};

/** Audits where everything stands. `now` only decides which waivers still hold. */
export function auditPlacement(fleet: Fleet, now: Instant): PlacementAudit {
  const index = placementIndex(fleet);
  const findings = [...serviceFindings(index), ...placelessFindings(index)].sort(worstFirst);
  // Waivers of uptime findings are the uptime policy's to match.
  const waivers = fleet.waivers.filter(({ code }) => !code.startsWith('uptime-'));
  const { findings: judged, expired, unmatched } = applyWaivers(findings, waivers, now);
  return {
    at: now,
    fleetDigest: fleet.digest,
    hosts: index.hosts.length,
    services: index.services.length,
    findings: judged,
    expiredWaivers: expired,
    unmatchedWaivers: unmatched,
    dependencies: dependencyReport(index),
  };
}

function serviceFindings(index: PlacementIndex): readonly Finding[] {
  const counter = new DomainCounter(index);
  const judgements = index.services.map((_, service) => judgeService(index, service, counter));
  const stops = judgements.flatMap((judgement) => judgement.stops);
  const fates = new SharedFates(index, stops);
  return judgements.flatMap((judgement) => findingsOfService(index, judgement, { stops, fates }));
}

/** The order findings are shown in: severity, then code, then subject. */
export function worstFirst(a: Finding, b: Finding): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    codeRank(b.code) - codeRank(a.code) ||
    byId(a.subject, b.subject) ||
    byId(a.domain?.level ?? '', b.domain?.level ?? '')
  );
}
