// From files to declarations: each file's sections, each section's entries, each entry judged by its schema. What is
// broken is reported and kept as far as it is sound, so that references to it do not become a second mistake.

import { z } from 'zod';
import { idPattern } from './field-shapes.ts';
import { entrySections, sectionNames, singleSections, waiver } from './inventory-schema.ts';
import { listedNames, nearestName } from './known-names.ts';
import { foundText, reportInto, startOf, type Mistake, type Place, type Report } from './mistake.ts';
import { reportIssues, type Source } from './schema-mistakes.ts';
import { settings, settingsSecrets } from './settings-schema.ts';
import { parseYamlTree, placeIn, plainValue, type YamlEntry, type YamlTree } from './yaml-tree.ts';

/** One file as read. `name` is its path inside the inventory directory, `file` what people are shown. */
export type InventoryFile = { readonly name: string; readonly file: string; readonly text: string };

/** The settings live beside the inventory, in the file of this name. */
export const settingsFileName = 'settings.yaml';

/** An entry of a section. Fields that were missing or wrong are absent; each has been reported. */
export type Entry<Fields> = {
  readonly id: string;
  readonly subject: string;
  /** Where its key stands. */
  readonly place: Place;
  readonly fields: Partial<Fields>;
  /** True if the file has the field, sound or not. */
  wrote(field: keyof Fields): boolean;
  /** Where the value at a path of fields stands. */
  placeOf(...path: readonly PropertyKey[]): Place;
};

type EntrySection = keyof typeof entrySections;
type Fields<Schema extends z.ZodType> = z.output<Schema>;

export type EntryOf<Section extends EntrySection> = Entry<Fields<(typeof entrySections)[Section]>>;
export type DefaultsEntry = Entry<Fields<(typeof singleSections)['defaults']>>;
export type CapsEntry = Entry<Fields<(typeof singleSections)['caps']>>;
export type WaiverEntry = Entry<Fields<typeof waiver>>;
export type SettingsEntry = Entry<Fields<typeof settings>>;

export type ParsedInventory = {
  readonly entries: { readonly [Section in EntrySection]: readonly EntryOf<Section>[] };
  /** More than one is a mistake that the resolver reports. */
  readonly defaults: readonly DefaultsEntry[];
  readonly caps: readonly CapsEntry[];
  readonly waivers: readonly WaiverEntry[];
  readonly settings: SettingsEntry | null;
  /** False if a file could not be read or is not YAML: then nothing can be said of references. */
  readonly complete: boolean;
  readonly mistakes: readonly Mistake[];
};

const singular: Record<EntrySection, string> = {
  sites: 'site',
  zones: 'zone',
  racks: 'rack',
  feeds: 'feed',
  domains: 'domain',
  owners: 'owner',
  windows: 'window',
  hosts: 'host',
  services: 'service',
  freezes: 'freeze',
};

