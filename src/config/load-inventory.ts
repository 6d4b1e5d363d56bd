// The way in: a directory becomes a fleet and its settings, or every mistake in it at once.

import { createHash } from 'node:crypto';
import { pathResolver, readInventoryFiles, readNamedFile } from './disk.ts';
import { startOf, type Mistake } from './mistake.ts';
import { parseInventory, type ParsedInventory } from './parse-inventory.ts';
import type { NamedFile } from './resolve-freezes.ts';
import type { PathResolver } from './secret-shape.ts';
import { resolveInventory, type ResolvedInventory } from './resolve-inventory.ts';

export type LoadedInventory = ResolvedInventory;

/**
 * Reads and resolves the inventory in `directory`. Never rejects for what it finds there; a directory without YAML
 * files, or without hosts, is a mistake and never an empty fleet.
 */
export async function loadInventory(directory: string): Promise<LoadedInventory> {
  const { files, mistakes } = await readInventoryFiles(directory);
  const parsed = parseInventory(files);
  const nothing = files.length === 0 && mistakes.length === 0;
  const absolute = pathResolver(directory);
  const namedFiles = await readCalendars(parsed, absolute);
  return resolveInventory(
    {
      ...parsed,
      complete: parsed.complete && mistakes.length === 0 && !nothing,
      mistakes: [...mistakes, ...parsed.mistakes, ...(nothing ? [noInventory(directory)] : [])],
    },
    {
      directory,
      absolute,
      namedFiles,
      sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
    },
  );
}

async function readCalendars(
  { entries }: ParsedInventory,
  absolute: PathResolver,
): Promise<ReadonlyMap<string, NamedFile>> {
  const files = new Map<string, NamedFile>();
  for (const { fields } of entries.freezes)
    if (fields.ics !== undefined && !files.has(fields.ics))
      files.set(fields.ics, await readNamedFile(absolute(fields.ics)));
  return files;
}

function noInventory(directory: string): Mistake {
  return {
    place: startOf(directory),
    what: 'the directory holds no inventory',
    found: 'no YAML file',
    expected: 'at least one *.yaml or *.yml',
    hint: '`stagger init DIRECTORY` makes one to begin with',
  };
}
