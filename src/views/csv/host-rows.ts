// The hosts as a table for spreadsheets: the columns of `stagger hosts --json`.

import type { HostRow } from '../terminal/hosts-table.ts';
import type { CsvCell } from './csv-text.ts';

export const hostRowHeader: readonly string[] = [
  'host',
  'site',
  'zone',
  'rack',
  'owner',
  'services',
  'status',
  'uptime_days',
  'policy',
  'kernel_running',
  'kernel_newest',
  'reboot_required',
  'boot_id',
  'seen_at',
  'left_out_by',
  'problem',
];

const DAY_MS = 86_400_000;

export function hostRowCells(row: HostRow): readonly CsvCell[] {
  return [
    row.host,
    row.site,
    row.zone,
    row.rack,
    row.owner,
    row.services.join(' '),
    row.status,
    row.uptimeMs === null ? null : Math.floor(row.uptimeMs / DAY_MS),
    row.policy,
    row.kernelRunning,
    row.kernelNewest,
    row.rebootRequired,
    row.bootId,
    row.seenAt === null ? null : new Date(row.seenAt).toISOString(),
    row.leftOut?.campaign ?? null,
    row.problem?.failure ?? null,
  ];
}
