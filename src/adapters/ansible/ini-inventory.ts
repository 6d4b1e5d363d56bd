// The INI form of an Ansible inventory: sections of hosts, of child groups and of variables. A line that Ansible would
// refuse is refused here with its number; Ansible itself would go on with no hosts at all.

import { SourceError } from '../../core/fleet/source-problem.ts';
import type { GroupTree } from './group-tree.ts';
import { expandHostPattern } from './host-pattern.ts';
import { pythonValue } from './python-literal.ts';
import { splitShellWords } from './shell-words.ts';

type Section = { readonly group: string; readonly kind: 'hosts' | 'children' | 'vars' };

/** A name that was used before it was declared. */
type Pending = { readonly line: number; readonly kind: 'vars' | 'children'; readonly parents: string[] };

const sectionLine = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const groupLine = /^([^:\]\s]+)\s*(?:#.*)?$/;
// Where Python ends a line.
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

class IniReader {
  readonly #file: string;
  readonly #tree: GroupTree;
  readonly #warn: (text: string) => void;
  readonly #pending = new Map<string, Pending>();
  #section: Section = { group: 'ungrouped', kind: 'hosts' };
  #line = 0;

  constructor(file: string, tree: GroupTree, warn: (text: string) => void) {
    this.#file = file;
    this.#tree = tree;
    this.#warn = warn;
  }

  read(text: string): void {
    if (text.trim() === '')
      throw new SourceError({ file: this.#file, line: null, what: 'the file is empty', hint: null });
    for (const raw of text.split(lineEnd)) {
      this.#line += 1;
      const line = raw.trim();
      if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
      const match = sectionLine.exec(line);
      if (match !== null) this.#open(match[1] ?? '', match[2] ?? 'hosts');
      else if (line.startsWith('[') && line.endsWith(']'))
        this.#fail(`"${line}" is no section`, 'write [group], [group:children] or [group:vars]');
      else this.#content(line);
    }
    for (const [name, { kind, line, parents }] of this.#pending) {
      this.#line = line;
      if (kind === 'vars')
        this.#fail(`variables of group ${name}, which is declared nowhere`, `add [${name}]`);
      this.#fail(`group ${parents.at(-1) ?? ''} has the child ${name}, which is declared nowhere`, null);
    }
  }

  #fail(what: string, hint: string | null): never {
    throw new SourceError({ file: this.#file, line: this.#line, what, hint });
  }

  readonly #at = () => ({ file: this.#file, line: this.#line });

  #open(group: string, kind: string): void {
    if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars')
      this.#fail(`section [${group}:${kind}] is of an unknown kind`, 'expected :children or :vars');
    this.#section = { group, kind };
    if (!this.#tree.groups.has(group)) {
      if (kind === 'vars' && !this.#pending.has(group))
        this.#pending.set(group, { line: this.#line, kind: 'vars', parents: [] });
      this.#tree.addGroup(group);
    }
    const waiting = this.#pending.get(group);
    if (waiting === undefined || kind === 'vars') return;
    if (waiting.kind === 'vars') this.#pending.delete(group);
    else this.#adopt(group, waiting);
  }

  #adopt(group: string, { parents }: Pending): void {
    this.#pending.delete(group);
    for (const parent of parents) this.#tree.addChild(parent, group, this.#at);
  }

  #content(line: string): void {
    const { group, kind } = this.#section;
    switch (kind) {
      case 'hosts':
        return this.#hosts(line, group);
      case 'vars':
        return this.#variable(line, group);
      case 'children':
        return this.#child(line, group);
    }
  }

  #child(line: string, parent: string): void {
    const [, child] = groupLine.exec(line) ?? [];
    if (child === undefined) return this.#fail(`"${line}" is no group name`, null);
    if (this.#tree.groups.has(child)) return this.#tree.addChild(parent, child, this.#at);
    const waiting = this.#pending.get(child);
    if (waiting === undefined)
      this.#pending.set(child, { line: this.#line, kind: 'children', parents: [parent] });
    else waiting.parents.push(parent);
  }

  #variable(line: string, group: string): void {
    const equals = line.indexOf('=');
    if (equals < 0) this.#fail('a variable without a value', 'write name=value');
    const [name, value] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
    this.#tree.setVariable(group, name, pythonValue(value), this.#at);
  }

  #hosts(line: string, group: string): void {
    const split = splitShellWords(line);
    if (split.kind === 'unfinished') return this.#fail(split.why, 'close it, or escape it with a backslash');
    const [pattern = '', ...assignments] = split.words;
    const expanded = expandHostPattern(pattern);
    if (expanded.kind === 'bad-pattern') return this.#fail(`host ${pattern}: ${expanded.why}`, null);
    if (pattern.endsWith(':') && expanded.port === null)
      this.#fail(`host ${pattern} ends in a colon`, 'a port follows the colon');
    if (pattern === '---') this.#fail('this looks like YAML', 'give the file the extension .yml');
    if (pattern === '') this.#fail('a host without a name', null);
    if (expanded.empty)
      this.#warn(
        `${this.#file}:${this.#line}: ${pattern} runs backwards: it names no host, in Ansible neither`,
      );
    const variables = assignments.map((assignment) => {
      const equals = assignment.indexOf('=');
      if (equals < 0) this.#fail(`"${assignment}" after host ${pattern}`, 'expected name=value');
      return [assignment.slice(0, equals), pythonValue(assignment.slice(equals + 1))] as const;
    });
    for (const name of expanded.names) {
      this.#tree.addHost(name, { group, port: expanded.port });
      for (const [variable, value] of variables) this.#tree.setVariable(name, variable, value, this.#at);
    }
  }
}

/** Adds what the INI inventory `text` declares. @throws SourceError with the line. */
export function readIniInventory(
  tree: GroupTree,
  source: { readonly file: string; readonly text: string },
  warn: (text: string) => void,
): void {
  new IniReader(source.file, tree, warn).read(source.text);
}
