// What the age policy finds over the whole fleet, in the same form as the placement audit's findings, so that waivers,
// reports and the digest treat both alike.

import type { Instant } from '../brand.ts';
import { assertNever } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { FleetSnapshot } from '../fleet/snapshot.ts';
import type { Finding, UptimeCode } from '../placement/finding.ts';
import type { Severity } from '../fleet/severity.ts';
import { findingText } from '../placement/finding-text.ts';
import { severityRank } from '../placement/severity.ts';
import { applyWaivers } from '../placement/waiver.ts';
import { judgeUptime } from './age-policy.ts';

/**
 * Overdue hosts (warning) and hosts due soon (notice), worst and then longest up first. Exempt and unknown hosts are
 * not among them.
 */
export function uptimeFindings(fleet: Fleet, snapshot: FleetSnapshot, now: Instant): readonly Finding[] {
  const found = [...fleet.hosts.values()]
    .flatMap((host) => findingOf(host, snapshot, now) ?? [])
    .sort(
      (a, b) =>
        severityRank(b.severity) - severityRank(a.severity) ||
        (b.figures['uptimeMs'] ?? 0) - (a.figures['uptimeMs'] ?? 0) ||
        byId(a.subject, b.subject),
    );
  return applyWaivers(found, fleet.waivers, now).findings;
}

function findingOf(host: Host, snapshot: FleetSnapshot, now: Instant): Finding | null {
  const verdict = judgeUptime(host, snapshot.hosts.get(host.id), now);
  const { maxUptimeMs } = host.uptime;
  switch (verdict.kind) {
    case 'ok':
    case 'exempt':
    case 'unknown':
      return null;
    case 'due-soon':
      return told(host, 'uptime-due-soon', 'notice', {
        uptimeMs: verdict.uptimeMs,
        maxUptimeMs,
        dueInMs: verdict.dueAt - now,
      });
    case 'overdue':
      return told(host, 'uptime-overdue', 'warning', { uptimeMs: verdict.uptimeMs, maxUptimeMs });
    default:
      return assertNever(verdict);
  }
}

function told(
  host: Host,
  code: UptimeCode,
  severity: Severity,
  figures: Readonly<Record<string, number>>,
): Finding {
  const untold = {
    code,
    severity,
    subject: `host:${host.id}`,
    service: null,
    host: host.id,
    domain: null,
    owner: host.owner,
    figures,
    hosts: [host.id],
    path: [],
    also: [],
    waivedUntilAt: null,
  };
  return { ...untold, message: findingText(untold) };
}
