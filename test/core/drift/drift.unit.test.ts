// What vanished, kind by kind; what merely moved, came, or was never known is no drift.
import { describe, expect, it } from 'vitest';
import { driftOf, driftText, type DriftPolicy } from '../../../src/core/drift/drift.ts';
import type { Facts } from '../../../src/core/fleet/observation.ts';
import { warnOfDrift } from '../../fakes/fleet-builder.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';

const before: Facts = {
  ...sampleFacts,
  units: ['cron.service', 'nginx.service', 'user@1000.service', 'session-3.scope'],
  listeners: ['tcp 0.0.0.0:22', 'tcp [::]:80', 'udp 0.0.0.0:41234'],
  mounts: ['/', '/data'],
  routes: ['eth0 00000000/00000000 0101000A'],
  disks: ['sda 1000204886016', 'sdb 1000204886016', 'sdc 500000000000'],
  timeSynchronised: 'yes',
  cpus: 16,
  memoryKib: 64 * 1_048_576,
};

const found = (after: Partial<Facts>, policy: DriftPolicy = warnOfDrift, was = before): readonly string[] =>
  driftOf(was, { ...before, ...after }, policy).map(({ kind, what }) => `${kind}: ${what}`);

describe('drift', () => {
  it.each<readonly [Partial<Facts>, readonly string[]]>([
    [{ units: ['cron.service'] }, ['units: nginx.service']],
    [{ listeners: ['tcp 0.0.0.0:22'] }, ['listeners: tcp [::]:80']],
    [{ mounts: ['/'] }, ['mounts: /data']],
    [{ routes: [] }, ['routes: eth0 00000000/00000000 0101000A']],
    [{ cpus: 8 }, ['cpus: 16 before, 8 now']],
    [{ memoryKib: 32 * 1_048_576 }, ['memory: 64.0 GiB before, 32.0 GiB now']],
    [{ disks: ['sda 500000000000', 'sdb 1000204886016'] }, ['disks: a disk of 1000.2 GB']],
    [{ timeSynchronised: 'no' }, ['time-sync: the clock is not synchronised']],
  ])('%j', (after, items) => {
    expect(found(after)).toEqual(items);
  });

  it('is not what moved, what came, or what has another number at each start', () => {
    expect(
      found({
        disks: ['sdc 1000204886016', 'sda 500000000000', 'sdb 1000204886016', 'sdd 1'],
        memoryKib: 63.5 * 1_048_576,
        listeners: [...(before.listeners ?? []).slice(0, 2), 'udp 0.0.0.0:50001', 'tcp 0.0.0.0:9100'],
        mounts: ['/', '/data', '/new'],
        cpus: 32,
      }),
    ).toEqual([]);
  });

  it('is what can no longer be read, and not what never could', () => {
    const nothing = {
      units: null,
      listeners: null,
      mounts: null,
      routes: null,
      disks: null,
      cpus: null,
      memoryKib: null,
      timeSynchronised: 'unknown',
    } as const;
    expect(found(nothing)).toHaveLength(8);
    expect(new Set(found(nothing).map((text) => text.split(': ')[1]))).toEqual(
      new Set(['could not be read after the reboot']),
    );
    expect(
      found({ mounts: [], cpus: 1, timeSynchronised: 'no' }, warnOfDrift, { ...before, ...nothing }),
    ).toEqual([]);
  });

  it('bears facts of a journal that is older than the field', () => {
    const { units: _, routes: __, disks: ___, timeSynchronised: ____, ...old } = before;
    expect(found({}, warnOfDrift, old as Facts)).toEqual([]);
  });

  it('is told, fails or is ignored by its kind', () => {
    const severities = { ...warnOfDrift.severities, mounts: 'fail', cpus: 'ignore' } as const;
    const items = driftOf(before, { ...before, mounts: [], cpus: 1, units: [] }, { severities, graceMs: 0 });
    expect(items.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      'mounts fail',
      'mounts fail',
      'units warn',
      'units warn',
    ]);
    expect(driftText(items)).toBe('mounts: /, /data; units: cron.service, nginx.service');
  });
});
