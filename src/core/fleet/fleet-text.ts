// The fleet as one text, and the digest of it: two inventories that mean the same fleet have the same digest,
// whatever files, ranges and order they were written in. Everything of `Fleet` goes in, so a field added there can
// never be left out of what people approved.

import { canonicalText, type Sha256Hex } from '../canonical-text.ts';
import type { Fleet } from './fleet.ts';
import { byId } from './fleet-lookup.ts';
import type { FleetDigest } from './ids.ts';

/** Everything of a fleet but its digest. */
export type FleetContent = Omit<Fleet, 'digest'>;

/** Canonical text of `fleet` without its digest; each map becomes the list of its values in id order. */
export function fleetText(fleet: FleetContent & { readonly digest?: FleetDigest }): string {
  const { digest: _, ...content } = fleet;
  const plain = Object.entries(content).map(([name, part]): readonly [string, unknown] => [
    name,
    part instanceof Map
      ? [...(part as ReadonlyMap<string, unknown>)].sort(([a], [b]) => byId(a, b)).map(([, value]) => value)
      : part,
  ]);
  return canonicalText(Object.fromEntries(plain));
}

/** SHA-256 of `fleetText`, as `Fleet.digest` holds it. */
export function fleetDigest(fleet: FleetContent, sha256Hex: Sha256Hex): FleetDigest {
  return sha256Hex(fleetText(fleet)) as FleetDigest;
}
