// Every reboot command, held against the truth twice: when it is recorded (may this be decided now?) and when the
// host accepts it (was it recorded, once, in time?).
import { MINUTE_MS, SECOND_MS, type DurationMs } from '../../src/core/brand.ts';
import { isInFlight, isTakenOut } from '../../src/core/campaign/holding.ts';
import { SEND_WITHIN_MS } from '../../src/core/campaign/host-effects.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { CampaignId, HostId } from '../../src/core/fleet/ids.ts';
import type { PlanStep } from '../../src/core/planning/plan.ts';
import type { SeatState } from '../../src/core/rotation/rotation.ts';
import type { FleetLogEntry } from '../../src/demo/simulated-fleet.ts';
import type { ApprovalJudge } from './approval-judge.ts';
import { brokenBudgets } from './budget-oracle.ts';
import { decidedAt } from './decided-at.ts';
import { machineNamed } from './machine-names.ts';
import { createRelativesJudge } from './relatives-judge.ts';
import { judgeDay } from './run-limits.ts';
import type { Recorded, Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';
import { staysOpen } from './window-oracle.ts';

export type CommandJudgeOptions = {
  readonly truth: Truth;
  readonly verdicts: Verdicts;
  readonly approvals: ApprovalJudge;
  /** A loss that the daemon had no way to see yet: it looked this recently, and its answers took this long. */
  readonly blindMs: DurationMs;
  /** The slowest way from the worker to the host and its command. */
  readonly slowestSendMs: DurationMs;
  /** Since when the stop switch is not clear; null while it is. */
  readonly stoppedSince: () => number | null;
  /** True if the daemon's last day was a day, and its record is of it. */
  readonly isDaySteady: () => boolean;
  /** Wall clock minus true time, now. */
  readonly wallOffsetMs: () => DurationMs;
  /** True if the wall clock jumped between these true times, and the same process saw both sides of it. */
  readonly clockJumpedSince: (worldAt: number, untilAt: number) => boolean;
};

export type CommandJudge = {
  readonly onRecorded: (recorded: Recorded, before: Campaign | null, after: Campaign) => void;
  readonly onAccepted: (entry: Extract<FleetLogEntry, { kind: 'reboot-accepted' }>) => void;
};

type RequestEvent = Extract<Recorded['event'], { kind: 'host-reboot-requested' }>;

/** A hypervisor whose guests were drained by commands has used a part of its time, and undoing that takes as long again. */
function stillNeeded({ timing, guestDrains = [] }: PlanStep, passedMs: DurationMs): DurationMs {
  const usedMs = guestDrains.length === 0 ? 0 : Math.max(0, passedMs);
  return Math.max(timing.expectedMs - usedMs, usedMs);
}

export function createCommandJudge(options: CommandJudgeOptions): CommandJudge {
  const { truth, verdicts } = options;
  const relatives = createRelativesJudge(truth, verdicts);
  const arrived = new Set<string>();
  const ended = new Map<string, Set<number>>();
  /** The inventory that was in force when each request was decided. */
  const inventories = new Map<string, Fleet>();

  const absentHosts = (candidate: HostId, inventory: Fleet): ReadonlySet<HostId> => {
    const absent = new Set<HostId>();
    const blindSince = truth.time.now() - options.blindMs;
    for (const id of inventory.hosts.keys()) {
      const since = truth.unreadableSince(id);
      if (since !== null && since < blindSince) absent.add(id);
    }
    // A host whose instances are in the inventory but which does not exist for anybody counts as absent.
    for (const { instances } of inventory.services.values())
      for (const { host } of instances) if (!inventory.hosts.has(host)) absent.add(host);
    for (const campaign of truth.campaigns.values())
      for (const [id, host] of campaign.hosts) {
        const isOpen = campaign.phase.kind !== 'ended';
        // Out of rotation by our doing, whether the campaign that did it has ended or not.
        const isHeld = (isOpen && (isInFlight(host) || host.stage.kind === 'failed')) || isTakenOut(host);
        if (!isHeld) continue;
        absent.add(id);
        // It took them down, and nothing has proven that they serve again.
        if (id !== candidate) for (const guest of guestsIn(inventory, id)) absent.add(guest);
      }
    absent.delete(candidate);
    return absent;
  };

  const inFlightHosts = (candidate: HostId): ReadonlySet<HostId> => {
    const flying = new Set<HostId>();
    for (const campaign of truth.campaigns.values())
      for (const [id, host] of campaign.hosts) if (isInFlight(host)) flying.add(id);
    flying.delete(candidate);
    return flying;
  };

  const judgeTime = (step: PlanStep, at: number, begunAt: number, then: Fleet): void => {
    const { windows, host } = step;
    const now = truth.inventory();
    if (!now.hosts.has(host) && !then.hosts.has(host))
      verdicts.violate('approval', `${host} was not in the inventory any more`);
    const neededMs = stillNeeded(step, at - begunAt);
    if (!staysOpen(windows, at, neededMs))
      verdicts.violate('window', `${host}: its window does not stay open for ${neededMs / MINUTE_MS} min`);
    // An edit that crosses with a command on its way is nobody's fault.
    for (const guest of guestsIn(then, host)) {
      const known = [then, now].map((inventory) => inventory.hosts.get(guest)?.windows ?? []);
      if (!guestsIn(now, host).has(guest)) continue;
      if (!known.some((each) => staysOpen(each, at, neededMs)))
        verdicts.violate('window', `${host}: outside the window of its guest ${guest}`);
    }
    for (const freeze of now.freezes)
      if (then.freezes.includes(freeze) && at + neededMs > freeze.fromAt && at < freeze.untilAt)
        verdicts.violate('window', `${host}: within freeze ${freeze.id}`);
  };

  /** An edit that crosses with a command on its way is nobody's fault: both inventories must forbid it. */
  const judgeBudgets = (candidate: HostId, then: Fleet): void => {
    const inFlight = inFlightHosts(candidate);
    const broken = (inventory: Fleet): readonly string[] =>
      brokenBudgets(inventory, { candidate, absent: absentHosts(candidate, inventory), inFlight });
    const now = broken(truth.inventory());
    if (now.length > 0 && broken(then).length > 0)
      verdicts.violate('budget', `${candidate} went although ${now.join(', and ')}`);
    if (inFlight.size >= 2) verdicts.saw('three hosts in flight at once');
    if ([...truth.inventory().hosts.values()].some(({ placement }) => placement?.hypervisor === candidate))
      verdicts.saw('guest fell with its hypervisor');
  };

  const adminOf = (key: string): SeatState['admin'] | undefined =>
    [...truth.fleet.balancers.seats()].find(
      ({ seat }) => seatKey(seat.balancer.hostId, seat.backend, seat.server) === key,
    )?.admin;

  /** An edit that crosses with a command on its way is nobody's fault: both inventories must have the guest there. */
  const judgeGuests = (host: HostId, then: Fleet): void => {
    const now = truth.inventory();
    const later = guestSeats(now, host);
    for (const [seat, guest] of guestSeats(then, host)) {
      if (!later.has(seat)) continue;
      verdicts.saw('guest left its load balancers before its hypervisor went');
      // One that was never asked about is as it has always been.
      if ((adminOf(seat) ?? 'ready') === 'ready')
        verdicts.violate(
          'drained-before-reboot',
          `${host} was commanded while ${seat} sends traffic to ${guest}`,
        );
    }
    for (const guest of guestsIn(then, host)) {
      const hooked = [then, now].every(({ hosts }) => (hosts.get(guest)?.drain ?? null) !== null);
      if (!hooked || !guestsIn(now, host).has(guest)) continue;
      verdicts.saw('guest was drained before its hypervisor went');
      if (!truth.fleet.host(guest).drained)
        verdicts.violate('drained-before-reboot', `${host} was commanded while ${guest} was not drained`);
    }
  };

  const judgeHistory = (recorded: Recorded, event: RequestEvent, campaign: Campaign): void => {
    const events = truth
      .eventsOf(recorded.campaign)
      .filter(
        ({ event: past, version }) =>
          version < recorded.version && 'host' in past && past.host === event.host,
      );
    const sent = events.filter(({ event: past }) => past.kind === 'host-reboot-sent');
    if (sent.some(({ event: past }) => past.kind === 'host-reboot-sent' && past.accepted))
      verdicts.violate(
        'unknown-is-not-repeated',
        `${event.host}: a request was repeated after one was accepted`,
      );
    const last = events.at(-1);
    if (last?.event.kind !== 'host-checked' || last.event.facts.bootId !== event.expectBootId)
      verdicts.violate('unknown-is-not-repeated', `${event.host}: requested without a check just before`);
    else if (last.at !== recorded.at)
      verdicts.violate('unknown-is-not-repeated', `${event.host}: its last check was decided on earlier`);
    if (sent.length > 0) verdicts.saw('second request after an unknown outcome');
    for (const other of campaign.hosts.get(event.host)?.step.after ?? []) {
      const stage = campaign.hosts.get(other)?.stage.kind;
      if (stage !== 'done' && stage !== 'skipped')
        verdicts.violate('order', `${event.host} went before ${other} was done (${stage ?? 'not in plan'})`);
    }
    if (campaign.phase.kind !== 'running')
      verdicts.violate('stopped-means-stopped', `${event.host}: the campaign was ${campaign.phase.kind}`);
  };

  /** After a jump of the wall clock nothing goes until a person has looked: the campaign was resumed or started. */
  const judgeClock = (id: CampaignId, record: Recorded): void => {
    const begun = truth
      .eventsOf(id)
      .findLast(
        ({ event, version }) =>
          version < record.version &&
          (event.kind === 'campaign-resumed' || event.kind === 'campaign-started'),
      );
    if (begun !== undefined && options.clockJumpedSince(begun.worldAt, record.worldAt))
      verdicts.violate('clock', `${id} went on although the wall clock had jumped`);
  };

  return {
    onRecorded: (recorded, before, after) => {
      const { event } = recorded;
      relatives.onRecorded(recorded, before, after);
      if (event.kind !== 'host-reboot-requested' || before === null) return;
      judgeHistory(recorded, event, before);
      if (truth.restored.some(({ open }) => open.has(before.id)))
        verdicts.violate(
          'restored-means-void',
          `${event.host}: ${before.id} is of a backup that was put back`,
        );
      // A decision and an incident that become durable at the same time cross; later ones know of each other.
      for (const [incident, sinceAt] of truth.openIncidents)
        if (recorded.worldAt - sinceAt > MINUTE_MS)
          verdicts.violate('incident', `${event.host} was to reboot although ${incident} was open`);
      const then = truth.inventoryAt(decidedAt(recorded, options.wallOffsetMs()));
      inventories.set(`${before.id}/${event.host}/${event.attempt}`, then);
    },
    onAccepted: ({ host: machine, bootId, planDigest, attempt }) => {
      const campaign = [...truth.campaigns.values()].find(({ document }) => document.digest === planDigest);
      if (campaign === undefined)
        return verdicts.violate(
          'record-before-act',
          `${machine} was commanded by a plan that is in no journal`,
        );
      const { id } = campaign;
      const step = [...campaign.hosts.values()].find((at) => machineNamed(at.step.host) === machine)?.step;
      if (step === undefined)
        return verdicts.violate('record-before-act', `${machine} is not in the plan of ${id}`);
      const { host } = step;
      const record = truth
        .eventsOf(id)
        .find(
          ({ event }) =>
            event.kind === 'host-reboot-requested' &&
            event.host === host &&
            event.attempt === attempt &&
            event.expectBootId === bootId,
        );
      if (record?.event.kind !== 'host-reboot-requested')
        return verdicts.violate('record-before-act', `${host}: attempt ${attempt} is in no journal`);
      const state = truth.effectState(id, record.event.effectKey);
      if (state === 'pending' || state === null)
        verdicts.violate(
          'record-before-act',
          `${host}: attempt ${attempt} was sent while ${state ?? 'unknown'}`,
        );
      const sinceMs = truth.time.now() - options.slowestSendMs - SEND_WITHIN_MS;
      const stoppedSince = options.stoppedSince();
      if (stoppedSince !== null && stoppedSince < sinceMs)
        verdicts.violate('stopped-means-stopped', `${host}: commanded although the stop switch was set`);
      const then = inventories.get(`${id}/${host}/${attempt}`) ?? truth.inventory();
      options.approvals.onCommand(campaign, record);
      const begun = truth
        .eventsOf(id)
        .findLast(
          ({ event, version }) =>
            version < record.version && event.kind === 'host-check-requested' && event.host === host,
        );
      judgeTime(step, record.at, begun?.at ?? record.at, then);
      judgeBudgets(host, then);
      judgeGuests(host, then);
      relatives.onCommand(host, id, [then, truth.inventory()]);
      judgeClock(id, record);
      judgeDay(truth, verdicts, { host, own: id, steady: options.isDaySteady() });
      const late = truth.time.now() - record.worldAt - SEND_WITHIN_MS - options.slowestSendMs;
      if (late > 0) verdicts.violate('window', `${host}: the command came ${late / SECOND_MS} s too late`);
      if (arrived.has(`${id}/${host}/${attempt}`))
        verdicts.violate('unknown-is-not-repeated', `${host}: attempt ${attempt} arrived twice`);
      arrived.add(`${id}/${host}/${attempt}`);
      const boots = ended.get(`${id}/${host}`) ?? new Set<number>();
      boots.add(truth.fleet.host(host).bootedAt);
      ended.set(`${id}/${host}`, boots);
      if (boots.size > 1)
        verdicts.violate('one-effective-reboot', `${host} was rebooted ${boots.size} times by ${id}`);
    },
  };
}

/** A seat by what stands in HAProxy's own configuration. */
const seatKey = (balancer: string, backend: string, server: string): string =>
  `${balancer} ${backend} ${server}`;

/**
 * Seats of those that go down with `host`, by `seatKey`, each with whose it is; without load balancers that go down as well:
 * nobody could ask them to bring it back.
 */
function guestSeats(inventory: Fleet, host: HostId): ReadonlyMap<string, HostId> {
  const guests = guestsIn(inventory, host);
  const seats = new Map<string, HostId>();
  for (const { instances, rotation } of inventory.services.values())
    for (const { host: guest } of rotation === null ? [] : instances)
      if (guests.has(guest))
        for (const balancer of rotation?.balancers ?? [])
          if (inventory.hosts.has(balancer) && balancer !== host && !guests.has(balancer))
            for (const backend of rotation?.backends ?? [])
              seats.set(seatKey(balancer, backend, guest), guest);
  return seats;
}

/** Who goes down with `host`. */
function guestsIn({ hosts }: Fleet, host: HostId): ReadonlySet<HostId> {
  const falling = new Set([host]);
  for (const below of falling)
    for (const { id, placement } of hosts.values()) if (placement?.hypervisor === below) falling.add(id);
  falling.delete(host);
  return falling;
}
