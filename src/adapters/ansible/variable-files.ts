// Variables in `group_vars/` and `host_vars/` beside an inventory: which files Ansible would read, in which order.
// A file that is encrypted as a whole is skipped and named.

import { extname, join } from 'node:path';
import { SourceError } from '../../core/fleet/source-problem.ts';
import type { AnsibleValue, Variables } from './ansible-value.ts';
import type { VariableFiles } from './group-tree.ts';
import { kindIfThere, kindOf, namesIn, readSource } from './source-files.ts';
import { parseJson, parseYaml } from './yaml-value.ts';

/** The first of these that exists is taken; the others are not looked at. */
const extensions = ['', '.yml', '.yaml', '.json'] as const;

function filesInDirectory(directory: string): readonly string[] {
  return namesIn(directory).flatMap((name): readonly string[] => {
    if (name.startsWith('.') || name.endsWith('~')) return [];
    const path = join(directory, name);
    const extension = extname(name);
    if (kindOf(path) === 'directory') return extension === '' ? filesInDirectory(path) : [];
    return extensions.some((known) => known === extension) ? [path] : [];
  });
}

/** Files with the variables of `name` below `directory`. */
function filesFor(directory: string, name: string): readonly string[] {
  // A name from the inventory must not lead out of the directory.
  if (name.includes('/') || name === '.' || name === '..') return [];
  for (const extension of extensions) {
    const path = join(directory, `${name}${extension}`);
    const kind = kindIfThere(path);
    if (kind !== null) return kind === 'directory' ? filesInDirectory(path) : [path];
  }
  return [];
}

/** A YAML or JSON value: JSON where the text is JSON, as Ansible tries it. */
export function parseEither(text: string, file: string): AnsibleValue {
  if (/^\s*[[{"]/.test(text)) {
    try {
      return parseJson(text, file);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
    }
  }
  return parseYaml(text, file).value;
}

function variablesIn(path: string, vaulted: (file: string) => void): Variables {
  const text = readSource(path);
  if (text.startsWith('$ANSIBLE_VAULT;')) {
    vaulted(path);
    return new Map();
  }
  const value = parseEither(text, path);
  if (value.kind === 'nothing') return new Map();
  if (value.kind === 'map') return value.entries;
  throw new SourceError({ file: path, line: 1, what: 'no mapping of variables', hint: 'write name: value' });
}

/**
 * Variable files beside each of `directories`, which are those of the inventories in the order they were named.
 * `vaulted` hears of each file that is encrypted as a whole.
 */
export function variableFiles(
  directories: readonly string[],
  vaulted: (file: string) => void,
): VariableFiles {
  const present = (folder: string) =>
    directories
      .map((directory) => join(directory, folder))
      .filter((path) => kindIfThere(path) === 'directory');
  const [groupDirectories, hostDirectories] = [present('group_vars'), present('host_vars')];
  const known = new Map<string, Variables>();
  const read = (directory: string, name: string): Variables => {
    const key = join(directory, name);
    const found =
      known.get(key) ?? new Map(filesFor(directory, name).flatMap((path) => [...variablesIn(path, vaulted)]));
    known.set(key, found);
    return found;
  };
  const merged = (folders: readonly string[], names: readonly string[]): Variables =>
    new Map(folders.flatMap((folder) => names.flatMap((name) => [...read(folder, name)])));
  return {
    ofGroups: (names) => merged(groupDirectories, names),
    ofHost: (name) => merged(hostDirectories, [name]),
  };
}
