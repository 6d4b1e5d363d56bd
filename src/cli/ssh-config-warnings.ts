// What the SSH client configuration of this machine says about the hosts of the inventory and Stagger does not follow.
// Only what would matter for some host is told; it is told once, with the hosts it matters for.

import { sshConfigFile } from '../adapters/ssh/ssh-config-file.ts';
import { accountHere, sshRoutes } from '../adapters/ssh/ssh-route.ts';
import type { GoodInventory } from '../config/reload.ts';

/** Hosts named in one line. */
const namedHosts = 3;

/** Hosts whose way cannot be followed, each with its own reason. */
const namedRefusals = 10;

/** One sentence a problem; empty where there is no configuration, or nothing in it matters. */
export function sshConfigWarnings({
  fleet,
  settings,
}: Pick<GoodInventory, 'fleet' | 'settings'>): readonly string[] {
  const { config } = settings.ssh;
  if (config === null) return [];
  const file = sshConfigFile(config);
  const content = file.content();
  if (content.kind === 'unusable') return [content.detail];
  const routes = sshRoutes(file, accountHere(config.home));
  const hostsOf = new Map<string, string[]>();
  const refusals: string[] = [];
  for (const { id, ssh } of fleet.hosts.values()) {
    const route = routes.routeTo(ssh);
    if (route.kind === 'refused') {
      refusals.push(route.detail);
      continue;
    }
    for (const problem of new Set(
      route.notHonoured.map((one) => `${one.file}: "${one.setting}" is not followed: ${one.why}`),
    )) {
      const hosts = hostsOf.get(problem);
      if (hosts === undefined) hostsOf.set(problem, [id]);
      else hosts.push(id);
    }
  }
  const more = refusals.length - namedRefusals;
  return [
    ...refusals.slice(0, namedRefusals),
    ...(more > 0 ? [`${more} more hosts have no way that can be followed`] : []),
    ...[...hostsOf].map(([problem, hosts]) => `${problem} (${listed(hosts)})`),
  ];
}

function listed(hosts: readonly string[]): string {
  const more = hosts.length - namedHosts;
  return `${hosts.slice(0, namedHosts).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
