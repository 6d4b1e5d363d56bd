// What is really so in the simulated world, whatever the daemon believes: which hosts run and since when, what was
// really commanded, clicked and recorded. The judges compare the daemon's doings with this.
import type { Instant } from '../../src/core/brand.ts';
import type { RuleId } from '../../src/core/campaign/approval-rules.ts';
import { evolve } from '../../src/core/campaign/evolve.ts';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import { isInFlight } from '../../src/core/campaign/holding.ts';
import type { Campaign, HostStage } from '../../src/core/campaign/state.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { BootId, CampaignId, HostId, PersonId, PlanDigest } from '../../src/core/fleet/ids.ts';
import type { FleetLogEntry, SimulatedFleet } from '../../src/demo/simulated-fleet.ts';
import type { ChatClick, ClickAnswer } from '../../src/ports/chat.ts';
import type { EffectState, Store } from '../../src/ports/store.ts';
import { EPOCH } from '../../src/runtime/epoch.ts';
import type { PlannedEnd } from '../../src/core/uptime/boot-history.ts';
import { machineNamed } from './machine-names.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Recorded = {
  readonly campaign: CampaignId;
  readonly version: number;
  readonly event: CampaignEvent;
  /** By the daemon's wall clock, as it stands in the journal. */
  readonly at: Instant;
  /** True time. */
  readonly worldAt: Instant;
};

/** What a person pressed, and what they were told came of it. In true time. */
export type Click = {
  readonly kind: ChatClick['kind'];
  readonly by: PersonId;
  readonly campaign: CampaignId;
  /** Of the plan that the person saw; null where a button is of no single plan. */
  readonly digest: PlanDigest | null;
  readonly at: Instant;
  /** Whether this person was an approver at that moment, and of which rules. */
  readonly mayApprove: boolean;
  readonly meets: readonly RuleId[];
  answeredAt: Instant | null;
  answer: ClickAnswer['kind'] | null;
};

/** The daemon asked again about everybody whose approval waits, and heard that these have left. */
export type Review = {
  readonly startedAt: Instant;
  readonly doneAt: Instant;
  readonly left: ReadonlySet<PersonId>;
};

export type TrueBoot = {
  readonly bootId: BootId;
  readonly bootedAt: Instant;
  /** The campaign whose accepted command ended it, if one did. */
  endedBy: CampaignId | null;
  /** When it took that command. */
  endedAt: Instant;
  /** The commanded reboot of a hypervisor that took it along, if one did. */
  fellWith: PlannedEnd | null;
};

export type TruthMark = { readonly rollBack: () => void };

export type Truth = {
  readonly time: VirtualTime;
  readonly fleet: SimulatedFleet;
  readonly inventory: () => Fleet;
  /** The inventory that was in force then. */
  readonly inventoryAt: (at: Instant) => Fleet;
  readonly campaigns: ReadonlyMap<CampaignId, Campaign>;
  readonly hasOpenCampaign: () => boolean;
  /** How many hosts of campaigns are in flight. */
  readonly inFlightCount: () => number;
  readonly eventsOf: (campaign: CampaignId) => readonly Recorded[];
  readonly clicks: Click[];
  readonly reviews: Review[];
  /** Backups that were put back, each with the campaigns that were open in it. */
  readonly restored: { readonly at: Instant; readonly open: ReadonlySet<CampaignId> }[];
  readonly boots: (host: HostId) => readonly TrueBoot[];
  /** Since when the host cannot be read (down, or probes fail); null while it can. */
  readonly unreadableSince: (host: HostId) => Instant | null;
  readonly setProbeFailure: (host: HostId, failure: FleetFailure) => void;
  /** While its answers are lost a host hears everything, and nobody hears it. */
  readonly loseAnswers: (host: HostId, as: 'lost' | 'heard') => void;
  readonly answersLost: (host: HostId) => boolean;
  /** How far an effect is, as far as it has become durable; null if nobody recorded it. */
  readonly effectState: (campaign: CampaignId, key: string) => EffectState | null;
  /** A Store that lets the truth see what has become durable, at once. */
  readonly watched: (store: Store) => Store;
  /** Instants whose digest the journal says was posted. */
  readonly digests: ReadonlySet<Instant>;
  /** Incidents that the journal has as open, and since when in true time. */
  readonly openIncidents: ReadonlyMap<string, Instant>;
  /** What is recorded now; `rollBack` makes it what is recorded again. What happened in the world has happened. */
  readonly mark: () => TruthMark;
  /** When an incident or a digest last brought news that people are to be told. */
  readonly newsAt: () => Instant;
  /** Something became durable that belongs to no campaign. */
  readonly onOther: (listener: (name: string) => void) => void;
  readonly onRecorded: (
    listener: (recorded: Recorded, before: Campaign | null, after: Campaign) => void,
  ) => void;
};

