// What the daemon writes down as having happened, held against what has.
import { isDeepStrictEqual } from 'node:util';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import { replay } from '../../src/core/campaign/evolve.ts';
import { isInFlight } from '../../src/core/campaign/holding.ts';
import { assertInvariants } from '../../src/core/campaign/invariants.ts';
import { seatName } from '../../src/core/rotation/rotation.ts';
import type { SimulatedSeat } from '../../src/demo/simulated-balancers.ts';
import type { Campaign, HostReboot } from '../../src/core/campaign/state.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { judgeRunLimits } from './run-limits.ts';
import type { Recorded, Truth } from './truth.ts';
import type { Sometimes, Verdicts } from './verdicts.ts';

export type RecordJudge = {
  readonly onRecorded: (recorded: Recorded, before: Campaign | null, after: Campaign) => void;
  /** At the end of a run: the journal is whole and is all there is to know. */
  readonly judgeEnd: (store: Store) => Promise<void>;
};

export function createRecordJudge(truth: Truth, verdicts: Verdicts): RecordJudge {
  const trueBoot = (host: HostId, bootId: string) =>
    truth.boots(host).findLast((boot) => boot.bootId === bootId);

  const judgeDone = (host: HostId, campaign: Campaign): void => {
    const reboot = campaign.hosts.get(host);
    const after = reboot?.after ?? null;
    if (reboot === undefined || after === null)
      return verdicts.violate('proof', `${host}: done without a new boot`);
    const boot = trueBoot(host, after.bootId);
    if (boot === undefined) return verdicts.violate('proof', `${host} never ran boot ${after.bootId}`);
    // Nobody can see what broke after the last look; only the boot that was looked at is judged.
    const real = truth.fleet.host(host);
    const same = real.downUntilAt === null && real.bootId === after.bootId;
    for (const { seat, admin, weight } of seatsOf(reboot))
      if (!foundOut.has(`${campaign.id} ${host} ${seatName(seat)}`) && (admin !== 'ready' || weight !== 100))
        verdicts.violate(
          'done-means-serving',
          `${host} is done, and ${seatName(seat)} is ${admin} at ${weight}`,
        );
    if (reboot.step.undrain !== null && same && real.drained)
      verdicts.violate('done-means-serving', `${host} is done and still drained`);
  };

  const seatsOf = ({ step }: HostReboot): readonly SimulatedSeat[] => {
    const names = new Set(step.rotations.flatMap(({ seats }) => seats.map(seatName)));
    return [...truth.fleet.balancers.seats()].filter(({ seat }) => names.has(seatName(seat)));
  };

  /** Out of service when the campaign came: what somebody has taken out stays out. */
  const foundOut = new Set<string>();
  const noteSeats = (
    { host, seats }: Extract<CampaignEvent, { kind: 'host-seats-seen' }>,
    campaign: Campaign,
  ) => {
    for (const { seat, before } of seats)
      if (before.admin !== 'ready') foundOut.add(`${campaign.id} ${host} ${seatName(seat)}`);
  };

  const judgeRequest = (host: HostId, campaign: Campaign): void => {
    const reboot = campaign.hosts.get(host);
    if (reboot === undefined) return;
    for (const { seat, admin } of seatsOf(reboot))
      if (admin === 'ready')
        verdicts.violate(
          'drained-before-reboot',
          `${host} is to go while ${seatName(seat)} sends it traffic`,
        );
  };

  const judgeGate = (host: HostId): void => {
    const { faults, bootedAt, downUntilAt } = truth.fleet.host(host);
    if (downUntilAt === null && truth.time.now() - bootedAt < faults.servesAfterMs)
      verdicts.violate('done-means-serving', `${host} passed a gate before its services answer`);
  };

  /** "Somebody else rebooted it" must not be said of a reboot of ours: it would serve without its gates. */
  const judgeGivenBack = (host: HostId, campaign: Campaign): void => {
    const expected = campaign.hosts.get(host)?.step.expectBootId;
    if (truth.boots(host).some(({ bootId, endedBy }) => bootId === expected && endedBy === campaign.id))
      verdicts.violate(
        'done-means-serving',
        `${host} was rebooted by ${campaign.id} and is given back without its gates`,
      );
  };

  const judgeOverlap = (host: HostId, campaign: Campaign): void => {
    for (const other of truth.campaigns.values()) {
      const there = other.hosts.get(host);
      if (other.id !== campaign.id && there !== undefined && isInFlight(there))
        verdicts.violate(
          'one-effective-reboot',
          `${host} is on its way in ${other.id}, and ${campaign.id} takes it too`,
        );
    }
  };

  const judgeEvent = (recorded: Recorded, after: Campaign): void => {
    const { event } = recorded;
    if (event.kind === 'host-boot-proven' && trueBoot(event.host, event.facts.bootId) === undefined)
      verdicts.violate(
        'proof',
        `${event.host} never ran boot ${event.facts.bootId}, which is recorded as proven`,
      );
    if (
      event.kind === 'host-boot-proven' &&
      event.facts.bootId === after.hosts.get(event.host)?.step.expectBootId
    )
      verdicts.violate('proof', `${event.host}: the old boot is recorded as the proof of a new one`);
    if (event.kind === 'host-check-requested') judgeOverlap(event.host, after);
    if (event.kind === 'host-skipped' && event.why.kind === 'already-rebooted')
      judgeGivenBack(event.host, after);
    if (event.kind === 'host-gate-passed') judgeGate(event.host);
    if (event.kind === 'host-seats-seen') noteSeats(event, after);
    if (event.kind === 'host-reboot-requested') judgeRequest(event.host, after);
    if (event.kind === 'host-done') judgeDone(event.host, after);
    if (event.kind === 'campaign-ended' && event.as.kind === 'done')
      for (const { stage, step } of after.hosts.values())
        if (stage.kind !== 'done' && stage.kind !== 'skipped')
          verdicts.violate('journal', `${after.id} is done although ${step.host} is ${stage.kind}`);
  };

  const broken = (campaign: Campaign): string | null => {
    try {
      assertInvariants(campaign);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  return {
    onRecorded: (recorded, before, after) => {
      judgeEvent(recorded, after);
      judgeRunLimits(recorded, after, truth, verdicts);
      const seen = sometimesOf(recorded.event, before);
      if (seen !== null) verdicts.saw(seen);
      if (recorded.event.kind === 'campaign-proposed' && openCampaigns(truth) > 1)
        verdicts.saw('two campaigns open at once');
    },
    judgeEnd: async (store) => {
      const verdict = await store.verifyJournal();
      if (verdict.kind === 'broken') verdicts.violate('journal', `entry ${verdict.seq}: ${verdict.detail}`);
      for (const campaign of truth.campaigns.values()) {
        const events = await store.campaignEvents(campaign.id, 0);
        if (!isDeepStrictEqual(replay(events), campaign))
          verdicts.violate('journal', `${campaign.id}: a replay of the journal gives another state`);
        const what = broken(campaign);
        if (what !== null) verdicts.violate('journal', `${campaign.id}: ${what}`);
      }
    },
  };
}

function openCampaigns(truth: Truth): number {
  return [...truth.campaigns.values()].filter(({ phase }) => phase.kind !== 'ended').length;
}

function sometimesOf(event: CampaignEvent, before: Campaign | null): Sometimes | null {
  switch (event.kind) {
    case 'decision-refused':
      return refusals[event.why] ?? null;
    case 'campaign-ended':
      return endingOf(event, before);
    case 'campaign-paused':
      return 'paused';
    case 'campaign-resumed':
      return 'resumed';
    case 'campaign-halted':
      return event.why.kind === 'clock-jumped' ? 'clock jump halted a campaign' : 'halted';
    case 'stop-requested':
    case 'campaign-denied':
      return 'stopped';
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
};

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

/** How many hosts of open campaigns are in flight. */
export function inFlightCount(truth: Truth): number {
  let count = 0;
  for (const { hosts } of truth.campaigns.values())
    for (const host of hosts.values()) if (isInFlight(host)) count += 1;
  return count;
}
