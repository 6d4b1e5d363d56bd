// Text that goes into Markdown as GitHub and GitLab read it. Names and reasons come from inventories and people: none
// of them may format, link, mention anybody, refer to an issue, or end the table cell or code span it stands in.

import { visibleText } from '../text/visible-text.ts';

/** Characters that begin something in Markdown or in HTML. */
const special = /[\\`*_[\]<>#|~&$]/g;

/** Text as it is, in a paragraph or a table cell. */
export function markdownText(untrusted: string): string {
  return (
    visibleText(untrusted)
      .replace(special, (character) => `&#${character.charCodeAt(0)};`)
      // Mentions, issue numbers and bare addresses are found in the rendered text, where entities are gone: an empty
      // comment between the sign and the name is what keeps them apart.
      .replace(/@/g, '@<!-- -->')
      .replace(/&#35;(?=\d)/g, '&#35;<!-- -->')
      .replace(/:\/\//g, ':<!-- -->//')
      .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}<!-- -->.`)
      // A line must not begin as a list, a heading line or a quotation.
      .replace(/^(\s*)([-.\d])/, '$1<!-- -->$2')
  );
}

/** A name as code, in a paragraph or a table cell. */
export function markdownCode(untrusted: string): string {
  // A pipe ends a table cell even inside code; a back-tick ends the code.
  const text = visibleText(untrusted).replaceAll('|', '¦').replaceAll('`', "'");
  return text.trim() === '' ? '`?`' : `\`${text}\``;
}
