// Who has opted in. A host may be drawn only where every instance that stands on it belongs to a service that lets chaos
// mode take that part: one service that did not opt in keeps the whole host out.

import { instancesOn } from '../fleet/fleet-lookup.ts';
import type { Fleet, Instance } from '../fleet/fleet.ts';
import type { HostId } from '../fleet/ids.ts';

export type MissingConsent =
  /** Nobody could have opted in: the inventory does not say what it does. */
  | { readonly kind: 'no-service' }
  | { readonly kind: 'not-opted-in'; readonly instances: readonly Instance[] };

/** What is missing for `host` to be drawn; null if nothing is. */
export function missingConsent(fleet: Fleet, host: HostId): MissingConsent | null {
  const instances = instancesOn(fleet, host);
  if (instances.length === 0) return { kind: 'no-service' };
  const refused = instances.filter(
    ({ service, part }) => fleet.services.get(service)?.chaos.includes(part) !== true,
  );
  return refused.length === 0 ? null : { kind: 'not-opted-in', instances: refused };
}

/** Every host whose services have all opted in. */
export function consentingHosts(fleet: Fleet): ReadonlySet<HostId> {
  // Most fleets have none: nothing is walked for them.
  if (![...fleet.services.values()].some(({ chaos }) => chaos.length > 0)) return new Set();
  return new Set([...fleet.hosts.keys()].filter((host) => missingConsent(fleet, host) === null));
}
