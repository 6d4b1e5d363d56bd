// The only writer of campaigns in this process: read, decide, one transaction, hand on. One decision at a time over
// all campaigns, so that two of them can never start hosts from the same view of the world; another process (the
// command line) is met by the version check of the commit.

import { DAY_MS, type DurationMs, type Instant } from '../core/brand.ts';
import { rebootsOfADay } from '../core/campaign/reboots-of-a-day.ts';
import { decide } from '../core/campaign/decide.ts';
import type { DecisionResult } from '../core/campaign/draft.ts';
import type { Effect } from '../core/campaign/effect.ts';
import type { CampaignEvent } from '../core/campaign/event.ts';
import { evolve, replay } from '../core/campaign/evolve.ts';
import { heldHosts } from '../core/campaign/holding.ts';
import { leftOutHosts, type LeftOut } from '../core/campaign/left-out.ts';
import type { CampaignInput, Flag, World } from '../core/campaign/input.ts';
import { assertInvariants } from '../core/campaign/invariants.ts';
import { rebootsAsked, type AskedReboot } from '../core/campaign/planned-end.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { CampaignId, HostId, PersonId } from '../core/fleet/ids.ts';
import type { FleetSnapshot, HostStatus } from '../core/fleet/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { CampaignVersion, DueWork, Store, WantedMessage } from '../ports/store.ts';
import { createLatelyAsked } from './lately-asked.ts';

export type CampaignRunner = {
  /** Decides, commits, and only then resolves. Rejects only if the store cannot be written. */
  readonly submit: (id: CampaignId, input: CampaignInput, actor: PersonId) => Promise<DecisionResult>;
  /** One input of time for each of `open`. One that has ended since takes no harm, one that was proposed since waits. */
  readonly tick: (open: DueWork['open']) => Promise<void>;
  readonly campaign: (id: CampaignId) => Promise<Campaign | null>;
  readonly openCampaigns: () => Promise<readonly Campaign[]>;
  /** Hosts that ended campaigns left out of rotation, and which campaign did. */
  readonly leftOut: () => Promise<ReadonlyMap<HostId, LeftOut>>;
  /** The world as the next decision about `id` would see it. */
  readonly worldFor: (id: CampaignId) => Promise<World>;
  /** Campaigns that have not ended, as of the last decision. */
  readonly known: () => readonly Campaign[];
  /** Hosts that these hold. */
  readonly held: () => ReadonlySet<HostId>;
  /**
   * Reboots that open campaigns, those that left hosts out of rotation, and those of the last day asked for: boots that
   * end with them end as planned. Newest first, as of the last decision.
   */
  readonly rebootsAsked: () => readonly AskedReboot[];
};

export type RunnerOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Null while nobody knows the inventory in force: nothing can start. */
  readonly fleet: { readonly forWorld: () => World['fleet'] };
  readonly statuses: (now: Instant) => ReadonlyMap<HostId, HostStatus>;
  readonly snapshot: () => Pick<FleetSnapshot, 'hosts'>;
  readonly flags: () => Promise<readonly Flag[]>;
  /** The messages that these events make necessary; the first of them has version `firstVersion`. */
  readonly messagesFor: (
    campaign: Campaign,
    events: readonly CampaignEvent[],
    firstVersion: number,
  ) => readonly WantedMessage[];
  /** Called after the commit, with effects to perform. */
  readonly onEffects: (id: CampaignId, effects: readonly Effect[]) => void;
  /** Called after the commit, when messages were wanted. */
  readonly onMessages: () => void;
  /** Called after each tick of a campaign with what came of it and the world that it was decided in. */
  readonly onTicked?: (campaign: Campaign, world: World) => void;
};

/** The actor of everything that no person did. */
export const daemon = 'daemon' as PersonId;

/** Conflicts come from a person at the command line; more than a few in a row is a bug. */
const MAX_CONFLICTS = 10;

/** A stop switch that is pulled is heeded within this and the time in which a request must be sent (15 s). */
const WORLD_WITHIN_MS: DurationMs = 5_000;
/** A store this slow, this often, is no ground to start anything on. */
const MAX_WORLDS = 3;

