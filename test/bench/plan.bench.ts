// A plan for a whole fleet that fell due at once, from a fleet object that was never looked at. Aim: 100,000 hosts in
// under two seconds, and waves within five per cent of what no plan can beat.
//
// `products` is a fleet as teams build them: products of a web, an api and a data tier in one site each, spread over
// its three zones. `tangled` is the fleet of the audit's benchmark: services at random places, several on one host,
// needs across the whole fleet. Its bound comes from hosts of which no two may go together.
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { PlanDocument } from '../../src/core/planning/plan.ts';
import { lintPlan } from '../../src/core/planning/plan-lint.ts';
import { planDigest, planReboots, type PlanRequest } from '../../src/core/planning/planner.ts';
import { newSha256, sha256Hex } from '../fakes/plan-maker.ts';
import { allOverdue, alwaysOpen, requestFor } from '../fakes/planning-fleet.ts';
import { createChance } from '../simulation/chance.ts';
import { largeFleet } from './large-fleet.ts';
import { makespansOf, rebootLength } from './makespan.ts';
import { productFleet } from './product-fleet.ts';
import { exclusiveHosts } from './exclusive-hosts.ts';
import { waveBound } from './wave-bound.ts';

const sizes = [1_000, 10_000, 100_000];
const runs = 5;
/** What `max_hosts_per_campaign` may be at most. */
const MOST_PROPOSED = 10_000;
/** Ten seconds for 10,000 hosts, and most of what ten times as many find. */
const SEARCH_STEPS = 100_000;

const nightly: MaintenanceWindow = { ...alwaysOpen, startMinute: 22 * 60, durationMinutes: 8 * 60 };

function wholly(fleet: Fleet, maxInFlight: number): Fleet {
  // One list for all, as the loader has it for hosts with the same settings.
  const windows = [nightly];
  const hosts = [...fleet.hosts.values()].map((host) => [host.id, { ...host, windows }] as const);
  const caps = { maxInFlight, maxHostsPerCampaign: Infinity, domains: [] };
  return { ...fleet, hosts: new Map(hosts), caps };
}

const shapes: Readonly<Record<string, (hosts: number) => Fleet>> = {
  products: (hosts) => wholly(productFleet(hosts), Math.max(20, hosts / 50)),
  tangled: (hosts) => wholly(largeFleet({ hosts, services: hosts / 5 }), Math.max(20, hosts / 50)),
};

type Cost = { readonly clockMs: number; readonly processorMs: number };

/** Processor time counts all threads (garbage collection has its own); on a busy machine the clock says too much. */
function timed<Result>(work: () => Result): Cost & { readonly result: Result } {
  const [clock, processor] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(processor);
  return { result, clockMs: performance.now() - clock, processorMs: (user + system) / 1000 };
}

const least = (costs: readonly Cost[], of: keyof Cost): number => Math.min(...costs.map((cost) => cost[of]));

/**
 * Prints one line a shape and size, then the lengths of a campaign run in three ways. Processor time is that of all
 * threads for one plan, from a fleet that nobody has indexed to the digest: the least of a few runs. `digest` is its
 * part for canonical text and SHA-256. `lint` is what checking the plan takes that the lint knows nothing of: no plan
 * is proposed without; the inventory lets a campaign hold no more than 10,000 hosts. `json` is what Node's own `JSON.stringify` and SHA-256 take for the same plan in
 * the same run: a yardstick that is as fast or slow as the machine.
 */
export function bench(): void {
  console.log(`a plan for everything at once; Node ${process.versions.node}; best of ${runs}`);
  console.log(
    'fleet     hosts    planned  left out  waves  bound  over    days   clock ms  processor ms  digest  json   × json  lint',
  );
  for (const [shape, build] of Object.entries(shapes))
    for (const hosts of shape === 'tangled' ? sizes.slice(0, 2) : sizes)
      printPlan(shape, build(hosts), hosts);
  printMakespans();
}

