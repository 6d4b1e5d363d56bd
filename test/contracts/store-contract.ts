// What every Store must do, SQLite and the one in memory alike.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/campaign/effect.ts';
import type { CampaignEvent, DatedEvent } from '../../src/core/campaign/event.ts';
import { replay } from '../../src/core/campaign/evolve.ts';
import type { ChaosDraw } from '../../src/core/chaos/chaos-draw.ts';
import type { BootId, CampaignId, FleetDigest, HostId, PersonId } from '../../src/core/fleet/ids.ts';
import { unobserved } from '../../src/core/fleet/snapshot.ts';
import type { BootRecord } from '../../src/core/uptime/boot-history.ts';
import type { AuditDigest, StoredAudit } from '../../src/core/placement/stored-audit.ts';
import type { FleetEvent, JournalEntry, Store, WantedMessage } from '../../src/ports/store.ts';
import { sampleEvents } from '../fakes/sample-events.ts';

export type StoreFixture = {
  readonly store: Store;
  /** The same data through a new Store, as after a restart; the old one is closed. */
  readonly reopen: () => Promise<Store>;
  readonly stop: () => Promise<void>;
};

const ann = 'slack:T0/U0ANN' as PersonId;
const c1 = 'c-1' as CampaignId;
const c2 = 'c-2' as CampaignId;
const host = 'web-03' as HostId;

const loaded: FleetEvent = { kind: 'inventory-loaded', digest: 'd' as FleetDigest, hosts: 3, services: 1 };

const effect = (key: string): Effect => ({
  key,
  host,
  target: { hostId: host, address: 'web-03.example', port: 22, user: 'stagger', assumed: [] },
  request: { kind: 'read-facts' },
});

const card = (key: string): WantedMessage => ({
  key,
  channel: 'C0',
  subject: { kind: 'campaign-card', planVersion: 1, campaign: c1 },
});

const audit = (at: number, digest: string): StoredAudit => ({
  at,
  digest: digest as AuditDigest,
  fleetDigest: 'f' as FleetDigest,
  hosts: 2,
  services: 1,
  findings: [
    {
      code: 'below-minimum',
      severity: 'warning',
      subject: 'service:web',
      domain: 'rack:r1',
      left: 1,
      message: `as of ${at}`,
      waivedUntilAt: null,
      also: [{ code: 'clustered', domain: null, left: 1 }],
    },
  ],
});

const boot = (id: string, given: Partial<BootRecord> = {}): BootRecord => ({
  hostId: host,
  bootId: id as BootId,
  firstSeenAt: 10,
  lastSeenAt: 10,
  lastUptimeMs: 5,
  kernel: '6.1',
  ended: null,
  endedBy: null,
  ...given,
});

const proposed = { ...sampleEvents['campaign-proposed'], id: c1 };
const paused: CampaignEvent = { kind: 'campaign-paused', by: ann };
const ended: CampaignEvent = { kind: 'campaign-ended', as: { kind: 'stopped', by: ann } };

type Change = Partial<Parameters<Store['commit']>[0]>;

