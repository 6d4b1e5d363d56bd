// What a webhook posts of a message, which nobody can edit: it is said once, and once more when it is over. Progress in
// between is not told; what is news is told by the notes, which stand by themselves here.

import { assertNever } from '../../core/brand.ts';
import { ranBetween } from '../../core/campaign/closing-report.ts';
import type { ChatMessage } from '../../ports/chat.ts';

/** `silent`: something else says it. */
export type Stage =
  | { readonly kind: 'silent' }
  | { readonly kind: 'open' }
  /** `mark` differs where it ended again. */
  | { readonly kind: 'over'; readonly mark: string };

const silent: Stage = { kind: 'silent' };
const open: Stage = { kind: 'open' };

export function stageOf(message: ChatMessage): Stage {
  switch (message.kind) {
    case 'campaign-card': {
      const { phase } = message.campaign;
      // One that ran ends with a report of its own.
      const reported = phase.kind === 'ended' && ranBetween(message.campaign, phase.at) !== null;
      return phase.kind === 'ended' && !reported ? { kind: 'over', mark: `over ${phase.at}` } : open;
    }
    case 'incident': {
      const { phase } = message.report.incident;
      return phase.kind === 'closed' ? { kind: 'over', mark: `over ${phase.at}` } : open;
    }
    case 'host-note': {
      const hosts = [...message.note.hosts.values()];
      if (hosts.some(({ state }) => state.kind === 'lost')) return open;
      return { kind: 'over', mark: `over ${Math.max(...hosts.map(({ changedAt }) => changedAt))}` };
    }
    case 'campaign-note':
      // The card is posted once more, or the report is, and says it better.
      return message.event.event.kind === 'campaign-ended' ? silent : open;
    case 'incident-note':
      return message.events.some(({ kind }) => kind === 'incident-closed') ? silent : open;
    case 'replaced-card':
    // A webhook has one channel, and the card stands in it.
    case 'owner-message':
      return silent;
    case 'chaos-draw':
    case 'closing-report':
    case 'daily-digest':
    case 'placement-audit':
    case 'reminder':
    case 'inventory-note':
      return open;
    default:
      return assertNever(message);
  }
}

/** Of a message that was said as `said`: what to say now, or null for nothing. */
export function followUp(said: string, stage: Stage): string | null {
  return stage.kind === 'over' && stage.mark !== said ? stage.mark : null;
}

/** How it is remembered that this stage was said. */
export function markOf(stage: Stage): string {
  return stage.kind === 'over' ? stage.mark : stage.kind;
}
