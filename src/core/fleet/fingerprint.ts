// What must not change about a host between the plan that people approved and its reboot: how it is reached, where it
// stands, when it may go, what is run on it and what is asked of it afterwards. Budgets are not part of it: they are
// recomputed from the current fleet at each start. Names for people (owner, model, labels) are left out, so that a
// corrected label does not void an approval.

import { canonicalText, type Sha256Hex } from '../canonical-text.ts';
import type { Fleet } from './fleet.ts';
import { feedsOf, guestsOf, instancesOn } from './fleet-lookup.ts';
import type { HostId } from './ids.ts';

/** A guest goes down with its hypervisor: whether and when it may is a part of what that reboot relies on. */
function guestText(fleet: Fleet, guest: HostId): readonly unknown[] {
  const { exemption, windows } = fleet.hosts.get(guest) ?? { exemption: null, windows: [] };
  return [guest, exemption, windows];
}

function fingerprintText(fleet: Fleet, hostId: HostId): string {
  const host = fleet.hosts.get(hostId);
  if (host === undefined) throw new Error(`no host ${hostId} in fleet ${fleet.digest}`);
  const { owner: _, model: __, labels: ___, ...entry } = host;
  const services = instancesOn(fleet, hostId).map(({ service, part }) => ({
    service,
    part,
    gates: fleet.services.get(service)?.gates ?? [],
    // A load balancer that is reached another way is another load balancer.
    rotation: fleet.services.get(service)?.rotation ?? null,
    balancers: (fleet.services.get(service)?.rotation?.balancers ?? []).map(
      (id) => fleet.hosts.get(id)?.ssh ?? null,
    ),
  }));
  return canonicalText({
    ...entry,
    feeds: feedsOf(fleet, host),
    guests: guestsOf(fleet, hostId).map((guest) => guestText(fleet, guest)),
    services,
  });
}

const known = new WeakMap<Fleet, Map<HostId, string>>();

/**
 * A digest that differs whenever something changed that the reboot of `hostId` relies on. Worked out once for a fleet object.
 * @throws Error if `hostId` is not of `fleet`: the caller took it from another one.
 */
export function hostFingerprint(fleet: Fleet, hostId: HostId, sha256Hex: Sha256Hex): string {
  const prints = known.get(fleet) ?? new Map<HostId, string>();
  known.set(fleet, prints);
  const print = prints.get(hostId) ?? sha256Hex(fingerprintText(fleet, hostId));
  prints.set(hostId, print);
  return print;
}
