// A Store in memory, for tests that need many of them. It is held to the same contract as SQLite
// (test/contracts/store-contract.ts). What is put in is never changed by anyone, so nothing is copied; the hash chain
// is worked out when it is asked for.
import { canonicalText } from '../../src/core/canonical-text.ts';
import type { CampaignEvent, DatedEvent } from '../../src/core/campaign/event.ts';
import type { CampaignId, HostId, PersonId } from '../../src/core/fleet/ids.ts';
import { episodeOf, openingOf, type DatedEpisodeEvent } from '../../src/core/incident/event.ts';
import type { HostView } from '../../src/core/fleet/snapshot.ts';
import type { StoredAudit } from '../../src/core/placement/stored-audit.ts';
import type { BootRecord } from '../../src/core/uptime/boot-history.ts';
import type {
  CampaignVersion,
  EffectState,
  FleetEvent,
  JournalEntry,
  MessageKey,
  Store,
  StoredEffect,
  StoredMessage,
  WantedMessage,
} from '../../src/ports/store.ts';
import { sha256Hex } from './plan-maker.ts';

type Entry = {
  readonly at: number;
  readonly actor: PersonId;
  readonly campaign: CampaignId | null;
  readonly version: number | null;
  readonly event: CampaignEvent | FleetEvent;
};

type EpisodeRow = { readonly kind: string; readonly id: string; events: DatedEpisodeEvent[]; opened: number };
type CampaignRow = { events: DatedEvent[]; ended: boolean; leftOut: Set<HostId> };
type KindRow = DatedEvent & { readonly campaign: CampaignId; readonly seq: number };
type EffectRow = StoredEffect & { state: EffectState };
type Writable<Row> = { -readonly [Field in keyof Row]: Row[Field] };
type MessageRow = Writable<StoredMessage>;

/** Everything that was in it at one moment. */
export type MemoryBackup = { readonly putBack: () => void };

/** What is in it, for those who compare it with the truth. */
export type MemoryStore = Store & {
  readonly backUp: () => MemoryBackup;
  readonly entries: readonly Entry[];
  readonly effects: () => Iterable<StoredEffect>;
};

