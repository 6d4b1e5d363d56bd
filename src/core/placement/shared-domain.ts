// Failure domains that take several hosts at once; a single host is its own.

import type { FailureDomain } from '../fleet/fleet.ts';

/** Levels of a domain that holds more than one host, from the smallest to the largest. */
export const sharedLevels = ['hypervisor', 'rack', 'feed', 'custom', 'zone', 'site'] as const;

export type SharedLevel = (typeof sharedLevels)[number];

export type SharedDomain = Extract<FailureDomain, { level: SharedLevel }>;
