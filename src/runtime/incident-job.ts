// Watches for many hosts that go at once: keeps the incidents, asks returning hosts whether they serve, tells owners of
// single hosts, and answers whether an incident forbids a start. Not being able to tell forbids it too: nothing starts
// before the fleet was looked at since the daemon began, nor after an incident could not be recorded.

import { MINUTE_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { HostId, HostNoteId, IncidentId } from '../core/fleet/ids.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import { decideHostNotes, type UnplannedBoot } from '../core/incident/decide-host-notes.ts';
import { decideIncidents } from '../core/incident/decide-incidents.ts';
import type { GateFinding, IncidentEvent } from '../core/incident/event.ts';
import type { HostNote } from '../core/incident/host-note.ts';
import { incidentFlags, suspicionFlag } from '../core/incident/hold.ts';
import type { Incident } from '../core/incident/incident.ts';
import { judgementEvent } from '../core/incident/judgement.ts';
import { awayHosts, hitsOf, lossOf, newlyWorse, withGuests } from '../core/incident/service-hits.ts';
import type { IncidentRules, Sights } from '../core/incident/sight.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { daemon } from './campaign-runner.ts';
import { createHostSights } from './host-sights.ts';
import { createIncidentBook, type IncidentBook } from './incident-book.ts';
import { hostNoteMessages, incidentMessages } from './incident-messages.ts';
import { createServingCheck } from './serving-check.ts';
import { untoldBoots } from './untold-boots.ts';
import { createWake } from './wake.ts';

export type IncidentJobOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: IdSource;
  readonly gates: GateRunner;
  readonly fleet: () => Fleet;
  readonly snapshot: () => FleetSnapshot;
  /** True once every host of the fleet was looked at since the start. */
  readonly hasSeenAll: () => boolean;
  /** Campaigns that have not ended, as of the last decision. */
  readonly campaigns: () => readonly Campaign[];
  /** Hosts that campaigns hold, as of the last decision. */
  readonly held: () => ReadonlySet<HostId>;
  /** An `up` older than this is not believed. */
  readonly maxAgeMs: DurationMs;
  readonly rules: IncidentRules;
  /** How often it looks while something is going on. */
  readonly everyMs: DurationMs;
  readonly channel: string;
  readonly onMessages: () => void;
};

export type IncidentJob = {
  /** Reads what is known. To be called before any decision. */
  readonly load: () => Promise<void>;
  /** Runs until stopped. Never rejects. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
  /** A host's status or boot changed. */
  readonly noted: (boot: UnplannedBoot | null) => void;
  /** Whether incidents forbid a start, judged on what is known at this moment. */
  readonly flags: () => Promise<readonly Flag[]>;
  readonly book: Pick<IncidentBook, 'incidents' | 'notes'>;
};

type Unknown = Extract<Flag, { kind: 'unknown' }>;

/**
 * With nothing going on it looks this often anyway. Whatever may begin something (a host's status, an unplanned boot, an
 * answer of a gate) wakes it; losses that are new or not told yet and an incident that is open keep it awake.
 */
const IDLE_MS: DurationMs = 10 * MINUTE_MS;

