// Windows of guests count with those of their hypervisor unless they are the very same.
import { expect, it } from 'vitest';
import { guestWindowsOf } from '../../../src/core/calendar/guest-windows.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { alwaysOpen } from '../../fakes/planning-fleet.ts';

const [a, b, c] = [alwaysOpen, { ...alwaysOpen, startMinute: 60 }, { ...alwaysOpen, startMinute: 120 }];

it('are named guest by guest where they differ in anything, also for guests of guests', () => {
  const fleet = buildFleet({
    racks: { r: { zone: 'z' } },
    hosts: {
      hv: { rack: 'r', windows: [a, b] },
      same: { hypervisor: 'hv', windows: [a, b] },
      written: { hypervisor: 'hv', windows: [{ ...a }, { ...b }] },
      fewer: { hypervisor: 'hv', windows: [a] },
      other: { hypervisor: 'hv', windows: [a, c] },
      none: { hypervisor: 'hv', windows: [] },
      nested: { hypervisor: 'same', windows: [a] },
    },
  });
  const hv = fleet.hosts.get('hv' as HostId)!;
  const found = guestWindowsOf(fleet, hv).map(({ guests, windows }) => [guests, windows]);
  expect(found).toHaveLength(3);
  expect(found).toEqual(
    expect.arrayContaining([
      [['fewer', 'nested'], [a]],
      [['other'], [a, c]],
      [['none'], []],
    ]),
  );
});
