// A fleet as another system describes it, before the operator's mapping says what its words mean here. Every importer
// gives the same form, so that one mapping, one output and one comparison serve all of them.

import type { SourceProblem } from './source-problem.ts';

/** A value as text by one fixed rule. `wasText` is false where the source held a number, a date or a truth value. */
export type ImportedText = { readonly text: string; readonly wasText: boolean };

export type ImportedFields = ReadonlyMap<string, ImportedText>;

export type ImportedHost = {
  /** Unique and lasting in its source: an id where the source has one, never a name that may be reused. */
  readonly key: string;
  /** What it is called there; unique in the source. */
  readonly name: string;
  readonly fields: ImportedFields;
  /** Groups or tags it is in. */
  readonly groups: readonly string[];
  /** Written whatever the mapping says: what ties the entry to its source. */
  readonly labels: Readonly<Record<string, string>>;
};

/** A rack that the source knows by itself, whether or not a host stands in it. */
export type ImportedRack = {
  /** The text that the rack field of its hosts holds; unique in the source. */
  readonly name: string;
  readonly units: number | null;
  readonly fields: ImportedFields;
};

export type LeftOut = {
  readonly kind: 'host' | 'variable' | 'group';
  readonly name: string;
  readonly why: string;
};

export type ImportedFleet = {
  readonly hosts: readonly ImportedHost[];
  readonly racks: readonly ImportedRack[];
  /** IANA zones of sites, where the source knows them, by the text of the site field. */
  readonly siteTimeZones: ReadonlyMap<string, string>;
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly string[];
};

export type ImportOutcome =
  | { readonly kind: 'read'; readonly fleet: ImportedFleet }
  /** Nothing of it is used. */
  | { readonly kind: 'unreadable'; readonly problems: readonly SourceProblem[] };

/** Text that was text in the source. */
export function importedText(text: string): ImportedText {
  return { text, wasText: true };
}
