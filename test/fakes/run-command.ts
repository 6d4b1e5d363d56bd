// A command run in this process as its user would run it outside a terminal, and everything it said.
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { CommandIo } from '../../src/cli/command-io.ts';
import type { Paper } from '../../src/views/terminal/plain-table.ts';

/** Neither colour nor an end on the right. */
export const plainPaper: Paper = { colour: 'plain', columns: null };

export type Said = {
  readonly out: string;
  readonly err: string;
  /** How the process would end: 0 where the command says nothing else. */
  readonly code: number;
};

/** @param words after `stagger`. */
export async function runCommand(...words: readonly string[]): Promise<Said> {
  return runCommandOn(plainPaper, words);
}

export async function runCommandOn(paper: Paper, words: readonly string[]): Promise<Said> {
  const said: { -readonly [Key in keyof Said]: Said[Key] } = { out: '', err: '', code: 0 };
  const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
  const io: CommandIo = {
    out: (text) => (said.out += line(text)),
    err: (text) => (said.err += line(text)),
    end: (code) => (said.code = code),
    watched: false,
    paper,
  };
  await runCommandLine(['node', 'stagger', ...words], io);
  return said;
}
