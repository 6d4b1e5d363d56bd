// Where an owner is told of something in chat. A user group cannot be written to: it is told in the channel where
// everything is told, and mentioned there.

import type { Fleet } from './fleet.ts';
import { servicesOf } from './fleet-lookup.ts';
import type { HostId } from './ids.ts';

/** A Slack user group (S…). */
export function isUserGroup(slack: string): boolean {
  return slack.startsWith('S');
}

/** Channel or person to write to, or `main` where that is a user group. */
export function channelFor(slack: string, main: string): string {
  return isUserGroup(slack) ? main : slack;
}

/** Chat ids of the owner of a host and of the owners of what it serves, each once. */
export function ownersOnChat(fleet: Fleet, host: HostId): readonly string[] {
  const owners = [fleet.hosts.get(host)?.owner ?? null, ...servicesOf(fleet, host).map(({ owner }) => owner)];
  const ids = owners.map((owner) => (owner === null ? null : (fleet.owners.get(owner)?.slack ?? null)));
  return [...new Set(ids.filter((id) => id !== null))];
}
