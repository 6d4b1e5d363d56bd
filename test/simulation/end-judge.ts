// What must be so at the end: in every run the journal is whole; in runs where faults stop, everything has come to its
// end, people see the last word, and history tells planned from unplanned.
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import { seatName } from '../../src/core/rotation/rotation.ts';
import { fellWith, type BootRecord, type PlannedEnd } from '../../src/core/uptime/boot-history.ts';
import type { BootId } from '../../src/core/fleet/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { cardKey } from '../../src/runtime/campaign-messages.ts';
import { endedThough, type BrokenPart } from './broken-core.ts';
import type { ChatMessage } from '../../src/ports/chat.ts';
import type { SimChat } from './sim-chat.ts';
import { knowsDrained, knowsSeat } from './taken-out.ts';
import type { TrueBoot, Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

export type EndJudgeOptions = {
  readonly truth: Truth;
  readonly verdicts: Verdicts;
  readonly store: Store;
  readonly chat: SimChat;
  readonly brokenPart: BrokenPart;
  /** What was recorded before and after lies on two time scales. */
  readonly clockWasSet: boolean;
};

/** To be asked some time after the last fault. */
export async function judgeLiveness({
  truth,
  verdicts,
  store,
  chat,
  brokenPart,
  clockWasSet,
}: EndJudgeOptions): Promise<void> {
  for (const campaign of truth.campaigns.values()) {
    if (campaign.phase.kind !== 'ended')
      verdicts.violate('liveness', `${campaign.id} has not ended: ${describe(campaign)}`);
    if (brokenPart !== 'chat') judgeCards(campaign, chat, verdicts);
  }
  for (const { campaign, effect, state } of await store.unfinishedEffects())
    verdicts.violate(
      'liveness',
      `effect ${effect.key} of ${campaign} (${effect.request.kind}) is still ${state}`,
    );
  const unshown = await store.unshownMessages();
  if (brokenPart !== 'chat')
    for (const { key } of unshown) verdicts.violate('liveness', `${key} was never shown`);
  else if (unshown.length > MOST_UNSHOWN)
    verdicts.violate('liveness', `${unshown.length} messages wait for a chat that is gone`);
  const hasEnded = [...truth.campaigns.values()].every(({ phase }) => phase.kind === 'ended');
  if (brokenPart !== 'none' && hasEnded) verdicts.saw(endedThough[brokenPart]);
  await judgeBoots(truth, verdicts, store);
  if (!clockWasSet) await judgeFalls(truth, verdicts, store);
  await judgePicture(truth, verdicts, store);
  judgeTrails(truth, verdicts);
  if (truth.time.timersInProcess() > MOST_TIMERS)
    verdicts.violate('liveness', `${truth.time.timersInProcess()} timers are left in the process`);
}

/** The last card shows how it ended; those of versions that were edited have no buttons any more. */
function judgeCards({ id, version, edits }: Campaign, chat: SimChat, verdicts: Verdicts): void {
  for (let plan = 1; plan <= edits.length + 1; plan += 1) {
    const key = cardKey(id, plan);
    const last = chat.shown.findLast((shown) => shown.key === key);
    const message = last?.message;
    // What people deleted comes back with the next change, if there is one.
    if ((message === undefined && chat.deleted.has(key)) || chat.refused.has(key)) continue;
    if (plan > edits.length) {
      const shown = message?.kind === 'campaign-card' ? message.campaign.version : null;
      // It may show what a record knew that is no more: nothing happened to the campaign since.
      if (shown !== version && last?.forgotten !== true)
        verdicts.violate('liveness', `the card of ${id} shows version ${shown ?? 'nothing'} of ${version}`);
    } else if (
      message?.kind !== 'replaced-card' &&
      !(last?.forgotten === true && showsEnd(message)) &&
      !chat.refused.has(cardKey(id, plan + 1))
    )
      verdicts.violate('liveness', `the card of version ${plan} of ${id} is not marked as replaced`);
  }
}

/** It has no buttons. An older record, put back before a newer one, may have shown it of a plan that it did not know as replaced. */
const showsEnd = (message: ChatMessage | undefined): boolean =>
  message?.kind === 'campaign-card' && message.campaign.phase.kind === 'ended';

/** Its loops, a probe for each lane, and what waits for the chat: never more however long it ran. */
const MOST_TIMERS = 60;

/** A card and its notes for each campaign, incidents, a digest a day: far from one for every look or try. */
const MOST_UNSHOWN = 200;

/** Every host is looked at once in the longest interval, with its spread. */
const LOOKED_AT_WITHIN_MS = 12 * MINUTE_MS;

/** As if nothing had gone wrong: every host is up, is seen as the boot that it runs, and is in rotation. */
async function judgePicture(truth: Truth, verdicts: Verdicts, store: Store): Promise<void> {
  const reboots = [...truth.campaigns.values()].flatMap(({ hosts }) => [...hosts.values()]);
  const views = new Map((await store.hostViews()).map((view) => [view.hostId, view]));
  for (const { id } of truth.inventory().hosts.values()) {
    const view = views.get(id);
    const real = [...truth.fleet.hosts()].find((host) => host.id === id);
    if (real === undefined || !truth.fleet.isUp(id) || real.bootedAt > truth.time.now() - LOOKED_AT_WITHIN_MS)
      continue;
    if (view?.status !== 'up' || view.lastSeen?.facts.bootId !== real.bootId)
      verdicts.violate(
        'liveness',
        `${id} is up, and is believed to be ${view?.status ?? 'nothing'} of another boot`,
      );
  }
  for (const { id, drained } of truth.fleet.hosts()) {
    if (drained && !reboots.some((reboot) => knowsDrained(reboot, id)))
      verdicts.violate('done-means-serving', `${id} is out of rotation, and no campaign knows of it`);
  }
  for (const { seat, admin, weight } of truth.fleet.balancers.seats()) {
    const known = reboots.some((reboot) => knowsSeat(reboot, seat));
    const isOut = admin !== 'ready' || weight !== 100;
    if (isOut && !known)
      verdicts.violate(
        'done-means-serving',
        `${seatName(seat)} is ${admin} at ${weight}, and no campaign knows of it`,
      );
  }
}

/** Every command has its whole trail: who asked, who approved, what was intended, what came of it. */
function judgeTrails({ campaigns, eventsOf }: Truth, verdicts: Verdicts): void {
  for (const id of campaigns.keys()) {
    const events = eventsOf(id);
    const first = (kind: string): number => events.findIndex(({ event }) => event.kind === kind);
    for (const [at, { event }] of events.entries()) {
      if (event.kind !== 'host-reboot-requested') continue;
      const approvedAt = first('plan-approved');
      if (first('campaign-proposed') !== 0 || approvedAt === -1 || approvedAt > at)
        verdicts.violate(
          'journal',
          `${event.host}: a command of ${id} without a proposal and approvals before it`,
        );
      const { host } = event;
      const result = events.slice(at + 1).find(({ event: next }) => 'host' in next && next.host === host);
      if (result === undefined)
        verdicts.violate('journal', `${host}: nothing says what came of a command of ${id}`);
    }
  }
}

/** True at any time: what is recorded as posted is at least wanted. */
export async function judgeDigests({
  truth,
  verdicts,
  store,
}: Pick<EndJudgeOptions, 'truth' | 'verdicts' | 'store'>): Promise<void> {
  for (const forAt of truth.digests)
    if ((await store.message(`digest/${forAt}`)) === null)
      verdicts.violate(
        'digest',
        `the digest of ${new Date(forAt).toISOString()} is recorded as posted, and never was`,
      );
}

async function judgeBoots(truth: Truth, verdicts: Verdicts, store: Store): Promise<void> {
  for (const { id } of truth.fleet.hosts()) {
    for (const row of await store.boots(id)) {
      const boots = truth.boots(id).filter(({ bootId }) => bootId === row.bootId);
      if (boots.length === 0)
        verdicts.violate('boots', `${id} never ran boot ${row.bootId}, which is in its history`);
      // A host that came back only after people had given it up is theirs to explain.
      const by = (boots.length === 1 ? boots[0]?.endedBy : null) ?? null;
      // A record that was put back knows nothing of what it did afterwards.
      const isLost = by !== null && truth.restored.some(({ open }) => open.has(by));
      const after = by === null || isLost ? null : (truth.campaigns.get(by)?.hosts.get(id)?.after ?? null);
      const proven = after !== null;
      if (row.ended === 'unplanned' && proven)
        verdicts.violate(
          'boots',
          `${id}: the end of boot ${row.bootId} was commanded, and is recorded as unplanned`,
        );
      if (row.ended === 'planned' && !wasCommanded(truth, row.endedBy))
        verdicts.violate(
          'boots',
          `${id}: the end of boot ${row.bootId} is recorded as planned, and nobody commanded any`,
        );
    }
  }
}

function wasCommanded(truth: Truth, by: PlannedEnd | null): boolean {
  return by !== null && (truth.campaigns.get(by.campaign)?.hosts.get(by.host)?.attempts ?? 0) > 0;
}

async function judgeFalls(truth: Truth, verdicts: Verdicts, store: Store): Promise<void> {
  for (const { id } of truth.fleet.hosts()) {
    const rows = await store.boots(id);
    const seen = new Set(rows.map(({ bootId }) => bootId));
    for (const row of rows) judgeFall(row, { truth, verdicts, seen });
  }
}

type Fall = Pick<EndJudgeOptions, 'truth' | 'verdicts'> & {
  /** The boots of this host that the record knows: one between two looks, or before a backup was put back, is not. */
  readonly seen: ReadonlySet<BootId>;
};

/** A guest that fell with its commanded hypervisor is told so, and one that was up all through the command is not. */
export function judgeFall(row: BootRecord, { truth, verdicts, seen }: Fall): void {
  const { hostId: id, bootId, ended } = row;
  const isRow = (boot: TrueBoot): boolean => boot.bootId === bootId;
  const boots = truth.boots(id);
  // A host that keeps its boot id over a reboot has one row for all of them.
  const [first, last] = [boots.find(isRow), boots.findLastIndex(isRow)];
  const next = boots.slice(last + 1).find((later) => seen.has(later.bootId));
  if (first === undefined || next === undefined || ended === null) return;
  const cause = boots[last]?.fellWith ?? null;
  const isProven =
    cause !== null && (truth.campaigns.get(cause.campaign)?.hosts.get(cause.host)?.after ?? null) !== null;
  if (isProven && ended === 'planned') verdicts.saw('guest was told to have fallen with its hypervisor');
  if (isProven && ended === 'unplanned')
    verdicts.violate(
      'boots',
      `${id}: boot ${bootId} fell with ${cause.host}, which ${cause.campaign} rebooted, and is recorded as unplanned`,
    );
  const told = fellWith(row);
  if (told === null) return;
  const requests = truth
    .eventsOf(told.campaign)
    .filter(({ event }) => event.kind === 'host-reboot-requested' && event.host === told.host);
  if (!requests.some(({ worldAt }) => first.bootedAt <= worldAt && worldAt <= next.bootedAt))
    verdicts.violate(
      'boots',
      `${id}: boot ${bootId} is recorded as fallen with ${told.host}, which had no command while it ran`,
    );
}

function describe(campaign: Campaign): string {
  const stages = [...campaign.hosts.values()].map(({ step, stage }) => `${step.host} ${stage.kind}`);
  return `${campaign.phase.kind}; ${stages.join(', ')}`;
}
