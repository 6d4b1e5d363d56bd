// What a story says of one event besides its kind.
import type { CampaignEvent } from '../../src/core/campaign/event.ts';

export function wordsOf(event: CampaignEvent): string {
  const host = 'host' in event ? ` ${event.host}` : '';
  const more = detailOf(event);
  return `${event.kind}${host}${more === '' ? '' : ` (${more})`}`;
}

function detailOf(event: CampaignEvent): string {
  switch (event.kind) {
    case 'host-failed':
      return `${event.failure.kind}: ${event.failure.detail}`;
    case 'host-put-back':
      return event.why;
    case 'decision-refused':
      return `${event.wanted}: ${event.why}`;
    case 'host-skipped':
      return event.why.kind;
    case 'campaign-ended':
      return event.as.kind;
    case 'host-reboot-requested':
      return `attempt ${event.attempt}`;
    case 'host-reboot-sent':
      return event.accepted ? '' : 'outcome unknown';
    case 'host-drained':
    case 'host-undrained':
      return event.guest ?? '';
    case 'campaign-halted':
      return event.why.kind;
    default:
      return '';
  }
}
