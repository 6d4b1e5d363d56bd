// `stagger hosts`: the fleet as last observed, oldest uptime first.

import type { DurationMs, Instant } from '../../core/brand.ts';
import type { LeftOut } from '../../core/campaign/left-out.ts';
import type { Fleet, Host } from '../../core/fleet/fleet.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import { servicesOf } from '../../core/fleet/fleet-lookup.ts';
import type { FleetSnapshot, HostStatus, HostView } from '../../core/fleet/snapshot.ts';
import { statusAt } from '../../core/fleet/snapshot.ts';
import type { Tristate } from '../../core/fleet/observation.ts';
import { judgeUptime, type UptimeVerdict } from '../../core/uptime/age-policy.ts';
import { rebootRequired } from '../../core/uptime/reboot-required.ts';
import { tersePlainTable, type Cell, type Paper } from './plain-table.ts';
import { durationText } from './time-text.ts';

/** One host as `stagger hosts --json` prints it (schema version 1). */
export type HostRow = {
  readonly host: string;
  readonly site: string | null;
  readonly zone: string | null;
  readonly rack: string | null;
  readonly owner: string | null;
  readonly services: readonly string[];
  readonly status: HostStatus;
  readonly uptimeMs: DurationMs | null;
  readonly policy: UptimeVerdict['kind'];
  readonly kernelRunning: string | null;
  readonly kernelNewest: string | null;
  /** `yes` if any source says so; `no` only if one does and none disagrees. */
  readonly rebootRequired: Tristate;
  /**
   * What stops the reboot of a daemon that was replaced: `epoch-and-boot-id` with the forced command, else its boot id
   * alone, which holds only while the host has not rebooted.
   */
  readonly rebootGuard: 'epoch-and-boot-id' | 'boot-id' | 'unknown';
  readonly bootId: string | null;
  readonly seenAt: Instant | null;
  /** The ended campaign that took it out of rotation and did not bring it back, or null. */
  readonly leftOut: LeftOut | null;
  readonly problem: { readonly failure: string; readonly detail: string } | null;
};

type RowOptions = {
  readonly now: Instant;
  readonly maxAgeMs: DurationMs;
  readonly leftOut: ReadonlyMap<HostId, LeftOut>;
};

export function hostRows(fleet: Fleet, snapshot: FleetSnapshot, options: RowOptions): readonly HostRow[] {
  return [...fleet.hosts.values()]
    .map((host) => hostRow(fleet, host, snapshot.hosts.get(host.id), options))
    .sort(
      (left, right) => (right.uptimeMs ?? -1) - (left.uptimeMs ?? -1) || (left.host < right.host ? -1 : 1),
    );
}

function hostRow(
  fleet: Fleet,
  host: Host,
  view: HostView | undefined,
  { now, maxAgeMs, leftOut }: RowOptions,
): HostRow {
  const status = statusAt(view, now, maxAgeMs);
  const seen = view?.lastSeen ?? null;
  const current = seen !== null && view?.status === 'up' ? seen : null;
  const problem = view?.lastProblem ?? null;
  return {
    host: host.id,
    site: host.placement?.site ?? null,
    zone: host.placement?.zone ?? null,
    rack: host.placement?.rack ?? null,
    owner: host.owner,
    services: servicesOf(fleet, host.id).map(({ id }) => id),
    status,
    uptimeMs: current === null ? null : current.facts.uptimeMs + (now - current.at),
    policy: judgeUptime(host, view, now).kind,
    kernelRunning: seen?.facts.kernelRunning ?? null,
    kernelNewest: seen?.facts.kernelNewest ?? null,
    rebootRequired: seen === null ? 'unknown' : rebootRequired(seen.facts),
    rebootGuard: guardOf(seen?.facts.fenced ?? 'unknown'),
    bootId: seen?.facts.bootId ?? null,
    seenAt: seen?.at ?? null,
    leftOut: leftOut.get(host.id) ?? null,
    problem:
      status === 'up' || problem === null ? null : { failure: problem.failure, detail: problem.detail },
  };
}

export function hostsTable(rows: readonly HostRow[], paper: Paper): string {
  const head = ['HOST', 'STATUS', 'UPTIME', 'POLICY', 'REBOOT', 'KERNEL', 'WHERE', 'SERVICES', 'PROBLEM'];
  return tersePlainTable(
    head,
    rows.map((row): readonly Cell[] => [
      row.host,
      { text: row.status, tone: row.status === 'up' ? 'good' : 'bad' },
      row.uptimeMs === null ? '-' : durationText(row.uptimeMs),
      { text: row.policy, tone: policyTone(row.policy) },
      row.rebootRequired === 'yes'
        ? { text: 'required', tone: 'warn' }
        : row.rebootRequired === 'no'
          ? '-'
          : 'unknown',
      row.kernelRunning ?? '-',
      [row.zone, row.rack].filter((part) => part !== null).join('/') || '-',
      row.services.join(' ') || '-',
      problemCell(row),
    ]),
    { paper, expendable: ['KERNEL', 'SERVICES', 'REBOOT', 'WHERE'] },
  );
}

function guardOf(fenced: Tristate): HostRow['rebootGuard'] {
  if (fenced === 'unknown') return 'unknown';
  return fenced === 'yes' ? 'epoch-and-boot-id' : 'boot-id';
}

/** Below the table: the weaker guarantee is said where it is all there is. Null where every host has the stronger one. */
export function guardLine(rows: readonly HostRow[]): string | null {
  const plain = rows.filter(({ rebootGuard }) => rebootGuard === 'boot-id').length;
  if (plain === 0) return null;
  const who = plain === 1 ? '1 host is' : `${plain} hosts are`;
  return `${who} rebooted by plain sudo: only the boot id stops a daemon that was replaced (\`--where guard=boot-id\`; \`stagger ssh-setup\` prints more).`;
}

function problemCell({ problem, leftOut }: HostRow): Cell {
  const problems = [
    ...(problem === null ? [] : [problem.failure]),
    ...(leftOut === null ? [] : [`left out of rotation by ${leftOut.campaign}`]),
  ];
  return problems.length === 0 ? '' : { text: problems.join(', '), tone: 'bad' };
}

function policyTone(policy: UptimeVerdict['kind']): 'good' | 'warn' | 'bad' | 'dim' {
  switch (policy) {
    case 'ok':
      return 'good';
    case 'due-soon':
      return 'warn';
    case 'overdue':
      return 'bad';
    case 'exempt':
    case 'unknown':
      return 'dim';
  }
}
