// One zone for a screen: that of the windows, and nobody's where they disagree.
import { describe, expect, it } from 'vitest';
import { sharedTimeZone } from '../../../src/core/calendar/fleet-zone.ts';
import type { MaintenanceWindow } from '../../../src/core/calendar/window.ts';
import type { WindowId } from '../../../src/core/fleet/ids.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';

const window = (timeZone: string): MaintenanceWindow => ({
  id: 'night' as WindowId,
  weekdays: ['tue'],
  nth: [],
  startMinute: 120,
  durationMinutes: 60,
  timeZone,
});
const zoneOf = (...zones: readonly string[]): string | null =>
  sharedTimeZone(
    buildFleet({
      hosts: Object.fromEntries(
        zones.map((zone, index) => [`h${index}`, { zone: 'z1', windows: zone === '' ? [] : [window(zone)] }]),
      ),
    }),
  );

describe('the zone of a fleet', () => {
  it('is that of all its windows', () => {
    expect(zoneOf('Asia/Seoul', '', 'Asia/Seoul')).toBe('Asia/Seoul');
  });

  it('is none where windows are in several', () => {
    expect(zoneOf('Asia/Seoul', 'Europe/Berlin')).toBeNull();
  });

  it('is that of its sites where nothing has a window', () => {
    const { hosts, sites } = buildFleet({ hosts: { h0: { zone: 'z1' } } });
    const seoul = new Map([...sites].map(([id, site]) => [id, { ...site, timeZone: 'Asia/Seoul' }]));
    expect(sharedTimeZone({ hosts, sites: seoul })).toBe('Asia/Seoul');
    expect(sharedTimeZone({ hosts, sites: new Map() })).toBeNull();
  });
});
