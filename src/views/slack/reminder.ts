// A reminder: the operator's own words with figures in them. The template is theirs and reviewed with the settings; what
// is filled in are numbers and a date.

import { filledTemplate, type Reminder } from '../../core/reminder/reminder.ts';
import type { Catalogue } from '../text/en.ts';
import type { Language } from '../text/language.ts';
import { localDay } from './daily-digest.ts';
import { plainName } from './mrkdwn.ts';
import { context, section, type SlackMessage } from './slack-message.ts';

export function renderReminder(reminder: Reminder, text: Catalogue, language: Language): SlackMessage {
  const { values } = reminder;
  const said = filledTemplate(reminder.template, (placeholder) =>
    placeholder === 'date'
      ? localDay(values.forAt, values.timeZone, language)
      : values[placeholder].toLocaleString(language),
  );
  return {
    text: said,
    blocks: [section(said), context(text.reminders.footer(plainName(reminder.name, 60)))],
  };
}
