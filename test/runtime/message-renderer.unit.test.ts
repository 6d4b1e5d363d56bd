// Notes hang on the card of their campaign. A card that the channel refuses for good must not silence them.
import { buildFleet } from '../fakes/fleet-builder.ts';
import { expect, it } from 'vitest';
import type { BootId, OwnerId, PersonId } from '../../src/core/fleet/ids.ts';
import { unobserved } from '../../src/core/fleet/snapshot.ts';
import { cardKey } from '../../src/runtime/campaign-messages.ts';
import { createMessageRenderer } from '../../src/runtime/message-renderer.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { sampleCampaign } from '../fakes/sample-campaign.ts';
import { sampleEvents, sampleFacts } from '../fakes/sample-events.ts';

const none = () => Promise.reject(new Error('no incident here'));
const noIncidents = { incident: none, incidentNote: none, hostNote: none };

it('a note waits for the card of its campaign, and no longer once that is given up', async () => {
  const campaign = sampleCampaign();
  const { id } = campaign;
  const store = createMemoryStore();
  const key = cardKey(id, 1);
  await store.commit({
    campaign: id,
    expectedVersion: 0,
    at: 1,
    actor: 'slack:T0/U0ROB' as PersonId,
    events: [{ ...sampleEvents['campaign-proposed'], id }],
    effects: [],
    messages: [{ key, channel: 'C1', subject: { kind: 'campaign-card', campaign: id, planVersion: 1 } }],
  });
  const render = createMessageRenderer({
    store,
    clock: createHandClock(0),
    holdsOf: () => [],
    runner: { campaign: () => Promise.resolve(campaign) },
    fleet: () => buildFleet({ hosts: {} }),
    snapshot: () => ({ takenAt: 0, hosts: new Map() }),
    digestFor: () => Promise.reject(new Error('no digest here')),
    incidents: noIncidents,
    auditFor: () => Promise.reject(new Error('no audit here')),
    valuesFor: () => Promise.reject(new Error('no reminder here')),
  });
  const note = {
    key: `campaign/${id}/note/1`,
    channel: 'C1',
    subject: { kind: 'campaign-note', campaign: id, version: 1 },
    wantedRevision: 1,
    shownRevision: 0,
    postPending: false,
    ref: null,
    abandoned: null,
  } as const;
  expect(await render(note)).toEqual({ kind: 'not-yet' });
  await store.markShown(key, { ref: { channel: 'C1', ts: '1.1' }, revision: 1 });
  expect(await render(note)).toMatchObject({ kind: 'message', parent: { ref: { ts: '1.1' } } });
  await store.markGone(key);
  await store.abandonMessage(key, 'invalid_blocks');
  expect(await render(note)).toMatchObject({ kind: 'message', parent: null });
});

it('an edited card loses its buttons once the next one is shown, or can never be', async () => {
  const first = sampleCampaign();
  const { plan, digest, report } = first.document;
  const document = { plan: { ...plan, version: 2 }, digest, report };
  const store = createMemoryStore();
  const subject = { kind: 'campaign-card', campaign: first.id } as const;
  const [old, next] = [cardKey(first.id, 1), cardKey(first.id, 2)];
  await store.wantMessages([
    { key: old, channel: 'C1', subject: { ...subject, planVersion: 1 } },
    { key: next, channel: 'C1', subject: { ...subject, planVersion: 2 } },
  ]);
  const render = createMessageRenderer({
    store,
    clock: createHandClock(0),
    runner: { campaign: () => Promise.resolve({ ...first, document }) },
    holdsOf: () => [],
    fleet: () => buildFleet({ hosts: {} }),
    snapshot: () => ({ takenAt: 0, hosts: new Map() }),
    digestFor: () => Promise.reject(new Error('no digest here')),
    incidents: noIncidents,
    auditFor: () => Promise.reject(new Error('no audit here')),
    valuesFor: () => Promise.reject(new Error('no reminder here')),
  });
  const rendered = async () => {
    const card = await store.message(old);
    return card === null ? null : render(card);
  };
  expect(await rendered()).toEqual({ kind: 'not-yet' });
  await store.abandonMessage(next, 'is_archived');
  expect(await rendered()).toMatchObject({ message: { kind: 'replaced-card', successor: null } });
  await store.markShown(next, { ref: { channel: 'C1', ts: '1.2' }, revision: 1 });
  expect(await rendered()).toMatchObject({ message: { kind: 'replaced-card', successor: { ts: '1.2' } } });
});

