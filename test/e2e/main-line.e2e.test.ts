// The whole product on real hosts: sweep, findings, plan, card, click, rolling reboot, end. Stagger's own processes do
// it; whether it was done right is judged by the hosts' own logs.
import { expect, it } from 'vitest';
import type { JournalEntry } from '../../src/ports/store.ts';
import { describeLab } from '../lab/describe-lab.ts';
import { witnessedServices } from './lab-fleet.ts';
import { channel, people, rehearse } from './rehearsal.ts';
import { storyFleet } from './story-fleet.ts';
import { mostOut, violations } from './witness.ts';

type HostsAnswer = {
  readonly hosts: readonly { readonly host: string; readonly status: string; readonly policy: string }[];
};
type AuditAnswer = { readonly findings: readonly { readonly code: string; readonly subject: string }[] };
type JournalAnswer = { readonly entries: readonly JournalEntry[] };
type CampaignsAnswer = { readonly campaigns: readonly object[] };

const hosts = Object.keys(storyFleet.hosts);

/** What each host's part of the journal holds, in this order: intent, act, proof, result. */
const hostStory: readonly JournalEntry['event']['kind'][] = [
  'host-check-requested',
  'host-drain-requested',
  'host-drained',
  'host-reboot-requested',
  'host-reboot-sent',
  'host-boot-proven',
  'host-held',
  'host-gate-passed',
  'host-undrained',
  'host-done',
];

describeLab('the main line', () => {
  it('reboots twelve hosts within all budgets after one click, and proves it', async () => {
    await using rehearsal = await rehearse(storyFleet);
    const { lab, workspace } = rehearsal;

    await rehearsal.done('sweep');
    const fleet = await rehearsal.json<HostsAnswer>('hosts');
    expect(fleet.hosts.map(({ host, status, policy }) => `${host} ${status} ${policy}`).sort()).toEqual(
      hosts.map((host) => `${host} up overdue`).sort(),
    );

    const audit = await rehearsal.json<AuditAnswer>('audit', '--format', 'json');
    const findings = audit.findings.map(({ code, subject }) => `${code} ${subject}`);
    expect(findings).toEqual(
      expect.arrayContaining(['quorum-lost service:cache', 'below-minimum service:db']),
    );

    await rehearsal.startDaemon();
    const id = await rehearsal.propose();
    const plan = await rehearsal.card(id);
    for (const part of ['Reboot plan: 12 hosts', '`cache-1`, 240 days', '`web`: 4 of 6 up (minimum 4)'])
      expect(plan.text).toContain(part);
    expect(lab.events().filter(({ kind }) => kind === 'command' || kind === 'reboot-called')).toEqual([]);

    const approvedAtMs = await rehearsal.approve(id);
    expect(await rehearsal.untilEnded(id)).toBe('done');
    await rehearsal.cardSays(id, 'Done: reboot of 12 hosts');

    // The hosts' own word.
    const services = witnessedServices(storyFleet);
    expect(violations(lab.events(), { services, rebooted: hosts, approvedAtMs })).toEqual([]);
    expect(mostOut(lab.events(), hosts)).toBeGreaterThan(1);

    // One message, edited in place, and a sparse thread; nothing was posted twice.
    const [card, ...others] = workspace.messages(channel);
    expect(others).toEqual([]);
    expect(card?.ts).toBe(plan.ts);
    const edits = workspace.history.filter(({ method }) => method === 'chat.update');
    expect(edits.length).toBeGreaterThan(5);
    expect(new Set(edits.map(({ args }) => args['ts']))).toEqual(new Set([plan.ts]));
    expect(await rehearsal.thread(id, '12 of 12 done')).toEqual([
      '<@U0APPROVER> approved: 1 of 1. The plan is approved.',
      'Started: 12 hosts to reboot.',
      expect.stringContaining('12 of 12 done'),
    ]);
    const posts = workspace.history.filter(({ method }) => method === 'chat.postMessage');
    const thread = workspace.thread(channel, plan.ts).filter(({ files = [] }) => files.length === 0);
    expect(posts).toHaveLength(1 + thread.length);
    expect(new Set(posts.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));

    // The audit trail.
    expect(await rehearsal.done('audit-log', 'verify')).toMatch(/^intact: \d+ entries, head [0-9a-f]{64}$/m);
    const { entries } = await rehearsal.json<JournalAnswer>('audit-log', 'list', '--limit', '1000');
    const ofCampaign = entries.filter(({ campaign }) => campaign === id);
    const byPeople = ofCampaign
      .filter(({ actor }) => actor !== 'daemon')
      .map(({ actor, event }) => `${actor} ${event.kind}`);
    expect(byPeople).toEqual([
      `slack:T0STAGGER/${people.requester} campaign-proposed`,
      `slack:T0STAGGER/${people.approver} plan-approved`,
      `slack:T0STAGGER/${people.approver} campaign-started`,
    ]);
    for (const host of hosts) {
      const kinds = ofCampaign
        .map(({ event }) => event)
        .filter((event) => 'host' in event && event.host === host)
        .map(({ kind }) => kind);
      expect([host, ...kinds.filter((kind) => hostStory.includes(kind))]).toEqual(
        expect.arrayContaining([host, ...hostStory]),
      );
      expect(hostStory.map((kind) => kinds.lastIndexOf(kind))).toEqual(
        hostStory.map((kind) => kinds.lastIndexOf(kind)).sort((left, right) => left - right),
      );
      expect(kinds.filter((kind) => kind === 'host-reboot-requested')).toHaveLength(1);
    }
    expect(ofCampaign.at(-1)?.event).toMatchObject({ kind: 'campaign-ended', as: { kind: 'done' } });

    // What is remembered of each boot: the old one ended by plan, the new one is the one that the host runs.
    const store = await rehearsal.store();
    for (const host of lab.hosts()) {
      const boots = await store.boots(host.name as Parameters<typeof store.boots>[0]);
      expect(boots.map(({ bootId, ended }) => ({ bootId, ended }))).toEqual([
        { bootId: host.bootId(), ended: null },
        { bootId: expect.any(String) as string, ended: 'planned' },
      ]);
    }
    expect(await rehearsal.json<CampaignsAnswer>('campaign')).toMatchObject({
      campaigns: [{ campaign: id, phase: 'ended', done: 12, total: 12 }],
    });
    expect(await rehearsal.done('plan')).toContain('12 not due');
  });
});
