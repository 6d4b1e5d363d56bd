// A guest and its hypervisor in one plan, and commands of the guest's that fail for certain: the one is out of service while
// the other's turn comes. Drawn families hardly ever meet that, so some runs are given one.
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { Hook } from '../../src/core/fleet/check.ts';
import type { FleetSpec, HostSpec } from '../fakes/fleet-builder.ts';
import type { Chance } from './chance.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { PlanIntent } from './random-scenario.ts';

/** What a host is sure to do wrong, by the words of its burden. */
export type Stuck = { readonly host: string; readonly words: readonly string[] };

export const hookOf = (which: 'drain' | 'undrain'): Hook => ({
  command: { argv: [`/usr/local/sbin/${which}`] },
  timeoutMs: MINUTE_MS,
});

type Drawn = {
  readonly fleet: FleetSpec;
  readonly plans: readonly PlanIntent[];
  readonly stuck: Stuck | null;
};

export function withStuckFamily(
  { fleet, plans }: Omit<Drawn, 'stuck'>,
  chance: Chance,
  faults: ReadonlySet<FaultKind>,
): Drawn {
  const unchanged: Drawn = { fleet, plans, stuck: null };
  const [first, ...later] = plans;
  if (!faults.has('hook-failures') || !chance.happens(0.5) || first === undefined) return unchanged;
  const family = drawFamily(fleet, chance);
  if (family === null) return unchanged;
  const { guest, hypervisor } = family;
  const goesFirst = chance.happens(0.7);
  const pair = goesFirst ? [guest, hypervisor] : [hypervisor, guest];
  const hosts = [...pair, ...first.hosts.filter((host) => host !== guest && host !== hypervisor)];
  return {
    fleet: withFamily(fleet, family),
    plans: [{ ...first, inOrder: false, hosts }, ...later],
    // It does not serve again after its own reboot; or it could not be taken out for that of its hypervisor, nor put back.
    stuck: {
      host: guest,
      words: goesFirst ? ['cannot be undrained'] : ['cannot be drained', 'cannot be undrained'],
    },
  };
}

type Family = { readonly guest: string; readonly hypervisor: string };

/** Their windows are the same, and one failure does not end the run. */
function withFamily(fleet: FleetSpec, { guest, hypervisor }: Family): FleetSpec {
  const { rack: _, ...rest } = fleet.hosts[guest] ?? {};
  const { windows } = fleet.hosts[hypervisor] ?? {};
  const below: HostSpec = { ...rest, hypervisor, drain: hookOf('drain'), undrain: hookOf('undrain') };
  const maxRebootsPerDay = fleet.rest?.runLimits?.maxRebootsPerDay ?? 1;
  return {
    ...fleet,
    hosts: { ...fleet.hosts, [guest]: windows === undefined ? below : { ...below, windows } },
    rest: { ...fleet.rest, runLimits: { maxFailures: 3, maxRebootsPerDay } },
  };
}

/** One that was drawn, or else any two. */
function drawFamily({ hosts }: FleetSpec, chance: Chance): Family | null {
  const entries = Object.entries(hosts);
  const drawn = entries.flatMap(([guest, { hypervisor }]) =>
    hypervisor === undefined ? [] : [{ guest, hypervisor }],
  );
  if (drawn.length > 0) return chance.pick(drawn);
  const [hypervisor, guest] = chance.shuffled(entries.map(([name]) => name));
  return hypervisor === undefined || guest === undefined ? null : { guest, hypervisor };
}
