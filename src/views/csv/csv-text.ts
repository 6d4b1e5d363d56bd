// Tables as CSV. Host names and reasons are other people's text: a cell that a spreadsheet would run as a formula is
// quoted as text.

import { stringify } from 'csv-stringify/sync';

export type CsvCell = string | number | null;

/** `header` first; RFC 4180 line ends. */
export function csvText(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return stringify([header, ...rows] as CsvCell[][], { escape_formulas: true, record_delimiter: 'windows' });
}