export function storeContract(name: string, start: () => Promise<StoreFixture>): void {
  describe(`${name} as a Store`, () => {
    let fixture: StoreFixture;
    let store: Store;
    beforeEach(async () => {
      fixture = await start();
      ({ store } = fixture);
    });
    afterEach(() => fixture.stop());

    const commit = (change: Change) =>
      store.commit({
        campaign: c1,
        expectedVersion: 0,
        at: 1_000,
        actor: ann,
        events: [proposed],
        effects: [],
        messages: [],
        ...change,
      });
    const unfinished = async () =>
      (await store.unfinishedEffects()).map(({ effect: { key }, state }) => ({ key, state }));
    const wholeJournal = () => store.journal({ afterSeq: 0, limit: 1_000 });

    describe('campaigns', () => {
      it('appends events in order and gives them back', async () => {
        expect(await commit({})).toEqual({ kind: 'committed' });
        expect(await commit({ expectedVersion: 1, at: 2_000, events: [paused, ended] })).toEqual({
          kind: 'committed',
        });
        expect(await store.campaignEvents(c1, 0)).toEqual([
          { at: 1_000, event: proposed },
          { at: 2_000, event: paused },
          { at: 2_000, event: ended },
        ]);
        expect(await store.campaignEvents(c1, 2)).toEqual([{ at: 2_000, event: ended }]);
        expect(await store.campaignEvents(c1, 3)).toEqual([]);
        expect(await store.campaignEvents(c2, 0)).toEqual([]);
      });

      it('finds events of some kinds since a time, over all campaigns, in order', async () => {
        await commit({});
        await commit({ campaign: c2, at: 1_500, events: [{ ...proposed, id: c2 }] });
        await commit({ expectedVersion: 1, at: 2_000, events: [paused, ended] });
        await commit({ campaign: c2, expectedVersion: 1, at: 3_000, events: [paused] });
        expect(
          await store.campaignEventsSince({ sinceAt: 2_000, kinds: ['campaign-ended', 'campaign-paused'] }),
        ).toEqual([
          { at: 2_000, campaign: c1, event: paused },
          { at: 2_000, campaign: c1, event: ended },
          { at: 3_000, campaign: c2, event: paused },
        ]);
        expect(await store.campaignEventsSince({ sinceAt: 2_001, kinds: ['campaign-ended'] })).toEqual([]);
      });

      it('keeps every kind of event unchanged, so that a replay gives the same campaign', async () => {
        const events = [
          proposed,
          ...Object.values(sampleEvents).filter((event) => event.kind !== 'campaign-proposed'),
        ];
        await commit({ events });
        const dated = events.map((event) => ({ at: 1_000, event }));
        const found = await store.campaignEvents(c1, 0);
        expect(found).toEqual(dated);
        const replayed = (of: readonly DatedEvent[]) =>
          replay(of.filter(({ event: { kind } }) => kind !== 'effect-repeated'));
        expect(replayed(found)).toEqual(replayed(dated));
      });

      it.each([0, 1, 3])(
        'refuses a change made from version %i of a campaign at version 2',
        async (expectedVersion) => {
          await commit({ events: [proposed, paused] });
          const late = {
            expectedVersion,
            events: [ended],
            effects: [effect('web-03#1')],
            messages: [card('k')],
          };
          expect(await commit(late)).toEqual({ kind: 'version-conflict' });
          expect(await store.campaignEvents(c1, 0)).toHaveLength(2);
          expect(await unfinished()).toEqual([]);
          expect(await store.unshownMessages()).toEqual([]);
          expect(await wholeJournal()).toHaveLength(2);
        },
      );

      it('a change that fails on its way leaves nothing behind', async () => {
        await commit({ effects: [effect('web-03#1')] });
        const half = {
          expectedVersion: 1,
          events: [paused],
          effects: [effect('web-03#2'), effect('web-03#1')],
          messages: [card('k')],
        };
        await expect(commit(half)).rejects.toThrow(/UNIQUE/);
        expect(await store.campaigns('open')).toEqual([{ id: c1, version: 1 }]);
        expect(await store.campaignEvents(c1, 0)).toHaveLength(1);
        expect(await unfinished()).toEqual([{ key: 'web-03#1', state: 'pending' }]);
        expect(await store.unshownMessages()).toEqual([]);
        expect(await store.verifyJournal()).toMatchObject({ kind: 'intact', entries: 1 });
      });

      it('lists campaigns newest first, and open ones apart', async () => {
        await commit({});
        await commit({ campaign: c2, events: [{ ...proposed, id: c2 }, paused] });
        expect(await store.campaigns('all')).toEqual([
          { id: c2, version: 2 },
          { id: c1, version: 1 },
        ]);
        await commit({ campaign: c2, expectedVersion: 2, events: [ended] });
        expect(await store.campaigns('open')).toEqual([{ id: c1, version: 1 }]);
        expect(await store.campaigns('all')).toHaveLength(2);
      });
    });

    describe('effects', () => {
      it('one is started once, whoever asks again', async () => {
        await commit({ effects: [effect('web-03#1'), effect('web-03#2')] });
        expect(await store.unfinishedEffects()).toEqual([
          { campaign: c1, effect: effect('web-03#1'), state: 'pending' },
          { campaign: c1, effect: effect('web-03#2'), state: 'pending' },
        ]);
        const starts = await Promise.all([1, 2, 3].map(() => store.startEffect(c1, 'web-03#1')));
        expect(starts.filter(Boolean)).toHaveLength(1);
        expect(await unfinished()).toEqual([
          { key: 'web-03#1', state: 'started' },
          { key: 'web-03#2', state: 'pending' },
        ]);
        await store.finishEffect(c1, 'web-03#1');
        expect(await store.startEffect(c1, 'web-03#1')).toBe(false);
        expect(await unfinished()).toEqual([{ key: 'web-03#2', state: 'pending' }]);
      });

      it('an effect nobody recorded is not started', async () => {
        expect(await store.startEffect(c1, 'web-03#1')).toBe(false);
        await store.finishEffect(c1, 'web-03#1');
        expect(await unfinished()).toEqual([]);
      });

      it('the same key of two campaigns is two effects', async () => {
        await commit({ effects: [effect('web-03#1')] });
        await commit({ campaign: c2, events: [{ ...proposed, id: c2 }], effects: [effect('web-03#1')] });
        expect(await store.startEffect(c1, 'web-03#1')).toBe(true);
        expect(await store.startEffect(c2, 'web-03#1')).toBe(true);
      });
    });

    describe('messages', () => {
      const ref = { channel: 'C0', ts: '1.1' };

      it('wanting one again raises its revision; showing a revision does not show a later one', async () => {
        await store.wantMessages([card('k')]);
        expect(await store.message('k')).toEqual({
          ...card('k'),
          wantedRevision: 1,
          shownRevision: 0,
          postPending: false,
          ref: null,
          abandoned: null,
        });
        await store.markPostPending('k');
        expect((await store.message('k'))?.postPending).toBe(true);
        await store.wantMessages([card('k')]);
        await store.markShown('k', { ref, revision: 1 });
        expect(await store.unshownMessages()).toEqual([
          { ...card('k'), wantedRevision: 2, shownRevision: 1, postPending: false, ref, abandoned: null },
        ]);
        await store.markShown('k', { ref, revision: 2 });
        expect(await store.unshownMessages()).toEqual([]);
      });

      it('come in the order in which they were first wanted', async () => {
        await commit({ messages: [card('b'), card('a')] });
        await store.wantMessages([card('c'), card('b')]);
        expect((await store.unshownMessages()).map(({ key }) => key)).toEqual(['b', 'a', 'c']);
      });

      it('one that is gone is posted anew, one that is abandoned is not', async () => {
        await store.wantMessages([card('gone'), card('never')]);
        await store.markShown('gone', { ref, revision: 1 });
        await store.wantMessages([card('gone')]);
        await store.markGone('gone');
        await store.abandonMessage('never', 'channel_not_found');
        expect((await store.message('never'))?.abandoned).toBe('channel_not_found');
        await store.wantMessages([card('never')]);
        expect(await store.unshownMessages()).toEqual([
          {
            ...card('gone'),
            wantedRevision: 2,
            shownRevision: 1,
            postPending: false,
            ref: null,
            abandoned: null,
          },
        ]);
      });

      it('an unheard-of key is nothing', async () => {
        expect(await store.message('k')).toBeNull();
        await store.markShown('k', { ref, revision: 1 });
        expect(await store.message('k')).toBeNull();
      });
    });

    describe('observations', () => {
      it('a host has one view, the last', async () => {
        const other = unobserved('a-01' as HostId);
        await store.recordObservations({ views: [unobserved(host), other], boots: [] });
        await store.recordObservations({ views: [{ ...unobserved(host), misses: 2 }], boots: [] });
        expect(await store.hostViews()).toEqual([other, { ...unobserved(host), misses: 2 }]);
      });

      it('a boot is one row, from first seen to how it ended; one boot runs', async () => {
        await store.recordObservations({ views: [], boots: [boot('b1')] });
        await store.recordObservations({
          views: [],
          boots: [boot('b1', { firstSeenAt: 20, lastSeenAt: 20 })],
        });
        const second = boot('b2', { firstSeenAt: 30, lastSeenAt: 30 });
        await store.recordObservations({
          views: [],
          boots: [boot('b1', { lastSeenAt: 20, ended: 'planned' }), second],
        });
        expect(await store.currentBoots()).toEqual([second]);
        expect(await store.boots(host)).toEqual([second, boot('b1', { lastSeenAt: 20, ended: 'planned' })]);
        expect(await store.boots('a-01' as HostId)).toEqual([]);
        expect(await store.firstSightings()).toEqual(new Map([[host, boot('b1', {}).firstSeenAt]]));
      });

      it('the row of a boot that ended as planned names whose reboot it was', async () => {
        const endedBy = { campaign: 'c-1' as CampaignId, host: 'hv-01' as HostId };
        const first = boot('b1', { ended: 'planned', endedBy });
        await store.recordObservations({ views: [], boots: [first, boot('b2', { firstSeenAt: 30 })] });
        expect((await store.boots(host)).map(({ endedBy: by }) => by)).toEqual([null, endedBy]);
      });

      it('knows reboots since then: boots of hosts that had another one before', async () => {
        const second = boot('b2', { firstSeenAt: 30, lastSeenAt: 30 });
        const newcomer = boot('n1', { hostId: 'a-01' as HostId, firstSeenAt: 35 });
        await store.recordObservations({ views: [], boots: [boot('b1', { ended: 'unplanned' }), second] });
        await store.recordObservations({ views: [], boots: [newcomer] });
        expect((await store.decisionBasis(30)).boots).toEqual([second]);
        expect((await store.decisionBasis(0)).boots).toEqual([second]);
        expect((await store.decisionBasis(31)).boots).toEqual([]);
      });
    });

    describe('what loops read at once', () => {
      it('a decision: campaigns that are open or leave hosts out, reboots asked for and reboots seen', async () => {
        expect(await store.decisionBasis(0)).toEqual({ open: [], leavingOut: [], asked: [], boots: [] });
        const asked = sampleEvents['host-reboot-requested'];
        const left = sampleEvents['host-left-out'];
        await commit({ at: 1_000, events: [proposed, asked] });
        await commit({ campaign: c2, at: 2_000, events: [{ ...proposed, id: c2 }, asked, left, ended] });
        const second = boot('b2', { firstSeenAt: 1_500, lastSeenAt: 1_500 });
        await store.recordObservations({ views: [], boots: [boot('b1', { ended: 'unplanned' }), second] });
        const open = [{ id: c1, version: 2 }];
        const leavingOut = [{ id: c2, version: 4 }];
        expect(await store.decisionBasis(1_000)).toEqual({
          open,
          leavingOut,
          asked: [
            { at: 1_000, campaign: c1, event: asked },
            { at: 2_000, campaign: c2, event: asked },
          ],
          boots: [second],
        });
        expect(await store.decisionBasis(1_501)).toMatchObject({ open, leavingOut, boots: [] });
        expect((await store.decisionBasis(1_501)).asked).toMatchObject([{ campaign: c2 }]);
        expect((await store.decisionBasis(2_001)).asked).toEqual([]);
      });

      it('a tick: campaigns that are open, effects that are not finished, and whether a message waits to be shown', async () => {
        const wanted = card('card');
        expect(await store.dueWork()).toEqual({ open: [], effects: [], hasUnshown: false });
        await commit({ effects: [effect('web-03#1'), effect('web-03#2')] });
        await store.wantMessages([wanted]);
        await store.startEffect(c1, 'web-03#2');
        expect(await store.dueWork()).toEqual({
          open: [{ id: c1, version: 1 }],
          effects: [
            { campaign: c1, effect: effect('web-03#1'), state: 'pending' },
            { campaign: c1, effect: effect('web-03#2'), state: 'started' },
          ],
          hasUnshown: true,
        });
        await store.finishEffect(c1, 'web-03#1');
        await store.finishEffect(c1, 'web-03#2');
        await store.markShown(wanted.key, { ref: { channel: 'C1', ts: '1' }, revision: 1 });
        await commit({ expectedVersion: 1, events: [ended] });
        expect(await store.dueWork()).toEqual({ open: [], effects: [], hasUnshown: false });
        await store.wantMessages([wanted]);
        expect((await store.dueWork()).hasUnshown).toBe(true);
        await store.abandonMessage(wanted.key, 'is_archived');
        expect((await store.dueWork()).hasUnshown).toBe(false);
      });
    });

    describe('hosts left out of rotation', () => {
      it('are of an ended campaign until each is returned, or it is opened again', async () => {
        const out = { ...sampleEvents['host-left-out'], host };
        const other = { ...out, host: 'a-01' as HostId };
        let version = 0;
        const commit = async (...events: readonly CampaignEvent[]): Promise<readonly CampaignId[]> => {
          await store.commit({
            campaign: c1,
            expectedVersion: version,
            at: 1,
            actor: ann,
            events,
            effects: [],
            messages: [],
          });
          version += events.length;
          return (await store.campaigns('leaving-out')).map(({ id }) => id);
        };
        expect(await commit(proposed)).toEqual([]);
        expect(await commit(out, other, ended)).toEqual([c1]);
        expect(await commit({ ...sampleEvents['host-returned'], host })).toEqual([c1]);
        expect(await commit(sampleEvents['campaign-reopened'])).toEqual([]);
        expect((await store.campaigns('open')).map(({ id }) => id)).toEqual([c1]);
        expect(await commit(other, ended)).toEqual([c1]);
        expect(await store.campaigns('open')).toEqual([]);
        expect(await commit({ ...sampleEvents['host-returned'], host: other.host })).toEqual([]);
      });
    });

    describe('the journal', () => {
      const follows = (entries: readonly JournalEntry[]): boolean =>
        entries.every(({ seq, prevHash }, index) => {
          const before = entries[index - 1];
          return seq === index + 1 && prevHash === (before?.hash ?? '0'.repeat(64));
        });

      it('holds events of campaigns and of the fleet in one chain', async () => {
        expect(await store.journalHead()).toEqual({ seq: 0, hash: '0'.repeat(64) });
        expect(await store.verifyJournal()).toMatchObject({ kind: 'intact', entries: 0 });
        const subject = { kind: 'daily-digest', forAt: 500 } as const;
        const messages = [{ key: 'digest/500', channel: 'C1', subject }];
        await store.appendFleetEvent({ at: 500, actor: ann, event: loaded, messages });
        expect(await store.message('digest/500')).toMatchObject({ wantedRevision: 1, subject });
        await commit({ events: [proposed, paused] });
        const entries = await wholeJournal();
        expect(entries).toMatchObject([
          { seq: 1, at: 500, actor: ann, campaign: null, event: loaded },
          { seq: 2, at: 1_000, actor: ann, campaign: c1, event: proposed },
          { seq: 3, at: 1_000, actor: ann, campaign: c1, event: paused },
        ]);
        expect(follows(entries)).toBe(true);
        expect(new Set(entries.map(({ hash }) => hash)).size).toBe(3);
        const { hash } = entries.at(-1) ?? { hash: '' };
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
        expect(await store.journalHead()).toEqual({ seq: 3, hash });
        expect(await store.verifyJournal()).toEqual({ kind: 'intact', entries: 3, headHash: hash });
      });

      it('is read in pages', async () => {
        await commit({ events: [proposed, paused, ended] });
        expect((await store.journal({ afterSeq: 1, limit: 1 })).map(({ seq }) => seq)).toEqual([2]);
        expect((await store.journal({ afterSeq: 2, limit: 10 })).map(({ seq }) => seq)).toEqual([3]);
        expect(await store.journal({ afterSeq: 3, limit: 10 })).toEqual([]);
      });
    });

    it('knows the waivers that still hold, and from the journal alone', async () => {
      const waived = (subject: string, untilAt: number) =>
        ({ kind: 'finding-waived', by: ann, code: 'clustered', subject, reason: 'room', untilAt }) as const;
      expect(await store.waivers(0)).toEqual([]);
      for (const [at, event] of [
        [1, waived('service:a', 100)],
        [2, { kind: 'stop-switch-set', by: ann, reason: '"kind":"finding-waived"' }],
        [3, waived('service:b', 50)],
      ] as const)
        await store.appendFleetEvent({ at, actor: ann, event, messages: [] });
      const first = { at: 1, by: ann, code: 'clustered', subject: 'service:a', reason: 'room', untilAt: 100 };
      expect(await store.waivers(49)).toMatchObject([{ subject: 'service:a' }, { subject: 'service:b' }]);
      expect(await store.waivers(50)).toEqual([first]);
      expect(await store.waivers(100)).toEqual([]);
    });

    it('knows the draws of chaos mode, newest first, and from the journal alone', async () => {
      const drawn = (at: number, host: string): ChaosDraw => ({
        openingAt: at - 1,
        at,
        leash: 'propose',
        seed: `seed ${at}`,
        host: host as HostId,
        urn: [{ host: host as HostId, tickets: 3 }],
        uptimeMs: 1,
        expectedMs: 2,
        worst: [],
        campaign: 'c1' as CampaignId,
      });
      expect(await store.chaosDraws(0)).toEqual([]);
      for (const [at, event] of [
        [1, { kind: 'chaos-drawn', draw: drawn(1, 'a') }],
        [2, { kind: 'stop-switch-set', by: ann, reason: '"kind":"chaos-drawn"' }],
        [3, { kind: 'chaos-drawn', draw: drawn(3, 'b') }],
      ] as const)
        await store.appendFleetEvent({ at, actor: ann, event, messages: [] });
      expect(await store.chaosDraws(0)).toEqual([drawn(3, 'b'), drawn(1, 'a')]);
      expect(await store.chaosDraws(2)).toEqual([drawn(3, 'b')]);
    });

    describe('placement audits', () => {
      it('are kept when they found something else than the newest', async () => {
        expect(await store.auditHeads()).toEqual([]);
        expect(await store.recordAudit(audit(100, 'a'))).toBe('stored');
        expect(await store.recordAudit(audit(200, 'a'))).toBe('unchanged');
        expect(await store.recordAudit(audit(300, 'b'))).toBe('stored');
        expect(await store.recordAudit(audit(400, 'a'))).toBe('stored');
        expect(await store.auditHeads()).toEqual([
          { at: 400, digest: 'a' },
          { at: 300, digest: 'b' },
          { at: 100, digest: 'a' },
        ]);
      });

      it('are found by instant and by digest, whole', async () => {
        await store.recordAudit(audit(100, 'a'));
        await store.recordAudit(audit(300, 'b'));
        await store.recordAudit(audit(400, 'a'));
        expect(await store.auditAsOf(99)).toBeNull();
        expect(await store.auditAsOf(100)).toEqual(audit(100, 'a'));
        expect(await store.auditAsOf(399)).toEqual(audit(300, 'b'));
        expect(await store.auditWithDigest('a' as AuditDigest)).toEqual(audit(400, 'a'));
        expect(await store.auditWithDigest('c' as AuditDigest)).toBeNull();
      });
    });

    it('remembers small facts, the last one of a name', async () => {
      expect(await store.recall('digest')).toBeNull();
      await store.remember('digest', '1');
      await store.remember('digest', '2');
      expect(await store.recall('digest')).toBe('2');
    });

    it('everything is there after a restart', async () => {
      await commit({ effects: [effect('web-03#1')], messages: [card('k')] });
      await store.startEffect(c1, 'web-03#1');
      await store.markPostPending('k');
      await store.remember('digest', '2');
      await store.recordAudit(audit(100, 'a'));
      await store.recordObservations({ views: [unobserved(host)], boots: [] });
      const head = await store.journalHead();
      store = await fixture.reopen();
      expect(await store.campaignEvents(c1, 0)).toEqual([{ at: 1_000, event: proposed }]);
      expect(await unfinished()).toEqual([{ key: 'web-03#1', state: 'started' }]);
      expect((await store.unshownMessages()).map(({ postPending }) => postPending)).toEqual([true]);
      expect(await store.recall('digest')).toBe('2');
      expect(await store.auditAsOf(100)).toEqual(audit(100, 'a'));
      expect(await store.hostViews()).toEqual([unobserved(host)]);
      expect(await store.journalHead()).toEqual(head);
      expect(await commit({ expectedVersion: 1, events: [paused] })).toEqual({ kind: 'committed' });
    });
  });
}
