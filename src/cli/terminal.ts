// Where a command's answer goes: stdout for the answer, stderr for everything about it. Colour only on a terminal and
// never with NO_COLOR (no-color.org).

export type Terminal = {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** True if a person watches stderr: then long work shows its progress. */
  readonly watched: boolean;
  readonly colour: 'colour' | 'plain';
  readonly columns: number;
};

export function openTerminal(): Terminal {
  const noColour = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '';
  return {
    print: (text) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    complain: (text) => process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
    watched: process.stderr.isTTY === true,
    colour: process.stdout.isTTY === true && !noColour ? 'colour' : 'plain',
    columns: process.stdout.columns ?? 120,
  };
}