export function createMemoryStore(): MemoryStore {
  const entries: Entry[] = [];
  const campaigns = new Map<CampaignId, CampaignRow>();
  const effects = new Map<string, EffectRow>();
  const unfinished = new Map<string, EffectRow>();
  const messages = new Map<MessageKey, MessageRow>();
  const views = new Map<HostId, HostView>();
  const boots = new Map<HostId, BootRecord[]>();
  const memory = new Map<string, string>();
  const audits: StoredAudit[] = [];

  const episodes = new Map<string, EpisodeRow>();
  /** Events of campaigns, for those who ask for a kind of them. */
  const byKind = new Map<string, KindRow[]>();

  const want = ({ key, channel, subject }: WantedMessage): void => {
    const known = messages.get(key);
    if (known !== undefined) known.wantedRevision += 1;
    else
      messages.set(key, {
        key,
        channel,
        subject,
        wantedRevision: 1,
        shownRevision: 0,
        postPending: false,
        ref: null,
        abandoned: null,
      });
  };

  const change = (key: MessageKey, fields: Partial<MessageRow>): Promise<void> => {
    const row = messages.get(key);
    if (row !== undefined) Object.assign(row, fields);
    return Promise.resolve();
  };

  const chained = createChain(entries);

  const effectId = (campaign: CampaignId, key: string): string => `${campaign}/${key}`;

  const campaignsBy = (filter: 'open' | 'all' | 'leaving-out'): readonly CampaignVersion[] => {
    const found: CampaignVersion[] = [];
    for (const [id, { events, ended, leftOut }] of campaigns)
      if (filter === 'leaving-out' ? ended && leftOut.size > 0 : filter === 'all' || !ended)
        found.push({ id, version: events.length });
    return found.reverse();
  };

  const eventsSince: (
    ...given: Parameters<Store['campaignEventsSince']>
  ) => Awaited<ReturnType<Store['campaignEventsSince']>> = ({ sinceAt, kinds }) => {
    const found: KindRow[] = [];
    for (const kind of kinds)
      for (const row of byKind.get(kind) ?? []) if (row.at >= sinceAt) found.push(row);
    if (kinds.length > 1) found.sort((one, other) => one.seq - other.seq);
    return found.map(({ at, campaign, event }) => ({ at, campaign, event }));
  };

  const rebootsSince = (sinceAt: number): readonly BootRecord[] => {
    const found: BootRecord[] = [];
    for (const rows of boots.values())
      if (rows.length > 1)
        for (const row of rows)
          if (row.firstSeenAt >= sinceAt && rows.some(({ firstSeenAt }) => firstSeenAt < row.firstSeenAt))
            found.push(row);
    return found.sort((a, b) => a.firstSeenAt - b.firstSeenAt || (a.hostId < b.hostId ? -1 : 1));
  };

  const unfinishedEffects = (): readonly StoredEffect[] =>
    [...unfinished.values()].map((row) => ({ ...row }));

  const hasUnshown = (): boolean => {
    for (const row of messages.values()) if (isUnshown(row)) return true;
    return false;
  };

  const isUnshown = ({ shownRevision, wantedRevision, abandoned }: MessageRow): boolean =>
    shownRevision < wantedRevision && abandoned === null;

  const commit: Store['commit'] = (wanted) => {
    const row = campaigns.get(wanted.campaign);
    if ((row?.events.length ?? 0) !== wanted.expectedVersion)
      return Promise.resolve({ kind: 'version-conflict' });
    const keys = wanted.effects.map(({ key }) => effectId(wanted.campaign, key));
    if (new Set(keys).size < keys.length || keys.some((key) => effects.has(key)))
      return Promise.reject(new Error('UNIQUE constraint failed: effect.campaign, effect.key'));
    const events: DatedEvent[] = row?.events ?? [];
    if (row === undefined) campaigns.set(wanted.campaign, { events, ended: false, leftOut: new Set() });
    for (const event of wanted.events) {
      events.push({ at: wanted.at, event });
      const { at, actor, campaign } = wanted;
      entries.push({ at, actor, campaign, version: events.length, event });
      const alike = byKind.get(event.kind) ?? [];
      byKind.set(event.kind, alike);
      alike.push({ at, campaign, event, seq: entries.length });
      const after = campaigns.get(wanted.campaign);
      if (after !== undefined) applyEnd(after, event);
    }
    for (const effect of wanted.effects) {
      const stored: EffectRow = { campaign: wanted.campaign, effect, state: 'pending' };
      effects.set(effectId(wanted.campaign, effect.key), stored);
      unfinished.set(effectId(wanted.campaign, effect.key), stored);
    }
    wanted.messages.forEach(want);
    return Promise.resolve({ kind: 'committed' });
  };

  const backUp = (): MemoryBackup => {
    const rows = <Key, Row>(of: ReadonlyMap<Key, Row>, copy: (row: Row) => Row): readonly [Key, Row][] =>
      [...of].map(([key, row]) => [key, copy(row)]);
    const kept = {
      entries: [...entries],
      audits: [...audits],
      campaigns: rows(campaigns, (row) => ({
        ...row,
        events: [...row.events],
        leftOut: new Set(row.leftOut),
      })),
      effects: rows(effects, (row) => ({ ...row })),
      messages: rows(messages, (row) => ({ ...row })),
      views: [...views],
      boots: rows(boots, (list) => [...list]),
      memory: [...memory],
      episodes: rows(episodes, (row) => ({ ...row, events: [...row.events] })),
      byKind: rows(byKind, (list) => [...list]),
    };
    const refill = <Key, Row>(of: Map<Key, Row>, with_: readonly (readonly [Key, Row])[]): void => {
      of.clear();
      for (const [key, row] of with_) of.set(key, row);
    };
    return {
      putBack: () => {
        entries.splice(0, entries.length, ...kept.entries);
        audits.splice(0, audits.length, ...kept.audits);
        refill(campaigns, kept.campaigns);
        refill(effects, kept.effects);
        refill(
          unfinished,
          kept.effects.filter(([, { state }]) => state !== 'finished'),
        );
        refill(messages, kept.messages);
        refill(views, kept.views);
        refill(boots, kept.boots);
        refill(memory, kept.memory);
        refill(episodes, kept.episodes);
        refill(byKind, kept.byKind);
        chained.forget();
      },
    };
  };

  return {
    backUp,
    entries,
    effects: () => effects.values(),
    commit,
    appendFleetEvent: ({ at, actor, event, messages: wanted }) => {
      entries.push({ at, actor, campaign: null, version: null, event });
      wanted.forEach(want);
      return Promise.resolve();
    },
    appendEpisodeEvents: ({ at, actor, events, messages: wanted }) => {
      for (const event of events) {
        entries.push({ at, actor, campaign: null, version: null, event });
        const { kind, id } = episodeOf(event) ?? { kind: 'none', id: '' };
        const row = episodes.get(`${kind}/${id}`) ?? { kind, id, events: [], opened: 0 };
        episodes.set(`${kind}/${id}`, row);
        row.events.push({ at, event });
        row.opened = Math.max(0, row.opened + openingOf(event));
      }
      wanted.forEach(want);
      return Promise.resolve();
    },
    episodeEvents: ({ kind, id }) => Promise.resolve([...(episodes.get(`${kind}/${id}`)?.events ?? [])]),
    episodes: ({ kind, sinceAt }) => {
      const found: Awaited<ReturnType<Store['episodes']>>[number][] = [];
      for (const row of episodes.values()) {
        if (row.kind !== kind) continue;
        const { id, events, opened } = row;
        const lastEventAt = events.at(-1)?.at ?? 0;
        if (opened > 0 || lastEventAt >= sinceAt)
          found.push({ id, lastEventAt, version: events.length, isOpen: opened > 0 });
      }
      return Promise.resolve(found.reverse());
    },
    campaignEvents: (campaign, afterVersion) =>
      Promise.resolve(campaigns.get(campaign)?.events.slice(afterVersion) ?? []),
    campaigns: (filter) => Promise.resolve(campaignsBy(filter)),
    decisionBasis: (sinceAt) =>
      Promise.resolve({
        open: campaignsBy('open'),
        leavingOut: campaignsBy('leaving-out'),
        asked: eventsSince({ sinceAt, kinds: ['host-reboot-requested'] }),
        boots: rebootsSince(sinceAt),
      }),
    dueWork: () =>
      Promise.resolve({
        open: campaignsBy('open'),
        effects: unfinishedEffects(),
        hasUnshown: hasUnshown(),
      }),
    campaignEventsSince: (filter) => Promise.resolve(eventsSince(filter)),
    unfinishedEffects: () => Promise.resolve(unfinishedEffects()),
    startEffect: (campaign, key) => {
      const row = effects.get(effectId(campaign, key));
      if (row?.state !== 'pending') return Promise.resolve(false);
      row.state = 'started';
      return Promise.resolve(true);
    },
    finishEffect: (campaign, key) => {
      const row = effects.get(effectId(campaign, key));
      if (row !== undefined) row.state = 'finished';
      unfinished.delete(effectId(campaign, key));
      return Promise.resolve();
    },
    wantMessages: (wanted) => {
      wanted.forEach(want);
      return Promise.resolve();
    },
    unshownMessages: () => {
      const found: StoredMessage[] = [];
      for (const row of messages.values()) if (isUnshown(row)) found.push({ ...row });
      return Promise.resolve(found);
    },
    message: (key) => {
      const row = messages.get(key);
      return Promise.resolve(row === undefined ? null : { ...row });
    },
    markPostPending: (key) => change(key, { postPending: true }),
    markShown: (key, { ref, revision }) => change(key, { ref, shownRevision: revision, postPending: false }),
    markGone: (key) => change(key, { ref: null, postPending: false }),
    abandonMessage: (key, reason) => change(key, { abandoned: reason }),
    recordObservations: (changes) => {
      for (const view of changes.views) views.set(view.hostId, view);
      for (const boot of changes.boots) putBoot(boots, boot);
      return Promise.resolve();
    },
    hostViews: () => Promise.resolve([...views.values()].sort((a, b) => (a.hostId < b.hostId ? -1 : 1))),
    currentBoots: () =>
      Promise.resolve(
        [...boots.values()]
          .flat()
          .filter(({ ended }) => ended === null)
          .sort((a, b) => (a.hostId < b.hostId ? -1 : 1)),
      ),
    boots: (hostId) =>
      Promise.resolve([...(boots.get(hostId) ?? [])].sort((a, b) => b.firstSeenAt - a.firstSeenAt)),
    firstSightings: () =>
      Promise.resolve(
        new Map(
          [...boots].map(([host, rows]) => [host, Math.min(...rows.map(({ firstSeenAt }) => firstSeenAt))]),
        ),
      ),
    waivers: (at) =>
      Promise.resolve(
        entries.flatMap(({ at: waivedAt, event }) => {
          if (event.kind !== 'finding-waived' || event.untilAt <= at) return [];
          const { by, code, subject, reason, untilAt } = event;
          return [{ at: waivedAt, by, code, subject, reason, untilAt }];
        }),
      ),
    chaosDraws: (sinceAt) =>
      Promise.resolve(
        entries
          .flatMap(({ at, event }) => (event.kind === 'chaos-drawn' && at >= sinceAt ? [event.draw] : []))
          .reverse(),
      ),
    recordAudit: (audit) => {
      if (audits.at(-1)?.digest === audit.digest) return Promise.resolve('unchanged');
      audits.push(audit);
      return Promise.resolve('stored');
    },
    auditAsOf: (at) => Promise.resolve(audits.findLast((audit) => audit.at <= at) ?? null),
    auditWithDigest: (digest) => Promise.resolve(audits.findLast((audit) => audit.digest === digest) ?? null),
    auditHeads: () => Promise.resolve(audits.map(({ at, digest }) => ({ at, digest })).reverse()),
    journal: ({ afterSeq, limit }) => Promise.resolve(chained.upToNow().slice(afterSeq, afterSeq + limit)),
    journalHead: () => {
      const last = chained.upToNow().at(-1);
      return Promise.resolve({ seq: entries.length, hash: last?.hash ?? genesis });
    },
    verifyJournal: () =>
      Promise.resolve({
        kind: 'intact',
        entries: entries.length,
        // Hashed only if it is looked at.
        get headHash() {
          return chained.upToNow().at(-1)?.hash ?? genesis;
        },
      }),
    remember: (name, value) => {
      memory.set(name, value);
      return Promise.resolve();
    },
    recall: (name) => Promise.resolve(memory.get(name) ?? null),
    close: () => Promise.resolve(),
  };
}

