// What a reboot left behind, in the reader's language: what was there before and is missing now, or why it was left out.

import { assertNever } from '../../../core/brand.ts';
import type { SkipReason } from '../../../core/campaign/state.ts';
import type { DriftItem } from '../../../core/drift/drift.ts';
import { html, type Html } from '../html-text.ts';
import type { Frame } from './frame.ts';
import { personWords } from './person-text.ts';

export function driftItems({ text, words }: Frame, items: readonly DriftItem[]): Html {
  return html`${items.map(
    ({ kind, severity, what }, index) =>
      html`${index === 0 ? null : html`<br />`}<b
          class="${severity === 'fail' ? 'critical-text' : 'warning-text'}"
          >${text.driftKinds[kind]}</b
        >
        ${words.ownWords(what) ?? what}`,
  )}`;
}

export function skippedText(frame: Frame, why: SkipReason): string {
  const { words } = frame;
  switch (why.kind) {
    case 'already-rebooted':
      return words.skip.alreadyRebooted;
    case 'changed-since-plan':
      return words.skip.changed;
    case 'removed-from-inventory':
      return words.skip.removed;
    case 'by-person':
      return words.skip.byPerson(personWords(frame, why.by));
    default:
      return assertNever(why);
  }
}
