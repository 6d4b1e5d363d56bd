// Finds the commands in the documentation, and says how each program in them is run by the test.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export type DocCommand = { readonly file: string; readonly line: number; readonly text: string };

export type Fence = {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
};

export function documents(): readonly string[] {
  const docs = readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  return [...top, ...docs].sort();
}

export function fencesOf(file: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { line: number; language: string; lines: string[] } | null = null;
  for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    const mark = /^\s*```(.*)$/.exec(line);
    if (mark === null) open?.lines.push(line);
    else if (open === null) open = { line: index + 1, language: (mark[1] ?? '').trim(), lines: [] };
    else {
      fences.push({ file, ...open });
      open = null;
    }
  }
  return fences;
}

/** Every command line of the `sh` blocks, without its comment. */
export function commandsOf(file: string): readonly DocCommand[] {
  return fencesOf(file)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ line, lines }) =>
      lines
        .map((text, index) => ({ file, line: line + index + 1, text: text.replace(/\s+#\s.*$/, '').trim() }))
        .filter(({ text }) => text !== '' && !text.startsWith('#')),
    );
}

/**
 * How a program is run where the documentation says it.
 * - `real`: itself.
 * - `stub`: it would change this machine, needs root or the network; only that it is called, and what else is in the line, is tested.
 */
export const programs: Readonly<Record<string, { readonly how: 'real' | 'stub'; readonly why: string }>> = {
  stagger: { how: 'real', why: 'what this is about; `run` and `demo` for some seconds' },
  export: { how: 'real', why: 'the shell’s own' },
  cat: { how: 'real', why: 'reads' },
  mkdir: { how: 'real', why: 'writes into the sandbox' },
  ssh: {
    how: 'stub',
    why: 'the hosts of the documentation do not exist; test/lab hosts run what ssh-setup prints',
  },
  'ssh-keygen': { how: 'real', why: 'writes into the sandbox' },
  'systemd-analyze': { how: 'real', why: 'judges a file' },
  npm: {
    how: 'stub',
    why: 'its script must be in package.json; running the tests inside of the tests would not end',
  },
  npx: { how: 'stub', why: 'as npm' },
  node: { how: 'stub', why: 'its script must be there' },
  'ssh-keyscan': { how: 'stub', why: 'the hosts of the documentation do not exist' },
  systemctl: { how: 'stub', why: 'changes this machine' },
  journalctl: { how: 'stub', why: 'reads a journal that has nothing of ours' },
  install: { how: 'stub', why: 'writes as root' },
  git: { how: 'stub', why: 'needs the network' },
  curl: { how: 'stub', why: 'asks a daemon that is tested in test/app/service.int.test.ts' },
  sudo: { how: 'stub', why: 'needs root' },
  'ansible-playbook': { how: 'stub', why: 'changes hosts' },
  ansible: { how: 'stub', why: 'changes hosts' },
  'ansible-inventory': { how: 'stub', why: 'test/adapters/ansible runs the real one' },
  aws: { how: 'stub', why: 'needs an account' },
};

/** Names of the programs in a line: the first word, and each after `&&`, `|` or `;`. */
export function programsIn(line: string): readonly string[] {
  return line
    .split(/&&|\|\||[|;]/)
    .map(
      (part) =>
        part
          .trim()
          .split(/\s+/)
          .find((word) => !/^[A-Z_]+=/.test(word)) ?? '',
    )
    .filter((word) => word !== '');
}
