// Who stands on whom while one of them is out of service by a campaign's doing: people may bring that one back at any
// moment, and traffic would come to what goes down. Out is what hosts and load balancers really have; the journal only
// tells whose doing it was.
import { isInFlight } from '../../src/core/campaign/holding.ts';
import type { Campaign, HostReboot } from '../../src/core/campaign/state.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import { seatName } from '../../src/core/rotation/rotation.ts';
import { machineNamed } from './machine-names.ts';
import type { Recorded, Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

export type RelativesJudge = {
  readonly onRecorded: (recorded: Recorded, before: Campaign | null, after: Campaign) => void;
  /** `host` takes a command of `campaign`. An edit that crosses with it is nobody's fault: each of `inventories` must say so. */
  readonly onCommand: (host: HostId, campaign: CampaignId, inventories: readonly Fleet[]) => void;
};

/** The last step that took something out of service which served until then. */
type TakenOut = { readonly by: string; readonly machine: HostId; readonly what: string };

export function createRelativesJudge(truth: Truth, verdicts: Verdicts): RelativesJudge {
  const hooked = new Map<HostId, TakenOut>();
  const seated = new Map<string, TakenOut>();
  const isDrained = (machine: HostId): boolean => truth.fleet.host(machine).drained;
  /** Names of seats that get no new sessions. */
  const shutSeats = (): ReadonlySet<string> => {
    const shut = new Set<string>();
    for (const { seat, admin } of truth.fleet.balancers.seats())
      if (admin !== 'ready') shut.add(seatName(seat));
    return shut;
  };

  const noteHook = (host: HostId, by: string): void => {
    const machine = machineNamed(host);
    if (!isDrained(machine)) hooked.set(machine, { by, machine, what: `${host} is drained` });
  };

  const noteSeats = ({ step, seats }: HostReboot, by: string): void => {
    const shut = shutSeats();
    const whose = new Map(
      step.rotations.flatMap(({ guest, seats: own }) =>
        own.map((seat) => [seatName(seat), guest ?? step.host] as const),
      ),
    );
    for (const { seat } of seats) {
      const name = seatName(seat);
      const host = whose.get(name);
      if (host !== undefined && !shut.has(name))
        seated.set(name, { by, machine: machineNamed(host), what: `${name} is out` });
    }
  };

  /** What is asked of the one while the other goes down proves nothing, whether it is begun or only looked at again. */
  const judgeOnTheWay = (host: HostId): void => {
    const family = familyOf(truth.inventory(), host);
    for (const { id, hosts } of truth.campaigns.values())
      for (const [other, reboot] of hosts)
        if (other !== host && isInFlight(reboot) && family.has(machineNamed(other)))
          verdicts.violate('relatives-wait', `${host} is begun while ${other} is on its way in ${id}`);
  };

  return {
    onRecorded: ({ event }, before, after) => {
      if (!('host' in event)) return;
      const { host } = event;
      const reboot = after.hosts.get(host);
      if (reboot === undefined) return;
      const by = `${after.id}/${host}`;
      if (event.kind === 'host-drain-requested') noteHook(event.guest ?? host, by);
      if (event.kind === 'host-leave-requested') noteSeats(reboot, by);
      const earlier = before?.hosts.get(host);
      if (isInFlight(reboot) && (earlier === undefined || !isInFlight(earlier))) judgeOnTheWay(host);
    },
    onCommand: (host, campaign, inventories) => {
      if (hooked.size === 0 && seated.size === 0) return;
      const families = inventories.map((inventory) => familyOf(inventory, host));
      const own = `${campaign}/${host}`;
      const isOthers = ({ by, machine }: TakenOut): boolean =>
        by !== own && families.every((family) => family.has(machine));
      const out = [...hooked.values()].filter((one) => isOthers(one) && isDrained(one.machine));
      const shut = shutSeats();
      for (const [name, one] of seated) if (shut.has(name) && isOthers(one)) out.push(one);
      for (const { what, by } of out)
        verdicts.violate('relatives-wait', `${host} was commanded while ${what} by the doing of ${by}`);
    },
  };
}

/** Machines: it, all that it stands on, and all that stands on it. */
function familyOf({ hosts }: Fleet, host: HostId): ReadonlySet<HostId> {
  const family = new Set([host]);
  for (const below of family)
    for (const { id, placement } of hosts.values()) if (placement?.hypervisor === below) family.add(id);
  for (let at = hosts.get(host)?.placement?.hypervisor ?? null; at !== null && !family.has(at);) {
    family.add(at);
    at = hosts.get(at)?.placement?.hypervisor ?? null;
  }
  return new Set([...family].map(machineNamed));
}
