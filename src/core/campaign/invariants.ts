// What must be true of every campaign after every decision, checked in production before the commit: a decision that
// breaks one is a bug, is not written, and stops the daemon rather than a server.

import { approvalsSuffice } from './approval-rules.ts';
import { isInFlight, isTakenOut } from './holding.ts';
import { isFailureBudgetUsed } from './settle.ts';
import { MAX_REBOOT_REQUESTS } from './start-conditions.ts';
import type { Campaign, HostReboot } from './state.ts';

/** @throws Error naming the broken invariant. */
export function assertInvariants(campaign: Campaign): void {
  const hosts = [...campaign.hosts.values()];
  const approvers = new Set(campaign.approvals.map(({ by }) => by));
  const anyRequested = hosts.some(({ requestedAt }) => requestedAt !== null);
  demand(
    !anyRequested || approvalsSuffice(campaign.approvalPolicy, campaign.approvals),
    'a reboot was requested without approval',
  );
  demand(approvers.size === campaign.approvals.length, 'somebody approved twice');
  demand(
    campaign.approvalPolicy.requesterMayApprove || !approvers.has(campaign.requestedBy),
    'the requester approved',
  );
  for (const host of hosts) demandHost(host);
  const ended = campaign.phase.kind === 'ended';
  demand(!ended || !hosts.some(isInFlight), 'the campaign ended with hosts in flight');
  demand(
    !(
      campaign.phase.kind === 'running' &&
      isFailureBudgetUsed(campaign) &&
      hosts.some(({ stage }) => stage.kind === 'failed')
    ),
    'the campaign runs on past a failed host that used up its budget',
  );
}

function demandHost(host: HostReboot): void {
  const { step, stage, attempts, requestedAt, before, after } = host;
  demand(stage.kind !== 'done' || !isTakenOut(host), `${step.host}: done without its traffic`);
  demand(attempts <= MAX_REBOOT_REQUESTS, `${step.host}: too many reboot requests`);
  demand(attempts === 0 || requestedAt !== null, `${step.host}: a request without its time`);
  demand(attempts === 0 || before !== null, `${step.host}: a reboot without a check`);
  demand(
    stage.kind !== 'done' || (after !== null && after.bootId !== step.expectBootId),
    `${step.host}: done without a new boot`,
  );
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`invariant broken: ${what}`);
}
