// `kill -9` of the daemon at sixteen moments of one campaign, before and after each durable step. Whatever was lost
// with the process, the campaign ends, and the hosts' own logs hold each reboot exactly once.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeLab } from '../lab/describe-lab.ts';
import { HUNG_MS } from '../lab/patience.ts';
import type { CrashPoint } from './crash-point.ts';
import { witnessedServices, type LabFleet } from './lab-fleet.ts';
import { channel, rehearse, witnessNowMs, type Rehearsal } from './rehearsal.ts';
import type { DaemonProcess } from './stagger-process.ts';
import { storyFleet } from './story-fleet.ts';
import { violations } from './witness.ts';

const { 'web-3': _, 'web-6': __, 'db-3': ___, ...standing } = storyFleet.hosts;

/** Nine hosts of the story: few enough to meet every moment, and enough to go on while one of them recovers. */
const fleet: LabFleet = {
  ...storyFleet,
  hosts: standing,
  services: {
    ...storyFleet.services,
    web: {
      ...storyFleet.services.web,
      instances: { member: ['web-1', 'web-2', 'web-4', 'web-5'] },
      minAvailable: 2,
    },
    db: { ...storyFleet.services.db, instances: { primary: ['db-1'], replica: ['db-2'] }, minAvailable: 1 },
  },
  // Only a request that nobody knows the fate of is waited for this long: long enough for a busy machine to go down.
  timing: { go_down_within: '15s' },
};
const hosts = Object.keys(fleet.hosts);

/** In the order in which one host comes by them, so that few hosts meet many of them. */
const onTheWay: readonly CrashPoint[] = [
  'chat.post/campaign-note:after',
  'store.commit/host-check-requested:before',
  'store.commit/host-drain-requested:after',
  'hosts.runCommand/lab-drain:after',
  'store.commit/host-reboot-requested:before',
  'store.commit/host-reboot-requested:after',
  'store.startEffect/request-reboot:after',
  'hosts.requestReboot:after',
  'store.commit/host-reboot-sent:after',
  'store.commit/host-boot-proven:before',
  'store.finishEffect/await-system-up:before',
  'hosts.runCommand/lab-undrain:after',
  'store.commit/host-done:before',
  'store.commit/campaign-ended:before',
  'store.commit/campaign-ended:after',
];

const entry = join(import.meta.dirname, 'crashing-daemon.ts');

function launchDoomed(rehearsal: Rehearsal, point: CrashPoint): DaemonProcess {
  return rehearsal.launch([entry, rehearsal.process.inventory, point]);
}

/** Waits until the daemon has ended itself; rejects where it lives on. */
async function untilKilled(daemon: DaemonProcess, point: string): Promise<void> {
  const late = new AbortController();
  const livesOn = sleep(120_000, 'lives on' as const, { signal: late.signal });
  const end = await Promise.race([daemon.ended, livesOn]);
  late.abort();
  if (end === 'lives on' || end.signal !== 'SIGKILL')
    throw new Error(`${point}: ${JSON.stringify(end)}; the daemon said:\n${daemon.said()}`);
}

/** Clicks Approve at a daemon that dies of it. Slack hears nothing of what became of the click. */
async function approveFatally(
  rehearsal: Rehearsal,
  id: Parameters<Rehearsal['click']>[0],
  point: CrashPoint,
) {
  await rehearsal.workspace.until(() => rehearsal.workspace.sockets.count() === 0, HUNG_MS);
  const daemon = launchDoomed(rehearsal, point);
  await rehearsal.listening();
  const clickedAtMs = witnessNowMs();
  expect(await rehearsal.click(id, 'approve')).toMatchObject({ kind: 'not-acked' });
  await untilKilled(daemon, point);
  return clickedAtMs;
}

describeLab('a daemon that is killed', () => {
  it('at any moment of a campaign ends it after its restart: no host rebooted twice, none forgotten', async () => {
    await using rehearsal = await rehearse(fleet);
    await rehearsal.done('sweep');
    const id = await rehearsal.propose();
    const first = await rehearsal.startDaemon();
    await rehearsal.card(id);
    const store = await rehearsal.store();
    const cardRef = async () => (await store.message(`campaign/${id}/card`))?.ref ?? null;
    await expect.poll(cardRef).not.toBeNull();
    await first.kill();

    await approveFatally(rehearsal, id, 'store.commit/plan-approved:before');
    expect((await rehearsal.campaign(id)).phase.kind).toBe('awaiting-approval');
    const approvedAtMs = await approveFatally(rehearsal, id, 'store.commit/plan-approved:after');

    for (const point of onTheWay) await untilKilled(launchDoomed(rehearsal, point), point);

    await rehearsal.startDaemon();
    expect(await rehearsal.untilEnded(id)).toBe('done');
    await rehearsal.cardSays(id, 'Done: reboot of 9 hosts');
    const { hosts: reboots } = await rehearsal.campaign(id);
    expect([...reboots.values()].map(({ stage }) => stage.kind)).toEqual(hosts.map(() => 'done'));

    const services = witnessedServices(fleet);
    expect(violations(rehearsal.lab.events(), { services, rebooted: hosts, approvedAtMs })).toEqual([]);
    expect(await rehearsal.done('audit-log', 'verify')).toContain('intact');
    // Killed between posting and writing that down: looked for, not posted again.
    await expect.poll(() => store.unshownMessages()).toEqual([]);
    const messages = rehearsal.workspace.state.messages.get(channel) ?? [];
    const texts = messages.map(({ text }) => text.replace(/<!date[^>]*>/g, ''));
    expect(texts).toHaveLength(new Set(texts).size);
    expect(rehearsal.workspace.messages(channel)).toHaveLength(1);
  });
});
