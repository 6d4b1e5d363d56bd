// Hosts that never come back: the campaign halts, nothing else reboots, Slack says what people need, and the slots
// stay charged until somebody decides: one host is skipped and stays away, the other returns and is looked at again.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeLab } from '../lab/describe-lab.ts';
import { HUNG_MS } from '../lab/patience.ts';
import { gates, witnessedServices, type LabFleet } from './lab-fleet.ts';
import { rehearse } from './rehearsal.ts';
import { mostOut, violations } from './witness.ts';

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
      minAvailable: 2,
      gates: (port) => [gates.http(port)],
    },
  },
  maxInFlight: 4,
  timing: { go_down_within: '15s', come_back_within: '20s' },
};
const hosts = Object.keys(fleet.hosts);
const lost = ['web-1', 'web-2'];
/** Three ticks: that nothing happens can only be watched for a while. */
const haltedForMs = 3_000;

describeLab('hosts that never come back', () => {
  it('halt the campaign and keep their slots until people decide', async () => {
    await using rehearsal = await rehearse(fleet);
    const { lab, workspace } = rehearsal;
    await rehearsal.done('sweep');
    await rehearsal.startDaemon();
    const id = await rehearsal.propose();
    for (const host of lost) await lab.host(host).neverComesBack();
    const approvedAtMs = await rehearsal.approve(id);

    const halted = await rehearsal.untilCampaign(id, ({ hosts: reboots }) =>
      lost.every((host) =>
        [...reboots].some(([name, { stage }]) => name === host && stage.kind === 'failed'),
      ),
    );
    expect(halted.phase).toMatchObject({
      kind: 'halted',
      why: { kind: 'host-failed', failure: { kind: 'did-not-come-back' } },
    });

    // Which host, since when, what to do.
    const card = await rehearsal.cardSays(id, 'Halted: reboot of 4 hosts');
    expect(card.text).toMatch(/`web-[12]` did not come back \(<!date\^\d+\^[^>]*>\)/);
    expect(card.text).toContain('It stays out of rotation. Nothing else starts until somebody decides.');
    expect(card.text).toContain('Look at its console or power. Once it answers, retry looks at it again.');
    const notes = await workspace.until(() => {
      const thread = workspace.thread(card.channel, card.ts).map(({ text }) => text);
      return lost.every((host) => thread.some((text) => text.includes(`\`${host}\` did not come back`)))
        ? thread
        : null;
    }, HUNG_MS);
    expect(notes.filter((text) => text.includes('did not come back'))).toHaveLength(2);

    // Nobody can talk it into going on, and nothing does while it is halted, for some ticks.
    const resume = await rehearsal.stagger('resume', id);
    expect(resume).toMatchObject({ code: 1 });
    expect(resume.stderr).toContain('retry or skip web-1, web-2 first');
    expect((await rehearsal.stagger('explain', 'web-3')).stdout).toContain('halted');
    await sleep(haltedForMs);
    const rebooted = lab.events().filter(({ kind }) => kind === 'reboot-called');
    expect(rebooted.map(({ host }) => host).sort()).toEqual(lost);

    // One is given up and stays away; the other has power again and is only looked at, never rebooted again.
    await rehearsal.done('skip', id, 'web-1');
    expect((await rehearsal.campaign(id)).phase.kind).toBe('halted');
    await lab.host('web-2').powerOn();
    await lab.waitFor('web-2', 'ready', { after: 1 });
    await rehearsal.done('retry', id, 'web-2');

    expect(await rehearsal.untilEnded(id)).toBe('done');
    const ended = await rehearsal.campaign(id);
    expect([...ended.hosts].map(([host, { stage }]) => `${host} ${stage.kind}`)).toEqual([
      'web-1 skipped',
      'web-2 done',
      'web-3 done',
      'web-4 done',
    ]);
    const services = witnessedServices(fleet);
    expect(violations(lab.events(), { services, rebooted: hosts, lost, approvedAtMs })).toEqual([]);
    // Two could go together before; the slot of the one that stays away is never given to another.
    expect(mostOut(lab.events(), ['web-3', 'web-4'])).toBe(1);
    expect(lab.host('web-2').bootCount()).toBe(2);
    await rehearsal.cardSays(id, 'Done: reboot of 3 of 4 hosts');
    expect(await rehearsal.done('audit-log', 'verify')).toContain('intact');
  });
});
