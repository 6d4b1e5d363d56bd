// A person on a page: by the name that the chat knows, else by the shortest text that is theirs alone. The whole id is
// always there to be read (and in every download), because names can be changed by anybody.

import { chaosMode } from '../../../core/chaos/chaos-terms.ts';
import type { PersonId } from '../../../core/fleet/ids.ts';
import { html, type Html } from '../html-text.ts';
import type { Frame } from './frame.ts';

const slackPerson = /^slack:[A-Z0-9]+\/([UW][A-Z0-9]+)$/;

/** As plain words. */
export function personWords({ words, nameOf }: Frame, id: PersonId): string {
  const user = slackPerson.exec(id)?.[1];
  if (user !== undefined) return nameOf(id) ?? user;
  if (id === 'daemon') return 'Stagger';
  if (id === chaosMode) return words.chaos.name;
  return id.startsWith('os:') ? words.commandLine(id.slice(3)) : id;
}

/** With the whole id as its title. */
export function personText(frame: Frame, id: PersonId): Html {
  return html`<span title="${id}">${personWords(frame, id)}</span>`;
}

/** For records: the name, and below it the id that no change of name can touch. */
export function recordedPerson(frame: Frame, id: PersonId): Html {
  const user = slackPerson.exec(id)?.[1];
  const isNamed = user !== undefined && frame.nameOf(id) !== null;
  return html`${personText(frame, id)}${isNamed ? html`<span class="fold">${user}</span>` : null}`;
}
