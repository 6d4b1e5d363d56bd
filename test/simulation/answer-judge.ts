// What a person was told is done has to be in the journal by then, whatever happens next.
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import type { ChatClick } from '../../src/ports/chat.ts';
import type { Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

const recordsOf: Readonly<Record<ChatClick['kind'], readonly CampaignEvent['kind'][]>> = {
  approve: ['plan-approved'],
  // Once a host was taken down a denial stops the rest.
  deny: ['campaign-ended', 'campaign-denied'],
  withdraw: ['approval-withdrawn'],
  edit: ['plan-edited'],
  replan: ['plan-replaced'],
  pause: ['campaign-paused'],
  resume: ['campaign-resumed'],
  stop: ['stop-requested'],
  // After the end it is opened again, and what is left of the host's way may be an undo.
  retry: ['host-retry-requested', 'campaign-reopened'],
  skip: ['host-skipped'],
};

type Judged = { readonly truth: Truth; readonly verdicts: Verdicts };

export function judgeAnswer(click: ChatClick, by: PersonId, { truth, verdicts }: Judged): void {
  const wanted = recordsOf[click.kind];
  const isRecord = (event: CampaignEvent): boolean =>
    wanted.includes(event.kind) &&
    (!('by' in event) || event.by === by) &&
    (!('host' in event) || !('host' in click) || event.host === click.host) &&
    (click.kind !== 'deny' || reasonOf(event) === click.reason);
  if (!truth.eventsOf(click.campaign).some(({ event }) => isRecord(event)))
    verdicts.violate(
      'journal',
      `${by} was told that "${click.kind}" is done, and the journal has no ${wanted.join(' or ')}`,
    );
}

/** Why somebody denied it, as the journal has it. */
function reasonOf(event: CampaignEvent): string | null {
  if (event.kind === 'campaign-denied') return event.reason;
  return event.kind === 'campaign-ended' && event.as.kind === 'denied' ? event.as.reason : null;
}
