// Why a foreign source (an Ansible inventory, NetBox pages, EC2 output) could not be read. A source that is broken
// anywhere is refused whole: half a fleet would loosen every budget.

/** `line` counts from 1; null where the file as a whole is meant. */
export type SourceProblem = {
  readonly file: string;
  readonly line: number | null;
  readonly what: string;
  readonly hint: string | null;
};

/** Thrown inside an importer and turned into a value at its border. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly problem: SourceProblem;

  constructor(problem: SourceProblem) {
    super(sourceProblemText(problem));
    this.problem = problem;
  }
}

/** `file:line: what, hint: …` */
export function sourceProblemText({ file, line, what, hint }: SourceProblem): string {
  return `${file}${line === null ? '' : `:${line}`}: ${what}${hint === null ? '' : `, hint: ${hint}`}`;
}

/** What `JSON.parse` said about `file`, with the line where the engine names one. */
export function jsonProblem(file: string, text: string, error: unknown): SourceProblem {
  const said = error instanceof Error ? error.message : String(error);
  const [, position] = /at position (\d+)/.exec(said) ?? [];
  const cutOff =
    /end of JSON input|Unterminated/.test(said) ||
    (position !== undefined && Number(position) >= text.trimEnd().length);
  const offset = position === undefined ? (cutOff ? text.length : null) : Number(position);
  return {
    file,
    line: offset === null ? null : text.slice(0, offset).split('\n').length,
    what: cutOff ? 'the JSON ends in the middle' : 'not JSON',
    hint: cutOff ? 'the output was cut off; save it again' : null,
  };
}
