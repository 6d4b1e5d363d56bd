// Where an owner is told of something in chat. A user group cannot be written to: it is told in the channel where
// everything is told, and mentioned there.

import type { Fleet } from './fleet.ts';
import { guestsOf, servicesOf } from './fleet-lookup.ts';
import type { HostId } from './ids.ts';

/** A Slack user group (S…). */
export function isUserGroup(slack: string): boolean {
  return slack.startsWith('S');
}

/** Channel or person to write to, or `main` where that is a user group. */
export function channelFor(slack: string, main: string): string {
  return isUserGroup(slack) ? main : slack;
}

/** Chat ids of the owner of a host and of the owners of what it serves. */
function ownersOf(fleet: Fleet, host: HostId): readonly string[] {
  const owners = [fleet.hosts.get(host)?.owner ?? null, ...servicesOf(fleet, host).map(({ owner }) => owner)];
  const ids = owners.map((owner) => (owner === null ? null : (fleet.owners.get(owner)?.slack ?? null)));
  return ids.filter((id) => id !== null);
}

/** Chat ids of everybody whose servers or services go down with a host, its guests included; each once. */
export function ownersOnChat(fleet: Fleet, host: HostId): readonly string[] {
  return [...new Set([host, ...guestsOf(fleet, host)].flatMap((gone) => ownersOf(fleet, gone)))];
}

/** Of what goes down with a host, itself first, the servers of one owner. */
export function serversOf(fleet: Fleet, slack: string, host: HostId): readonly HostId[] {
  return [host, ...guestsOf(fleet, host)].filter((gone) => ownersOf(fleet, gone).includes(slack));
}
