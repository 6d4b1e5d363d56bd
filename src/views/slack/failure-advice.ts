// What failed in a few words, and what to do about it, where that depends on more than the kind of the failure: on whether
// a retry would reboot the host, and on whether it is a guest that is missed.

import { retryFrom } from '../../core/campaign/retry-from.ts';
import type { Campaign, HostFailure } from '../../core/campaign/state.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { Catalogue } from '../text/en.ts';

/** Said after the host's name. */
export function failureTitle({ kind, cause }: HostFailure, text: Catalogue): string {
  return cause?.kind === 'guest-away' ? text.halt.guestAwayTitle : text.failure[kind];
}

export function failureAdvice(campaign: Campaign, id: HostId, failure: HostFailure, text: Catalogue): string {
  const host = campaign.hosts.get(id);
  if (failure.cause?.kind === 'guest-away') return text.halt.guestAway(id);
  // Where a retry reboots it, nobody expects that who only wants it back in service. After the end no retry does.
  const isOver = campaign.phase.kind === 'ended' || campaign.phase.kind === 'stopping';
  const restarts = host !== undefined && host.stage.kind === 'failed' && retryFrom(host) === 'start';
  return failure.kind === 'undrain-failed' && restarts && !isOver
    ? text.halt.notPutBack
    : text.advice[failure.kind];
}