/** The fields of `value` that are sound one by one. */
function soundFields(schema: z.ZodObject, value: unknown): Record<string, unknown> {
  const sound: Record<string, unknown> = {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return sound;
  for (const [name, shape] of Object.entries(schema.shape)) {
    if (!Object.hasOwn(value, name)) continue;
    const result = z.safeParse(shape, (value as Record<string, unknown>)[name]);
    if (result.success) sound[name] = result.data;
  }
  return sound;
}

function parseEntry<Schema extends z.ZodObject>(
  schema: Schema,
  id: string,
  source: Source,
  report: Report,
  secretPaths?: ReadonlySet<string>,
): Entry<Fields<Schema>> {
  const value = plainValue(source.tree);
  const result = schema.safeParse(value);
  if (!result.success) reportIssues(result.error.issues, source, report, secretPaths);
  const fields = result.success ? result.data : soundFields(schema, value);
  return {
    id,
    subject: source.subject,
    place: source.keyPlace,
    fields: fields as Partial<Fields<Schema>>,
    wrote: (field) => source.tree.kind === 'map' && source.tree.entries.has(String(field)),
    placeOf: (...path) => placeIn(source.tree, path),
  };
}

/** Collects the entries of all files by section. */
class SectionReader {
  readonly #report: Report;
  readonly entries: { readonly [Section in EntrySection]: EntryOf<Section>[] } = {
    sites: [],
    zones: [],
    racks: [],
    feeds: [],
    domains: [],
    owners: [],
    windows: [],
    hosts: [],
    services: [],
    freezes: [],
  };
  readonly defaults: DefaultsEntry[] = [];
  readonly caps: CapsEntry[] = [];
  readonly waivers: WaiverEntry[] = [];

  constructor(report: Report) {
    this.#report = report;
  }

  read(name: string, entry: YamlEntry): void {
    const source = { subject: name, keyPlace: entry.keyPlace, tree: entry.value };
    if (isEntrySection(name)) this.#readEntries(name, entry);
    else if (name === 'defaults')
      this.defaults.push(parseEntry(singleSections.defaults, name, source, this.#report));
    else if (name === 'caps') this.caps.push(parseEntry(singleSections.caps, name, source, this.#report));
    else if (name === 'waivers') this.#readWaivers(entry);
    else reportUnknownSection(name, entry.keyPlace, this.#report);
  }

  #readEntries(section: EntrySection, { value, keyPlace }: YamlEntry): void {
    if (value.kind !== 'map') {
      const expected = `a mapping of ${singular[section]} ids`;
      this.#report({ place: keyPlace, what: section, found: foundText(plainValue(value)), expected });
      return;
    }
    // Schema and list are of the same section; the compiler cannot follow that through the union.
    const into: unknown[] = this.entries[section];
    for (const [id, entry] of value.entries) {
      // The names of hosts may be ranges; the resolver judges what they expand to.
      if (section !== 'hosts' && !idPattern.test(id)) {
        this.#report({
          place: entry.keyPlace,
          what: `${singular[section]} id`,
          found: foundText(id),
          expected:
            'letters, figures, dots, dashes and underscores, a letter or figure at both ends, at most 64',
        });
      }
      const subject = `${singular[section]} ${shownId(id)}`;
      const source = { subject, keyPlace: entry.keyPlace, tree: entry.value };
      into.push(parseEntry(entrySections[section], id, source, this.#report));
    }
  }

  #readWaivers({ value, keyPlace }: YamlEntry): void {
    if (value.kind !== 'list') {
      const found = foundText(plainValue(value));
      this.#report({ place: keyPlace, what: 'waivers', found, expected: 'a list of waivers' });
      return;
    }
    for (const [index, tree] of value.items.entries()) {
      const subject = `waiver ${index + 1}`;
      const source = { subject, keyPlace: tree.place, tree };
      this.waivers.push(parseEntry(waiver, String(index), source, this.#report));
    }
  }
}

/** Reads every file. Mistakes of syntax and of single entries are in `mistakes`; the resolver finds the rest. */
export function parseInventory(files: readonly InventoryFile[]): ParsedInventory {
  const mistakes: Mistake[] = [];
  const report = reportInto(mistakes);
  const reader = new SectionReader(report);
  let settingsEntry: SettingsEntry | null = null;
  let complete = true;
  for (const { name, file, text } of files) {
    const tree = parseYamlTree(text, file, report);
    if (tree === null) {
      complete = false;
    } else if (name === settingsFileName) {
      const source = { subject: 'settings', keyPlace: startOf(file), tree };
      settingsEntry = parseEntry(settings, 'settings', source, report, settingsSecrets);
    } else if (tree.kind === 'map') {
      for (const [section, entry] of tree.entries) reader.read(section, entry);
    } else {
      reportNotSections(tree, report);
    }
  }
  const { entries, defaults, caps, waivers } = reader;
  return { entries, defaults, caps, waivers, settings: settingsEntry, complete, mistakes };
}

function isEntrySection(name: string): name is EntrySection {
  return Object.hasOwn(entrySections, name);
}

/** An id inside a sentence: bare if it is sound, quoted and cut if it is not. */
function shownId(id: string): string {
  return /^[\w.[\]:-]{1,80}$/.test(id) ? id : foundText(id);
}

function reportUnknownSection(name: string, place: Place, report: Report): void {
  const nearest = nearestName(name, sectionNames);
  const settingsKey = Object.hasOwn(settings.shape, name);
  report({
    place,
    what: `unknown section ${foundText(name)}`,
    expected: `one of ${listedNames(name, sectionNames)}`,
    hint: settingsKey
      ? `${name} belongs into ${settingsFileName}`
      : nearest === null
        ? null
        : `did you mean "${nearest}"?`,
  });
}

function reportNotSections(tree: YamlTree, report: Report): void {
  report({
    place: tree.place,
    what: 'the file as a whole',
    found: foundText(plainValue(tree)),
    expected: `a mapping of sections: ${sectionNames.join(', ')}`,
  });
}
