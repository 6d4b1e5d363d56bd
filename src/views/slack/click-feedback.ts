// What somebody who clicked is told, to them alone. The words say whether anything was decided.

import type { DecisionCause } from '../../core/campaign/decision-cause.ts';
import type { DecisionRefusal } from '../../core/campaign/event.ts';
import type { Catalogue } from '../text/en.ts';
import { decisionWords } from './decision-words.ts';
import { prose } from './mrkdwn.ts';

export type DoneClick = keyof Catalogue['feedback']['done'];

function isKnown(why: string, text: Catalogue): why is DecisionRefusal {
  return Object.hasOwn(text.feedback.refused, why);
}

export function doneText(kind: DoneClick, text: Catalogue): string {
  return text.feedback.done[kind];
}

/** The catalogue's sentence says all of it; their details are for the journal, in English. */
const saidInFull: readonly string[] = [
  'already-approved',
  'already-begun',
  'already-decided',
  'expired',
  'not-approved',
  'plan-changed',
  'reason-missing',
  'requester',
] satisfies readonly DecisionRefusal[];

/** The sentence for `why`, and what is known besides: its cause, or the detail of what has none. */
export function refusedText(
  refusal: { readonly why: string; readonly detail: string; readonly cause?: DecisionCause },
  text: Catalogue,
): string {
  const known = isKnown(refusal.why, text)
    ? text.feedback.refused[refusal.why]
    : text.feedback.refusedOtherwise;
  if (refusal.cause !== undefined) return `${known}\n> ${decisionWords(refusal.cause, text)}`;
  const detail = prose(refusal.detail, 400);
  return detail === '' || saidInFull.includes(refusal.why) ? known : `${known}\n> ${detail}`;
}
