// What can still be done about a host that an ended campaign left out of rotation. The campaign is opened again for that
// alone: as a stopping one it starts nothing, sends no reboot, and ends as it had ended once the host is home or failed.

import type { HostId } from '../fleet/ids.ts';
import { undoThen } from './before-reboot.ts';
import { refuse } from './decide-approval.ts';
import type { DecisionResult, Draft } from './draft.ts';
import { askBootAgain, askSystemUpAgain } from './host-effects.ts';
import type { CampaignInput } from './input.ts';
import { isLeftOut } from './left-out.ts';
import { retryFrom } from './retry-from.ts';
import { finishIfOver } from './settle.ts';
import type { HostReboot } from './state.ts';

type BringBackInput = Extract<CampaignInput, { kind: 'retry' | 'skip' | 'returned' }>;

/** Retry: through what is left of its way, or back as it was found. Returned: people have put it back by hand. */
export function decideLeftOut(draft: Draft, input: BringBackInput): DecisionResult {
  const { by, host: id } = input;
  const host = draft.campaign().hosts.get(id);
  if (host === undefined || !isLeftOut(host) || input.kind === 'skip') {
    const detail = `${input.kind} ${id} does not apply: the campaign has ended, and did not leave it out of rotation`;
    return refuse(draft, { by, wanted: input.kind }, { why: 'does-not-apply', detail });
  }
  if (input.kind === 'returned') {
    draft.record({ kind: 'host-returned', host: id, by });
    return draft.close();
  }
  draft.record({ kind: 'campaign-reopened', by });
  bringBack(draft, id, host, by);
  finishIfOver(draft);
  return draft.close();
}

function bringBack(draft: Draft, id: HostId, host: HostReboot, by: BringBackInput['by']): void {
  const { sent, after } = host;
  // Nothing was sent and nothing happened to it: back exactly as it was found.
  if (!sent && after === null) return undoThen(draft, id, { kind: 'skip', why: { kind: 'by-person', by } });
  if (after !== null && (!sent || retryFrom(host) === 'system-up')) return askSystemUpAgain(draft, id, by);
  // Whatever boot it runs now is proven anew.
  askBootAgain(draft, id, by);
}