type FleetFailure = ReturnType<SimulatedFleet['host']>['faults']['probeFailure'];

function isGivenUp(stage: HostStage | undefined): boolean {
  return stage?.kind === 'failed' || stage?.kind === 'skipped';
}

export function createTruth(options: {
  readonly time: VirtualTime;
  readonly fleet: SimulatedFleet;
  readonly inventory: () => Fleet;
  readonly inventoryAt: (at: Instant) => Fleet;
}): Truth {
  const { time, fleet } = options;
  const campaigns = new Map<CampaignId, Campaign>();
  /** Null once a campaign has changed. */
  let inFlight: number | null = null;
  let newsAt: Instant = time.now();
  const openIncidents = new Map<string, Instant>();
  const events = new Map<CampaignId, Recorded[]>();
  const boots = new Map<HostId, TrueBoot[]>();
  const downSince = new Map<HostId, Instant>();
  const mutedSince = new Map<HostId, Instant>();
  const unheardSince = new Map<HostId, Instant>();
  const effects = new Map<string, EffectState>();
  const digests = new Set<Instant>();
  const otherListeners: ((name: string) => void)[] = [];
  const listeners: ((recorded: Recorded, before: Campaign | null, after: Campaign) => void)[] = [];

  for (const { id, bootId, bootedAt } of fleet.hosts())
    boots.set(id, [{ bootId, bootedAt, endedBy: null, endedAt: Infinity, fellWith: null }]);

  /** Whose guests fall now, and with what: its own command, or that of what it stands on itself. */
  const takeAlong = (host: HostId): void => {
    const running = boots.get(host)?.at(-1);
    const by = running?.endedBy ?? null;
    const cause = by === null ? (running?.fellWith ?? null) : { campaign: by, host };
    // One that goes only after it was given up takes guests along that nobody can tell the reason of by then.
    if (cause === null || (by !== null && isGivenUp(campaigns.get(by)?.hosts.get(host)?.stage))) return;
    for (const { id, placement } of options.inventory().hosts.values()) {
      const machine = machineNamed(id);
      const guest = boots.get(machine)?.at(-1);
      if (placement?.hypervisor === host && guest !== undefined && !downSince.has(machine))
        guest.fellWith = cause;
    }
  };

  const happened = (entry: FleetLogEntry): void => {
    if (entry.kind === 'down') {
      takeAlong(entry.host);
      downSince.set(entry.host, entry.at);
    }
    if (entry.kind === 'booted') {
      downSince.delete(entry.host);
      boots.get(entry.host)?.push({
        bootId: entry.bootId,
        bootedAt: entry.at,
        endedBy: null,
        endedAt: Infinity,
        fellWith: null,
      });
    }
    if (entry.kind === 'reboot-accepted') {
      const running = boots.get(entry.host)?.at(-1);
      const by = [...campaigns.values()].find(({ document }) => document.digest === entry.planDigest);
      if (running !== undefined && by !== undefined)
        Object.assign(running, { endedBy: by.id, endedAt: entry.at });
    }
  };
  fleet.onEntry(happened);

  const record = (change: Parameters<Store['commit']>[0]): void => {
    for (const { key } of change.effects) effects.set(`${change.campaign}/${key}`, 'pending');
    for (const [index, event] of change.events.entries()) {
      const before = campaigns.get(change.campaign) ?? null;
      const after = evolve(before, { at: change.at, event });
      campaigns.set(change.campaign, after);
      inFlight = null;
      const version = change.expectedVersion + index + 1;
      const recorded = { campaign: change.campaign, version, event, at: change.at, worldAt: time.now() };
      const list = events.get(change.campaign);
      if (list === undefined) events.set(change.campaign, [recorded]);
      else list.push(recorded);
      for (const listener of listeners) listener(recorded, before, after);
    }
  };

  return {
    time,
    fleet,
    inventory: options.inventory,
    inventoryAt: options.inventoryAt,
    campaigns,
    inFlightCount: () => (inFlight ??= inFlightOf(campaigns.values())),
    hasOpenCampaign: () => {
      for (const { phase } of campaigns.values()) if (phase.kind !== 'ended') return true;
      return false;
    },
    eventsOf: (campaign) => events.get(campaign) ?? [],
    clicks: [],
    reviews: [],
    restored: [],
    boots: (host) => {
      fleet.isUp(host);
      return boots.get(machineNamed(host)) ?? [];
    },
    unreadableSince: (host) => {
      const up = fleet.isUp(host);
      const machine = machineNamed(host);
      const since = Math.min(
        up ? Infinity : (downSince.get(machine) ?? Infinity),
        mutedSince.get(machine) ?? Infinity,
        unheardSince.get(machine) ?? Infinity,
      );
      return since === Infinity ? null : since;
    },
    setProbeFailure: (host, failure) => {
      const machine = machineNamed(host);
      fleet.host(machine).faults.probeFailure = failure;
      if (failure === null) mutedSince.delete(machine);
      else if (!mutedSince.has(machine)) mutedSince.set(machine, time.now());
    },
    loseAnswers: (host, as) => {
      const machine = machineNamed(host);
      if (as === 'heard') unheardSince.delete(machine);
      else if (!unheardSince.has(machine)) unheardSince.set(machine, time.now());
    },
    answersLost: (host) => unheardSince.has(machineNamed(host)),
    effectState: (campaign, key) => effects.get(`${campaign}/${key}`) ?? null,
    watched: (store) => ({
      ...store,
      commit: async (change) => {
        const result = await store.commit(change);
        if (result.kind === 'committed') record(change);
        return result;
      },
      startEffect: async (campaign, key) => {
        const started = await store.startEffect(campaign, key);
        if (started) effects.set(`${campaign}/${key}`, 'started');
        return started;
      },
      remember: async (name, value) => {
        await store.remember(name, value);
        // Each start begins with it: to hit that would leave nothing for what matters more.
        if (name !== EPOCH) for (const listener of otherListeners) listener(name);
      },
      appendEpisodeEvents: async (entry) => {
        await store.appendEpisodeEvents(entry);
        newsAt = time.now();
        for (const event of entry.events) {
          if (event.kind === 'incident-opened' || event.kind === 'incident-reopened')
            openIncidents.set(event.incident, time.now());
          if (event.kind === 'incident-closed') openIncidents.delete(event.incident);
        }
      },
      appendFleetEvent: async (entry) => {
        await store.appendFleetEvent(entry);
        if (entry.messages.length > 0) newsAt = time.now();
        if (entry.event.kind === 'digest-posted') digests.add(entry.event.forAt);
      },
      finishEffect: async (campaign, key) => {
        await store.finishEffect(campaign, key);
        effects.set(`${campaign}/${key}`, 'finished');
      },
    }),
    mark: () => {
      const refill = <Key, Row>(of: Map<Key, Row>, rows: readonly (readonly [Key, Row])[]): void => {
        of.clear();
        for (const [key, row] of rows) of.set(key, row);
      };
      const kept = {
        campaigns: [...campaigns],
        // Another backup may be put back before this one.
        events: [...events].map(([id, list]) => [id, [...list]] as const),
        incidents: [...openIncidents],
        effects: [...effects],
        digests: [...digests],
      };
      return {
        rollBack: () => {
          refill(
            events,
            kept.events.map(([id, list]) => [id, [...list]]),
          );
          refill(campaigns, kept.campaigns);
          inFlight = null;
          refill(openIncidents, kept.incidents);
          refill(effects, kept.effects);
          digests.clear();
          for (const at of kept.digests) digests.add(at);
        },
      };
    },
    newsAt: () => newsAt,
    digests,
    openIncidents,
    onOther: (listener) => void otherListeners.push(listener),
    onRecorded: (listener) => void listeners.push(listener),
  };
}

function inFlightOf(campaigns: Iterable<Campaign>): number {
  let count = 0;
  for (const { hosts } of campaigns) for (const host of hosts.values()) if (isInFlight(host)) count += 1;
  return count;
}
