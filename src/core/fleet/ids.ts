// The names of things. Each is unique in its kind over the whole inventory and validated where it enters (config).

import type { Brand } from '../brand.ts';

export type SiteId = Brand<string, 'SiteId'>;
export type ZoneId = Brand<string, 'ZoneId'>;
export type RackId = Brand<string, 'RackId'>;
export type FeedId = Brand<string, 'FeedId'>;
export type HostId = Brand<string, 'HostId'>;
export type ServiceId = Brand<string, 'ServiceId'>;
export type OwnerId = Brand<string, 'OwnerId'>;
export type WindowId = Brand<string, 'WindowId'>;

/** A lower-case UUID as read from `/proc/sys/kernel/random/boot_id`; anything else is not a boot id. */
export type BootId = Brand<string, 'BootId'>;

/** Who did something: `slack:T0TEAM/U0USER`, `os:alice` (the CLI's user) or `daemon`. */
export type PersonId = Brand<string, 'PersonId'>;

export type PlanId = Brand<string, 'PlanId'>;
export type PlanDigest = Brand<string, 'PlanDigest'>;
export type FleetDigest = Brand<string, 'FleetDigest'>;
/** Of a failure domain that the site defines. */
export type DomainId = Brand<string, 'DomainId'>;
export type CampaignId = Brand<string, 'CampaignId'>;
export type IncidentId = Brand<string, 'IncidentId'>;
export type HostNoteId = Brand<string, 'HostNoteId'>;

const bootIdShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The boot id in `text`, or null. A half-down host can print an error where the boot id should be (ansible#83018),
 * so only the kernel's exact shape counts.
 */
export function parseBootId(text: string): BootId | null {
  return bootIdShape.test(text) ? (text as BootId) : null;
}
