// What the daemon writes down as having happened, held against what has.
import { isDeepStrictEqual } from 'node:util';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import { replay } from '../../src/core/campaign/evolve.ts';
import { isInFlight } from '../../src/core/campaign/holding.ts';
import { assertInvariants } from '../../src/core/campaign/invariants.ts';
import { seatName, type SeatState } from '../../src/core/rotation/rotation.ts';
import type { SimulatedSeat } from '../../src/demo/simulated-balancers.ts';
import type { Campaign, HostReboot } from '../../src/core/campaign/state.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { rareIn } from './rare-events.ts';
import { judgeRunLimits } from './run-limits.ts';
import type { Recorded, Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

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
    for (const { seat, admin, weight } of seatsOf(reboot)) {
      const found = founds.get(`${campaign.id} ${host} ${seatName(seat)}`);
      if (found?.admin !== 'drain' && found?.admin !== 'maint' && (admin !== 'ready' || weight < 100))
        verdicts.violate(
          'done-means-serving',
          `${host} is done, and ${seatName(seat)} is ${admin} at ${weight}`,
        );
    }
    if (reboot.step.undrain !== null && same && real.drained)
      verdicts.violate('done-means-serving', `${host} is done and still drained`);
    for (const { guest, undrain } of reboot.step.guestDrains ?? [])
      if (undrain !== null && truth.fleet.host(guest.hostId).drained)
        verdicts.violate('done-means-serving', `${host} is done and its guest ${guest.hostId} still drained`);
  };

  const seatsOf = ({ step }: HostReboot): readonly SimulatedSeat[] => {
    const names = new Set(step.rotations.flatMap(({ seats }) => seats.map(seatName)));
    return [...truth.fleet.balancers.seats()].filter(({ seat }) => names.has(seatName(seat)));
  };

  /** As the campaign found it: what somebody has taken out stays out. */
  const founds = new Map<string, Pick<SeatState, 'admin' | 'weight'>>();
  const noteSeats = (
    { host, seats }: Extract<CampaignEvent, { kind: 'host-seats-seen' }>,
    campaign: Campaign,
  ) => {
    for (const { seat, before } of seats) founds.set(`${campaign.id} ${host} ${seatName(seat)}`, before);
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

  /** Of the machine that the gate is asked on: a guest's own, where it went down with its hypervisor. */
  const judgeGate = (
    { host, gateIndex }: Extract<CampaignEvent, { kind: 'host-gate-passed' }>,
    campaign: Campaign,
  ): void => {
    const step = campaign.hosts.get(host)?.step;
    const target = step?.gates[gateIndex]?.guest ?? step?.target;
    if (target === undefined) return verdicts.violate('journal', `${host} passed a gate of no plan`);
    const { id, faults, bootedAt, downUntilAt } = truth.fleet.host(target.hostId);
    if (downUntilAt === null && truth.time.now() - bootedAt < faults.servesAfterMs)
      verdicts.violate('done-means-serving', `${id} passed a gate of ${host} before its services answer`);
  };

  /** "Somebody else rebooted it" must not be said of a reboot of ours: it would serve without its gates. */
  const judgeGivenBack = (host: HostId, campaign: Campaign): void => {
    const expected = campaign.hosts.get(host)?.step.expectBootId;
    // A record that was put back knows nothing of what it did afterwards.
    if (truth.restored.some(({ open }) => open.has(campaign.id))) return;
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
    if (event.kind === 'host-gate-passed') judgeGate(event, after);
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
      for (const seen of rareIn(recorded.event, { before, after })) verdicts.saw(seen);
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
