// What of the fleet its page shows, and how: as its address says it.

import type { HostLook } from './host-look.ts';

export const fleetViews = ['racks', 'cells', 'list'] as const;

export type FleetView = (typeof fleetViews)[number];

export type FleetFilter = {
  readonly owner: string | null;
  readonly service: string | null;
  readonly look: HostLook | null;
};
