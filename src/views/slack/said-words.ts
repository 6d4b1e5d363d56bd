// What the journal keeps in English: in the reader's language where Stagger itself said it, between quotation marks where
// another program or a person did. Bounded either way.

import type { Catalogue } from '../text/en.ts';
import { prose } from './mrkdwn.ts';

/** mrkdwn on one line, about `chars` long at most. */
export function saidWords(english: string, chars: number, text: Catalogue): string {
  if (english.trim() === '') return '';
  const own = text.ownWords(english.trim());
  return own === null ? `“${prose(english, chars - 2)}”` : prose(own, chars);
}
