// A reminder's text with what it may name. The set of placeholders is closed and checked when the settings are read; a
// reminder can therefore never fail when it is due.

import type { Instant } from '../brand.ts';

export const placeholders = [
  'date',
  'hosts',
  'up',
  'overdue',
  'due_soon',
  'awaiting',
  'running',
  'findings',
] as const;

export type Placeholder = (typeof placeholders)[number];

export type ReminderValues = { readonly forAt: Instant; readonly timeZone: string } & Readonly<
  Record<Exclude<Placeholder, 'date'>, number>
>;

export type Reminder = { readonly name: string; readonly template: string; readonly values: ReminderValues };

const marks = /\{([^{}]*)\}/g;

/** The first `{word}` of the template that is no placeholder, or null. */
export function unknownPlaceholder(template: string): string | null {
  for (const [, word = ''] of template.matchAll(marks))
    if (!placeholders.some((known) => known === word)) return word;
  return null;
}

/** The template with each placeholder replaced by what `say` makes of it. */
export function filledTemplate(template: string, say: (placeholder: Placeholder) => string): string {
  return template.replace(marks, (whole, word: string) => {
    const known = placeholders.find((one) => one === word);
    return known === undefined ? whole : say(known);
  });
}
