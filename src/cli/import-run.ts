// What every `stagger import` does with the fleet that its source gave: map, check, compare with what is there, and
// only then write. Nothing is written while anything is wrong.

import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { changeLines } from '../core/fleet/fleet-change-text.ts';
import type { FleetChange } from '../core/fleet/fleet-change.ts';
import { lossLine } from '../core/fleet/fleet-shrink.ts';
import type { ImportOutcome } from '../core/fleet/imported-fleet.ts';
import { sourceProblemText } from '../core/fleet/source-problem.ts';
import { readInventoryFiles } from '../config/disk.ts';
import { compareListings, listInventory, vanishedHosts, type Listing } from '../config/import-comparison.ts';
import {
  builtInMapping,
  parseMapping,
  type ImportMapping,
  type ImportSource,
} from '../config/import-mapping.ts';
import { importedYaml } from '../config/imported-yaml.ts';
import { mapImportedFleet, type MappedInventory } from '../config/mapped-inventory.ts';
import { mistakeText, printable } from '../config/mistake.ts';
import type { InventoryFile } from '../config/parse-inventory.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import { OperatorError } from '../app/operator-error.ts';

export type ImportOptions = {
  readonly mapping?: string;
  readonly out?: string;
  /** A path, or true for the file of `out`. */
  readonly diff?: string | true;
  readonly maxLost: number;
  readonly json?: true;
};

export type ImportRequest = {
  readonly source: ImportSource;
  /** As people named it; written into the file's first line. */
  readonly named: string;
  readonly read: () => ImportOutcome | Promise<ImportOutcome>;
};

