// Where a campaign stands, in words.

import type { CampaignPhase } from '../../../core/campaign/state.ts';
import { html, type Html } from '../html-text.ts';
import type { Frame } from './frame.ts';
import { personText } from './person-text.ts';

/** The phase; of an ended campaign how it ended, of a halted one why. */
export function phaseText({ words, text }: Frame, phase: CampaignPhase): string {
  switch (phase.kind) {
    case 'ended':
      return text.campaigns.ends[phase.as.kind];
    case 'halted': {
      const { why } = phase;
      const what = why.kind === 'host-failed' ? `${why.host}: ${words.failure[why.failure.kind]}` : null;
      return what === null ? text.campaigns.phases.halted : `${text.campaigns.phases.halted}: ${what}`;
    }
    case 'awaiting-approval':
    case 'running':
    case 'paused':
    case 'stopping':
      return text.campaigns.phases[phase.kind];
  }
}

/** Who denied it and why, in their own words; nothing where nobody did. */
export function denialText(frame: Frame, phase: CampaignPhase): Html | null {
  if (phase.kind === 'stopping')
    return phase.denial === null ? null : html`${personText(frame, phase.by)}: ${phase.denial}`;
  if (phase.kind !== 'ended' || phase.as.kind !== 'denied') return null;
  return html`${personText(frame, phase.as.by)}: ${phase.as.reason}`;
}

/** The colour of a phase, as the pages' style sheet names it. */
export function phaseClass(phase: CampaignPhase): string {
  switch (phase.kind) {
    case 'awaiting-approval':
      return 'unknown';
    case 'running':
      return 'rebooting';
    case 'paused':
    case 'stopping':
      return 'due-soon';
    case 'halted':
      return 'overdue';
    case 'ended':
      return phase.as.kind === 'done' ? 'fresh' : 'exempt';
  }
}