export function createIncidentJob(options: IncidentJobOptions): IncidentJob {
  const { store, clock, log, ids, rules } = options;
  const stopping = new AbortController();
  const book = createIncidentBook(store);
  const sights = createHostSights({ ...options, isTold: (host) => isTold(book, host) });
  const changedMs = new Map<IncidentId, DurationMs>();
  const judgements = new Map<HostId, readonly GateFinding[]>();
  const boots = new Map<HostId, UnplannedBoot>();
  const wake = createWake();
  let turn: Promise<unknown> = Promise.resolve();
  let isDirty = true;
  let hasAskedUntold = false;
  let problem: Unknown | null = {
    kind: 'unknown',
    why: 'incidents are not known yet',
    cause: { kind: 'incidents-not-known' },
  };
  let suspicion: Flag = { kind: 'clear' };

  const serving = createServingCheck({
    clock,
    gates: options.gates,
    fleet: options.fleet,
    onJudged: (host, findings) => {
      judgements.set(host, findings);
      wake.call();
    },
  });

  const open = (): readonly Incident[] => book.incidents().filter(({ phase }) => phase.kind === 'open');

  const quietMs = (incident: IncidentId): DurationMs => {
    const now = clock.monotonicMs();
    const since = changedMs.get(incident) ?? now;
    changedMs.set(incident, since);
    return now - since;
  };

  const withHits = (now: Instant, events: readonly IncidentEvent[]): readonly IncidentEvent[] => {
    const after = book.after(now, events);
    const everybody = after.filter(({ phase }) => phase.kind === 'open').flatMap(awayHosts);
    const touched = new Set(events.map(({ incident }) => incident));
    const hits = after
      .filter(({ id }) => touched.has(id))
      .flatMap((incident): readonly IncidentEvent[] => {
        const loss = lossOf(options.fleet(), awayHosts(incident), everybody);
        const services = newlyWorse(incident, hitsOf(loss));
        return services.length === 0
          ? []
          : [{ kind: 'incident-services-hit', incident: incident.id, services }];
      });
    return [...events, ...hits];
  };

  const recordIncidents = async (now: Instant, world: Sights): Promise<void> => {
    const decided = decideIncidents(book.incidents(), {
      now,
      fleet: options.fleet(),
      sights: world,
      rules,
      quietMs,
      newId: () => `i${ids.next()}` as IncidentId,
      daemon,
    });
    const judged = open().flatMap((incident) =>
      [...judgements].flatMap(([host, findings]) => judgementEvent(incident, host, findings, now) ?? []),
    );
    judgements.clear();
    if (decided.length + judged.length === 0) return;
    const events = withHits(now, [...judged, ...decided]);
    const known = new Map(book.incidents().map((incident) => [incident.id, incident]));
    const after = new Map(book.after(now, events).map((incident) => [incident.id, incident]));
    await book.append(now, events, () =>
      incidentMessages(events, {
        known,
        after,
        fleet: options.fleet(),
        channel: options.channel,
        campaigns: options.campaigns(),
      }),
    );
    for (const event of events) {
      changedMs.set(event.incident, clock.monotonicMs());
      log.info(event.kind, { incident: event.incident, ...('host' in event ? { host: event.host } : {}) });
    }
    options.onMessages();
  };

  const recordNotes = async (now: Instant, world: Sights): Promise<void> => {
    const inIncident = new Set(open().flatMap(({ hosts }) => [...hosts.values()].map(({ host }) => host)));
    const seen = [...boots.values()];
    const events = decideHostNotes(book.notes(), {
      now,
      fleet: options.fleet(),
      sights: world,
      rules,
      inIncident,
      boots: seen,
      channel: options.channel,
      newId: () => `n${ids.next()}` as HostNoteId,
    });
    if (events.length > 0) {
      const channels = new Map(book.notes().map(({ id, channel }) => [id, channel]));
      await book.append(now, events, () =>
        hostNoteMessages(events, (note) => channels.get(note) ?? options.channel),
      );
      for (const event of events) log.info(event.kind, { note: event.note });
      options.onMessages();
    }
    for (const { host } of seen) boots.delete(host);
  };

  const look = async (): Promise<void> => {
    const now = clock.now();
    isDirty = false;
    await book.refresh(now);
    if (!hasAskedUntold)
      for (const boot of await untoldBoots(store, book, now))
        if (!boots.has(boot.host)) boots.set(boot.host, boot);
    hasAskedUntold = true;
    const planned = withGuests(options.fleet(), options.held());
    const world = sights.look(planned);
    await recordIncidents(now, world);
    await recordNotes(now, world);
    suspicion = suspicionFlag(open(), world, rules);
    serving.watch(toAsk(open(), world));
  };

  /** One at a time; a failure is remembered as not being able to tell. */
  const lookInTurn = (): Promise<void> => {
    const next = turn.then(look).then(
      () => {
        problem = null;
      },
      (error: unknown) => {
        isDirty = true;
        const said = error instanceof Error ? error.message : String(error);
        problem = {
          kind: 'unknown',
          why: `incidents could not be recorded: ${said}`,
          cause: { kind: 'incidents-not-recorded', said },
        };
        log.error('incidents could not be recorded; no host is started', {
          error: said,
        });
      },
    );
    turn = next;
    return next;
  };

  /** True while time alone may bring news. */
  const isRestless = (): boolean =>
    isDirty ||
    problem !== null ||
    suspicion.kind !== 'clear' ||
    open().length > 0 ||
    unsettledLosses(options.snapshot(), book.notes());

  return {
    load: lookInTurn,
    run: async () => {
      while (!stopping.signal.aborted) {
        wake.heard();
        await lookInTurn();
        await clock.sleep(isRestless() ? options.everyMs : IDLE_MS, wake);
      }
    },
    stop: () => {
      stopping.abort();
      serving.stop();
      wake.call();
    },
    noted: (boot) => {
      if (boot !== null) boots.set(boot.host, boot);
      isDirty = true;
      wake.call();
    },
    flags: async () => {
      if (isDirty) await lookInTurn();
      if (problem !== null) return [problem];
      if (!options.hasSeenAll())
        return [
          {
            kind: 'unknown',
            why: 'not every host was looked at since the daemon began',
            cause: { kind: 'not-all-seen' },
          },
        ];
      return [...incidentFlags(open()), suspicion];
    },
    book,
  };
}

/** Hosts that answer and are not known to serve. */
function toAsk(open: readonly Incident[], sights: Sights): ReadonlySet<HostId> {
  const hosts = open.flatMap((incident) => [...incident.hosts.values()]);
  return new Set(
    hosts
      .filter(({ stage }) => stage.kind === 'back' || stage.kind === 'not-serving')
      .map(({ host }) => host)
      .filter((host) => sights.get(host)?.kind === 'up'),
  );
}

/** An incident or a note has the host as lost. */
function isTold({ incidents, notes }: Pick<IncidentBook, 'incidents' | 'notes'>, host: HostId): boolean {
  return (
    incidents().some(({ hosts }) => hosts.get(host)?.stage.kind === 'down') ||
    notes().some(({ hosts }) => hosts.get(host)?.state.kind === 'lost')
  );
}

/** A host that is away and that nobody has been told of yet. */
function unsettledLosses({ hosts }: FleetSnapshot, notes: readonly HostNote[]): boolean {
  const told = new Set(
    notes.flatMap((note) =>
      [...note.hosts.values()].filter(({ state }) => state.kind === 'lost').map(({ host }) => host),
    ),
  );
  for (const { hostId, status } of hosts.values())
    if ((status === 'unreachable') !== told.has(hostId)) return true;
  return false;
}
