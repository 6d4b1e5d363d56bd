// The parts of an answer before it becomes blocks, and the two inks it is written in: Slack's markup for the message,
// plain text with whole names for the file that holds what a message cannot.

import type { Button } from '@slack/types';
import type { Instant } from '../../../core/brand.ts';
import type { CampaignHold } from '../../../core/campaign/holds.ts';
import type { Catalogue } from '../../text/en.ts';
import { visibleText } from '../../text/visible-text.ts';
import { holdsText } from '../hold-text.ts';
import { code, date, joinWithin } from '../mrkdwn.ts';

/** How names and instants are written. */
export type Ink = { readonly name: (name: string) => string; readonly at: (at: Instant) => string };

const slackInk: Ink = { name: code, at: date };

const fileInk: Ink = {
  name: visibleText,
  at: (at) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
};

export type AnswerText = {
  /** For a header: plain text, bounded by the writer. */
  readonly title: string;
  /** Ready mrkdwn; each is cut to what a section takes. */
  readonly sections: readonly string[];
  readonly buttons: readonly Button[];
  /** Everything of a list that was cut short, one line each; empty where nothing was. */
  readonly rest: readonly string[];
};

export function said(title: string, sections: readonly string[]): AnswerText {
  return { title, sections, buttons: [], rest: [] };
}

/** What holds hosts back comes first; `asIf` where the rest is told as if nothing did. */
export function stopSection(
  holds: readonly CampaignHold[],
  text: Catalogue,
  asIf: string | null,
): readonly string[] {
  const held = holdsText(holds, text);
  return held === null ? [] : [asIf === null ? held : `${held}\n${asIf}`];
}

/** What a phone shows without scrolling for long. */
const LIST_LINES = 15;
const LIST_CHARS = 2_000;

export type List = { readonly shown: string; readonly rest: readonly string[] };

/** `items` as bullets, as many as fit; all of them as plain lines where some did not fit. */
export function list<Item>(
  items: readonly Item[],
  line: (item: Item, ink: Ink) => string,
  text: Catalogue,
): List {
  const lines = items.slice(0, LIST_LINES + 1).map((item) => `• ${line(item, slackInk)}`);
  const fits = items.length <= LIST_LINES && lines.join('\n').length <= LIST_CHARS;
  if (fits) return { shown: lines.join('\n'), rest: [] };
  const shown: string[] = [];
  let chars = 0;
  for (const one of lines.slice(0, LIST_LINES)) {
    chars += one.length + 1;
    if (shown.length > 0 && chars > LIST_CHARS) break;
    shown.push(one);
  }
  const more = items.length - shown.length;
  return {
    shown: [...shown, text.more(more)].join('\n'),
    rest: items.map((item) => line(item, fileInk).replaceAll('*', '')),
  };
}

/** Names on one line, as many as fit. */
export function names(all: readonly string[], text: Catalogue): string {
  if (all.length === 0) return text.questions.none;
  return joinWithin(all.map(code), { items: 12, chars: 600, separator: text.list }, text.more);
}

export function ownerName(owner: string | null, text: Catalogue, ink: Ink): string {
  return owner === null ? text.questions.noOwner : ink.name(owner);
}
