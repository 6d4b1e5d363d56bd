// The report says whose reboots a length comes from; what is approved is the same plan.
import { expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { withLengthBases } from '../../../src/core/planning/length-basis.ts';
import { samplePlanDocument } from '../../fakes/sample-campaign.ts';
import { testTiming } from '../../fakes/fleet-builder.ts';

it('names the basis of each planned host, null where the inventory says it, and leaves the plan as it is', () => {
  const document = {
    ...samplePlanDocument(),
    report: {
      hosts: [
        { host: 'web-01' as HostId, kind: 'planned', wave: 1, waits: [] },
        { host: 'web-02' as HostId, kind: 'planned', wave: 1, waits: [] },
        { host: 'x' as HostId, kind: 'left-out', why: { kind: 'no-placement' } },
      ],
    } as const,
  };
  const basis = { kind: 'model', reboots: 7 } as const;
  const learned = new Map([['web-01' as HostId, { timing: testTiming, basis }]]);
  const outcome = withLengthBases({ kind: 'planned', document }, learned);
  if (outcome.kind !== 'planned') throw new Error('no plan');
  expect(outcome.document.report.hosts).toMatchObject([
    { lengthBy: basis },
    { lengthBy: null },
    { kind: 'left-out' },
  ]);
  expect(outcome.document.report.hosts[2]).not.toHaveProperty('lengthBy');
  expect(outcome.document.plan).toBe(document.plan);
  expect(outcome.document.digest).toBe(document.digest);
});
