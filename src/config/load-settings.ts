// The settings alone, for what must work while the rest of the inventory is broken: whoever stops a campaign at night
// must not have to mend somebody else's YAML first. Never a guess: what the settings may say otherwise is unknown.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathResolver, readNamedFile } from './disk.ts';
import { reportInto } from './mistake.ts';
import { parseInventory, settingsFileName, type InventoryFile } from './parse-inventory.ts';
import { resolveSettings, type Settings } from './settings.ts';

export type LoadedSettings = {
  /** Null: settings.yaml cannot be read so far as to tell it. */
  readonly databasePath: string | null;
  /** Null: settings.yaml has a mistake. */
  readonly settings: Settings | null;
};

const nothing: LoadedSettings = { databasePath: null, settings: null };

/** Looks at no other file of `directory`. Never rejects. */
export async function loadSettings(directory: string): Promise<LoadedSettings> {
  const file = join(directory, settingsFileName);
  const files: InventoryFile[] = [];
  if (existsSync(file)) {
    const read = await readNamedFile(file);
    if (read.kind === 'problem') return nothing;
    files.push({ name: settingsFileName, file, text: read.text });
  } else if (!existsSync(directory)) return nothing;
  const parsed = parseInventory(files);
  if (!parsed.complete) return nothing;
  const mistakes = [...parsed.mistakes];
  const settings = resolveSettings(parsed.settings, pathResolver(directory), reportInto(mistakes));
  const entry = parsed.settings;
  const isNamed = entry === null || !entry.wrote('database') || entry.fields.database?.path !== undefined;
  // A misspelt "database" would leave the default in its place.
  const isSure = isNamed && (mistakes.length === 0 || entry?.fields.database?.path !== undefined);
  return {
    databasePath: isSure ? settings.databasePath : null,
    settings: mistakes.length === 0 ? settings : null,
  };
}
