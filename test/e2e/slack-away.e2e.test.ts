// Slack is away at the start, loses a reply when it is back, and is away again in the middle of a campaign. Sweeps and
// the campaign go on as if nothing were; afterwards every message is there, as it should be, once.
import { expect, it } from 'vitest';
import { describeLab } from '../lab/describe-lab.ts';
import { HUNG_MS } from '../lab/patience.ts';
import { gates, witnessedServices, type LabFleet } from './lab-fleet.ts';
import { channel, rehearse } from './rehearsal.ts';
import { violations } from './witness.ts';

const fleet: LabFleet = {
  zoneOfRack: { 'rack-1': 'zone-a', 'rack-2': 'zone-b' },
  hosts: {
    'web-1': { rack: 'rack-1', uptimeDays: 240 },
    'web-2': { rack: 'rack-1', uptimeDays: 230 },
    'web-3': { rack: 'rack-2', uptimeDays: 220 },
    'web-4': { rack: 'rack-2', uptimeDays: 210 },
  },
  services: {
    web: {
      instances: { member: ['web-1', 'web-2', 'web-3', 'web-4'] },
      minAvailable: 3,
      gates: (port) => [gates.http(port)],
    },
  },
  maxInFlight: 4,
};
const hosts = Object.keys(fleet.hosts);

describeLab('Slack away', () => {
  it('stops no sweep and no safety, and every message is right and there once afterwards', async () => {
    await using rehearsal = await rehearse(fleet);
    const { lab, workspace } = rehearsal;

    // At the start: the fleet is looked at all the same.
    await workspace.goDown();
    const daemon = await rehearsal.startDaemon();
    const store = await rehearsal.store();
    await expect
      .poll(async () => (await store.hostViews()).map(({ status }) => status))
      .toEqual(hosts.map(() => 'up'));
    await daemon.waitForLine(({ msg }) => msg === 'Slack is not reachable; trying again');
    const id = await rehearsal.propose();

    // Back, but the reply to the first post is lost: it is looked for, not posted again.
    workspace.faults.next('chat.postMessage', { kind: 'lose-reply' });
    await workspace.comeBack();
    await rehearsal.card(id);
    const approvedAtMs = await rehearsal.approve(id);

    // Away again as soon as the first host goes down, until two are done and the next one is on its way.
    await lab.waitFor('web-1', 'reboot-called');
    await workspace.goDown();
    const callsBefore = workspace.history.length;
    await rehearsal.untilCampaign(id, ({ hosts: reboots }) => {
      const stages = [...reboots.values()].map(({ stage }) => stage.kind);
      return stages.filter((stage) => stage === 'done').length >= 2;
    });
    expect(workspace.history).toHaveLength(callsBefore);

    await workspace.comeBack();
    expect(await rehearsal.untilEnded(id)).toBe('done');
    const card = await rehearsal.cardSays(id, 'Done: reboot of 4 hosts');
    await workspace.until(() => workspace.thread(channel, card.ts).length >= 3, HUNG_MS);
    // Nothing is left to be shown, so nothing can be posted again later.
    await expect.poll(() => store.unshownMessages()).toEqual([]);

    expect(workspace.messages(channel)).toHaveLength(1);
    const news = workspace.thread(channel, card.ts).map(({ text }) => text);
    expect(new Set(news).size).toBe(news.length);
    expect(news.slice(0, 2)).toEqual([
      '<@U0APPROVER> approved: 1 of 1. The plan is approved.',
      'Started: 4 hosts to reboot.',
    ]);
    // In between at most a zone or rack that was finished.
    for (const text of news.slice(2, -1)) expect(text).toContain('finished');
    expect(news.at(-1)).toContain('4 of 4 done');
    expect(card.text).toContain('Done: reboot of 4 hosts');
    const services = witnessedServices(fleet);
    expect(violations(lab.events(), { services, rebooted: hosts, approvedAtMs })).toEqual([]);
    expect(await rehearsal.done('audit-log', 'verify')).toContain('intact');
  });
});
