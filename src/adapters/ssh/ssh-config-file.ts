// The operator's SSH client configuration on disk, with everything it includes, as blocks of settings in the order in
// which OpenSSH reads them. Parsing is ssh-config's; which setting counts is ours (ssh-config-answer.ts), because that
// library's own answer runs `Match exec` in a shell and knows no Include. Nothing in these files is ever executed.

import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import sshConfig, { type Directive, type Line, type Section } from 'ssh-config';

/** A `Host` or `Match` line. `criteria` are of `Match`: `negated` is `!host`. */
export type Condition =
  | { readonly kind: 'host'; readonly patterns: readonly string[] }
  | {
      readonly kind: 'match';
      readonly criteria: readonly {
        readonly name: string;
        readonly negated: boolean;
        readonly patterns: readonly string[];
      }[];
    };

export type ConfigSetting = {
  /** In lower case. */
  readonly keyword: string;
  readonly values: readonly string[];
};

/** Settings that hold where all of `conditions` do (those of the files that include it among them). */
export type ConfigBlock = {
  readonly file: string;
  readonly conditions: readonly Condition[];
  readonly settings: readonly ConfigSetting[];
};

export type SshConfigContent =
  | { readonly kind: 'blocks'; readonly blocks: readonly ConfigBlock[] }
  | { readonly kind: 'unusable'; readonly detail: string };

export type SshConfigFile = {
  readonly path: string;
  /** Read again whenever one of the files has changed. */
  readonly content: () => SshConfigContent;
};

export type SshConfigSource = {
  readonly path: string;
  /** False: a file that is not there says nothing. True: somebody named it, so its absence is a problem. */
  readonly required: boolean;
  /** For `~` and relative includes. */
  readonly home: string;
};

/** As OpenSSH. */
const maxDepth = 16;
const maxFiles = 200;
const maxBytes = 1_000_000;

class ConfigProblem extends Error {}

/** Opens nothing yet. */
export function sshConfigFile(source: SshConfigSource): SshConfigFile {
  let versions: ReadonlyMap<string, string> | null = null;
  let known: SshConfigContent = { kind: 'blocks', blocks: [] };

  const isCurrent = (): boolean =>
    versions !== null && [...versions].every(([path, version]) => versionOf(path) === version);

  const content = (): SshConfigContent => {
    if (isCurrent()) return known;
    const reader = new ConfigReader(source);
    try {
      known = { kind: 'blocks', blocks: reader.blocks() };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      known = {
        kind: 'unusable',
        detail: error instanceof ConfigProblem ? detail : `${source.path} cannot be used: ${detail}`,
      };
    }
    versions = reader.versions;
    return known;
  };

  return { path: source.path, content };
}

/** No file: nothing is said about any host. */
export const noSshConfig: SshConfigFile = { path: '', content: () => ({ kind: 'blocks', blocks: [] }) };

function versionOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.mtimeMs} ${found.size} ${found.ino} ${found.mode}`;
}

class ConfigReader {
  readonly versions = new Map<string, string>();
  readonly #source: SshConfigSource;

  constructor(source: SshConfigSource) {
    this.#source = source;
  }

  blocks(): readonly ConfigBlock[] {
    const { path, required } = this.#source;
    this.versions.set(path, versionOf(path));
    if (this.versions.get(path) === 'none') {
      if (!required) return [];
      throw new ConfigProblem(`${path} does not exist: see ssh.config_file in settings.yaml`);
    }
    return this.#read(path, [], 0);
  }

  #read(path: string, outer: readonly Condition[], depth: number): readonly ConfigBlock[] {
    if (depth >= maxDepth || this.versions.size > maxFiles)
      throw new ConfigProblem(`${path}: Include goes deeper than ${maxDepth} files, or in a circle`);
    this.versions.set(path, versionOf(path));
    assertSafe(path);
    let lines: readonly Line[];
    try {
      lines = sshConfig.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new ConfigProblem(`${path} cannot be read as an SSH configuration: ${(error as Error).message}`);
    }
    return this.#blocksOf(lines, { file: path, conditions: outer }, depth);
  }

  /** An Include stands where it is written: what follows it comes after what it includes. */
  #blocksOf(
    lines: readonly Line[],
    where: Pick<ConfigBlock, 'file' | 'conditions'>,
    depth: number,
  ): readonly ConfigBlock[] {
    const blocks: ConfigBlock[] = [];
    let settings: ConfigSetting[] = [];
    const close = (): void => {
      if (settings.length > 0) blocks.push({ ...where, settings });
      settings = [];
    };
    for (const line of lines) {
      if (!('param' in line) || line.param === '') continue;
      const keyword = line.param.toLowerCase();
      if ('config' in line) {
        close();
        const conditions = [...where.conditions, conditionOf(line)];
        blocks.push(...this.#blocksOf(line.config, { file: where.file, conditions }, depth));
      } else if (keyword === 'include') {
        close();
        for (const included of valuesOf(line).flatMap((pattern) => this.#matching(pattern)))
          blocks.push(...this.#read(included, where.conditions, depth + 1));
      } else settings.push({ keyword, values: valuesOf(line) });
    }
    close();
    return blocks;
  }

  /** Relative includes are looked for beside the configuration, as in ~/.ssh. */
  #matching(pattern: string): readonly string[] {
    const { home, path } = this.#source;
    const plain = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern;
    const absolute = isAbsolute(plain) ? plain : resolve(dirname(path), plain);
    return globSync(absolute).sort();
  }
}

/** OpenSSH refuses a configuration that others can write, for good reason: it says where we connect to. */
function assertSafe(path: string): void {
  const { mode, uid, size } = statSync(path);
  if ((mode & 0o022) !== 0)
    throw new ConfigProblem(
      `${path} can be written by others: chmod go-w ${path}, or ssh would refuse it too`,
    );
  if (uid !== 0 && uid !== process.getuid?.())
    throw new ConfigProblem(`${path} belongs to another user: it says where we connect to`);
  if (size > maxBytes) throw new ConfigProblem(`${path} is larger than 1 MB`);
}

function valuesOf({ value }: Directive | Section): readonly string[] {
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}

function conditionOf(section: Section): Condition {
  const values = valuesOf(section);
  if (section.param.toLowerCase() === 'host') return { kind: 'host', patterns: values };
  const criteria: { name: string; negated: boolean; patterns: readonly string[] }[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const word = values[at] ?? '';
    const negated = word.startsWith('!');
    const name = (negated ? word.slice(1) : word).toLowerCase();
    if (withoutArgument.has(name)) criteria.push({ name, negated, patterns: [] });
    else {
      at += 1;
      criteria.push({ name, negated, patterns: (values[at] ?? '').split(',') });
    }
  }
  return { kind: 'match', criteria };
}

const withoutArgument: ReadonlySet<string> = new Set(['all', 'canonical', 'final']);
