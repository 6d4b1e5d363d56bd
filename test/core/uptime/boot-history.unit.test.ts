// A boot is told by its id alone: no uptime, however odd, ends one or begins one.
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import type { BootId, HostId } from '../../../src/core/fleet/ids.ts';
import type { Observation } from '../../../src/core/fleet/observation.ts';
import { observeBoot, type BootRecord } from '../../../src/core/uptime/boot-history.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';

const hostId = 'web-1' as HostId;
const first = '11111111-1111-4111-8111-111111111111' as BootId;
const second = '22222222-2222-4222-8222-222222222222' as BootId;

const seen = (at: number, bootId: BootId, uptimeMs: number): Observation => ({
  kind: 'seen',
  hostId,
  at,
  facts: { ...sampleFacts, bootId, uptimeMs },
});

/** The rows after all of these looks, and how many boots were begun. */
function history(looks: readonly Observation[]): {
  readonly begun: number;
  readonly ended: readonly string[];
} {
  let running: BootRecord | null = null;
  let begun = 0;
  const ended: string[] = [];
  for (const look of looks)
    for (const row of observeBoot(running, look, () => null)) {
      if (row.ended !== null) ended.push(row.ended);
      else {
        if (row.bootId !== running?.bootId) begun += 1;
        running = row;
      }
    }
  return { begun, ended };
}

describe('the history of boots', () => {
  it('D33, D36: the same boot id is the same boot, however its uptime jumps', () => {
    const uptimes = [300 * DAY_MS, 0, 5 * MINUTE_MS, 497 * DAY_MS, 0, 0, HOUR_MS];
    const looks = uptimes.map((uptimeMs, index) => seen(index * 20 * MINUTE_MS, first, uptimeMs));
    expect(history(looks)).toEqual({ begun: 1, ended: [] });
  });

  it('D35: a boot is told by its id, whatever the uptime of a container says', () => {
    const looks = [seen(0, first, DAY_MS), seen(20 * MINUTE_MS, second, 400 * DAY_MS)];
    expect(history(looks)).toEqual({ begun: 2, ended: ['unplanned'] });
  });

  it('no miss ends a boot', () => {
    const missed: Observation = {
      kind: 'missed',
      hostId,
      at: HOUR_MS,
      failure: 'connect-timeout',
      detail: '',
    };
    expect(history([seen(0, first, 0), missed, seen(2 * HOUR_MS, first, 2 * HOUR_MS)])).toEqual({
      begun: 1,
      ended: [],
    });
  });

  it('the end of a boot that nobody had looked at for hours is unknown', () => {
    const looks = [seen(0, first, DAY_MS), seen(10 * HOUR_MS, second, HOUR_MS)];
    expect(history(looks)).toEqual({ begun: 2, ended: ['unknown'] });
  });
});
