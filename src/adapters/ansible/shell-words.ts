// Splits an INI host line into words the way Ansible does (POSIX quoting, `#` ends the line even inside a word).
// Nothing is ever given to a shell; only its quoting is understood.

export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'unfinished'; readonly why: string };

/** The words of `line`. A backslash escapes anything outside quotes, and `"` and itself inside double quotes. */
export function splitShellWords(line: string): ShellWords {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (quote !== null) {
      const next = line.charAt(index + 1);
      if (character === quote) quote = null;
      else if (character === '\\' && quote === '"' && (next === '"' || next === '\\')) {
        word = `${word ?? ''}${next}`;
        index += 1;
      } else word = `${word ?? ''}${character}`;
    } else if (character === ' ' || character === '\t' || character === '\r' || character === '\n') {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === '#') {
      break;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      if (index + 1 >= line.length) return { kind: 'unfinished', why: 'a backslash escapes nothing' };
      index += 1;
      word = `${word ?? ''}${line.charAt(index)}`;
    } else word = `${word ?? ''}${character}`;
  }
  if (quote !== null) return { kind: 'unfinished', why: 'a quotation mark has no partner' };
  if (word !== null) words.push(word);
  return { kind: 'words', words };
}
