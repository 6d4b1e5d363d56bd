// Audits as the weekly message tells them: the sample fleet's, and the largest.
import { DAY_MS } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import { auditNews, type AuditNews } from '../../src/core/placement/audit-news.ts';
import { auditPlacement } from '../../src/core/placement/audit.ts';
import { compareAudits } from '../../src/core/placement/compare-audits.ts';
import { withWaivers } from '../../src/core/placement/waiver.ts';
import { hugeFleet } from './huge-fleet.ts';
import { askedAt } from './question-world.ts';
import { sampleFleet } from './sample-fleet.ts';

/** The audit of `fleet` with its first `waived` findings waived in chat, compared with a clean one. */
export function sampleAuditNews(fleet: Fleet = sampleFleet(), waived = 1): AuditNews {
  const found = auditPlacement(fleet, askedAt).findings.slice(0, waived);
  const judged = withWaivers(
    fleet,
    found.map(({ code, subject }) => ({
      code,
      subject,
      reason: 'a new rack arrives <!channel> in May',
      by: 'slack:T0STAGGER/U0APPROVER',
      untilAt: askedAt + 30 * DAY_MS,
    })),
  );
  const audit = auditPlacement(judged, askedAt);
  return auditNews(judged, audit, {
    forAt: askedAt,
    timeZone: 'Asia/Seoul',
    comparison: compareAudits([], audit),
  });
}

export const hugeAuditNews = (): AuditNews => sampleAuditNews(hugeFleet(), 100);
