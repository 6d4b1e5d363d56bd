// Host ranges: `web-[01:12]` is twelve names, `r[a:c]` three. Several groups multiply, the leftmost slowest. What
// other tools silently turn into nothing (a range that runs backwards) is refused here: a host that quietly vanishes
// from the inventory would loosen every budget.

/** One range may not name more hosts than this: a slip in a figure must not fill the memory. */
export const rangeLimit = 10_000;

export type RangeNames =
  | { readonly kind: 'names'; readonly names: readonly string[]; readonly isRange: boolean }
  | { readonly kind: 'bad-range'; readonly why: string; readonly hint: string };

const splitHint = 'split it into several entries';
const example = 'write web-[01:12] for web-01 to web-12';

type Problem = { readonly why: string; readonly hint: string };

function problem(why: string, hint = example): Problem {
  return { why, hint };
}

function numbersOf(from: string, to: string): readonly string[] | Problem {
  const width = from.length > 1 && from.startsWith('0') ? from.length : 0;
  if (Number(from) > Number(to)) return problem(`the range [${from}:${to}] runs backwards`);
  if (width > 0 && to.length !== width) {
    return problem(`the range [${from}:${to}] pads its start to ${width} digits but not its end`);
  }
  if (width === 0 && to.length > 1 && to.startsWith('0')) {
    return problem(`the range [${from}:${to}] pads its end but not its start`);
  }
  const count = Number(to) - Number(from) + 1;
  if (count > rangeLimit)
    return problem(`the range [${from}:${to}] has ${count} names, more than ${rangeLimit}`, splitHint);
  return Array.from({ length: count }, (_, index) => String(Number(from) + index).padStart(width, '0'));
}

function lettersOf(from: string, to: string): readonly string[] | Problem {
  const first = from.charCodeAt(0);
  const count = to.charCodeAt(0) - first + 1;
  if (count < 1) return problem(`the range [${from}:${to}] runs backwards`);
  return Array.from({ length: count }, (_, index) => String.fromCharCode(first + index));
}

function groupOf(text: string): readonly string[] | Problem {
  const numbers = /^(\d{1,15}):(\d{1,15})$/.exec(text);
  if (numbers !== null) return numbersOf(numbers[1] ?? '', numbers[2] ?? '');
  const letters = /^(?:([a-z]):([a-z])|([A-Z]):([A-Z]))$/.exec(text);
  if (letters !== null) return lettersOf(letters[1] ?? letters[3] ?? '', letters[2] ?? letters[4] ?? '');
  return problem(`"[${text}]" is not a range`);
}

/** The names that `pattern` stands for, in order; one without brackets stands for itself. */
export function expandRange(pattern: string): RangeNames {
  const pieces = pattern.split(/\[([^[\]]*)\]/);
  const isRange = pieces.length > 1;
  let names: readonly string[] = [''];
  for (const [index, piece] of pieces.entries()) {
    const isGroup = index % 2 === 1;
    if (!isGroup && /[[\]]/.test(piece)) {
      return { kind: 'bad-range', why: 'a bracket of a range has no partner', hint: example };
    }
    const group = isGroup ? groupOf(piece) : [piece];
    if ('why' in group) return { kind: 'bad-range', ...group };
    if (names.length * group.length > rangeLimit) {
      const why = `the groups multiply to more than ${rangeLimit} names`;
      return { kind: 'bad-range', why, hint: splitHint };
    }
    names = names.flatMap((name) => group.map((part) => name + part));
  }
  return { kind: 'names', names, isRange };
}
