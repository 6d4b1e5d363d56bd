import { describe, expect, it } from 'vitest';
import { auditPlacement } from '../../../src/core/placement/audit.ts';
import type { PlacementAudit } from '../../../src/core/placement/audit.ts';
import { compareAudits, gotWorse } from '../../../src/core/placement/compare-audits.ts';
import { storedFinding } from '../../../src/core/placement/stored-audit.ts';
import type { AuditComparison } from '../../../src/core/placement/compare-audits.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import type { FleetSpec } from '../../fakes/fleet-builder.ts';
import { atLeast } from '../../fakes/sample-fleet.ts';

const racks = { r1: { zone: 'za' }, r2: { zone: 'zb' }, r3: { zone: 'zc' } };
const zones = { za: 's1', zb: 's2', zc: 's3' };

function audit(
  places: Readonly<Record<string, string>>,
  options: { waivedUntil?: number; now?: number } = {},
): PlacementAudit {
  const hosts: FleetSpec['hosts'] = Object.fromEntries(
    Object.entries(places).map(([host, rack]) => [host, { rack }]),
  );
  const waiver = { code: 'below-minimum', subject: 'service:web', reason: 'r', by: 'kim' };
  const fleet = buildFleet({
    racks,
    zones,
    hosts,
    services: { web: { on: Object.keys(places), budget: atLeast(3) } },
    rest: { waivers: options.waivedUntil === undefined ? [] : [{ ...waiver, untilAt: options.waivedUntil }] },
  });
  return auditPlacement(fleet, options.now ?? 0);
}

function compared(
  before: PlacementAudit,
  after: PlacementAudit,
): Record<keyof AuditComparison | 'refused', readonly string[]> {
  const stored = before.findings.map(storedFinding);
  // As it comes back from a file.
  const comparison = compareAudits(JSON.parse(JSON.stringify(stored)) as typeof stored, after);
  const brief = (found: readonly { code: string }[]): readonly string[] => found.map(({ code }) => code);
  return {
    added: brief(comparison.added),
    worse: brief(comparison.worse),
    gone: brief(comparison.gone),
    waived: brief(comparison.waived),
    expired: brief(comparison.expired),
    refused: brief(gotWorse(comparison)),
  };
}

const nothing = { added: [], worse: [], gone: [], waived: [], expired: [], refused: [] };
const spread = { a: 'r1', b: 'r1', c: 'r2', d: 'r3' };

describe('compareAudits', () => {
  it('says nothing of what stays the same', () => {
    expect(compared(audit(spread), audit(spread))).toEqual(nothing);
  });

  it('knows the domain to blame: the same code elsewhere is new, and the old one gone', () => {
    expect(compared(audit(spread), audit({ a: 'r2', b: 'r1', c: 'r2', d: 'r3' }))).toEqual({
      ...nothing,
      added: ['below-minimum'],
      gone: ['below-minimum'],
      refused: ['below-minimum'],
    });
  });

  it('calls it worse when less is left', () => {
    expect(compared(audit({ ...spread, e: 'r2' }), audit(spread)).worse).toEqual([]);
    const fewer = compared(
      audit({ a: 'r1', b: 'r1', c: 'r2', d: 'r3' }),
      audit({ a: 'r1', b: 'r1', c: 'r1', d: 'r3' }),
    );
    expect(fewer).toMatchObject({ worse: ['below-minimum'], refused: ['below-minimum'] });
  });

  it('does not refuse for what is fixed', () => {
    expect(
      compared(audit(spread), audit({ a: 'r1', b: 'r2', c: 'r3', d: 'r3', e: 'r2', f: 'r1' })),
    ).toMatchObject({
      added: [],
      gone: ['below-minimum'],
      refused: [],
    });
  });

  it('tells when a waiver begins and when it ends, and refuses only for the end', () => {
    const open = audit(spread);
    const waived = audit(spread, { waivedUntil: 10 });
    expect(compared(open, waived)).toEqual({ ...nothing, waived: ['below-minimum'] });
    expect(compared(waived, audit(spread, { waivedUntil: 10, now: 10 }))).toEqual({
      ...nothing,
      expired: ['below-minimum'],
      refused: ['below-minimum'],
    });
  });
});
