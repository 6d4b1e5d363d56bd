// The shapes that programs get of the audit and of what-if. They change only by additions; a field that changes its
// meaning or goes raises the version in the name (`jsonAnswer('audit/1', …)`).

import type { FailureDomain } from '../../core/fleet/fleet.ts';
import { domainText } from '../../core/placement/domain-text.ts';
import type { Finding } from '../../core/placement/finding.ts';
import type { LosingPair } from '../../core/placement/losing-pairs.ts';
import { storedFinding } from '../../core/placement/stored-audit.ts';
import type { RankedLoss } from '../../core/placement/rank-losses.ts';
import type { WhatIf } from '../../core/placement/what-if.ts';
import type { Matrix, MatrixLevel } from '../html/console/services-page.ts';
import type { AuditReport } from '../text/audit-text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

function textOf(domain: FailureDomain | null): string | null {
  return domain === null ? null : domainText(domain);
}

export function findingJson(finding: Finding): JsonObject {
  return {
    ...storedFinding(finding),
    service: finding.service,
    host: finding.host,
    owner: finding.owner,
    figures: finding.figures,
    hosts: finding.hosts,
    path: finding.path,
    also: finding.also.map((folded) => ({ ...folded, domain: textOf(folded.domain) })),
  };
}

/** `audit/1`. Instants are milliseconds since 1970, UTC. Also what `--baseline` reads. */
export function auditJson({ audit, digest, against, comparison, suggestions }: AuditReport): JsonObject {
  const keys = (
    findings: readonly { readonly code: string; readonly subject: string }[],
  ): readonly JsonObject[] => findings.map(({ code, subject }) => ({ code, subject }));
  return {
    at: audit.at,
    digest,
    fleetDigest: audit.fleetDigest,
    hosts: audit.hosts,
    services: audit.services,
    findings: audit.findings.map(findingJson),
    expiredWaivers: audit.expiredWaivers,
    unmatchedWaivers: audit.unmatchedWaivers,
    dependencies: audit.dependencies,
    suggestions: suggestions.map(({ finding, ...rest }) => ({
      code: finding.code,
      subject: finding.subject,
      domain: textOf(finding.domain),
      ...rest,
    })),
    since: comparison === null ? null : against,
    baseline:
      comparison === null
        ? null
        : {
            added: comparison.added.map(findingJson),
            worse: comparison.worse.map(findingJson),
            gone: comparison.gone,
            waived: keys(comparison.waived),
            expired: keys(comparison.expired),
          },
  };
}

/** `whatif/1`. */
export function whatIfJson(loss: WhatIf): JsonObject {
  return { ...loss, domains: loss.domains.map(textOf) };
}

/** `worst-losses/1`. */
export function rankedLossesJson(losses: readonly RankedLoss[]): JsonObject {
  return { losses: losses.map((loss) => ({ ...loss, domain: textOf(loss.domain) })) };
}

/** `losing-pairs/1`. */
export function losingPairsJson(pairs: readonly LosingPair[]): JsonObject {
  return { pairs: pairs.map((pair) => ({ ...pair, domains: pair.domains.map(textOf) })) };
}

/** `services/1`: what the loss of each domain of one level leaves of each service. */
export function servicesJson({ rows }: Matrix, level: MatrixLevel): JsonObject {
  return {
    level,
    services: rows.map(({ service, minimum, cells }) => ({
      service: service.id,
      owner: service.owner,
      instances: service.instances.length,
      minimum,
      domains: [...cells].map(([domain, cell]) => ({ domain, ...cell })),
    })),
  };
}
