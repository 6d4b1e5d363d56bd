// What one campaign did to each host, part by part with its times: from the events alone, so that a picture of it can
// never say anything else than the journal.

import type { Instant } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import type { CampaignEvent, DatedEvent } from './event.ts';

/** In the order in which a host goes through them; what is undone comes last. */
export const timelineParts = ['check', 'drain', 'reboot', 'settle', 'gates', 'ramp', 'soak', 'undo'] as const;

export type TimelinePart = (typeof timelineParts)[number];

export type TimelineSpan = {
  readonly part: TimelinePart;
  readonly fromAt: Instant;
  /** Null while it goes on. */
  readonly untilAt: Instant | null;
};

export type HostTimeline = { readonly host: HostId; readonly spans: readonly TimelineSpan[] };

type HostEvent = Extract<CampaignEvent, { readonly host: HostId }>;

/** The part of a host's way that each event begins; `rests` ends the part before it and begins none. */
const begins: Readonly<Record<HostEvent['kind'], TimelinePart | 'rests' | 'goes-on'>> = {
  'host-check-requested': 'check',
  'host-checked': 'goes-on',
  'host-seats-requested': 'check',
  'host-seats-seen': 'goes-on',
  'host-leave-requested': 'drain',
  'host-left': 'goes-on',
  'host-drain-requested': 'drain',
  'host-drained': 'goes-on',
  'host-prepare-requested': 'drain',
  'host-prepared': 'goes-on',
  'host-recheck-requested': 'check',
  'host-reboot-requested': 'reboot',
  'host-reboot-sent': 'goes-on',
  'host-boot-proven': 'settle',
  'host-held': 'goes-on',
  'host-system-up': 'goes-on',
  'host-gate-asked': 'gates',
  'host-gate-passed': 'goes-on',
  'host-undrain-requested': 'ramp',
  'host-undrained': 'goes-on',
  'host-ramp-requested': 'ramp',
  'host-ramp-held': 'goes-on',
  'host-in-rotation': 'goes-on',
  'host-retreat-requested': 'undo',
  'host-soak-began': 'soak',
  'host-compared': 'goes-on',
  'host-done': 'rests',
  'host-undo-requested': 'undo',
  'host-restore-requested': 'undo',
  'host-restored': 'goes-on',
  'host-put-back': 'rests',
  'host-failed': 'rests',
  'host-skipped': 'rests',
  'host-retry-requested': 'goes-on',
  'host-left-out': 'goes-on',
  'host-returned': 'goes-on',
  'effect-repeated': 'goes-on',
};

/** Each host that was begun, in the order in which it was; a part asked for twice in a row is one span. */
export function hostTimelines(events: readonly DatedEvent[]): readonly HostTimeline[] {
  const timelines = new Map<HostId, TimelineSpan[]>();
  for (const { at, event } of events) {
    if (!('host' in event)) continue;
    const part = begins[event.kind];
    if (part === 'goes-on') continue;
    const spans = timelines.get(event.host) ?? [];
    const last = spans.at(-1);
    if (last?.untilAt === null) {
      if (last.part === part) continue;
      spans[spans.length - 1] = { ...last, untilAt: at };
    }
    if (part !== 'rests') spans.push({ part, fromAt: at, untilAt: null });
    if (spans.length > 0) timelines.set(event.host, spans);
  }
  return [...timelines].map(([host, spans]) => ({ host, spans }));
}
