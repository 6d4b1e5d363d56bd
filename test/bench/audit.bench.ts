// The placement audit with the ranking of every single loss, from a fleet object that was never looked at (the index
// is built each time). Aim: 100,000 hosts with 20,000 services in under half a second, growth near linear. Processor
// time is shown next to the clock: on a busy machine only the former says what the program costs.
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import { auditPlacement } from '../../src/core/placement/audit.ts';
import { sharedLevels } from '../../src/core/placement/shared-domain.ts';
import { rankLosses } from '../../src/core/placement/rank-losses.ts';
import { largeFleet } from './large-fleet.ts';

const sizes = [
  { hosts: 1_000, services: 200 },
  { hosts: 10_000, services: 2_000 },
  { hosts: 100_000, services: 20_000 },
];
const runs = 9;

type Cost = { readonly clockMs: number; readonly processorMs: number };

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measured(work: () => void): Cost {
  const [clock, processor] = [performance.now(), processorMs()];
  work();
  return { clockMs: performance.now() - clock, processorMs: processorMs() - processor };
}

function judge(fleet: Fleet): number {
  const { findings } = auditPlacement(fleet, 0);
  const losses = rankLosses(fleet, { limit: 20, levels: ['host', ...sharedLevels] });
  return findings.length + losses.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Prints one line a size: the first run (nothing compiled yet) and the median of all. */
export function bench(): void {
  console.log(`audit and ranking of all single losses; Node ${process.versions.node}; median of ${runs}`);
  console.log('hosts     services  findings  first ms  median ms  best ms  processor ms  per host µs');
  for (const size of sizes) {
    const fleet = largeFleet(size);
    const findings = auditPlacement({ ...fleet }, 0).findings.length;
    // A copy is a fleet that nobody has indexed.
    const costs = Array.from({ length: runs }, () => measured(() => judge({ ...fleet })));
    const clock = costs.map(({ clockMs }) => clockMs);
    const processor = median(costs.map((cost) => cost.processorMs));
    const cells = [
      size.hosts,
      size.services,
      findings,
      (clock[0] ?? 0).toFixed(0),
      median(clock).toFixed(0),
      Math.min(...clock).toFixed(0),
      processor.toFixed(0),
      ((processor * 1000) / size.hosts).toFixed(2),
    ];
    const widths = [10, 10, 10, 10, 11, 9, 14, 11];
    console.log(
      cells
        .map((cell, column) => String(cell).padEnd(widths[column] ?? 0))
        .join('')
        .trimEnd(),
    );
  }
}
