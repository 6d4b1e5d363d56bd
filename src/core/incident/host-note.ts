// One message to an owner about a host of theirs, or about a few that had the same within minutes, as the fold of its
// events.

import { assertNever, type Instant } from '../brand.ts';
import type { HostId, HostNoteId } from '../fleet/ids.ts';
import type { BootAfter, DatedEpisodeEvent, HostLoss, HostNoteEvent } from './event.ts';

export type NotedHost = {
  readonly host: HostId;
  /** What was last noted of it. */
  readonly state:
    | { readonly kind: 'lost'; readonly loss: HostLoss }
    | { readonly kind: 'returned'; readonly at: Instant; readonly boot: BootAfter; readonly loss: HostLoss }
    | { readonly kind: 'rebooted'; readonly bootedAt: Instant };
  readonly losses: number;
  readonly reboots: number;
  readonly changedAt: Instant;
};

export type HostNote = {
  readonly id: HostNoteId;
  readonly channel: string;
  readonly openedAt: Instant;
  readonly hosts: ReadonlyMap<HostId, NotedHost>;
  readonly version: number;
};

export type DatedHostNoteEvent = { readonly at: Instant; readonly event: HostNoteEvent };

export function evolveHostNote(note: HostNote | null, { at, event }: DatedHostNoteEvent): HostNote {
  const before: HostNote = note ?? {
    id: event.note,
    channel: event.kind === 'host-returned' ? '' : event.channel,
    openedAt: at,
    hosts: new Map(),
    version: 0,
  };
  const next = { ...before, version: before.version + 1 };
  const host = event.kind === 'host-lost' ? event.loss.host : event.host;
  const known = before.hosts.get(host) ?? null;
  const noted = notedAfter(known, event, at);
  return noted === null ? next : { ...next, hosts: new Map(before.hosts).set(host, noted) };
}

function notedAfter(known: NotedHost | null, event: HostNoteEvent, at: Instant): NotedHost | null {
  const [losses, reboots] = [known?.losses ?? 0, known?.reboots ?? 0];
  switch (event.kind) {
    case 'host-lost':
      return {
        host: event.loss.host,
        state: { kind: 'lost', loss: event.loss },
        losses: losses + 1,
        reboots,
        changedAt: at,
      };
    case 'host-returned': {
      if (known?.state.kind !== 'lost') return null;
      const { loss } = known.state;
      return {
        ...known,
        state: { kind: 'returned', at, boot: event.boot, loss },
        reboots: reboots + (event.boot === 'new' ? 1 : 0),
        changedAt: at,
      };
    }
    case 'host-rebooted':
      return {
        host: event.host,
        state: { kind: 'rebooted', bootedAt: event.bootedAt },
        losses,
        reboots: reboots + 1,
        changedAt: at,
      };
    default:
      return assertNever(event);
  }
}

export function replayHostNote(events: readonly DatedEpisodeEvent[]): HostNote | null {
  return (events as readonly DatedHostNoteEvent[]).reduce<HostNote | null>(evolveHostNote, null);
}