const genesis = '0'.repeat(64);

type Chain = {
  readonly upToNow: () => readonly JournalEntry[];
  /** The entries are other ones now. */
  readonly forget: () => void;
};

/** Entries with their hashes; each is hashed once, when somebody first asks. */
function createChain(entries: readonly Entry[]): Chain {
  const chain: JournalEntry[] = [];
  const upToNow = (): readonly JournalEntry[] => {
    for (const { at, actor, campaign, version, event } of entries.slice(chain.length)) {
      const seq = chain.length + 1;
      const prevHash = chain.at(-1)?.hash ?? genesis;
      // With its keys in this order the canonical text of these fields is what JSON makes of them.
      const fields = { actor, at, body: canonicalText(event), campaign, prev_hash: prevHash, seq, version };
      const hash = sha256Hex(JSON.stringify(fields));
      chain.push({ seq, at, actor, campaign, event, prevHash, hash });
    }
    return chain;
  };
  return { upToNow, forget: () => void (chain.length = 0) };
}

function applyEnd(row: CampaignRow, event: CampaignEvent): void {
  if (event.kind === 'campaign-ended') row.ended = true;
  if (event.kind === 'host-left-out') row.leftOut.add(event.host);
  if (event.kind === 'host-returned') row.leftOut.delete(event.host);
  if (event.kind === 'campaign-reopened') {
    row.ended = false;
    row.leftOut.clear();
  }
}

function putBoot(boots: Map<HostId, BootRecord[]>, boot: BootRecord): void {
  const rows = boots.get(boot.hostId) ?? [];
  const index = rows.findIndex(({ bootId }) => bootId === boot.bootId);
  const first = rows[index];
  if (first === undefined) rows.push(boot);
  else rows[index] = { ...boot, firstSeenAt: first.firstSeenAt };
  boots.set(boot.hostId, rows);
}
