// What a person typed, out of what Slack sends: escapes undone, our mention and the links that Slack makes of host names
// taken away.

/** `<http://web-01.example.com|web-01.example.com>` is `web-01.example.com`; our own mention is nothing. */
export function typedText(sent: string, botUserId: string): string {
  return sent
    .replaceAll(`<@${botUserId}>`, ' ')
    .replace(/<(?:https?:\/\/|mailto:)[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(?:https?:\/\/|mailto:)([^|>]*?)\/?>/g, '$1')
    .replace(/<[@#!][^|>]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
