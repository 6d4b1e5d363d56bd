// Groups and hosts as one Ansible inventory declares them over all its files, and which variables each host ends up
// with. The order of precedence is Ansible's own: all < parent < child < host, and at each step files in group_vars or
// host_vars win over what the inventory itself says of groups.

import { SourceError } from '../../core/fleet/source-problem.ts';
import type { AnsibleValue, Variables } from './ansible-value.ts';

export type Group = {
  readonly name: string;
  readonly variables: Map<string, AnsibleValue>;
  readonly parents: Set<string>;
  readonly children: Set<string>;
  /** Hosts that are named in this very group. */
  readonly hosts: Set<string>;
  /** Among groups of one depth the higher wins. */
  priority: number;
};

export type AnsibleHost = {
  readonly name: string;
  readonly variables: Map<string, AnsibleValue>;
  /** Groups that name it. */
  readonly groups: Set<string>;
};

/** Variables in files beside the inventory. */
export type VariableFiles = {
  /** Those of the groups, in order; later ones win. */
  readonly ofGroups: (names: readonly string[]) => Variables;
  readonly ofHost: (name: string) => Variables;
};

export type Position = { readonly file: string; readonly line: number | null };

export class GroupTree {
  readonly groups = new Map<string, Group>();
  readonly hosts = new Map<string, AnsibleHost>();

  constructor() {
    this.addGroup('all');
    this.addGroup('ungrouped');
    this.#link('all', 'ungrouped');
  }

  addGroup(name: string): Group {
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group: Group = {
      name,
      variables: new Map(),
      parents: new Set(),
      children: new Set(),
      hosts: new Set(),
      priority: 1,
    };
    this.groups.set(name, group);
    return group;
  }

  /** A port counts only where the host is named for the first time: so does Ansible. */
  addHost(name: string, options: { readonly group: string; readonly port: number | null }): void {
    let host = this.hosts.get(name);
    if (host === undefined) {
      host = { name, variables: new Map(), groups: new Set() };
      if (options.port !== null)
        host.variables.set('ansible_port', { kind: 'integer', digits: String(options.port) });
      this.hosts.set(name, host);
    }
    host.groups.add(options.group);
    this.addGroup(options.group).hosts.add(name);
  }

  /** @throws SourceError where `child` already contains `parent`. */
  addChild(parent: string, child: string, at: () => Position): void {
    if (parent === child || this.#ancestors(parent).has(child)) {
      const what = `group ${parent} and group ${child} contain each other`;
      throw new SourceError({ ...at(), what, hint: 'groups of groups cannot form a ring' });
    }
    this.#link(parent, child);
  }

  #link(parent: string, child: string): void {
    this.addGroup(parent).children.add(child);
    this.addGroup(child).parents.add(parent);
  }

  /** Sets a variable of the group of this name, or of the host if there is no such group: so does Ansible. */
  setVariable(entity: string, name: string, value: AnsibleValue, at: () => Position): void {
    const group = this.groups.get(entity);
    if (group !== undefined && name === 'ansible_group_priority') {
      const priority = value.kind === 'integer' || value.kind === 'text' ? Number(textOf(value)) : Number.NaN;
      if (!Number.isInteger(priority))
        throw new SourceError({ ...at(), what: 'ansible_group_priority is no whole number', hint: null });
      group.priority = priority;
      return;
    }
    (group ?? this.hosts.get(entity))?.variables.set(name, value);
  }

  #ancestors(name: string): Set<string> {
    const found = new Set<string>();
    const pending = [...(this.groups.get(name)?.parents ?? [])];
    for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
      if (found.has(group)) continue;
      found.add(group);
      pending.push(...(this.groups.get(group)?.parents ?? []));
    }
    return found;
  }

  /** Every group belongs to `all`; a host that some other group names is not ungrouped. */
  finish(): void {
    for (const name of this.groups.keys())
      if (name !== 'all' && this.#ancestors(name).size === 0) this.#link('all', name);
    const ungrouped = this.addGroup('ungrouped');
    for (const host of this.hosts.values()) {
      const others = [...host.groups].some((name) => name !== 'all' && name !== 'ungrouped');
      if (others) {
        host.groups.delete('ungrouped');
        ungrouped.hosts.delete(host.name);
      } else {
        host.groups.add('ungrouped');
        ungrouped.hosts.add(host.name);
      }
    }
  }

  /** The longest way down from `all`, for each group. Only after `finish`. */
  #depths(): ReadonlyMap<string, number> {
    const depths = new Map<string, number>();
    const depthOf = (name: string): number => {
      const known = depths.get(name);
      if (known !== undefined) return known;
      const parents = [...(this.groups.get(name)?.parents ?? [])];
      const depth = parents.length === 0 ? 0 : Math.max(...parents.map(depthOf)) + 1;
      depths.set(name, depth);
      return depth;
    };
    for (const name of this.groups.keys()) depthOf(name);
    return depths;
  }

  /** Groups and variables of each host, all levels merged. Only after `finish`. */
  resolve(files: VariableFiles): readonly ResolvedHost[] {
    const depths = this.#depths();
    const rank = (name: string) => depths.get(name) ?? 0;
    const closures = new Map<string, ReadonlySet<string>>();
    const closureOf = (name: string): ReadonlySet<string> => {
      const known = closures.get(name) ?? this.#ancestors(name).add(name);
      closures.set(name, known);
      return known;
    };
    const byGroups = new Map<string, { readonly groups: readonly string[]; readonly variables: Variables }>();
    const merged = (direct: readonly string[]) => {
      const key = direct.join('\n');
      const known = byGroups.get(key);
      if (known !== undefined) return known;
      const groups = [...new Set(direct.flatMap((name) => [...closureOf(name)]))]
        .filter((name) => name !== 'all')
        .sort(
          (a, b) =>
            rank(a) - rank(b) ||
            (this.groups.get(a)?.priority ?? 1) - (this.groups.get(b)?.priority ?? 1) ||
            byCodePoint(a, b),
        );
      const own = ['all', ...groups].flatMap((name) => [...(this.groups.get(name)?.variables ?? [])]);
      const result = {
        groups,
        variables: new Map([...own, ...files.ofGroups(['all']), ...files.ofGroups(groups)]),
      };
      byGroups.set(key, result);
      return result;
    };
    return [...this.hosts.values()].map((host) => {
      const { groups, variables } = merged([...host.groups].sort(byCodePoint));
      return {
        name: host.name,
        groups: [...groups].sort(byCodePoint),
        variables: new Map([...variables, ...host.variables, ...files.ofHost(host.name)]),
      };
    });
  }
}

export type ResolvedHost = {
  readonly name: string;
  /** Every group it is in, directly or through a child; without `all`. */
  readonly groups: readonly string[];
  readonly variables: Variables;
};

function textOf(value: Extract<AnsibleValue, { kind: 'integer' | 'text' }>): string {
  return value.kind === 'integer' ? value.digits : value.text;
}

/** Order of Python's `sorted` on text. */
export function byCodePoint(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
