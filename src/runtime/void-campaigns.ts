// What follows from a record that is older than the hosts: everything that it had approved or begun is over. Hosts have
// moved on since, and an approval must not be used a second time. What was in flight is only looked at.

import type { CampaignId, PersonId } from '../core/fleet/ids.ts';
import type { CampaignRunner } from './campaign-runner.ts';

/** Stops every campaign of the record, in the name of whoever put it back. Gives those that this stopped. */
export async function voidCampaigns(
  runner: Pick<CampaignRunner, 'openCampaigns' | 'submit'>,
  by: PersonId,
): Promise<readonly CampaignId[]> {
  const open = await runner.openCampaigns();
  for (const { id } of open)
    await runner.submit(id, { kind: 'stop', by, approver: { kind: 'approver' } }, by);
  return open.map(({ id }) => id);
}
