// Pause, resume, stop, retry, skip. All of them can only ever take away starts or give back what the approval had
// granted; none widens it.

import { assertNever } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import { judged, refuse } from './decide-approval.ts';
import { askBootAgain, askSystemUpAgain } from './host-effects.ts';
import type { DecisionResult, Draft } from './draft.ts';
import type { CampaignInput } from './input.ts';
import { inFlightHosts } from './holding.ts';
import type { HostFailureKind } from './state.ts';

type ControlInput = Extract<CampaignInput, { kind: 'pause' | 'resume' | 'stop' | 'retry' | 'skip' }>;

export function decideControl(draft: Draft, input: ControlInput): DecisionResult {
  const refusal = judged(input.approver);
  if (refusal !== null) return refuse(draft, { by: input.by, wanted: input.kind }, refusal);
  switch (input.kind) {
    case 'pause':
      if (draft.campaign().phase.kind !== 'running') return doesNotApply(draft, input);
      draft.record({ kind: 'campaign-paused', by: input.by });
      return draft.close();
    case 'resume':
      return resume(draft, input);
    case 'stop':
      return stop(draft, input);
    case 'retry':
    case 'skip':
      return resolveFailure(draft, input, input.host);
    default:
      return assertNever(input);
  }
}

function resume(draft: Draft, input: ControlInput): DecisionResult {
  const { phase } = draft.campaign();
  const byClock = phase.kind === 'halted' && failedHosts(draft).length === 0;
  if (phase.kind !== 'paused' && !byClock) return doesNotApply(draft, input);
  draft.record({ kind: 'campaign-resumed', by: input.by });
  return draft.close();
}

function stop(draft: Draft, input: ControlInput): DecisionResult {
  const { phase } = draft.campaign();
  if (phase.kind === 'ended' || phase.kind === 'stopping') return doesNotApply(draft, input);
  draft.record({ kind: 'stop-requested', by: input.by });
  if (inFlightHosts(draft.campaign()).size === 0)
    draft.record({ kind: 'campaign-ended', as: { kind: 'stopped', by: input.by } });
  return draft.close();
}

function resolveFailure(
  draft: Draft,
  input: ControlInput & { kind: 'retry' | 'skip' },
  id: HostId,
): DecisionResult {
  const { phase } = draft.campaign();
  const host = draft.campaign().hosts.get(id);
  if (host === undefined || phase.kind === 'ended' || phase.kind === 'awaiting-approval')
    return doesNotApply(draft, input);
  if (input.kind === 'skip' && host.stage.kind === 'waiting') {
    draft.record({ kind: 'host-skipped', host: id, why: { kind: 'by-person', by: input.by } });
    return draft.close();
  }
  if (host.stage.kind !== 'failed') return doesNotApply(draft, input);
  if (input.kind === 'skip')
    draft.record({ kind: 'host-skipped', host: id, why: { kind: 'by-person', by: input.by } });
  else retry(draft, input, id, host.stage.failure.kind);
  const waitsForPeople = draft.campaign().phase.kind === 'halted' && failedHosts(draft).length === 0;
  if (waitsForPeople) draft.record({ kind: 'campaign-resumed', by: input.by });
  return draft.close();
}

function retry(draft: Draft, { by }: ControlInput, host: HostId, failure: HostFailureKind): void {
  switch (retryFrom(failure)) {
    case 'start':
      draft.record({ kind: 'host-retry-requested', host, by, from: { kind: 'start' } });
      return;
    case 'await-boot':
      askBootAgain(draft, host, by);
      return;
    case 'system-up':
      askSystemUpAgain(draft, host, by);
      return;
  }
}

/** Where a retry begins: after a reboot was sent it only looks again, it never sends another one by itself. */
function retryFrom(failure: HostFailureKind): 'start' | 'await-boot' | 'system-up' {
  switch (failure) {
    case 'check-failed':
    case 'drain-failed':
    case 'reboot-refused':
    case 'reboot-not-sent':
    case 'did-not-go-down':
      return 'start';
    case 'did-not-come-back':
    case 'host-key-changed':
    case 'came-back-same-boot':
    case 'boot-suspect':
    case 'reboot-loop':
    case 'lost-after-boot':
      return 'await-boot';
    case 'old-kernel':
    case 'system-not-up':
    case 'gate-timed-out':
    case 'undrain-failed':
      return 'system-up';
    default:
      return assertNever(failure);
  }
}

function failedHosts(draft: Draft): readonly HostId[] {
  return [...draft.campaign().hosts].filter(([, host]) => host.stage.kind === 'failed').map(([id]) => id);
}

function doesNotApply(draft: Draft, input: ControlInput): DecisionResult {
  const { phase } = draft.campaign();
  const failed = failedHosts(draft);
  const hint =
    phase.kind === 'halted' && failed.length > 0 ? `; retry or skip ${failed.join(', ')} first` : '';
  const of = 'host' in input ? ` ${input.host}` : '';
  const detail = `${input.kind}${of} does not apply while the campaign is ${phase.kind}${hint}`;
  return refuse(draft, { by: input.by, wanted: input.kind }, { why: 'does-not-apply', detail });
}