async function openMapping(source: ImportSource, path: string | undefined): Promise<ImportMapping> {
  if (path === undefined) return builtInMapping(source);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError(`${path}: the mapping cannot be read`, {
      hint: 'docs/importing.md shows one',
      exitCode: exitCode.configuration,
      cause: error,
    });
  }
  const parsed = parseMapping(source, text, path);
  if (parsed.kind === 'mapping') return parsed.mapping;
  throw new OperatorError(parsed.mistakes.map(mistakeText).join('\n'), {
    hint: 'docs/importing.md lists what a mapping holds',
    exitCode: exitCode.configuration,
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The inventory files at `path`, or null where nothing is there. */
async function presentFiles(path: string): Promise<readonly InventoryFile[] | null> {
  try {
    if ((await stat(path)).isDirectory()) {
      const { files, mistakes } = await readInventoryFiles(path);
      if (mistakes.length > 0) throw cannotCompare(path, mistakes.map(mistakeText));
      return files;
    }
    return [{ name: 'imported.yaml', file: path, text: await readFile(path, 'utf8') }];
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function cannotCompare(path: string, lines: readonly string[]): OperatorError {
  return new OperatorError(
    [...lines, `${path}: what is there cannot be compared with the import`].join('\n'),
    {
      hint: 'mend or remove it first: without it nobody sees which hosts vanish',
      exitCode: exitCode.findings,
    },
  );
}

function listed(path: string, files: readonly InventoryFile[]): Listing {
  const outcome = listInventory(files);
  if (outcome.kind === 'listed') return outcome.listing;
  throw cannotCompare(path, outcome.mistakes.map(mistakeText));
}

/** Entries that the inventory itself would refuse. */
function listedOwn(text: string, named: string): Listing {
  const outcome = listInventory([{ name: 'imported.yaml', file: `import of ${named}`, text }]);
  if (outcome.kind === 'listed') return outcome.listing;
  throw new OperatorError(
    [...outcome.mistakes.map(mistakeText), 'the inventory would refuse what this import gives'].join('\n'),
    { hint: 'correct the source or the mapping', exitCode: exitCode.findings },
  );
}

/** Replaces the file at once: a reader sees the old text or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = join(dirname(path), `.${process.pid}.import`);
  try {
    await writeFile(beside, text, { mode: 0o644 });
    await rename(beside, path);
  } catch (error) {
    throw new OperatorError(`${path}: it cannot be written`, {
      hint: 'is the directory there, and yours?',
      exitCode: exitCode.findings,
      cause: error,
    });
  }
}

async function readSource({ read, named }: ImportRequest) {
  const outcome = await read();
  if (outcome.kind === 'read' && outcome.fleet.hosts.length > 0) return outcome.fleet;
  const lines =
    outcome.kind === 'unreadable'
      ? outcome.problems.map(sourceProblemText)
      : [`${named}: no host that could be imported`];
  throw new OperatorError(lines.map(printable).join('\n'), {
    hint: 'nothing was imported: a source that is broken anywhere is not used at all',
    exitCode: exitCode.findings,
  });
}

function sayAccount(mapped: MappedInventory, io: CommandIo): void {
  for (const warning of mapped.warnings) io.err(printable(`warning: ${warning}`));
  for (const { kind, name, why } of mapped.leftOut) io.err(printable(`not mapped: ${kind} ${name}: ${why}`));
}

type Comparison = { readonly changes: readonly FleetChange[]; readonly alarm: string | null };

async function compare(after: Listing, path: string | null, maxLost: number): Promise<Comparison | null> {
  const files = path === null ? null : await presentFiles(path);
  if (path === null || files === null) return null;
  const before = listed(path, files);
  const loss = vanishedHosts(before, after, { maxLostPercent: maxLost });
  return { changes: compareListings(before, after), alarm: loss === null ? null : lossLine(loss) };
}

/** @throws OperatorError for whatever a person must mend. */
export async function runImport(
  request: ImportRequest,
  options: ImportOptions,
  io: CommandIo,
): Promise<void> {
  if (options.diff === true && options.out === undefined)
    throw new OperatorError('--diff: there is nothing to compare with', {
      hint: 'say --out FILE, or --diff with a file or an inventory directory',
      exitCode: exitCode.usage,
    });
  const mapping = await openMapping(request.source, options.mapping);
  const mapped = mapImportedFleet(await readSource(request), mapping);
  if (options.json !== true) sayAccount(mapped, io);
  if (mapped.problems.length > 0)
    throw new OperatorError(mapped.problems.map(printable).join('\n'), {
      hint: 'nothing was written',
      exitCode: exitCode.findings,
    });
  if (mapped.hosts.size === 0)
    throw new OperatorError(`${request.named}: none of its hosts could be mapped`, {
      hint: 'the list above says why',
      exitCode: exitCode.findings,
    });
  const text = importedYaml(mapped, { mapping, source: request.named });
  const after = listedOwn(text, request.named);
  const against = typeof options.diff === 'string' ? options.diff : (options.out ?? null);
  const comparison = await compare(after, against, options.maxLost);
  const alarm = comparison?.alarm ?? null;
  // A comparison that was asked for is only looked at; writing is a second command.
  const writes = options.diff === undefined && alarm === null;
  if (writes && options.out !== undefined) await replaceFile(options.out, text);
  if (options.json === true)
    io.out(
      jsonAnswer('import/1', {
        source: request.source,
        hosts: mapped.hosts.size,
        written: writes ? (options.out ?? null) : null,
        changes: comparison?.changes ?? null,
        alarm,
        warnings: mapped.warnings,
        notMapped: mapped.leftOut,
        inventory: text,
      }),
    );
  else sayResult({ text, comparison, options }, io);
  if (alarm !== null)
    throw new OperatorError(`${against ?? ''}: ${alarm}; nothing was written`, {
      hint: 'if this is meant, say --max-lost with a higher percentage',
      exitCode: exitCode.findings,
    });
}

function sayResult(
  found: { readonly text: string; readonly comparison: Comparison | null; readonly options: ImportOptions },
  io: CommandIo,
): void {
  const { text, comparison, options } = found;
  const lines = comparison === null ? null : changeLines(comparison.changes);
  const differences =
    lines === null
      ? 'there is no inventory to compare with yet'
      : lines.length === 0
        ? 'no change'
        : lines.join('\n');
  if (options.diff !== undefined) io.out(printableLines(differences));
  else if (options.out !== undefined) io.err(printableLines(differences));
  else io.out(text);
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
