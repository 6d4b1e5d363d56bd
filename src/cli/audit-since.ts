// `--since`: which of the kept audits to compare with, by date, by length of time or by digest. The daemon keeps an
// audit whenever it found something else than the one before, so the newest up to an instant is what stood then.

import { openRecords } from '../app/open-store.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { beginningAt } from '../config/date-text.ts';
import { parseDuration } from '../config/duration-text.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Instant } from '../core/brand.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { StoredAudit } from '../core/placement/stored-audit.ts';
import type { Store } from '../ports/store.ts';
import { judgedFleet } from '../runtime/stored-waivers.ts';
import { dayText } from '../views/text/audit-text.ts';

/** A digest may be cut to this many characters, as audits print it. */
const digestPattern = /^[0-9a-f]{8,64}$/;

/** Heads named in an error: enough to see what there is. */
const namedHeads = 5;

export type Since = {
  readonly kept: StoredAudit;
  /** The inventory's fleet with the waivers that were given in chat, as the kept audits were judged by. */
  readonly fleet: Fleet;
};

type Head = Pick<StoredAudit, 'at' | 'digest'>;

/**
 * The kept audit that `text` means. Dates are in UTC, as reports write them.
 * @throws OperatorError if it is none of the three forms, or nothing that old or of that digest is kept.
 */
export async function readSince(
  text: string,
  { fleet, settings }: Pick<GoodInventory, 'fleet' | 'settings'>,
  now: Instant,
): Promise<Since> {
  const at = instantOf(text, now);
  const isDigest = digestPattern.test(text);
  if (at === null && !isDigest)
    throw refused(
      text,
      'no date, length of time or digest',
      'a date such as 2026-11-01, a length of time such as 7d, or the digest of a kept audit',
    );
  await using records = await openRecords(settings);
  // Awaited here: the records are closed when this returns.
  const kept = await (at === null ? withDigest(text, records.store) : asOf(text, at, records.store));
  return { kept, fleet: await judgedFleet(fleet, records.store, now) };
}

function instantOf(text: string, now: Instant): Instant | null {
  const lengthMs = parseDuration(text);
  return lengthMs === null ? beginningAt(text, 'UTC') : now - lengthMs;
}

async function asOf(text: string, at: Instant, store: Store): Promise<StoredAudit> {
  const found = await store.auditAsOf(at);
  if (found !== null) return found;
  throw refused(text, 'no audit that old', named(await store.auditHeads()));
}

async function withDigest(text: string, store: Store): Promise<StoredAudit> {
  const heads = await store.auditHeads();
  const [first, ...others] = [...new Set(heads.map(({ digest }) => digest))].filter((digest) =>
    digest.startsWith(text),
  );
  if (first === undefined) throw refused(text, 'no audit of that digest', named(heads));
  if (others.length > 0)
    throw refused(text, 'several audits whose digests begin so', 'more of its characters');
  const found = await store.auditWithDigest(first);
  if (found === null) throw refused(text, 'no audit of that digest', named(heads));
  return found;
}

function named(heads: readonly Head[]): string {
  if (heads.length === 0) return 'a kept audit, and there is none yet';
  const lines = heads.slice(0, namedHeads).map(({ at, digest }) => `${digest.slice(0, 12)} (${dayText(at)})`);
  const oldest = heads.at(-1);
  const rest =
    heads.length > namedHeads && oldest !== undefined ? `; the oldest is of ${dayText(oldest.at)}` : '';
  return `one of ${lines.join(', ')}${rest}`;
}

function refused(text: string, found: string, expected: string): OperatorError {
  return new OperatorError(`--since ${text}: found ${found}, expected ${expected}`, {
    hint: 'audits are kept by the daemon, at its start, after each reload and once a day',
    exitCode: exitCode.usage,
  });
}
