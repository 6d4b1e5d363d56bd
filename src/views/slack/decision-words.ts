// Why a decision was not taken, or an approval or a plan does not hold any more, in the reader's language.

import { assertNever } from '../../core/brand.ts';
import type { DecisionCause, FleetChange } from '../../core/campaign/decision-cause.ts';
import type { Catalogue } from '../text/en.ts';
import { code, joinWithin, person, prose } from './mrkdwn.ts';

/** mrkdwn, about 400 characters long at most. */
export function decisionWords(cause: DecisionCause, text: Catalogue): string {
  const { because } = text;
  switch (cause.kind) {
    case 'account':
      return because.account[cause.fault];
    case 'look-up-failed':
      return because.lookUpFailed(prose(cause.said, 300));
    case 'earlier-approver':
      return because.earlierApprover(person(cause.by, text));
    case 'fleet':
      return changeWords(cause.change, text);
    case 'phase': {
      const phase = because.phase(text.questions.campaign.phases[cause.phase] ?? cause.phase);
      return cause.failed.length === 0
        ? phase
        : [phase, because.failedFirst(named(cause.failed, text))].join(text.sentences);
    }
    case 'version':
      return because.version(cause.seen, cause.now);
    case 'all-taken-out':
    case 'none-can-go':
    case 'none-taken-out':
    case 'plan-faulty':
    case 'planned-again-once':
    case 'host-skipped':
    case 'nothing-to-decide':
    case 'no-such-campaign':
      return because.plain[cause.kind];
    default:
      return assertNever(cause);
  }
}

export function changeWords(change: FleetChange, text: Catalogue): string {
  return text.because.fleet[change.kind]('hosts' in change ? named(change.hosts, text) : '');
}

/** Host names, three of them at most. */
export function named(hosts: readonly string[], text: Catalogue): string {
  return joinWithin(hosts.map(code), { items: 3, chars: 300, separator: text.list }, text.more);
}
