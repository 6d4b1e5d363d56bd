// What an address names and is not there.

import { html } from '../html-text.ts';
import { framed, type Frame } from './frame.ts';
import { emptyNote } from './table.ts';

type MissingFrom = 'fleet' | 'campaigns' | 'incidents';

export function missingPage(frame: Frame, section: MissingFrom, message: string): string {
  const { text } = frame;
  const main = html`${emptyNote(message)}
    <p><a href="${section === 'fleet' ? '/' : `/${section}`}">${text.sections[section]}</a></p>`;
  return framed(frame, { section, title: text.missing.title, main, downloads: [] });
}
