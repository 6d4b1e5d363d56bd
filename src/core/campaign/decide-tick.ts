// What time alone brings about: approvals lapse, the next hosts that fit start. A missed, late or double
// tick is harmless, because everything is judged from the state and the world of this moment.

import { changeSincePlan, overtaken } from './decide-approval.ts';
import type { DecisionResult, Draft } from './draft.ts';
import { askCheck } from './host-effects.ts';
import { hasLapsed } from './lapse.ts';
import { endCampaign, finishIfOver } from './settle.ts';
import { mayStartOf } from './start-conditions.ts';

export function decideTick(draft: Draft): DecisionResult {
  if (draft.campaign().phase.kind === 'awaiting-approval') return undecidedTick(draft);
  dropRemovedHosts(draft);
  startWhatFits(draft);
  finishIfOver(draft);
  return draft.close();
}

/**
 * Silence is never approval: it lapses. A plan that the fleet has moved away from, or that has nothing left to reboot, is
 * voided before anyone clicks.
 */
function undecidedTick(draft: Draft): DecisionResult {
  const campaign = draft.campaign();
  if (hasLapsed(campaign, draft.world.now)) {
    endCampaign(draft, { kind: 'expired' });
    return draft.close();
  }
  const change =
    (draft.world.fleet === null ? null : changeSincePlan(campaign, draft.world)) ??
    overtaken(campaign, draft.world);
  if (change !== null) endCampaign(draft, { kind: 'voided', ...change });
  return draft.close();
}

/** Hosts that left the inventory, or whose entry changed, are not rebooted on an approval that saw another host. */
function dropRemovedHosts(draft: Draft): void {
  const { fleet } = draft.world;
  if (fleet === null || draft.campaign().phase.kind !== 'running') return;
  if (fleet.digest === draft.campaign().document.plan.fleetDigest) return;
  for (const [host, { stage, step }] of draft.campaign().hosts) {
    if (stage.kind !== 'waiting') continue;
    const fingerprint = fleet.fingerprints.get(host);
    if (fingerprint === undefined)
      draft.record({ kind: 'host-skipped', host, why: { kind: 'removed-from-inventory' } });
    else if (fingerprint !== step.fingerprint) {
      const detail = 'its entry or its services changed in the inventory after the plan was approved';
      draft.record({ kind: 'host-skipped', host, why: { kind: 'changed-since-plan', detail } });
    }
  }
}

/** Rolling: every waiting host that fits now starts, in the plan's order; nobody waits for a wave. */
function startWhatFits(draft: Draft): void {
  const mayStart = mayStartOf(draft.campaign(), draft.world);
  if (mayStart === null) return;
  for (const [host, { stage }] of draft.campaign().hosts)
    if (stage.kind === 'waiting' && mayStart(draft.campaign(), host)) askCheck(draft, host);
}
