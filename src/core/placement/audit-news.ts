// What the weekly placement audit tells: what is open, what came and went, what was accepted by whom and until when.

import type { Instant } from '../brand.ts';
import type { Fleet, Waiver } from '../fleet/fleet.ts';
import type { PlacementAudit } from './audit.ts';
import type { AuditComparison } from './compare-audits.ts';
import type { Finding } from './finding.ts';
import type { StoredFinding } from './stored-audit.ts';

export type AuditNews = {
  /** The scheduled instant it stands for. */
  readonly forAt: Instant;
  readonly asOf: Instant;
  readonly timeZone: string;
  /** Not waived, worst first. */
  readonly open: readonly Finding[];
  readonly waived: readonly { readonly finding: Finding; readonly waiver: Waiver }[];
  /** Waivers that ended while what they accepted is still found. */
  readonly ended: number;
  /** Since the audit before; null where none was kept. */
  readonly changes: { readonly added: readonly Finding[]; readonly gone: readonly StoredFinding[] } | null;
};

export function auditNews(
  fleet: Fleet,
  audit: PlacementAudit,
  given: Pick<AuditNews, 'forAt' | 'timeZone'> & { readonly comparison: AuditComparison | null },
): AuditNews {
  const { comparison } = given;
  return {
    forAt: given.forAt,
    asOf: audit.at,
    timeZone: given.timeZone,
    open: audit.findings.filter(({ waivedUntilAt }) => waivedUntilAt === null),
    waived: audit.findings.flatMap((finding) => {
      const waiver = waiverFor(finding, fleet.waivers);
      return waiver === null ? [] : [{ finding, waiver }];
    }),
    ended: audit.expiredWaivers.length,
    changes: comparison === null ? null : { added: comparison.added, gone: comparison.gone },
  };
}

/** The one that counts: of several for one finding, the one that lasts longest. */
function waiverFor({ code, subject, waivedUntilAt }: Finding, waivers: readonly Waiver[]): Waiver | null {
  if (waivedUntilAt === null) return null;
  return (
    waivers.find(
      (waiver) => waiver.code === code && waiver.subject === subject && waiver.untilAt === waivedUntilAt,
    ) ?? null
  );
}
