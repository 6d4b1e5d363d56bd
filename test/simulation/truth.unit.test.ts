// What the simulator holds the daemon against must itself be right after backups are put back in any order.
import { expect, it } from 'vitest';
import type { CampaignEvent } from '../../src/core/campaign/event.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { SimulatedFleet } from '../../src/demo/simulated-fleet.ts';
import type { Store } from '../../src/ports/store.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { sampleCampaign, sampleStartAt } from '../fakes/sample-campaign.ts';
import { createTruth } from './truth.ts';
import { createVirtualTime } from './virtual-time.ts';

it('a newer backup that is put back after an older one has all that was recorded when it was made', async () => {
  const fleet = buildFleet({ hosts: {} });
  const truth = createTruth({
    time: createVirtualTime(sampleStartAt),
    fleet: { hosts: () => [], onEntry: () => undefined } as unknown as SimulatedFleet,
    inventory: () => fleet,
    inventoryAt: () => fleet,
  });
  const store = truth.watched({
    commit: () => Promise.resolve({ kind: 'committed' }),
  } as unknown as Store);
  const { id, document, requestedBy: by, approvalPolicy: policy, expiresAt } = sampleCampaign();
  const [host = 'none' as HostId] = document.plan.steps.map((step) => step.host);
  const record = (expectedVersion: number, event: CampaignEvent) =>
    store.commit({
      campaign: id,
      expectedVersion,
      at: sampleStartAt,
      actor: by,
      events: [event],
      effects: [],
      messages: [],
    });
  const kinds = (): readonly string[] => truth.eventsOf(id).map(({ event }) => event.kind);

  await record(0, { kind: 'campaign-proposed', id, document, by, policy, expiresAt });
  const older = truth.mark();
  await record(1, { kind: 'host-check-requested', host, effectKey: 'c#1' });
  const newer = truth.mark();
  older.rollBack();
  expect(kinds()).toEqual(['campaign-proposed']);
  await record(1, { kind: 'campaign-ended', as: { kind: 'stopped', by } });
  newer.rollBack();
  expect(kinds()).toEqual(['campaign-proposed', 'host-check-requested']);
  expect(truth.campaigns.get(id)?.version).toBe(2);
});
