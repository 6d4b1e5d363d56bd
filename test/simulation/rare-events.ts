// Which rare thing an event of the journal stands for.
import { ruleCounts } from '../../src/core/campaign/approval-rules.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { Sometimes } from './verdicts.ts';

type Around = { readonly before: Campaign | null; readonly after: Campaign };

export function rareIn(event: CampaignEvent, around: Around): readonly Sometimes[] {
  const seen = sometimesOf(event, around);
  const rare: Sometimes[] = seen === null ? [] : [seen];
  if (event.kind === 'plan-edited' && (around.before?.approvals.length ?? 0) > 0)
    rare.push('edit took approvals away');
  if (event.kind === 'plan-approved' && waitsForService(around.after))
    rare.push('approvers of a service were waited for');
  return rare;
}

/** The fleet's own approvers are enough, and those of a service are not. */
function waitsForService({ approvalPolicy, approvals }: Campaign): boolean {
  const [fleet, ...services] = ruleCounts(approvalPolicy, approvals);
  const met = (count: typeof fleet): boolean => count !== undefined && count.have >= count.needed;
  return met(fleet) && !services.every(met);
}

function sometimesOf(event: CampaignEvent, { before, after }: Around): Sometimes | null {
  switch (event.kind) {
    case 'decision-refused':
      return refusalOf(event, after);
    case 'plan-edited':
      return after.edits.length > 1 ? 'third version of a plan' : 'plan edited';
    case 'approval-withdrawn':
      return before?.phase.kind === 'running' ? 'withdrawn after the start' : 'approval withdrawn';
    case 'approval-lapsed':
      return 'approver left';
    case 'plan-replaced':
      return 'planned again after it lapsed';
    case 'campaign-ended':
      return endingOf(event, before);
    case 'campaign-denied':
      return 'denied in mid-run';
    case 'campaign-paused':
      return 'paused';
    case 'campaign-resumed':
      return 'resumed';
    case 'campaign-halted':
      return event.why.kind === 'clock-jumped' ? 'clock jump halted a campaign' : 'halted';
    case 'stop-requested':
      return 'stopped';
    case 'campaign-reopened':
      return 'brought back after the end';
    case 'host-retry-requested':
      return 'retried';
    case 'host-reboot-sent':
      return event.accepted ? null : 'request of unknown outcome';
    case 'host-undo-requested':
    case 'host-restore-requested':
      return 'drain undone';
    case 'host-in-rotation':
      return 'back in its load balancers step by step';
    case 'host-put-back':
      return putBackOf(event.why);
    case 'host-skipped':
      return skipOf(event);
    case 'host-failed':
      return failures[event.failure.kind] ?? null;
    default:
      return null;
  }
}

const refusals: Readonly<Partial<Record<string, Sometimes>>> = {
  'already-decided': 'double click refused',
  'already-approved': 'double click refused',
  'not-approver': 'stranger refused',
  requester: 'requester refused',
  'plan-changed': 'stale button refused',
  'already-begun': 'withdrawal came too late',
};

function refusalOf(
  { why, wanted }: Extract<CampaignEvent, { kind: 'decision-refused' }>,
  { edits }: Campaign,
): Sometimes | null {
  if (why === 'plan-changed' && edits.length > 0) return 'button of an older version refused';
  if (why === 'does-not-apply' && wanted === 'replan') return 'planned again only once';
  return refusals[why] ?? null;
}

const failures: Readonly<Partial<Record<string, Sometimes>>> = {
  'did-not-go-down': 'did not go down',
  'did-not-come-back': 'did not come back',
  'host-key-changed': 'host key changed after the reboot',
  'came-back-same-boot': 'came back on the same boot id',
  'reboot-loop': 'reboot loop',
  'old-kernel': 'old kernel',
  'gate-timed-out': 'gate timed out',
  'undrain-failed': 'undrain failed',
  'ramp-failed': 'ramp failed',
};

function endingOf(
  event: Extract<CampaignEvent, { kind: 'campaign-ended' }>,
  before: Campaign | null,
): Sometimes | null {
  switch (event.as.kind) {
    case 'done':
      return 'campaign done';
    case 'denied':
      return 'denied';
    case 'voided':
      return 'plan voided by a changed inventory';
    case 'expired':
      return before?.phase.kind === 'awaiting-approval'
        ? 'approval expired unused'
        : 'approval expired in mid-run';
    case 'stopped':
      return null;
  }
}

function putBackOf(why: string): Sometimes | null {
  if (why.includes('not sent in time')) return 'request too late';
  if (why.includes('window-shut')) return 'window shut after the drain';
  if (why.includes('does-not-fit')) return 'did not fit before the window shuts';
  if (why.includes('changed-since-plan') || why.includes('removed')) return 'host changed after the drain';
  return null;
}

function skipOf({ why }: Extract<CampaignEvent, { kind: 'host-skipped' }>): Sometimes {
  switch (why.kind) {
    case 'already-rebooted':
      return 'somebody else rebooted it';
    case 'by-person':
      return 'skipped by a person';
    case 'changed-since-plan':
    case 'removed-from-inventory':
      return 'waiting host skipped: inventory changed';
  }
}
