// What must be so at the end: in every run the journal is whole; in runs where faults stop, everything has come to its
// end, people see the last word, and history tells planned from unplanned.
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import type { SimChat } from './sim-chat.ts';
import type { Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

export type EndJudgeOptions = {
  readonly truth: Truth;
  readonly verdicts: Verdicts;
  readonly store: Store;
  readonly chat: SimChat;
};

/** To be asked some time after the last fault. */
export async function judgeLiveness({ truth, verdicts, store, chat }: EndJudgeOptions): Promise<void> {
  for (const campaign of truth.campaigns.values()) {
    if (campaign.phase.kind !== 'ended')
      verdicts.violate('liveness', `${campaign.id} has not ended: ${describe(campaign)}`);
    const card = chat.shown.find(({ key }) => key === `campaign/${campaign.id}/card`)?.message;
    const shown = card?.kind === 'campaign-card' ? card.campaign.version : null;
    // What people deleted comes back with the next change, if there is one.
    const deleted = shown === null && chat.deleted.has(`campaign/${campaign.id}/card`);
    if (shown !== campaign.version && !deleted)
      verdicts.violate(
        'liveness',
        `the card of ${campaign.id} shows version ${shown ?? 'nothing'} of ${campaign.version}`,
      );
  }
  for (const { campaign, effect, state } of await store.unfinishedEffects())
    verdicts.violate(
      'liveness',
      `effect ${effect.key} of ${campaign} (${effect.request.kind}) is still ${state}`,
    );
  for (const { key } of await store.unshownMessages()) verdicts.violate('liveness', `${key} was never shown`);
  await judgeBoots(truth, verdicts, store);
}

/** True at any time: what is recorded as posted is at least wanted. */
export async function judgeDigests({ truth, verdicts, store }: Omit<EndJudgeOptions, 'chat'>): Promise<void> {
  for (const forAt of truth.digests)
    if ((await store.message(`digest/${forAt}`)) === null)
      verdicts.violate(
        'digest',
        `the digest of ${new Date(forAt).toISOString()} is recorded as posted, and never was`,
      );
}

async function judgeBoots(truth: Truth, verdicts: Verdicts, store: Store): Promise<void> {
  for (const { id } of truth.fleet.hosts()) {
    const commanded = wasCommanded(truth, id);
    for (const row of await store.boots(id)) {
      const boots = truth.boots(id).filter(({ bootId }) => bootId === row.bootId);
      if (boots.length === 0)
        verdicts.violate('boots', `${id} never ran boot ${row.bootId}, which is in its history`);
      // A host that came back only after people had given it up is theirs to explain.
      const by = (boots.length === 1 ? boots[0]?.endedBy : null) ?? null;
      const proven = by !== null && truth.campaigns.get(by)?.hosts.get(id)?.after !== null;
      if (row.ended === 'unplanned' && proven)
        verdicts.violate(
          'boots',
          `${id}: the end of boot ${row.bootId} was commanded, and is recorded as unplanned`,
        );
      if (row.ended === 'planned' && !commanded)
        verdicts.violate(
          'boots',
          `${id}: the end of boot ${row.bootId} is recorded as planned, and nobody commanded any`,
        );
    }
  }
}

function wasCommanded(truth: Truth, host: HostId): boolean {
  return [...truth.campaigns.values()].some(({ hosts }) => (hosts.get(host)?.attempts ?? 0) > 0);
}

function describe(campaign: Campaign): string {
  const stages = [...campaign.hosts.values()].map(({ step, stage }) => `${step.host} ${stage.kind}`);
  return `${campaign.phase.kind}; ${stages.join(', ')}`;
}
