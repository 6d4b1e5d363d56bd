import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { Tristate } from '../../../src/core/fleet/observation.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { guardLine, hostRows } from '../../../src/views/terminal/hosts-table.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { planningNow, viewOf } from '../../fakes/planning-fleet.ts';

function rowsOf(fenced: Readonly<Record<string, Tristate>>) {
  const hosts = Object.fromEntries(Object.keys(fenced).map((host) => [host, {}]));
  const views = Object.entries(fenced).map(([host, value]) => {
    const view = viewOf(host as HostId, DAY_MS, 'up');
    const lastSeen = view.lastSeen && { ...view.lastSeen, facts: { ...view.lastSeen.facts, fenced: value } };
    return [view.hostId, { ...view, lastSeen }] as const;
  });
  const snapshot = { takenAt: planningNow, hosts: new Map(views) };
  return hostRows(buildFleet({ hosts, services: {} }), snapshot, {
    now: planningNow,
    maxAgeMs: DAY_MS,
    leftOut: new Map(),
  });
}

describe('what stops a daemon that was replaced', () => {
  it('is said of each host, and the weaker guarantee is said in words', () => {
    const rows = rowsOf({ a: 'yes', b: 'no', c: 'unknown' });
    expect(rows.map(({ host, rebootGuard }) => `${host} ${rebootGuard}`).sort()).toEqual([
      'a epoch-and-boot-id',
      'b boot-id',
      'c unknown',
    ]);
    expect(guardLine(rows)).toMatch(/^1 host is rebooted by plain sudo: only the boot id stops/);
  });

  it('is not said where every host has the stronger one', () => {
    expect(guardLine(rowsOf({ a: 'yes' }))).toBeNull();
  });
});