function printPlan(shape: string, fleet: Fleet, hosts: number): void {
  const request = requestOf(fleet);
  const tries = Array.from({ length: runs }, () =>
    timed(() => planReboots({ ...request, fleet: { ...request.fleet } })),
  );
  const outcome = tries[0]?.result;
  if (outcome?.kind !== 'planned') throw new Error('nothing was planned');
  const { plan, report } = outcome.document;
  const digests = Array.from({ length: runs }, () => timed(() => planDigest(plan, newSha256())));
  const natively = Array.from({ length: runs }, () => timed(() => sha256Hex(JSON.stringify(plan))));
  const lints =
    plan.steps.length > MOST_PROPOSED
      ? []
      : Array.from({ length: runs }, () => timedLint(request, outcome.document));
  const waves = new Set(plan.steps.map(({ wave }) => wave)).size;
  const planned = new Set(plan.steps.map(({ host }) => host));
  const exclusive = shape === 'tangled' ? exclusiveHosts(request.fleet, planned, SEARCH_STEPS).size : 0;
  const bound = Math.max(waveBound(request.fleet, planned), exclusive);
  const lastEndAt = Math.max(...plan.steps.slice(-1).map(({ expectedEndAt }) => expectedEndAt));
  const cells = [
    shape,
    hosts,
    plan.steps.length,
    report.hosts.length - plan.steps.length,
    waves,
    bound,
    `${((waves / bound - 1) * 100).toFixed(1)} %`,
    ((lastEndAt - request.now) / 86_400_000).toFixed(1),
    least(tries, 'clockMs').toFixed(0),
    least(tries, 'processorMs').toFixed(0),
    least(digests, 'processorMs').toFixed(0),
    least(natively, 'processorMs').toFixed(0),
    (least(tries, 'processorMs') / least(natively, 'processorMs')).toFixed(1),
    lints.length === 0 ? '–' : least(lints, 'processorMs').toFixed(0),
  ];
  const widths = [10, 9, 9, 10, 7, 7, 8, 7, 10, 14, 8, 7, 8, 6];
  console.log(
    cells
      .map((cell, column) => String(cell).padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd(),
  );
}

function timedLint({ fleet, fingerprintOf }: PlanRequest, document: PlanDocument): Cost {
  const context = { fleet: { ...fleet }, absent: new Set<HostId>(), fingerprintOf, sha256Hex };
  const { result, ...cost } = timed(() => lintPlan(document, context));
  if (result.length > 0) throw new Error(`the lint found ${JSON.stringify(result[0])}`);
  return cost;
}

/** Fingerprints are worked out at each load of the inventory, not for each plan. */
function requestOf(fleet: Fleet): PlanRequest {
  return { ...requestFor(allOverdue(fleet)), fingerprintOf: (host) => host };
}

/** The same campaign of 1,000 hosts rolling, in batches, and under one lock: as ratios, over a few draws of lengths. */
function printMakespans(): void {
  const outcome = planReboots(requestOf(wholly(productFleet(1_000), 20)));
  if (outcome.kind !== 'planned') throw new Error('nothing was planned');
  const { plan } = outcome.document;
  console.log(
    `\na campaign of ${plan.steps.length} hosts, reboots of long-tailed lengths, at most 20 in flight`,
  );
  console.log('draw    rolling    batches    one lock   batches ÷ rolling   one lock ÷ rolling');
  for (let draw = 1; draw <= 5; draw += 1) {
    const chance = createChance(`lengths ${draw}`);
    const lengths = new Map(plan.steps.map(({ host }) => [host, rebootLength(chance)]));
    const { rolling, batches, lock } = makespansOf(plan, lengths);
    const hours = (ms: number): string => `${(ms / 3_600_000).toFixed(1)} h`.padEnd(11);
    const ratio = (ms: number): string => (ms / rolling).toFixed(2).padEnd(20);
    console.log(
      `${String(draw).padEnd(8)}${hours(rolling)}${hours(batches)}${hours(lock)}${ratio(batches)}${ratio(lock)}`,
    );
  }
}
