// Answers of gates that are asked by a command on the host. A command that is missing or ends in a way that it never
// should is an error: it says nothing about the host, and it is never a pass.

import type { GateAnswer, OnHostQuestion } from '../fleet/check.ts';

/** How the command ended, and what it said. */
export type Exit = { readonly exitCode: number; readonly output: string };

type Question<Kind extends OnHostQuestion['kind']> = Extract<OnHostQuestion, { readonly kind: Kind }>;

function said({ output }: Exit): string {
  return output.trim().slice(0, 200);
}

function fail(found: string): GateAnswer {
  return { kind: 'fail', found };
}

function unexpected(what: string, exit: Exit): GateAnswer {
  const words = said(exit);
  return { kind: 'error', detail: `${what} ended with ${exit.exitCode}${words === '' ? '' : `: ${words}`}` };
}

export function judgeCommand(question: Question<'command'>, exit: Exit): GateAnswer {
  if (exit.exitCode !== question.exitCode) {
    const words = said(exit);
    return fail(
      `exit code ${exit.exitCode}, expected ${question.exitCode}${words === '' ? '' : `: ${words}`}`,
    );
  }
  if (question.outputIncludes !== null && !exit.output.includes(question.outputIncludes))
    return fail(`the output does not contain "${question.outputIncludes}"`);
  return { kind: 'pass' };
}

/** `systemctl is-active`: 0 and the one word `active`. `activating` and `reloading` are not there yet. */
export function judgeUnit({ unit }: Question<'unit'>, exit: Exit): GateAnswer {
  const state = said(exit);
  if (exit.exitCode === 0 && state === 'active') return { kind: 'pass' };
  // Exit codes of systemctl for a unit that is not active, or not there.
  return [0, 3, 4].includes(exit.exitCode) && /^[a-z-]+$/.test(state)
    ? fail(`${unit} is ${state}`)
    : unexpected('systemctl is-active', exit);
}

/** `ip -o address show to ADDRESS`: a line for each interface that has it. */
export function judgeAddresses({ address }: Question<'address-absent'>, exit: Exit): GateAnswer {
  if (exit.exitCode !== 0) return unexpected('ip address', exit);
  if (exit.output.trim() === '') return { kind: 'pass' };
  const device = /^\d+:\s+(\S+)/.exec(exit.output.trim())?.[1];
  return device === undefined
    ? unexpected('ip address', exit)
    : fail(`the host holds ${address} on ${device}`);
}

/** `df -P -k PATH`: POSIX columns, sizes in KiB. */
export function judgeFreeSpace({ path, minFree }: Question<'disk-free'>, exit: Exit): GateAnswer {
  const [, size, , free] = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s+\//.exec(exit.output) ?? [];
  if (exit.exitCode !== 0 || size === undefined || free === undefined) return unexpected('df', exit);
  const freeMib = Math.floor(Number(free) / 1024);
  const percent = Number(size) === 0 ? 0 : (Number(free) / Number(size)) * 100;
  const enough = minFree.kind === 'percent' ? percent >= minFree.value : freeMib >= minFree.value;
  if (enough) return { kind: 'pass' };
  const wanted = minFree.kind === 'percent' ? `${minFree.value} %` : `${minFree.value} MiB`;
  return fail(`${path} has ${freeMib} MiB (${Math.floor(percent)} %) free, at least ${wanted} expected`);
}
