// Untrusted text made visible: whatever could move a cursor, reorder a line, hide or break it is written out. Every
// view begins with this and then escapes for its own format.

/** Control and format characters (bidirectional overrides among them), line separators and lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` on one line, with everything that does not print as itself written as `\u{…}`. */
export function visibleText(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