it('the note of a failed host calls its owner and those of its services, once, and no other note calls anybody', async () => {
  const campaign = sampleCampaign();
  const { id } = campaign;
  const store = createMemoryStore();
  const owner = (name: string, slack: string | null) =>
    [name as OwnerId, { id: name as OwnerId, slack, approvals: null }] as const;
  const fleet = buildFleet({
    hosts: { 'web-03': { owner: 'web' as OwnerId } },
    services: { web: { on: ['web-03'], owner: 'web' }, shop: { on: ['web-03'], owner: 'shop' } },
  });
  const owners = new Map([owner('web', 'U0WEB'), owner('shop', 'C0SHOP')]);
  await store.commit({
    campaign: id,
    expectedVersion: 0,
    at: 1,
    actor: 'slack:T0/U0ROB' as PersonId,
    events: [
      { ...sampleEvents['campaign-proposed'], id },
      sampleEvents['host-failed'],
      sampleEvents['campaign-paused'],
    ],
    effects: [],
    messages: [
      {
        key: cardKey(id, 1),
        channel: 'C1',
        subject: { kind: 'campaign-card', campaign: id, planVersion: 1 },
      },
    ],
  });
  await store.markShown(cardKey(id, 1), { ref: { channel: 'C1', ts: '1.1' }, revision: 1 });
  const render = createMessageRenderer({
    incidents: noIncidents,
    store,
    clock: createHandClock(0),
    holdsOf: () => [],
    runner: { campaign: () => Promise.resolve(campaign) },
    fleet: () => ({ ...fleet, owners }),
    snapshot: () => ({ takenAt: 0, hosts: new Map() }),
    digestFor: () => Promise.reject(new Error('no digest here')),
    auditFor: () => Promise.reject(new Error('no audit here')),
    valuesFor: () => Promise.reject(new Error('no reminder here')),
  });
  const noteOf = async (version: number) =>
    render({
      key: `campaign/${id}/note/${version}`,
      channel: 'C1',
      subject: { kind: 'campaign-note', campaign: id, version },
      wantedRevision: 1,
      shownRevision: 0,
      postPending: false,
      ref: null,
      abandoned: null,
    });
  expect(await noteOf(2)).toMatchObject({ message: { call: ['U0WEB', 'C0SHOP'] } });
  expect(await noteOf(3)).toMatchObject({ message: { call: [] } });
});

it('the card of a plan that waits is rendered with what has rebooted by now', async () => {
  const campaign = sampleCampaign();
  const { plan } = campaign.document;
  const host = plan.steps[0]?.host;
  if (host === undefined) throw new Error('the plan is empty');
  const facts = { ...sampleFacts, bootId: 'ffffffff-0000-4000-8000-000000000000' as BootId };
  let hosts = new Map([[host, unobserved(host)]]);
  const store = createMemoryStore();
  const key = cardKey(campaign.id, 1);
  const subject = { kind: 'campaign-card', campaign: campaign.id, planVersion: 1 } as const;
  await store.wantMessages([{ key, channel: 'C1', subject }]);
  const render = createMessageRenderer({
    store,
    clock: createHandClock(0),
    runner: { campaign: () => Promise.resolve(campaign) },
    holdsOf: () => [],
    snapshot: () => ({ takenAt: 0, hosts }),
    fleet: () => buildFleet({ hosts: {} }),
    digestFor: () => Promise.reject(new Error('no digest here')),
    incidents: noIncidents,
    auditFor: () => Promise.reject(new Error('no audit here')),
    valuesFor: () => Promise.reject(new Error('no reminder here')),
  });
  const card = await store.message(key);
  if (card === null) throw new Error('no card');
  expect(await render(card)).toMatchObject({ message: { rebooted: [] } });
  hosts = new Map([[host, { ...unobserved(host), lastSeen: { at: plan.createdAt, facts } }]]);
  expect(await render(card)).toMatchObject({ message: { rebooted: [host] } });
});
