import { describe, expect, it } from 'vitest';
import { learnedTimings, type RebootCourse } from '../../../src/core/uptime/learned-timing.ts';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { planView } from '../../../src/views/terminal/plan-table.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { makePlan } from '../../fakes/plan-maker.ts';
import { planningNow } from '../../fakes/planning-fleet.ts';
import { plainPaper } from '../../fakes/run-command.ts';

describe('the table of a plan', () => {
  it('says for each host whose reboots its expected length comes from', () => {
    const fleet = buildFleet({
      hosts: {
        known: { zone: 'z' },
        twin: { zone: 'z', model: 'R640' },
        same: { zone: 'z', model: 'R640' },
        mate: { zone: 'z' },
        alone: { zone: 'z' },
      },
      services: { web: { on: ['known', 'mate'] } },
    });
    const courses = (host: string, reboots: number): readonly RebootCourse[] =>
      Array.from({ length: reboots }, (_, at) => ({
        host: host as HostId,
        at: planningNow - at,
        wholeMs: 4 * MINUTE_MS,
        awayMs: MINUTE_MS,
      }));
    const learned = learnedTimings(fleet, [...courses('known', 7), ...courses('twin', 12)]);
    const hosts = ['known', 'twin', 'same', 'mate', 'alone'];
    const document = makePlan(fleet, { hosts, requestedBy: 'os:alice' as never, at: planningNow });
    const text = planView(document, learned, { timeZone: 'UTC', paper: plainPaper });
    expect(text).toMatch(/^\d+ +known .* 7 reboots of its own *$/m);
    expect(text).toMatch(/^\d+ +twin .* 12 reboots of its own *$/m);
    expect(text).toMatch(/^\d+ +same .* 12 reboots of hosts of its model *$/m);
    expect(text).toMatch(/^\d+ +mate .* 7 reboots of hosts of its service *$/m);
    expect(text).toMatch(/^\d+ +alone .* inventory *$/m);
  });
});
