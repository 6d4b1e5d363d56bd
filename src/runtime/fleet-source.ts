// The inventory in force, with what is worked out from it once. A bad reload never replaces a good one: the owner of
// this object only ever calls `replace` with a fleet that was loaded whole.

import { consentingHosts } from '../core/chaos/consent.ts';
import { serviceRules } from '../core/campaign/approval-rules.ts';
import type { Sha256Hex } from '../core/canonical-text.ts';
import { hostFingerprint } from '../core/fleet/fingerprint.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { HostId } from '../core/fleet/ids.ts';
import type { World } from '../core/campaign/input.ts';
import { budgetScopeOf } from '../core/planning/budget.ts';

export type FleetSource = {
  readonly current: () => Fleet;
  readonly forWorld: () => NonNullable<World['fleet']>;
  readonly replace: (fleet: Fleet) => void;
};

/** @param onReplaced called when another fleet is in force. */
export function createFleetSource(
  first: Fleet,
  sha256Hex: Sha256Hex,
  onReplaced: () => void = () => undefined,
): FleetSource {
  let fleet = first;
  let derived: NonNullable<World['fleet']> | null = null;
  return {
    current: () => fleet,
    forWorld: () => {
      derived ??= {
        digest: fleet.digest,
        scope: budgetScopeOf(fleet),
        fingerprints: new Map<HostId, string>(
          [...fleet.hosts.keys()].map((id) => [id, hostFingerprint(fleet, id, sha256Hex)]),
        ),
        freezes: fleet.freezes,
        approvalRules: serviceRules(fleet),
        unreadFreezes: fleet.unreadFreezes,
        maxRebootsPerDay: fleet.runLimits.maxRebootsPerDay,
        chaosHosts: consentingHosts(fleet),
      };
      return derived;
    },
    replace: (next) => {
      fleet = next;
      derived = null;
      onReplaced();
    },
  };
}
