// The YAML form of an Ansible inventory: groups with `hosts`, `children` and `vars`, nested as deep as one likes.

import { SourceError } from '../../core/fleet/source-problem.ts';
import type { AnsibleValue } from './ansible-value.ts';
import type { GroupTree } from './group-tree.ts';
import { expandHostPattern } from './host-pattern.ts';
import type { ParsedValue } from './yaml-value.ts';

type Warn = (text: string) => void;
type Section = 'vars' | 'children' | 'hosts';

const sections: ReadonlySet<string> = new Set<Section>(['vars', 'children', 'hosts']);

class YamlReader {
  readonly #file: string;
  readonly #parsed: ParsedValue;
  readonly #tree: GroupTree;
  readonly #warn: Warn;

  constructor(file: string, parsed: ParsedValue, context: { tree: GroupTree; warn: Warn }) {
    this.#file = file;
    this.#parsed = parsed;
    this.#tree = context.tree;
    this.#warn = context.warn;
  }

  read(): void {
    const { value } = this.#parsed;
    if (value.kind === 'nothing' || (value.kind === 'map' && value.entries.size === 0))
      return this.#fail([], 'the file holds no groups', null);
    if (value.kind !== 'map') return this.#fail([], 'no inventory', 'expected a mapping of groups');
    const plugin = value.entries.get('plugin');
    if (plugin !== undefined && plugin.kind !== 'nothing')
      this.#fail(
        ['plugin'],
        'settings of a dynamic inventory plugin, which is not run',
        'save what `ansible-inventory --list` prints and import that',
      );
    for (const [name, group] of value.entries) this.#group(name, group, [name]);
  }

  #fail(path: readonly string[], what: string, hint: string | null): never {
    throw new SourceError({ file: this.#file, line: this.#parsed.lineOf(path), what, hint });
  }

  #skip(path: readonly string[], why: string): void {
    this.#warn(`${this.#file}:${this.#parsed.lineOf(path)}: ${why}`);
  }

  /** True if the group was one; what is none is skipped, as in Ansible. */
  #group(name: string, group: AnsibleValue, path: readonly string[]): boolean {
    if (group.kind !== 'map' && group.kind !== 'nothing') {
      this.#skip(path, `${name} is no group: skipped, in Ansible too`);
      return false;
    }
    this.#tree.addGroup(name);
    if (group.kind === 'nothing') return true;
    for (const [key, given] of group.entries) {
      const below = [...path, key];
      if (!sections.has(key)) {
        this.#skip(
          below,
          `group ${name}: "${key}" is none of vars, children, hosts: skipped, in Ansible too`,
        );
        continue;
      }
      // One name alone may be written without a mapping.
      const value: AnsibleValue =
        given.kind === 'text'
          ? { kind: 'map', entries: new Map([[given.text, { kind: 'nothing' }]]) }
          : given;
      if (value.kind === 'nothing') continue;
      if (value.kind !== 'map')
        return this.#fail(below, `group ${name}: ${key} is no mapping`, `write "${key}:" and a name a line`);
      for (const [entry, content] of value.entries)
        this.#entry({ group: name, section: key as Section, entry, content, path: [...below, entry] });
    }
    return true;
  }

  #entry(found: {
    readonly group: string;
    readonly section: Section;
    readonly entry: string;
    readonly content: AnsibleValue;
    readonly path: readonly string[];
  }): void {
    const { group, section, entry, content, path } = found;
    const at = () => ({ file: this.#file, line: this.#parsed.lineOf(path) });
    if (section === 'vars') return this.#tree.setVariable(group, entry, content, at);
    if (section === 'hosts') return this.#hosts(found);
    // What is no group is skipped with a warning and still linked by Ansible, which then fails to find it.
    if (!this.#group(entry, content, path)) this.#fail(path, `child ${entry} is no group`, null);
    this.#tree.addChild(group, entry, at);
  }

  #hosts(found: {
    readonly group: string;
    readonly entry: string;
    readonly content: AnsibleValue;
    readonly path: readonly string[];
  }): void {
    const { group, entry, content, path } = found;
    const expanded = expandHostPattern(entry);
    if (expanded.kind === 'bad-pattern') return this.#fail(path, `host ${entry}: ${expanded.why}`, null);
    if (expanded.empty) this.#skip(path, `${entry} runs backwards: it names no host, in Ansible neither`);
    if (content.kind !== 'map' && content.kind !== 'nothing')
      return this.#fail(path, `host ${entry}: its variables are no mapping`, null);
    const at = () => ({ file: this.#file, line: this.#parsed.lineOf(path) });
    for (const name of expanded.names) {
      this.#tree.addHost(name, { group, port: expanded.port });
      if (content.kind !== 'map') continue;
      for (const [variable, value] of content.entries) this.#tree.setVariable(name, variable, value, at);
    }
  }
}

/** Adds what the YAML inventory `parsed` declares. @throws SourceError with the line. */
export function readYamlInventory(
  source: { readonly file: string; readonly parsed: ParsedValue },
  context: { readonly tree: GroupTree; readonly warn: Warn },
): void {
  new YamlReader(source.file, source.parsed, context).read();
}
