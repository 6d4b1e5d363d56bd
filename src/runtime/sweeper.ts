// Keeps the picture of the fleet: every host is looked at in its own time, spread over the interval; a host that does
// not answer is looked at again soon, then ever more rarely; a lost live connection is looked into at once. Polling
// uses the monotonic clock only.

import type { DurationMs, Instant } from '../core/brand.ts';
import { plannedEnd, type AskedReboot, type RunningBoot } from '../core/campaign/planned-end.ts';
import { hypervisorsOf } from '../core/fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../core/fleet/fleet.ts';
import type { HostId } from '../core/fleet/ids.ts';
import type { Observation } from '../core/fleet/observation.ts';
import {
  observe,
  statusAt,
  unobserved,
  withoutFuture,
  type FleetSnapshot,
  type HostStatus,
  type HostView,
} from '../core/fleet/snapshot.ts';
import { bootBeganAt, observeBoot, type BootRecord, type PlannedEnd } from '../core/uptime/boot-history.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostControl, ReadFactsOutcome } from '../ports/host-control.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { createWake } from './wake.ts';

export type SweeperOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly hosts: HostControl;
  readonly ids: IdSource;
  readonly fleet: () => Fleet;
  /** Reboots that campaigns asked for: what ends with one of them ends as planned. */
  readonly rebootsAsked: () => readonly AskedReboot[];
  readonly pace: SweeperPace;
};

export type SweeperPace = {
  /** A host that answers is looked at once in this time. */
  readonly intervalMs: DurationMs;
  /** The first look after a miss; doubles with each further miss up to the interval. */
  readonly retryMs: DurationMs;
  readonly probeWithinMs: DurationMs;
  readonly missesUntilUnreachable: number;
  /** Looks under way at once. */
  readonly concurrency: number;
  /** Past this age "up" is not relied on any more. */
  readonly maxAgeMs: DurationMs;
};

export type SweepProgress = (done: { readonly host: HostId; readonly view: HostView }) => void;

export type HostChange = {
  readonly host: HostId;
  readonly view: HostView;
  /** The boot that has ended; its successor runs. Null: only the status changed. */
  readonly ended: BootRecord | null;
};

