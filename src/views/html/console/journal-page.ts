// The audit trail, newest first: who did what, when, and the hash that chains each entry to the one before.

import type { Instant } from '../../../core/brand.ts';
import { html } from '../html-text.ts';
import { framed, instant, type Frame } from './frame.ts';
import { campaignLink } from './links.ts';
import { scrollTable } from './table.ts';

export type JournalRow = {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
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
    <p class="note">${text.journal.intro}</p>
    <p class="hash">${text.journal.head(head.seq, head.hash)}</p>
    ${scrollTable(
      text.journal.title,
      [
        { name: text.journal.number, kind: 'number' },
        { name: text.journal.at },
        { name: text.journal.actor },
        { name: text.column.host },
        { name: text.journal.event },
        { name: text.journal.campaign },
        { name: '#' },
      ],
      rows.map(({ seq, at, actor, campaign, event, hash }) => [
        seq,
        instant(frame, at),
        actor,
        typeof event['host'] === 'string' ? event['host'] : '',
        html`${event.kind}<span class="fold">${detailOf(event)}</span>`,
        campaign === null ? '' : campaignLink(campaign),
        html`<code>${hash.slice(0, 10)}</code>`,
      ]),
    )}
    <p>
      <a href="/journal">${text.journal.newer}</a>
      ${olderBefore === null ? null : html` · <a href="/journal?before=${olderBefore}">${text.journal.older}</a>`}
    </p>
  `;
  const downloads = [{ href: '/journal.json', name: 'journal.json' }];
  return framed(frame, { section: 'journal', title: text.journal.title, main, downloads });
}

/** The short values of the event; whole plans and facts are in the download. */
function detailOf(event: JournalRow['event']): string {
  const plain = Object.entries(event).filter(
    ([name, value]) =>
      !['kind', 'host', 'id'].includes(name) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  const text = plain.map(([name, value]) => `${name} ${String(value)}`).join(', ');
  return text.length > DETAIL_CHARS ? `${text.slice(0, DETAIL_CHARS - 1)}…` : text;
}
