// How bad a finding is: one severity per level of failure domain says what it means that a single such loss stops a
// service, and weaker findings follow from it. A service may override its levels; nothing else decides severities.

import { assertNever } from '../brand.ts';
import type { DomainLevel, Service } from '../fleet/fleet.ts';
import type { FindingCode, PlacementCode } from './finding.ts';
import type { Severity } from '../fleet/severity.ts';

/**
 * The likelier the loss, the worse: a rack, a hypervisor or a feed fails every few years, a zone rarely, a site almost
 * never (and a second one costs money). One host always fails: warning, since a service may choose to have one.
 */
export const defaultSeverities: Readonly<Record<DomainLevel, Severity>> = {
  host: 'warning',
  hypervisor: 'critical',
  rack: 'critical',
  feed: 'critical',
  custom: 'critical',
  zone: 'warning',
  site: 'notice',
};

const ranks: Readonly<Record<Severity, number>> = { critical: 2, warning: 1, notice: 0 };

/** Higher is worse. */
export function severityRank(severity: Severity): number {
  return ranks[severity];
}

function oneStepLess(severity: Severity): Severity {
  return severity === 'critical' ? 'warning' : 'notice';
}

/**
 * The severity of `code` where the loss of one domain of `level` is to blame, or null if the service ignores that
 * level. What stops a service has the level's own severity; what only weakens it has less.
 */
export function severityOf(
  code: PlacementCode,
  level: DomainLevel,
  service: Pick<Service, 'severities'>,
): Severity | null {
  const ofLevel = service.severities[level] ?? defaultSeverities[level];
  if (ofLevel === 'ignored') return null;
  switch (code) {
    case 'all-in-one-domain':
    case 'quorum-lost':
    case 'primary-with-standby':
    case 'single-instance':
    case 'no-headroom':
    case 'no-placement':
      return ofLevel;
    case 'below-minimum':
    case 'shared-fate':
      return oneStepLess(ofLevel);
    case 'clustered':
      return 'notice';
    case 'too-few-instances':
      return 'critical';
    default:
      return assertNever(code);
  }
}

const codeRanks: Readonly<Record<FindingCode, number>> = {
  'all-in-one-domain': 9,
  'quorum-lost': 8,
  'primary-with-standby': 7,
  'single-instance': 6,
  'too-few-instances': 5,
  'no-headroom': 4,
  'below-minimum': 3,
  'shared-fate': 2,
  clustered: 1,
  'no-placement': 0,
  'uptime-overdue': -1,
  'uptime-due-soon': -2,
};

/** Higher is the worse explanation: of two findings about one domain the worse one wins. */
export function codeRank(code: FindingCode): number {
  return codeRanks[code];
}