export function createCampaignRunner(options: RunnerOptions): CampaignRunner {
  const { store, clock, log } = options;
  const known = new Map<CampaignId, Campaign>();
  /** Ended campaigns that left hosts out of rotation; a host only ever leaves this list by an event. */
  const leaving = new Map<CampaignId, Campaign>();
  const lately = createLatelyAsked(options);
  /** What follows from `known`; null once it has changed. */
  let derived: Derived | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const keep = (among: Map<CampaignId, Campaign>, campaign: Campaign): void => {
    if (among.get(campaign.id) === campaign) return;
    among.set(campaign.id, campaign);
    derived = null;
  };

  const keepOnly = (
    among: Map<CampaignId, Campaign>,
    named: readonly { readonly id: CampaignId }[],
  ): void => {
    if (among.size === named.length && named.every(({ id }) => among.has(id))) return;
    const ids = new Set(named.map(({ id }) => id));
    for (const [id, campaign] of among) {
      if (ids.has(id)) continue;
      among.delete(id);
      // What an open one asked for stays asked for.
      if (among === known) lately.add(campaign);
    }
    derived = null;
  };

  const load = async (id: CampaignId): Promise<Campaign | null> => {
    const cached = known.get(id) ?? null;
    const fresh = await store.campaignEvents(id, cached?.version ?? 0);
    const campaign = fresh.reduce<Campaign | null>(evolve, cached);
    if (campaign !== null) keep(known, campaign);
    return campaign;
  };

  /** Those that are named, if each is known as the store has it now; null if one has to be read. */
  const asNamed = (
    among: Map<CampaignId, Campaign>,
    named: readonly CampaignVersion[],
  ): readonly Campaign[] | null => {
    const campaigns: Campaign[] = [];
    for (const { id, version } of named) {
      const cached = among.get(id);
      if (cached?.version !== version) return null;
      campaigns.push(cached);
    }
    keepOnly(among, named);
    return campaigns;
  };

  const campaignsLeavingOut = async (named: readonly CampaignVersion[]): Promise<readonly Campaign[]> => {
    const campaigns: Campaign[] = [];
    for (const { id, version } of named) {
      const cached = leaving.get(id);
      const campaign = cached?.version === version ? cached : replay(await store.campaignEvents(id, 0));
      if (campaign === null) continue;
      keep(leaving, campaign);
      campaigns.push(campaign);
    }
    keepOnly(leaving, named);
    return campaigns;
  };

  const campaignsOpen = async (named: readonly CampaignVersion[]): Promise<readonly Campaign[]> => {
    const campaigns: Campaign[] = [];
    for (const { id, version } of named) {
      const cached = known.get(id);
      const campaign = cached?.version === version ? cached : await load(id);
      if (campaign !== null) campaigns.push(campaign);
    }
    keepOnly(known, named);
    return campaigns;
  };

  /** Campaigns that hold hosts; those that have ended may see a host come back at any time. */
  const upToDate = async (named: Named): Promise<Current> => {
    await lately.load();
    return {
      open: asNamed(known, named.open) ?? (await campaignsOpen(named.open)),
      leavingOut: asNamed(leaving, named.leavingOut) ?? (await campaignsLeavingOut(named.leavingOut)),
    };
  };

  const openCampaigns = async (): Promise<readonly Campaign[]> => {
    const open = await store.campaigns('open');
    return (await upToDate({ open, leavingOut: await store.campaigns('leaving-out') })).open;
  };

  /** Flags are read last; a process that was stopped between its questions asks all of them again. */
  const worldFor = async (id: CampaignId): Promise<World> => {
    for (let tries = 1; ; tries += 1) {
      const [beganMs, beganAt] = [clock.monotonicMs(), clock.now()];
      const world = await assembled(id);
      const tookMs = Math.max(clock.monotonicMs() - beganMs, world.now - beganAt);
      if (tookMs <= WORLD_WITHIN_MS) return world;
      if (tries < MAX_WORLDS) continue;
      const why = `what holds now could not be read within ${WORLD_WITHIN_MS} ms`;
      return { ...world, flags: [...world.flags, { kind: 'unknown', why, cause: { kind: 'too-slow' } }] };
    }
  };

  const assembled = async (id: CampaignId): Promise<World> => {
    const { asked, boots, ...named } = await store.decisionBasis(clock.now() - DAY_MS);
    const { open, leavingOut } = await upToDate(named);
    const left = leavingOut.filter((campaign) => campaign.id !== id);
    const flags = await options.flags();
    const now = clock.now();
    return {
      now,
      fleet: options.fleet.forWorld(),
      statuses: options.statuses(now),
      views: options.snapshot().hosts,
      inFlightElsewhere: heldByOthers(open, id),
      leftOut: leftOutHosts(left),
      rebootsOfDay: rebootsOfADay({ now, asked, boots, own: id }),
      flags,
    };
  };

  const decideOnce = async (
    id: CampaignId,
    input: CampaignInput,
    actor: PersonId,
  ): Promise<DecisionResult | 'version-conflict'> => {
    const world = await worldFor(id);
    // An open one was read with the world; what somebody else wrote since is met by the commit.
    const campaign = known.get(id) ?? (await load(id));
    const result = decide(campaign, input, world);
    const { events, effects } = result;
    if (events.length === 0) {
      if (campaign !== null && input.kind === 'tick') options.onTicked?.(campaign, world);
      return result;
    }
    const expectedVersion = campaign?.version ?? 0;
    const at = world.now;
    const after = events.reduce<Campaign | null>((state, event) => evolve(state, { at, event }), campaign);
    if (after === null) throw new Error(`campaign ${id}: events without a state`);
    assertInvariants(after);
    const messages = options.messagesFor(after, events, expectedVersion + 1);
    const committed = await store.commit({
      campaign: id,
      expectedVersion,
      at,
      actor,
      events,
      effects,
      messages,
    });
    if (committed.kind === 'version-conflict') return 'version-conflict';
    keep(known, after);
    for (const event of events) log.info(event.kind, { campaign: id, ...fieldsOf(event) });
    if (effects.length > 0) options.onEffects(id, effects);
    if (messages.length > 0) options.onMessages();
    if (input.kind === 'tick') options.onTicked?.(after, world);
    return result;
  };

  const submit = async (id: CampaignId, input: CampaignInput, actor: PersonId): Promise<DecisionResult> => {
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const result = await decideOnce(id, input, actor);
      if (result !== 'version-conflict') return result;
    }
    throw new Error(`campaign ${id}: ${MAX_CONFLICTS} version conflicts in a row`);
  };

  return {
    submit: (id, input, actor) => inTurn(() => submit(id, input, actor)),
    tick: (open) =>
      inTurn(async () => {
        const failures: unknown[] = [];
        // Each decision reads all that is current; with none to make, hosts that were left out are looked up here.
        if (open.length === 0) await openCampaigns();
        // One campaign that cannot be decided must not keep the others from going on.
        for (const { id } of open)
          await submit(id, { kind: 'tick' }, daemon).catch((error: unknown) => failures.push(error));
        if (failures.length > 0) throw failures[0];
      }),
    campaign: (id) => inTurn(() => load(id)),
    openCampaigns: () => inTurn(openCampaigns),
    leftOut: () =>
      inTurn(async () => leftOutHosts(await campaignsLeavingOut(await store.campaigns('leaving-out')))),
    worldFor: (id) => inTurn(() => worldFor(id)),
    known: () => (derived ??= derivedFrom(known)).open,
    held: () => (derived ??= derivedFrom(known)).held,
    rebootsAsked: () =>
      [...[...known.values(), ...leaving.values()].flatMap(rebootsAsked), ...lately.reboots()].sort(
        (a, b) => b.at - a.at,
      ),
  };
}

