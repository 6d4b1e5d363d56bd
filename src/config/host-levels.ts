// Which setting of a host wins: host, then its services, then its site, then the fleet, then the settings file, then
// what is built in. The nearest level that says anything wins, field by field. Two services of one host that say
// different things are a mistake: neither is nearer, and guessing could mean the looser one.

import { canonicalText } from '../core/canonical-text.ts';
import type { Place, Report } from './mistake.ts';
import type { DefaultsEntry, EntryOf } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';
import { durationText } from './duration-text.ts';

type HostFields = EntryOf<'hosts'>['fields'];

/** The fields that every level may set. The fleet's defaults have all of them but `exemption`. */
export type LevelFields = Pick<
  HostFields,
  | 'user'
  | 'port'
  | 'owner'
  | 'windows'
  | 'max_uptime'
  | 'warn_before'
  | 'timing'
  | 'drain'
  | 'undrain'
  | 'drift'
  | 'exemption'
>;

/** One place that sets fields of hosts. */
export type Level = {
  /** `host web-01`, `service store-web`, `site seoul-1`, `defaults`. */
  readonly subject: string;
  /** Where the level as a whole is declared. */
  readonly place: Place;
  readonly fields: LevelFields;
  /** True if the file has the field, sound or not. */
  wrote(field: keyof LevelFields): boolean;
  placeOf(...path: readonly PropertyKey[]): Place;
};

export function hostLevel(entry: EntryOf<'hosts'>): Level {
  return entry;
}

/** The `defaults` of a service; its owner is the owner of hosts that name none. */
export function serviceLevel(entry: EntryOf<'services'>): Level {
  const { owner, defaults } = entry.fields;
  return {
    subject: entry.subject,
    place: entry.place,
    fields: owner === undefined ? (defaults ?? {}) : { owner, ...defaults },
    // A broken field of `defaults` takes all of them out of `fields`, so what is left was written.
    wrote: (field) => defaults?.[field] !== undefined,
    placeOf: (...path) =>
      path[0] === 'owner' && defaults?.owner === undefined
        ? entry.placeOf('owner')
        : entry.placeOf('defaults', ...path),
  };
}

export function siteLevel(entry: EntryOf<'sites'>): Level {
  return {
    subject: entry.subject,
    place: entry.place,
    fields: entry.fields.defaults ?? {},
    wrote: (field) => entry.fields.defaults?.[field] !== undefined,
    placeOf: (...path) => entry.placeOf('defaults', ...path),
  };
}

export function fleetLevel(entry: DefaultsEntry): Level {
  return { ...entry, wrote: (field) => field !== 'exemption' && entry.wrote(field) };
}

/** The levels above one host; several hosts share them. */
export type Levels = {
  readonly host: Level;
  readonly services: readonly Level[];
  readonly site: Level | null;
  readonly fleet: Level | null;
};

export type Chosen<Value> = { readonly value: Value; readonly level: Level };

/**
 * The value of the nearest level for which `read` gives one. `name` is the field's name in the file. Services that
 * differ are reported at the host, which can settle it.
 */
export function nearest<Value>(
  levels: Levels,
  name: string,
  read: (fields: LevelFields) => Value | undefined,
  report: Report,
): Chosen<Value> | null {
  const at = (level: Level | null): Chosen<Value> | null => {
    const value = level === null ? undefined : read(level.fields);
    return value === undefined || level === null ? null : { value, level };
  };
  const own = at(levels.host);
  if (own !== null) return own;
  const said = levels.services.map(at).filter((chosen) => chosen !== null);
  const [first] = said;
  if (first === undefined) return at(levels.site) ?? at(levels.fleet);
  const different = said.find(({ value }) => canonicalText(value) !== canonicalText(first.value));
  if (different !== undefined) {
    report({
      place: levels.host.place,
      what: `${levels.host.subject}: its services disagree on ${name}`,
      found: `${shown(first, name)} and ${shown(different, name)}`,
      expected: 'one value',
      hint: `set ${name} on the host itself`,
    });
  }
  return first;
}

function shown<Value>({ value, level }: Chosen<Value>, name: string): string {
  if (typeof value === 'number' && name !== 'port') return `${durationText(value)} (${level.subject})`;
  if (typeof value === 'string' || typeof value === 'number') return `${value} (${level.subject})`;
  return `that of ${level.subject}`;
}

/** What can be judged of one level alone: its references, and pairs that only make sense together. */
export function checkLevel(level: Level, references: ReferenceCheck, report: Report): void {
  const { fields, placeOf, subject } = level;
  for (const [index, window] of (fields.windows ?? []).entries())
    references.check('window', window, placeOf('windows', index), subject);
  if (fields.owner !== undefined) references.check('owner', fields.owner, placeOf('owner'), subject);
  if (level.wrote('drain') !== level.wrote('undrain')) {
    const [has, lacks] = !level.wrote('drain') ? ['undrain', 'drain'] : ['drain', 'undrain'];
    report({
      place: placeOf(has),
      what: `${subject}: ${has} without ${lacks}`,
      expected: 'both or neither',
      hint: 'what is taken out of service must be put back, also when the reboot is called off',
    });
  }
}
