// Pause, resume, stop, retry, skip. All of them can only ever take away starts or give back what the approval had
// granted; none widens it.

import { assertNever } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import { decideLeftOut } from './bring-back.ts';
import { judged, refuse } from './decide-approval.ts';
import { askBootAgain, askSystemUpAgain } from './host-effects.ts';
import type { DecisionResult, Draft } from './draft.ts';
import type { ControlInput } from './input.ts';
import { retryFrom } from './retry-from.ts';
import { isFailureBudgetUsed, stopBy } from './settle.ts';
import type { HostReboot } from './state.ts';

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
    case 'returned':
      return draft.campaign().phase.kind === 'ended'
        ? decideLeftOut(draft, input)
        : doesNotApply(draft, input);
    case 'retry':
    case 'skip':
      if (draft.campaign().phase.kind === 'ended') return decideLeftOut(draft, input);
      return resolveFailure(draft, { ...input, kind: input.kind }, input.host);
    default:
      return assertNever(input);
  }
}

function resume(draft: Draft, input: ControlInput): DecisionResult {
  const { phase } = draft.campaign();
  const [failed] = failedHosts(draft);
  const byClock = phase.kind === 'halted' && (failed === undefined || phase.why.kind === 'clock-jumped');
  if (phase.kind !== 'paused' && !byClock) return doesNotApply(draft, input);
  draft.record({ kind: 'campaign-resumed', by: input.by });
  // The pause is lifted; a host that failed meanwhile halts it until people resolve that.
  if (failed !== undefined && isFailureBudgetUsed(draft.campaign()))
    draft.record({
      kind: 'campaign-halted',
      why: { kind: 'host-failed', host: failed.step.host, failure: failed.stage.failure },
    });
  return draft.close();
}

function stop(draft: Draft, input: ControlInput): DecisionResult {
  const { phase } = draft.campaign();
  if (phase.kind === 'ended' || phase.kind === 'stopping') return doesNotApply(draft, input);
  stopBy(draft, input.by);
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
  else retry(draft, input, host);
  const waitsForPeople = draft.campaign().phase.kind === 'halted' && failedHosts(draft).length === 0;
  if (waitsForPeople) draft.record({ kind: 'campaign-resumed', by: input.by });
  return draft.close();
}

function retry(draft: Draft, { by }: ControlInput, failed: HostReboot): void {
  const { host } = failed.step;
  switch (retryFrom(failed)) {
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

type FailedHost = HostReboot & { readonly stage: Extract<HostReboot['stage'], { kind: 'failed' }> };

function failedHosts(draft: Draft): readonly FailedHost[] {
  return [...draft.campaign().hosts.values()].filter(
    (host): host is FailedHost => host.stage.kind === 'failed',
  );
}

function doesNotApply(draft: Draft, input: ControlInput): DecisionResult {
  const { phase } = draft.campaign();
  const failed = failedHosts(draft);
  const hint =
    phase.kind === 'halted' && failed.length > 0
      ? `; retry or skip ${failed.map(({ step }) => step.host).join(', ')} first`
      : '';
  const of = 'host' in input ? ` ${input.host}` : '';
  const detail = `${input.kind}${of} does not apply while the campaign is ${phase.kind}${hint}`;
  return refuse(
    draft,
    { by: input.by, wanted: input.kind },
    {
      why: 'does-not-apply',
      detail,
      cause: {
        kind: 'phase',
        phase: phase.kind,
        failed: phase.kind === 'halted' ? failed.map(({ step }) => step.host) : [],
      },
    },
  );
}
