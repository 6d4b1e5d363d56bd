// Mistakes in the draft of a new inventory, told as what was answered: whoever reads them has seen no file, and the
// draft with its lines and columns is gone.

import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { foundText, mistakeText, printable, type Mistake } from '../config/mistake.ts';
import type { StarterAnswers } from '../config/starter-inventory.ts';

/** How the loader names what an option wrote. */
const options: readonly (readonly [RegExp, string])[] = [
  [/^(site .*|defaults|window \w+): time_zone/, '--time-zone'],
  [/^site /, '--site'],
  [/^zone /, '--zone'],
  [/^host /, '--host'],
  [/^settings: ssh\.user\b/, '--user'],
  [/^settings: ssh\.identity_file\b/, '--identity-file'],
  [/^settings: ssh\.known_hosts\b/, '--known-hosts'],
  [/^settings: database\b/, '--database'],
  [/^settings: slack\.team\b/, '--slack-team'],
  [/^settings: slack\.channel\b/, '--slack-channel'],
  [/^settings: approvals\.approvers\b/, '--approver'],
];

type Told = { readonly option: string; readonly about: string; readonly text: string };

function told(mistake: Mistake, answers: StarterAnswers): Told | null {
  const { what, found, expected, hint } = mistake;
  const twice = [
    ...answers.hosts.map((name) => ['--host', foundText(name)] as const),
    ...answers.zones.map((name) => ['--zone', foundText(name)] as const),
  ].find(([, name]) => what === `the key ${name} is written twice`);
  if (twice !== undefined) {
    const [option, name] = twice;
    return { option, about: name, text: `${option}: ${name} is named twice` };
  }
  const option = options.find(([shape]) => shape.test(what))?.[1];
  if (option === undefined) return null;
  const parts = [
    found === null ? what : `found ${found}`,
    ...(expected === null ? [] : [`expected ${expected}`]),
    ...(hint === null ? [] : [`hint: ${hint}`]),
  ];
  // One wrong time zone is wrong wherever it was written.
  const about = option === '--time-zone' ? '' : (found ?? what);
  return { option, about, text: printable(`${option}: ${parts.join(', ')}`) };
}

/** One line a wrong answer. What another system brought keeps its place in the file that was made of it. */
export function draftError(
  mistakes: readonly Mistake[],
  { draft, answers }: { readonly draft: string; readonly answers: StarterAnswers },
): OperatorError {
  const lines = new Map<string, string>();
  let isAnswered = true;
  for (const mistake of mistakes) {
    const answer = mistake.place.file.endsWith('imported.yaml') ? null : told(mistake, answers);
    isAnswered &&= answer !== null;
    const text = answer?.text ?? mistakeText(mistake).replaceAll(`${draft}/`, '');
    const key = answer === null ? text : `${answer.option} ${answer.about}`;
    if (!lines.has(key)) lines.set(key, text);
  }
  return new OperatorError([...lines.values()].join('\n'), {
    hint: 'nothing was written; say it otherwise and run it again',
    exitCode: isAnswered ? exitCode.usage : exitCode.findings,
  });
}
