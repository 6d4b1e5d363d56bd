// The form in which an audit is kept, so that later ones can say what changed. Its digest covers what was found and
// not the words for it: a better sentence is not a change of the fleet.

import type { Brand, Instant } from '../brand.ts';
import { canonicalText, type Sha256Hex } from '../canonical-text.ts';
import type { FailureDomain } from '../fleet/fleet.ts';
import type { FleetDigest } from '../fleet/ids.ts';
import type { PlacementAudit } from './audit.ts';
import { domainText } from './domain-text.ts';
import type { Finding } from './finding.ts';

/** SHA-256 of what an audit found, as lower-case hex. */
export type AuditDigest = Brand<string, 'AuditDigest'>;

/** One thing that an audit said, in a form that can be stored and compared with later audits. */
export type StoredFinding = {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly subject: string;
  /** `rack:r12`, or null. */
  readonly domain: string | null;
  /** Instances left after the loss; null where nothing is counted. */
  readonly left: number | null;
  /** In English, as it was told then. */
  readonly message: string;
  readonly waivedUntilAt: Instant | null;
  readonly also: readonly { readonly code: string; readonly domain: string | null; readonly left: number }[];
};

export type StoredAudit = {
  /** When it was first found so. */
  readonly at: Instant;
  readonly digest: AuditDigest;
  readonly fleetDigest: FleetDigest;
  readonly hosts: number;
  readonly services: number;
  readonly findings: readonly StoredFinding[];
};

function textOf(domain: FailureDomain | null): string | null {
  return domain === null ? null : domainText(domain);
}

/** The form in which a finding is kept. */
export function storedFinding(finding: Finding): StoredFinding {
  const { code, severity, subject, message, waivedUntilAt, figures } = finding;
  return {
    code,
    severity,
    subject,
    domain: textOf(finding.domain),
    left: figures['left'] ?? null,
    message,
    waivedUntilAt,
    also: finding.also.map((folded) => ({
      code: folded.code,
      domain: textOf(folded.domain),
      left: folded.left,
    })),
  };
}

/** The form in which an audit is kept. */
export function storedAudit(audit: PlacementAudit, sha256Hex: Sha256Hex): StoredAudit {
  const { at, fleetDigest, hosts, services } = audit;
  const findings = audit.findings.map(storedFinding);
  const digest = sha256Hex(canonicalText(findings.map(({ message: _, ...found }) => found))) as AuditDigest;
  return { at, digest, fleetDigest, hosts, services, findings };
}
