// Clicks that must not count: by a stranger, by who asked, on another plan, twice, too late, on a plan that the fleet
// has moved away from. One decision at most; each refused one is told why, to them alone, and is in the audit trail.
import { expect, it } from 'vitest';
import type { CampaignId } from '../../src/core/fleet/ids.ts';
import { describeLab } from '../lab/describe-lab.ts';
import { HUNG_MS } from '../lab/patience.ts';
import type { LabFleet } from './lab-fleet.ts';
import { channel, people, rehearse, witnessNowMs, type Rehearsal } from './rehearsal.ts';
import { violations } from './witness.ts';

const fleet: LabFleet = {
  zoneOfRack: { 'rack-1': 'zone-a' },
  hosts: { 'web-1': { rack: 'rack-1', uptimeDays: 200 }, 'web-2': { rack: 'rack-1', uptimeDays: 200 } },
  services: { web: { instances: { member: ['web-1', 'web-2'] }, minAvailable: 1, gates: () => [] } },
  maxInFlight: 1,
  // The requester is an approver too: what stops them is that they asked.
  settings: { approvals: { approvers: ['S0APPROVERS', people.requester] } },
};

/** Decisions and refusals of the campaign, as the audit trail has them. */
async function decisions(rehearsal: Rehearsal, id: CampaignId): Promise<readonly string[]> {
  const entries = await (await rehearsal.store()).journal({ afterSeq: 0, limit: 10_000 });
  return entries.flatMap(({ campaign, actor, event }) => {
    if (campaign !== id) return [];
    const who = actor.replace('slack:T0STAGGER/', '');
    if (event.kind === 'decision-refused') return [`${who} ${event.why}`];
    return event.kind === 'plan-approved' ? [`${who} approved`] : [];
  });
}

describeLab('clicks', () => {
  it('decide once; each one that is refused is told why and is audited', async () => {
    await using rehearsal = await rehearse(fleet);
    const { workspace, lab } = rehearsal;
    await rehearsal.done('sweep');
    const daemon = await rehearsal.startDaemon();
    const id = await rehearsal.propose('web-1');
    const other = await rehearsal.propose('web-2');
    const { ts } = await rehearsal.card(id);
    await rehearsal.listening();

    await rehearsal.click(id, 'approve', people.stranger);
    await rehearsal.told(people.stranger, 'You are not an approver of this plan.');
    await rehearsal.click(id, 'approve', people.requester);
    await rehearsal.told(people.requester, 'You asked for this plan, so somebody else has to approve it.');
    const forged = `${id}|1|${'0'.repeat(64)}`;
    await workspace.click({
      user: people.second,
      message: { channel, ts },
      actionId: 'stagger.approve',
      value: forged,
    });
    await rehearsal.told(people.second, 'The plan has changed since this message was shown.');
    const refused = [
      `${people.stranger} not-approver`,
      `${people.requester} requester`,
      `${people.second} plan-changed`,
    ];
    expect(await decisions(rehearsal, id)).toEqual(refused);
    expect((await rehearsal.campaign(id)).phase.kind).toBe('awaiting-approval');

    // Twice at once, each delivered twice by Slack, and once more by somebody else.
    workspace.faults.duplicateInteractions = true;
    const approvedAtMs = witnessNowMs();
    await Promise.all([rehearsal.click(id, 'approve'), rehearsal.click(id, 'approve')]);
    workspace.faults.duplicateInteractions = false;
    const value = `${id}|1|${(await rehearsal.campaign(id)).document.digest}`;
    await workspace.click({
      user: people.second,
      message: { channel, ts },
      actionId: 'stagger.approve',
      value,
    });
    await rehearsal.told(people.second, 'This plan has already been decided.');
    await workspace.until(() => workspace.ephemerals(people.approver).length === 4, HUNG_MS);
    const answers = workspace.ephemerals(people.approver).map(({ text }) => text.replace(/\n[^]*/, ''));
    expect(answers.sort()).toEqual([
      'This plan has already been decided.',
      'This plan has already been decided.',
      'This plan has already been decided.',
      'Your approval is recorded.',
    ]);
    expect(await decisions(rehearsal, id)).toEqual([
      ...refused,
      `${people.approver} approved`,
      ...Array.from({ length: 3 }, () => `${people.approver} already-decided`),
      `${people.second} already-decided`,
    ]);

    expect(await rehearsal.untilEnded(id)).toBe('done');

    // The inventory changes between the card and the click.
    const { document } = await rehearsal.campaign(other);
    const card = await rehearsal.card(other);
    rehearsal.rewriteInventory({ ...fleet, timing: { soak: '2s' } });
    daemon.reload();
    await rehearsal.cardSays(other, 'Void: reboot plan for 1 host');
    await workspace.click({
      user: people.second,
      message: { channel, ts: card.ts },
      actionId: 'stagger.approve',
      value: `${other}|1|${document.digest}`,
    });
    await rehearsal.told(people.second, 'The fleet has changed since this plan was made');
    expect(await decisions(rehearsal, other)).toEqual([`${people.second} fleet-changed`]);

    // Only what was approved happened.
    expect(violations(lab.events(), { services: [], rebooted: ['web-1'], approvedAtMs })).toEqual([]);
    expect(await rehearsal.done('audit-log', 'verify')).toContain('intact');
  });
});
