// Tables as CSV. Host names and reasons are other people's text: a cell that a spreadsheet would run as a formula is
// quoted as text.

import { stringify } from 'csv-stringify/sync';
import type { Instant } from '../../core/brand.ts';

export type CsvCell = string | number | null;

export type CsvTable = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
};

/** `header` first; RFC 4180 line ends. */
export function csvText(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return stringify([header, ...rows] as CsvCell[][], { escape_formulas: true, record_delimiter: 'windows' });
}

/** ISO 8601 in UTC, which every spreadsheet reads. */
export function csvInstant(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
