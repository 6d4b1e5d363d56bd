// Where a command writes and how it ends: handed in, so that a test runs a command as its user would and reads what
// it said.

import type { Paper } from '../views/terminal/plain-table.ts';
import { exitCode, type ExitCode } from '../app/exit-code.ts';

export type CommandIo = {
  /** What the user asked for. */
  readonly out: (text: string) => void;
  /** Everything else: progress, problems. */
  readonly err: (text: string) => void;
  /** How the process is to end, once nothing is left to do. */
  readonly end: (code: ExitCode) => void;
  /** True if a person watches `err`: then long work shows its progress. */
  readonly watched: boolean;
  /** What `out` is: colour and a width only on a terminal, and never colour with NO_COLOR (no-color.org). */
  readonly paper: Paper;
};

/** The process's own streams. A reader that goes away (`stagger check | head`) is not an error. */
export function processIo(): CommandIo {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exitCode.ok);
      throw error;
    });
  const noColour = (process.env['NO_COLOR'] ?? '') !== '';
  return {
    watched: process.stderr.isTTY,
    // Asked each time: a terminal changes its width while `--watch` goes on.
    get paper(): Paper {
      const { isTTY, columns } = process.stdout;
      return { colour: isTTY && !noColour ? 'colour' : 'plain', columns: isTTY ? columns : null };
    },
    out: (text) => void process.stdout.write(lineOf(text)),
    err: (text) => void process.stderr.write(lineOf(text)),
    end: (code) => {
      process.exitCode = code;
    },
  };
}

function lineOf(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