export type Sweeper = {
  /** Loads what is remembered. To be called first. */
  readonly load: () => Promise<void>;
  readonly snapshot: () => FleetSnapshot;
  readonly statuses: (now: Instant) => ReadonlyMap<HostId, HostStatus>;
  /** Looks at every host once (or those named) and resolves when all are done. */
  readonly sweepOnce: (only: readonly HostId[] | null, progress: SweepProgress) => Promise<void>;
  /**
   * Takes in what somebody else's look found: who reboots a host looks at it most often. `askedAt` is before it was
   * asked. Never rejects.
   */
  readonly noted: (host: HostId, outcome: ReadFactsOutcome, askedAt: Instant) => Promise<void>;
  /** True once every host of the fleet was looked at by this process. */
  readonly hasSeenAll: () => boolean;
  /** The inventory is another one: hosts that it gained are looked at now. */
  readonly fleetChanged: () => void;
  /** `listener` is called when a host's status changes or a boot of it ends. Returns the way to stop listening. */
  readonly onChange: (listener: (change: HostChange) => void) => () => void;
  /** Sweeps until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
};

/** The loop looks for hosts that are due at most this often: looks that fall due together are started together. */
const LOOP_MS: DurationMs = 250;

export function createSweeper(options: SweeperOptions): Sweeper {
  const { store, clock, log, hosts, pace } = options;
  const stopping = new AbortController();
  const views = new Map<HostId, HostView>();
  /** A copy of `views` that was handed out; null once they have changed. */
  let shown: ReadonlyMap<HostId, HostView> | null = null;
  const boots = new Map<HostId, BootRecord>();
  const dueAt = new Map<HostId, DurationMs>();
  /** When what the store holds of a host was seen. */
  const keptAt = new Map<HostId, Instant>();
  /** Of hosts whose last write failed, or is under way: rows of boots that the store has to keep still. */
  const unkept = new Map<HostId, readonly BootRecord[]>();
  const busy = new Map<HostId, Promise<void>>();
  /** Due, and waiting for a look that is under way to end. */
  const queued = new Set<HostId>();
  /** Their connection ended while they were looked at: what was seen may be from before. */
  const lostMeanwhile = new Set<HostId>();
  const listeners = new Set<(change: HostChange) => void>();
  const seenHere = new Set<HostId>();
  const wake = createWake();
  /** Until when the loop sleeps if nothing wakes it. */
  let sleepsUntilMs: DurationMs = -Infinity;

  /** The loop sleeps until the first host is due: one that is due before that wakes it. */
  const lookAgainIn = (id: HostId, waitMs: DurationMs): void => {
    const due = clock.monotonicMs() + waitMs;
    dueAt.set(id, due);
    if (due < sleepsUntilMs) wake.call();
  };

  const schedule = (id: HostId, view: HostView): void => {
    const wasLost = lostMeanwhile.delete(id);
    const waitMs =
      view.misses === 0 && !wasLost
        ? pace.intervalMs
        : Math.min(pace.intervalMs, pace.retryMs * 2 ** Math.max(0, view.misses - 1));
    // ±10 %, so that hosts looked at together drift apart.
    lookAgainIn(id, waitMs * (0.9 + 0.2 * options.ids.fraction()));
  };

  /** The command line believes what is kept only up to `maxAgeMs`: an unchanged host is written anew before that. */
  const isKeptTooLongAgo = ({ hostId, lastSeen }: HostView): boolean =>
    lastSeen !== null && lastSeen.at - (keptAt.get(hostId) ?? -Infinity) >= pace.maxAgeMs / 3;

  const runs = (host: HostId): RunningBoot | null => {
    const seen = views.get(host)?.lastSeen ?? null;
    return seen && { bootId: seen.facts.bootId, beganAt: seen.at - seen.facts.uptimeMs, seenAt: seen.at };
  };

  const plannedBy = (boot: BootRecord, nextBeganAt: Instant): PlannedEnd | null => {
    const { hostId, bootId } = boot;
    // The row may be older than the last look, and by another wall clock.
    const ran = runs(hostId) ?? { beganAt: bootBeganAt(boot), seenAt: boot.lastSeenAt };
    return plannedEnd(
      { hostId, bootId, beganAt: ran.beganAt, seenAt: ran.seenAt, nextBeganAt },
      { asked: options.rebootsAsked(), hypervisors: hypervisorsOf(options.fleet(), hostId), runs },
    );
  };

  const followBoots = (observation: Observation): readonly BootRecord[] => {
    const changed = observeBoot(boots.get(observation.hostId) ?? null, observation, plannedBy);
    for (const boot of changed) {
      if (boot.ended === null) boots.set(boot.hostId, boot);
      else log.info('boot ended', { host: boot.hostId, bootId: boot.bootId, ended: boot.ended });
    }
    return changed;
  };

  /** Each look brings what the store refused before: nobody else remembers how a boot ended. */
  const keep = async (hostId: HostId, of: Parameters<Store['recordObservations']>[0]): Promise<void> => {
    const rows = [...(unkept.get(hostId) ?? []), ...of.boots];
    const last = [...new Map(rows.map((boot) => [boot.bootId, boot])).values()];
    unkept.set(hostId, last);
    await store.recordObservations({ ...of, boots: last });
    if (unkept.get(hostId) === last) unkept.delete(hostId);
  };

  /**
   * A host that left the inventory while a campaign had rebooted it: nobody will know later that its boot was to end.
   * Nothing else is kept of it. Answers that came late are told by the boot that is known to run since.
   */
  const recordRemoved = async (observation: Observation): Promise<void> => {
    const running = boots.get(observation.hostId);
    if (running === undefined || observation.at <= running.lastSeenAt) return;
    const changed = followBoots(observation);
    if (changed.length > 0) await keep(observation.hostId, { views: [], boots: changed });
  };

  const record = async (observation: Observation): Promise<HostView> => {
    const { hostId, at } = observation;
    const before = withoutFuture(views.get(hostId) ?? unobserved(hostId), { now: clock.now(), at });
    const view = observe(before, observation, { missesUntilUnreachable: pace.missesUntilUnreachable });
    if (isTold(view)) seenHere.add(hostId);
    // An answer that came after a newer one says nothing any more, and must not end a boot again.
    if (view === before) return view;
    const changed = followBoots(observation);
    views.set(hostId, view);
    shown = null;
    if (view.status !== before.status)
      log.info('host status', {
        host: hostId,
        from: before.status,
        to: view.status,
        why: view.lastProblem?.failure ?? null,
      });
    const ended = changed.find((boot) => boot.ended !== null) ?? null;
    if (ended !== null || view.status !== before.status)
      for (const listener of listeners) listener({ host: hostId, view, ended });
    const isNews = changed.length > 0 || isWorthKeeping(before, view);
    if (isNews || unkept.has(hostId) || isKeptTooLongAgo(view)) {
      await keep(hostId, { views: [view], boots: changed });
      keptAt.set(hostId, view.lastSeen?.at ?? -Infinity);
    }
    return view;
  };

  /** What one look found can be told from a passing silence: it answered, or it was silent often enough. */
  const isTold = ({ status, misses }: HostView): boolean =>
    status !== 'unknown' || misses >= pace.missesUntilUnreachable;

  const lookAt = async (host: Host, fresh: 'fresh' | 'live'): Promise<HostView> => {
    // Dated when it was asked: a process that was stopped in between may read the answer an hour later.
    const askedAt = clock.now();
    const outcome = await hosts.readFacts(host.ssh, {
      deadlineMs: pace.probeWithinMs,
      fresh: fresh === 'fresh',
    });
    return record(observationOf(host.id, outcome, askedAt));
  };

  /** The store could not be written. The view in memory is true; the next look tries to keep it again. */
  const notKept = (host: HostId, error: unknown): void =>
    log.error('an observation could not be kept', {
      host,
      error: error instanceof Error ? error.message : String(error),
    });

  const launch = (host: Host): void => {
    // No longer busy before it is scheduled: that may wake the loop, which leaves out who is busy.
    const work = lookAt(host, 'live').then(
      (view) => {
        busy.delete(host.id);
        schedule(host.id, view);
        startQueued();
      },
      (error: unknown) => {
        busy.delete(host.id);
        lostMeanwhile.delete(host.id);
        notKept(host.id, error);
        lookAgainIn(host.id, pace.retryMs);
        startQueued();
      },
    );
    busy.set(host.id, work);
  };

  /** As many as may be under way; the end of each look starts the next. */
  const startQueued = (): void => {
    for (const id of queued) {
      if (busy.size >= pace.concurrency) return;
      queued.delete(id);
      const host = options.fleet().hosts.get(id);
      // It may have left the inventory while it waited.
      if (host !== undefined) launch(host);
    }
  };

  const startDue = (): void => {
    const now = clock.monotonicMs();
    // A host never seen by this process is due at once; concurrency and connect limits pace the first sweep.
    for (const id of options.fleet().hosts.keys())
      if (!busy.has(id) && (dueAt.get(id) ?? now) <= now) queued.add(id);
    startQueued();
  };

  /** Until the next host is due, of those that nobody looks at now and that do not wait for it. */
  const pauseMs = (): DurationMs => {
    const now = clock.monotonicMs();
    let soonest = now + pace.intervalMs;
    for (const id of options.fleet().hosts.keys())
      if (!busy.has(id) && !queued.has(id)) soonest = Math.min(soonest, dueAt.get(id) ?? now);
    const forMs = Math.max(LOOP_MS, soonest - now);
    sleepsUntilMs = now + forMs;
    return forMs;
  };

  const forgetRemoved = (): void => {
    const { hosts: known } = options.fleet();
    for (const id of views.keys())
      if (!known.has(id)) {
        // Its boots stay: when it is back, what it ran then is over, and is not to run for ever in the record.
        [views, dueAt, keptAt, seenHere].forEach((map) => map.delete(id));
        shown = null;
      }
  };

  return {
    load: async () => {
      for (const view of await store.hostViews())
        if (options.fleet().hosts.has(view.hostId)) {
          views.set(view.hostId, view);
          shown = null;
          if (view.lastSeen !== null) keptAt.set(view.hostId, view.lastSeen.at);
        }
      for (const boot of await store.currentBoots()) boots.set(boot.hostId, boot);
    },
    snapshot: () => ({ takenAt: clock.now(), hosts: (shown ??= new Map(views)) }),
    statuses: (now) => {
      const statuses = new Map<HostId, HostStatus>();
      for (const id of options.fleet().hosts.keys())
        statuses.set(id, statusAt(views.get(id), now, pace.maxAgeMs));
      return statuses;
    },
    sweepOnce: async (only, progress) => {
      const chosen = [...options.fleet().hosts.values()].filter(
        ({ id }) => only === null || only.includes(id),
      );
      const queue = chosen.values();
      const lane = async (): Promise<void> => {
        for (const host of queue) progress({ host: host.id, view: await lookAt(host, 'live') });
      };
      await Promise.all(Array.from({ length: pace.concurrency }, lane));
    },
    noted: async (hostId, outcome, askedAt) => {
      const observation = observationOf(hostId, outcome, askedAt);
      const keep = options.fleet().hosts.has(hostId) ? record : recordRemoved;
      await keep(observation).catch((error: unknown) => notKept(hostId, error));
    },
    hasSeenAll: () => {
      for (const id of options.fleet().hosts.keys()) if (!seenHere.has(id)) return false;
      return true;
    },
    fleetChanged: () => wake.call(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    run: async () => {
      const unsubscribe = hosts.onConnectionLost((id) => {
        if (busy.has(id)) lostMeanwhile.add(id);
        else lookAgainIn(id, 0);
      });
      while (!stopping.signal.aborted) {
        forgetRemoved();
        startDue();
        wake.heard();
        await clock.sleep(pauseMs(), wake);
      }
      unsubscribe();
      await Promise.allSettled(busy.values());
    },
    stop: () => {
      stopping.abort();
      queued.clear();
      wake.call();
    },
  };
}

function observationOf(hostId: HostId, outcome: ReadFactsOutcome, at: Instant): Observation {
  return outcome.kind === 'facts'
    ? { kind: 'seen', hostId, at, facts: outcome.facts }
    : { kind: 'missed', hostId, at, failure: outcome.failure, detail: outcome.detail };
}

/** Uptime and clock move with every look; only what people or a restart would miss is written. */
function isWorthKeeping(before: HostView, after: HostView): boolean {
  if (before.status !== after.status || (before.lastSeen === null) !== (after.lastSeen === null)) return true;
  if (before.lastProblem?.failure !== after.lastProblem?.failure) return true;
  const [old, now] = [before.lastSeen?.facts, after.lastSeen?.facts];
  if (old === undefined || now === undefined) return false;
  return (
    old.bootId !== now.bootId ||
    old.kernelNewest !== now.kernelNewest ||
    old.systemState !== now.systemState ||
    old.rebootSignals.some((signal, index) => signal.value !== now.rebootSignals[index]?.value)
  );
}
