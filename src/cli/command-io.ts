// Where a command writes and how it ends: handed in, so that a test runs a command as its user would and reads what
// it said.

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
  /** Colour only on a terminal, and never with NO_COLOR (no-color.org). */
  readonly colour: 'colour' | 'plain';
  /** The terminal that `out` is, or undefined where it is none: tables then take all the width they want. */
  readonly screen?: { readonly columns: number };
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
    colour: process.stdout.isTTY && !noColour ? 'colour' : 'plain',
    ...(process.stdout.isTTY ? { screen: { columns: process.stdout.columns } } : {}),
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
