// Questions to a person at a terminal. Without a terminal nobody is asked, and a command has to be told by flags.

import { createInterface } from 'node:readline/promises';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';

/** `proposal` is taken for an empty answer; null asks again until there is one. */
export type AskPerson = (question: string, proposal: string | null) => Promise<string>;

export function askPerson(): { readonly ask: AskPerson; readonly close: () => void } | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  // Ctrl-C and Ctrl-D close it; a question would then wait for ever.
  lines.once('close', () => gone.abort());
  const asked = (text: string): Promise<string> =>
    lines.question(text, { signal: gone.signal }).catch((cause: unknown) => {
      throw new OperatorError('the questions were left unanswered', {
        hint: 'nothing was written; flags answer them too (`stagger init --help`)',
        exitCode: exitCode.usage,
        cause,
      });
    });
  return {
    close: () => lines.close(),
    ask: async (question, proposal) => {
      const shown = proposal === null || proposal === '' ? '' : ` [${proposal}]`;
      for (;;) {
        const answer = (await asked(`${question}${shown}: `)).trim();
        if (answer !== '') return answer;
        if (proposal !== null) return proposal;
      }
    },
  };
}
