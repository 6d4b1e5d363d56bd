// The guided first minute: which steps there are, and which of them the visitor has taken. A step is ticked by what the
// journal, the workspace and the scenarios say happened, never by the time that has passed.

import type { CampaignPhase } from '../core/campaign/state.ts';
import type { JournalEntry } from '../ports/store.ts';
import type { PageUse } from './workspace/page.ts';

export const guideStepIds = ['look', 'approve', 'watch', 'pause', 'trouble', 'ask'] as const;
export type GuideStepId = (typeof guideStepIds)[number];

/** What the visitor did or saw happen, as far as the guide is concerned. */
export type Deed =
  'looked' | 'approved' | 'rebooted' | 'paused' | 'resumed' | 'stopped' | 'ended' | 'troubled' | 'asked';

/** `passed`: its moment is over without it; the guide goes on. */
export type GuideStep = { readonly id: GuideStepId; readonly state: 'done' | 'now' | 'later' | 'passed' };

const deeds: Readonly<Partial<Record<JournalEntry['event']['kind'], Deed>>> = {
  'plan-approved': 'approved',
  'host-boot-proven': 'rebooted',
  'campaign-paused': 'paused',
  'campaign-resumed': 'resumed',
  'stop-requested': 'stopped',
  'campaign-ended': 'ended',
};

export function deedInJournal({ event }: Pick<JournalEntry, 'event'>): Deed | null {
  return deeds[event.kind] ?? null;
}

/** What Stagger did not answer was not done. */
export function deedOnPage(use: PageUse): Deed | null {
  if (!use.answered) return null;
  if (use.kind === 'asked') return 'asked';
  return use.actionId === 'stagger.details' ? 'looked' : null;
}

export function guideSteps(done: ReadonlySet<Deed>): readonly GuideStep[] {
  const states = guideStepIds.map((id) => ({ id, state: stateOf(id, done) }));
  const next = states.find(({ state }) => state === 'later')?.id;
  return states.map(({ id, state }) => ({ id, state: id === next ? 'now' : state }));
}

function stateOf(id: GuideStepId, done: ReadonlySet<Deed>): 'done' | 'later' | 'passed' {
  const has = (...any: readonly Deed[]): boolean => any.some((deed) => done.has(deed));
  switch (id) {
    case 'look':
      return has('looked') ? 'done' : has('approved') ? 'passed' : 'later';
    case 'approve':
      return has('approved') ? 'done' : 'later';
    case 'watch':
      return has('rebooted') ? 'done' : 'later';
    case 'pause':
      return has('resumed', 'stopped') ? 'done' : has('ended') && has('approved') ? 'passed' : 'later';
    case 'trouble':
      return has('troubled') ? 'done' : 'later';
    case 'ask':
      return has('asked') ? 'done' : 'later';
  }
}

/** What the step that is next needs besides: visitors approve, pause, stop and break in any order. */
export type GuideHint = 'no-plan' | 'approve-first' | 'paused' | 'halted' | 'held';

/** `incidents`: those that are open. Null: the step can be taken as it says. */
export function guideHint(
  next: GuideStepId | null,
  now: { readonly phases: readonly CampaignPhase['kind'][]; readonly incidents: number },
): GuideHint | null {
  const has = (phase: CampaignPhase['kind']): boolean => now.phases.includes(phase);
  switch (next) {
    case 'approve':
      return has('awaiting-approval') ? null : 'no-plan';
    case 'watch':
    case 'pause':
      if (has('running')) return next === 'watch' && now.incidents > 0 ? 'held' : null;
      if (has('paused')) return 'paused';
      if (has('halted')) return 'halted';
      return has('awaiting-approval') ? 'approve-first' : 'no-plan';
    case 'look':
      // The first plan is on its way.
      return has('awaiting-approval') || now.phases.length === 0 ? null : 'no-plan';
    default:
      return null;
  }
}
