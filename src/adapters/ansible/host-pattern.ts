// Host names with ranges and ports as Ansible inventories write them: `web[01:12]`, `db[a:f:2]`, `web1:2222`,
// `[2001:db8::1]:22`. A numeric range that runs backwards names no host there; it is reported here, because hosts that
// quietly vanish loosen every budget.

export type HostPattern =
  | {
      readonly kind: 'hosts';
      readonly names: readonly string[];
      readonly port: number | null;
      /** A range that names nothing. */
      readonly empty: boolean;
    }
  | { readonly kind: 'bad-pattern'; readonly why: string };

/** Far above any inventory; a slip in a figure must not fill the memory. */
const namesLimit = 100_000;

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

class PatternError extends Error {}

const rangeText = String.raw`\[(?:[0-9a-f]+:[0-9a-f]+)(?::[0-9]+)?\]`;
const labelText = String.raw`(?:[\p{L}\p{N}_]|${rangeText})(?:[\p{L}\p{N}_-]|${rangeText})*(?<![_-])`;
const hostName = new RegExp(String.raw`^${labelText}(?:\.${labelText})*$`, 'iu');
const ipv6 = new RegExp(String.raw`^(?=.*:.*:)(?:[0-9a-f.]|::?|${rangeText})+$`, 'i');

/** Host and port; the text as a whole where it is neither, as Ansible takes it. */
function splitPort(text: string): { readonly host: string; readonly port: number | null } {
  const match = /^\[(.+)\]:(\d+)$/.exec(text) ?? /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/.exec(text);
  const [, host = text, port = null] = match ?? [];
  const known = hostName.test(host) || ipv6.test(host);
  return known && port !== null ? { host, port: Number(port) } : { host: text, port: null };
}

function wholeNumber(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new PatternError(`"${text}" in its range is no number`);
  return Number(text);
}

function sequence(bounds: readonly string[]): readonly string[] {
  const [from = '', to = '', stepText = '1'] = bounds;
  if (bounds.length > 3 || bounds.length < 2)
    throw new PatternError('a range is BEGIN:END or BEGIN:END:STEP');
  if (to === '') throw new PatternError('its range has no end');
  const begin = from === '' ? '0' : from;
  const width = begin.length > 1 && begin.startsWith('0') ? begin.length : 0;
  if (width > 0 && to.length !== width) {
    throw new PatternError(`its range [${bounds.join(':')}] pads one bound and not the other`);
  }
  const step = wholeNumber(stepText);
  if (step < 1) throw new PatternError('the step of its range is below 1');
  if (letters.includes(begin) && letters.includes(to)) {
    const [first, last] = [letters.indexOf(begin), letters.indexOf(to)];
    if (first > last) throw new PatternError(`its range [${bounds.join(':')}] runs backwards`);
    return [...letters.slice(first, last + 1)].filter((_, index) => index % step === 0);
  }
  const [first, last] = [wholeNumber(begin), wholeNumber(to)];
  if ((last - first) / step > namesLimit)
    throw new PatternError(`it stands for more than ${namesLimit} hosts`);
  const names: string[] = [];
  for (let number = first; number <= last; number += step) names.push(String(number).padStart(width, '0'));
  return names;
}

function expand(text: string): readonly string[] {
  const open = text.indexOf('[');
  if (open < 0) return [text];
  const close = text.indexOf(']');
  if (close < open) throw new PatternError('a bracket of its range has no partner');
  const rest = expand(text.slice(close + 1));
  const names = sequence(text.slice(open + 1, close).split(':')).flatMap((part) =>
    rest.map((tail) => `${text.slice(0, open)}${part}${tail}`),
  );
  if (names.length > namesLimit) throw new PatternError(`it stands for more than ${namesLimit} hosts`);
  return names;
}

/** The hosts that `text` stands for, in Ansible's order, and the port it names. */
export function expandHostPattern(text: string): HostPattern {
  try {
    const { host, port } = splitPort(text);
    const names = expand(host);
    return { kind: 'hosts', names, port, empty: names.length === 0 };
  } catch (error) {
    if (error instanceof PatternError) return { kind: 'bad-pattern', why: error.message };
    throw error;
  }
}
