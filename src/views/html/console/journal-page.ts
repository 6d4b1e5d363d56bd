// The audit trail, newest first: who did what, when, and the hash that chains each entry to the one before.

import type { Instant } from '../../../core/brand.ts';
import type { PersonId } from '../../../core/fleet/ids.ts';
import { instantText } from '../../terminal/time-text.ts';
import { html, type Html } from '../html-text.ts';
import { bothFormats, framed, instant, type Frame } from './frame.ts';
import { campaignLink, hostLink } from './links.ts';
import { recordedPerson } from './person-text.ts';
import { stackingTable } from './table.ts';

export type JournalRow = {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: PersonId;
  readonly campaign: string | null;
  readonly event: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly hash: string;
};

export type JournalPageInput = {
  /** Newest first. */
  readonly rows: readonly JournalRow[];
  readonly head: { readonly seq: number; readonly hash: string };
  /** The entry before the oldest that is shown, or null if there is none. */
  readonly olderBefore: number | null;
};

const DETAIL_CHARS = 160;

export function journalPage(frame: Frame, { rows, head, olderBefore }: JournalPageInput): string {
  const { text } = frame;
  const main = html`
    <p class="hash">${text.journal.head(head.seq, head.hash)}</p>
    ${stackingTable(
      text.journal.title,
      [
        { name: text.journal.number, kind: 'number' },
        { name: text.journal.at },
        { name: text.journal.actor, cue: text.journal.actor },
        { name: text.column.host, cue: text.column.host },
        { name: text.journal.event },
        { name: text.journal.campaign, cue: text.journal.campaign },
        { name: '#', cue: '#' },
      ],
      rows.map(({ seq, at, actor, campaign, event, hash }) => [
        seq,
        instant(frame, at),
        recordedPerson(frame, actor),
        typeof event['host'] === 'string' ? hostLink(event['host']) : '',
        html`<span title="${event.kind}">${eventText(frame, event.kind)}</span>${detail(frame, event)}`,
        campaign === null ? '' : campaignLink(campaign),
        html`<code>${hash.slice(0, 10)}</code>`,
      ]),
    )}
    <ul class="chips" aria-label="${text.pages}">
      <li><a href="/journal">${text.journal.newer}</a></li>
      ${olderBefore === null ? null : html`<li><a href="/journal?before=${olderBefore}">${text.journal.older}</a></li>`}
    </ul>
  `;
  return framed(frame, {
    section: 'journal',
    title: text.journal.title,
    intro: text.journal.intro,
    main,
    downloads: bothFormats('/journal'),
  });
}

/** A kind that this version does not know is named as the journal has it. */
function eventText({ text }: Frame, kind: string): string {
  const { events } = text;
  return Object.hasOwn(events, kind) ? events[kind as keyof typeof events] : kind;
}

function detail(frame: Frame, event: JournalRow['event']): Html | null {
  const data = detailOf(frame, event);
  return data === '' ? null : html`<code class="fold">${data}</code>`;
}

/** The entry's own fields and their short values, instants as such; whole plans and facts are in the download. */
function detailOf({ timeZone }: Frame, event: JournalRow['event']): string {
  const plain = Object.entries(event).filter(
    ([name, value]) =>
      !['kind', 'host', 'id', 'by'].includes(name) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  const text = plain
    .map(([name, value]) =>
      typeof value === 'number' && /At$/.test(name)
        ? `${name.slice(0, -2)} ${instantText(value, timeZone)}`
        : `${name} ${shortened(String(value))}`,
    )
    .join(', ');
  return text.length > DETAIL_CHARS ? `${text.slice(0, DETAIL_CHARS - 1)}…` : text;
}

/** A digest is told by its first characters. */
function shortened(value: string): string {
  return /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 12)}…` : value;
}
