// Limits over a whole run and over a day, counted anew from everything that was ever recorded.
import { DAY_MS, MINUTE_MS } from '../../src/core/brand.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import type { Recorded, Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

/** Other campaigns that asked for a reboot of `host` within the day before `at`. What is a minute from its edge is not judged. */
function askedByOthers(truth: Truth, own: Campaign, host: HostId, at: number): number {
  let others = 0;
  for (const id of truth.campaigns.keys())
    if (id !== own.id && truth.eventsOf(id).some((recorded) => isRequest(recorded, host, at))) others += 1;
  return others;
}

function isRequest({ event, at: askedAt }: Recorded, host: HostId, at: number): boolean {
  return (
    event.kind === 'host-reboot-requested' && event.host === host && askedAt > at - DAY_MS + 5 * MINUTE_MS
  );
}

/**
 * A host takes a command: was it left alone after as many campaigns as may reboot it in a day? Counted by what hosts took,
 * not by the journal.
 * @param steady false where the daemon cannot know its day: its clock jumped, or an older record was put back.
 */
export function judgeDay(
  truth: Truth,
  verdicts: Verdicts,
  { host, own, steady }: { readonly host: HostId; readonly own: CampaignId; readonly steady: boolean },
): void {
  if (!steady) return;
  const since = truth.time.now() - DAY_MS + 5 * MINUTE_MS;
  const others = new Set<CampaignId>();
  for (const { endedBy, endedAt } of truth.boots(host))
    if (endedBy !== null && endedBy !== own && endedAt > since) others.add(endedBy);
  const { maxRebootsPerDay } = truth.inventory().runLimits;
  if (others.size >= maxRebootsPerDay)
    verdicts.violate(
      'reboots-a-day',
      `${host} takes a command after ${others.size} campaigns rebooted it within a day, at most ${maxRebootsPerDay}`,
    );
}

/** A host is taken for a reboot: is it within the limits of its campaign and of the day? */
export function judgeRunLimits(
  recorded: Recorded,
  campaign: Campaign,
  truth: Truth,
  verdicts: Verdicts,
): void {
  const { event, at } = recorded;
  const { maxRebootsPerDay } = truth.inventory().runLimits;
  if (
    event.kind === 'host-reboot-requested' &&
    askedByOthers(truth, campaign, event.host, at) >= maxRebootsPerDay
  )
    verdicts.violate(
      'reboots-a-day',
      `${event.host} goes although ${maxRebootsPerDay} others rebooted it today`,
    );
  if (event.kind !== 'host-check-requested') return;
  for (const [host, { stage }] of campaign.hosts)
    if (stage.kind === 'waiting' && askedByOthers(truth, campaign, host, at) >= maxRebootsPerDay)
      verdicts.saw('reboots of a day were the limit');
  const past = truth.eventsOf(campaign.id).filter(({ version }) => version < recorded.version);
  const failures = past.filter(({ event: earlier }) => earlier.kind === 'host-failed');
  const lastAt = failures.at(-1)?.version ?? 0;
  const resumed = past.some(
    ({ event: next, version }) => version > lastAt && next.kind === 'campaign-resumed',
  );
  if (failures.length >= campaign.document.plan.maxFailures && !resumed)
    verdicts.violate(
      'stopped-means-stopped',
      `${event.host} starts after ${failures.length} failures, and nobody resumed`,
    );
  else if (failures.length > 0 && !resumed) verdicts.saw('went on after a failure within its budget');
}
