// Ansible inventories on disk: files of either form, directories of them, and saved output of `ansible-inventory
// --list`. Dynamic inventory scripts and plugins are never run. What Ansible would skip with a warning and zero hosts
// is an error here.

import { dirname, extname, join } from 'node:path';
import { SourceError } from '../../core/fleet/source-problem.ts';
import { GroupTree, type ResolvedHost, type VariableFiles } from './group-tree.ts';
import { readIniInventory } from './ini-inventory.ts';
import { isListInventory, readListInventory } from './list-inventory.ts';
import { kindOf, namesIn, readSource } from './source-files.ts';
import { parseEither, variableFiles } from './variable-files.ts';
import { readYamlInventory } from './yaml-inventory.ts';
import { parseJson, parseYaml, type ParsedValue } from './yaml-value.ts';

/** What Ansible ignores in an inventory directory by default. A file that is named itself is always read. */
const ignoredEndings = [
  '.pyc',
  '.pyo',
  '.swp',
  '.bak',
  '~',
  '.rpm',
  '.md',
  '.txt',
  '.rst',
  '.orig',
  '.ini',
  '.cfg',
  '.retry',
] as const;
const ignoredNames: ReadonlySet<string> = new Set(['host_vars', 'group_vars', 'vars_plugins']);

const depthLimit = 16;

export type AnsibleInventory = {
  readonly hosts: readonly ResolvedHost[];
  readonly groups: readonly string[];
  readonly warnings: readonly string[];
  /** Files that are encrypted as a whole. */
  readonly vaultedFiles: readonly string[];
};

const noFiles: VariableFiles = { ofGroups: () => new Map(), ofHost: () => new Map() };

class SourceReader {
  readonly tree = new GroupTree();
  readonly warnings: string[] = [];
  /** True once a native inventory was read: only those have variables in files. */
  isNative = false;
  readonly #warn = (text: string) => void this.warnings.push(text);

  read(path: string, depth = 0): void {
    if (depth > depthLimit)
      throw new SourceError({ file: path, line: null, what: 'directories nested too deeply', hint: null });
    if (kindOf(path) === 'file') return this.#file(path);
    for (const name of namesIn(path)) {
      if (name.startsWith('.') || ignoredNames.has(name)) continue;
      const ending = ignoredEndings.find((each) => name.endsWith(each));
      if (ending === undefined) this.read(join(path, name), depth + 1);
      else this.#warn(`${join(path, name)}: not read: Ansible ignores *${ending} in an inventory directory`);
    }
  }

  #file(path: string): void {
    const text = readSource(path);
    if (text.startsWith('$ANSIBLE_VAULT;'))
      throw new SourceError({
        file: path,
        line: 1,
        what: 'the inventory is encrypted as a whole',
        hint: 'keep secrets in group_vars and the hosts in the clear',
      });
    if (text.startsWith('#!'))
      throw new SourceError({
        file: path,
        line: 1,
        what: 'a dynamic inventory script, which is not run',
        hint: 'save what `ansible-inventory --list` prints and import that',
      });
    const extension = extname(path);
    if (extension === '.toml')
      throw new SourceError({
        file: path,
        line: null,
        what: 'a TOML inventory, which is not understood',
        hint: 'save what `ansible-inventory --list` prints and import that',
      });
    if (extension === '.yml' || extension === '.yaml' || extension === '.json') this.#yaml(path, text);
    else if (extension === '' || extension === '.list') this.#guess(path, text);
    else this.#ini(path, text);
  }

  #yaml(path: string, text: string): void {
    const isJson = /^\s*\{/.test(text);
    const read = extname(path) === '.json' ? parseJson : parseEither;
    const value = isJson ? read(text, path) : null;
    if (value !== null && isListInventory(value)) return readListInventory(this.tree, path, value);
    this.#native(path, value === null ? parseYaml(text, path) : { value, lineOf: () => 1 });
  }

  #native(file: string, parsed: ParsedValue): void {
    this.isNative = true;
    readYamlInventory({ file, parsed }, { tree: this.tree, warn: this.#warn });
  }

  #ini(file: string, text: string): void {
    this.isNative = true;
    readIniInventory(this.tree, { file, text }, this.#warn);
  }

  /** A file without an extension: YAML or JSON if it is a mapping in one of them, else INI. */
  #guess(path: string, text: string): void {
    let value;
    try {
      value = /^\s*\{/.test(text) ? parseJson(text, path) : parseYaml(text, path).value;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (/^\s*\{/.test(text)) throw error;
      return this.#ini(path, text);
    }
    if (value.kind === 'map' && value.entries.size > 0) this.#yaml(path, text);
    else this.#ini(path, text);
  }
}

/** Reads `paths` as one inventory, as `ansible-inventory -i … -i …` does. @throws SourceError */
export function readAnsibleInventory(paths: readonly string[]): AnsibleInventory {
  const reader = new SourceReader();
  for (const path of paths) reader.read(path);
  const { tree, warnings } = reader;
  if (tree.hosts.size === 0)
    throw new SourceError({
      file: paths.join(', '),
      line: null,
      what: 'no host at all',
      hint: 'an empty fleet is never imported; is this the right file?',
    });
  tree.finish();
  for (const name of tree.hosts.keys())
    if (tree.groups.has(name))
      warnings.push(`${name} is a group and a host: variables of the host go to the group, as in Ansible`);
  const vaultedFiles: string[] = [];
  const directories = paths.map((path) => (kindOf(path) === 'directory' ? path : dirname(path)));
  const files = reader.isNative ? variableFiles(directories, (file) => vaultedFiles.push(file)) : noFiles;
  const hosts = [...tree.resolve(files)];
  return { hosts, groups: [...tree.groups.keys()], warnings, vaultedFiles };
}
