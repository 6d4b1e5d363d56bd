// Keeps what each placement audit found: at the start, after each reload and once a day (waivers end by themselves),
// whenever it is something else than before. An audit that could not be kept is made again at the next look.

import { DAY_MS, MINUTE_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { Sha256Hex } from '../core/canonical-text.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import { auditPlacement } from '../core/placement/audit.ts';
import { compareAudits, type AuditComparison } from '../core/placement/compare-audits.ts';
import { storedAudit } from '../core/placement/stored-audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { judgedFleet } from './stored-waivers.ts';

export type AuditHistory = {
  /** Audits at once and then when a day is over, until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
  /** Audits the fleet in force and keeps what changed. Never rejects. */
  readonly record: () => Promise<void>;
};

const AUDIT_EVERY_MS: DurationMs = DAY_MS;

/** A machine that slept through a day is audited soon after it wakes. */
const LOOK_EVERY_MS: DurationMs = 15 * MINUTE_MS;

export function createAuditHistory(options: {
  readonly store: Pick<Store, 'recordAudit' | 'waivers'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly fleet: () => Fleet;
  readonly sha256Hex: Sha256Hex;
}): AuditHistory {
  const { store, clock, log, sha256Hex } = options;
  const stopping = new AbortController();
  let auditedAt: Instant | null = null;

  const record = async (): Promise<void> => {
    const now = clock.now();
    try {
      const fleet = await judgedFleet(options.fleet(), store, now);
      const audit = storedAudit(auditPlacement(fleet, now), sha256Hex);
      const kept = await store.recordAudit(audit);
      auditedAt = now;
      if (kept === 'stored')
        log.info('placement audit changed', { digest: audit.digest, findings: audit.findings.length });
    } catch (error) {
      log.error('the placement audit could not be kept', {
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };

  const isDue = (): boolean => {
    const now = clock.now();
    // A clock that was set back would otherwise put the next audit off.
    return auditedAt === null || now < auditedAt || now - auditedAt >= AUDIT_EVERY_MS;
  };

  return {
    record,
    run: async () => {
      while (!stopping.signal.aborted) {
        if (isDue()) await record();
        await clock.sleep(LOOK_EVERY_MS, stopping.signal);
      }
    },
    stop: () => stopping.abort(),
  };
}

/**
 * What the placement audit of `fleet` says now against what it said at `since`: new, worse and gone findings, for a
 * digest that tells only what changed. `fleet` has the waivers of the chat (`judgedFleet`). Null where nothing was kept by
 * then, so nothing can be called new.
 */
export async function placementChangesSince(
  since: Instant,
  {
    store,
    fleet,
    now,
  }: { readonly store: Pick<Store, 'auditAsOf'>; readonly fleet: Fleet; readonly now: Instant },
): Promise<AuditComparison | null> {
  const before = await store.auditAsOf(since);
  return before === null ? null : compareAudits(before.findings, auditPlacement(fleet, now));
}
