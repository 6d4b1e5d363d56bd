// Text that goes into Slack. Names, reasons and error details come from inventories, hosts and people: none of them
// may mention the channel, make a link, or grow past its share of the message. `verbatim` keeps Slack from finding
// links and mentions by itself; escaping keeps ours the only ones.

import type { MrkdwnElement, PlainTextElement } from '@slack/types';
import type { Instant } from '../../core/brand.ts';
import { chaosMode } from '../../core/chaos/chaos-terms.ts';
import type { PersonId } from '../../core/fleet/ids.ts';
import type { Catalogue } from '../text/en.ts';

/** Longest name shown; host names can have 253 characters, and a card shows dozens. */
const NAME_CHARS = 48;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Control, line-breaking and direction-changing characters: they could fake a line of ours. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** `text` on one line, at most `chars` long after `encode`, ending in … if it was cut. */
function fitted(text: string, chars: number, encode: (char: string) => string): string {
  const line = text.replace(unprintable, ' ').trim();
  let out = '';
  for (const char of line) {
    const next = encode(char);
    if (out.length + next.length > chars) return `${out}…`;
    out += next;
  }
  return out;
}

const escapeChar = (char: string): string => escapes[char] ?? char;

/** Untrusted prose for mrkdwn, on one line, at most `chars` + 1 characters long once escaped. */
export function prose(untrusted: string, chars: number): string {
  return fitted(untrusted, chars, escapeChar);
}

/** An untrusted name as mrkdwn code. A back-tick would end the code span, so it becomes an apostrophe. */
export function code(name: string): string {
  return `\`${fitted(name.replaceAll('`', "'"), NAME_CHARS, escapeChar) || '?'}\``;
}

/** An untrusted name for plain_text elements, at most `chars` + 1 characters long. */
export function plainName(name: string, chars = NAME_CHARS): string {
  return fitted(name, chars, (char) => char);
}

/** An instant in each reader's own time zone, with UTC for what cannot show that. mrkdwn only. */
export function date(at: Instant): string {
  const fallback = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

const slackPerson = /^slack:[A-Z0-9]+\/([UW][A-Z0-9]+)$/;

/** A person for mrkdwn: a Slack user as a mention (Slack shows the display name), others by name. */
export function person(id: PersonId, text: Catalogue): string {
  const user = slackPerson.exec(id)?.[1];
  if (user !== undefined) return `<@${user}>`;
  if (id === 'daemon') return 'Stagger';
  if (id === chaosMode) return text.chaos.name;
  return id.startsWith('os:') ? text.commandLine(code(id.slice(3))) : code(id);
}

const tokens = /<!date\^(\d+)\^[^>]*>|<[@#!][^>]*>/g;

/** Our mrkdwn as it stands in a file: dates in UTC, nothing that Slack would format. */
export function plainText(mrkdwnText: string): string {
  return mrkdwnText
    .replace(tokens, (token, epoch: string | undefined) =>
      epoch === undefined ? token : `${new Date(Number(epoch) * 1_000).toISOString().slice(0, 16)}Z`,
    )
    .replaceAll('`', '')
    .replaceAll('*', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const mentions: readonly (readonly [RegExp, (id: string) => string])[] = [
  [/^[UW][A-Z0-9]{2,20}$/, (id) => `<@${id}>`],
  [/^[CG][A-Z0-9]{2,20}$/, (id) => `<#${id}>`],
  [/^S[A-Z0-9]{2,20}$/, (id) => `<!subteam^${id}>`],
];

/** A Slack id of the inventory: a person or user group is notified, a channel is named. Null for what is no id. */
export function mention(id: string): string | null {
  return mentions.find(([shape]) => shape.test(id))?.[1](id) ?? null;
}

export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** `emoji: false`, or a host named `:x:` would be a picture. */
export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

type ListLimits = { readonly items: number; readonly chars: number; readonly separator: string };

/** As many items as fit into the limits, then `more(rest)`. */
export function joinWithin(
  items: readonly string[],
  limits: ListLimits,
  more: (rest: number) => string,
): string {
  return listWithin(items, (item) => item, { ...limits, more });
}

/** As `joinWithin`, of items that are put into words one by one: a thousand hosts cost no more than are shown. */
export function listWithin<Item>(
  items: readonly Item[],
  words: (item: Item) => string,
  limits: ListLimits & { readonly more: (rest: number) => string },
): string {
  const taken: string[] = [];
  let chars = 0;
  for (const item of items) {
    if (taken.length >= limits.items) break;
    const word = words(item);
    chars += word.length + limits.separator.length;
    if (taken.length > 0 && chars > limits.chars) break;
    taken.push(word);
  }
  const rest = items.length - taken.length;
  return [...taken, ...(rest > 0 ? [limits.more(rest)] : [])].join(limits.separator);
}
