// What a reload changed, or why it was refused. The lines are the inventory's own words: escaped, and cut to what one
// message takes; the whole of them is in the journal.

import type { InventoryNote } from '../../core/fleet/inventory-note.ts';
import type { Catalogue } from '../text/en.ts';
import { saidWords } from './said-words.ts';
import { section, type SlackMessage } from './slack-message.ts';

const SHOWN_LINES = 20;
const LINE_CHARS = 120;

export function renderInventoryNote(note: InventoryNote, text: Catalogue): SlackMessage {
  const [title, lines] =
    note.kind === 'reloaded'
      ? [text.inventory.reloaded(note.changes.length), note.changes]
      : [text.inventory.refused, note.reasons];
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `• ${saidWords(line, LINE_CHARS, text)}`);
  const rest = lines.length - shown.length;
  const whole = [`*${title}*`, ...shown, ...(rest > 0 ? [text.more(rest)] : [])].join('\n');
  return { text: whole, blocks: [section(whole)] };
}
