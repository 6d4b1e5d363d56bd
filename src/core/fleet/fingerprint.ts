// What must not change about a host between the plan that people approved and its reboot: how it is reached, where it
// stands, when it may go, what is run on it and what is asked of it afterwards. Budgets are not part of it: they are
// recomputed from the current fleet at each start. Names for people (owner, model, labels) are left out, so that a
// corrected label does not void an approval.

import { canonicalText, type Sha256Hex } from '../canonical-text.ts';
import type { Fleet } from './fleet.ts';
import { feedsOf, guestsOf, instancesOn } from './fleet-lookup.ts';
import type { HostId } from './ids.ts';

function servicesText(fleet: Fleet, host: HostId): readonly unknown[] {
  return instancesOn(fleet, host).map(({ service, part }) => ({
    service,
    part,
    gates: fleet.services.get(service)?.gates ?? [],
    // A load balancer that is reached another way is another load balancer.
    rotation: fleet.services.get(service)?.rotation ?? null,
    balancers: (fleet.services.get(service)?.rotation?.balancers ?? []).map(
      (id) => fleet.hosts.get(id)?.ssh ?? null,
    ),
  }));
}

/**
 * A guest goes down with its hypervisor: whether and when it may, how it is drained, and what proves that it is
 * back, is a part of what that reboot relies on.
 */
function guestText(fleet: Fleet, id: HostId): readonly unknown[] {
  const guest = fleet.hosts.get(id);
  if (guest === undefined) return [id];
  const { exemption, windows, ssh, timing, drain, undrain } = guest;
  const { comeBackWithinMs, systemUpWithinMs } = timing;
  const hooks = { drain, undrain };
  return [id, exemption, windows, ssh, comeBackWithinMs, systemUpWithinMs, hooks, servicesText(fleet, id)];
}

function fingerprintText(fleet: Fleet, hostId: HostId): string {
  const host = fleet.hosts.get(hostId);
  if (host === undefined) throw new Error(`no host ${hostId} in fleet ${fleet.digest}`);
  const { owner: _, model: __, labels: ___, ...entry } = host;
  return canonicalText({
    ...entry,
    feeds: feedsOf(fleet, host),
    guests: guestsOf(fleet, hostId).map((guest) => guestText(fleet, guest)),
    services: servicesText(fleet, hostId),
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
