// The list of commands. Each command has its own thin file; this one only puts them together.

import { Command } from 'commander';

/** Parses `argv` (as `process.argv`) and runs the command it names. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('stagger').description(
    'Knows where each server stands and what it does, and reboots the fleet in a rolling way.',
  );
  await program.parseAsync(argv);
}