function heldByOthers(open: readonly Campaign[], own: CampaignId): ReadonlySet<HostId> {
  const held = new Set<HostId>();
  for (const campaign of open)
    if (campaign.id !== own) for (const host of heldHosts(campaign)) held.add(host);
  return held;
}

type Named = { readonly open: readonly CampaignVersion[]; readonly leavingOut: readonly CampaignVersion[] };

type Current = { readonly open: readonly Campaign[]; readonly leavingOut: readonly Campaign[] };

type Derived = { readonly open: readonly Campaign[]; readonly held: ReadonlySet<HostId> };

function derivedFrom(known: ReadonlyMap<CampaignId, Campaign>): Derived {
  const open = [...known.values()].filter(({ phase }) => phase.kind !== 'ended');
  return { open, held: new Set(open.flatMap((campaign) => [...heldHosts(campaign)])) };
}

function fieldsOf(event: CampaignEvent): Record<string, string> {
  const fields: Record<string, string> = {};
  if ('host' in event) fields['host'] = event.host;
  if ('by' in event) fields['by'] = event.by;
  if (event.kind === 'decision-refused') fields['why'] = event.why;
  if (event.kind === 'host-failed') {
    fields['failure'] = event.failure.kind;
    fields['detail'] = event.failure.detail;
  }
  return fields;
}
