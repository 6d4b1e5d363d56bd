// A hypervisor and two guests that really fall with it, behind a real HAProxy. First one guest cannot be drained and the
// other not undrained: nobody reboots, and only that one stays out. Then it goes: judged by the hosts' own logs and by what
// HAProxy says of itself, while the hypervisor is held down for as long as the test looks.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeLab } from '../lab/describe-lab.ts';
import { freePort } from '../lab/free-port.ts';
import { HUNG_MS } from '../lab/patience.ts';
import { gates, type LabFleet } from './lab-fleet.ts';
import { haproxyAtBoot, seatOf } from './lab-haproxy.ts';
import { rehearse, type Rehearsal } from './rehearsal.ts';

const guests = ['vm-1', 'vm-2'];
const fallen = ['hv-1', ...guests];

const fleet: LabFleet = {
  zoneOfRack: { 'rack-1': 'zone-a', 'rack-2': 'zone-b' },
  hosts: {
    'lb-1': { rack: 'rack-2', uptimeDays: 10, atBoot: haproxyAtBoot },
    'hv-1': { rack: 'rack-1', uptimeDays: 250 },
    'vm-1': { rack: 'rack-1', hypervisor: 'hv-1', uptimeDays: 20 },
    'vm-2': { rack: 'rack-1', hypervisor: 'hv-1', uptimeDays: 20 },
    'web-3': { rack: 'rack-2', uptimeDays: 10 },
  },
  services: {
    web: {
      instances: { member: ['vm-1', 'vm-2', 'web-3'] },
      minAvailable: 1,
      gates: (port) => [gates.http(port)],
      haproxy: {
        on: ['lb-1'],
        socket: '/srv/admin.sock',
        drain_within: '60s',
        ramp: { steps: ['50%', '100%'], hold: '1s' },
      },
    },
  },
  maxInFlight: 2,
  // It is down for as long as the test looks; and on a slow machine an overrun of the estimate is nobody's fault.
  timing: { expected: '10m', come_back_within: '180s' },
};

async function startHaproxy({ lab }: Rehearsal): Promise<void> {
  const { dir, address } = lab.host('lb-1');
  const server = (host: string): string =>
    `  server ${host} ${lab.host(host).address}:${lab.host(host).servicePort} weight 80 check inter 200ms`;
  writeFileSync(
    join(dir, 'data', 'haproxy.cfg'),
    `global
  stats socket /srv/admin.sock uid 7077 mode 600 level admin
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
frontend in
  bind ${address}:${await freePort()}
  default_backend web
backend web
${[...guests, 'web-3'].map(server).join('\n')}
`,
  );
  writeFileSync(join(dir, 'data', 'ready'), '');
  const deadline = performance.now() + HUNG_MS;
  while ((await seats({ lab }).catch(() => [])).length === 0) {
    if (performance.now() > deadline) throw new Error('HAProxy does not answer');
    await sleep(50);
  }
}

/** What HAProxy says of vm-1, vm-2 and web-3, each as `0 80`: admin state and weight. */
function seats({ lab }: Pick<Rehearsal, 'lab'>): Promise<readonly string[]> {
  return Promise.all([...guests, 'web-3'].map((server) => seatOf(lab, 'lb-1', { backend: 'web', server })));
}

/** What the hosts' own logs say of commands, reboots and boots after the first `from` events: `vm-1 drain`. */
function story({ lab }: Rehearsal, from = 0): readonly string[] {
  return lab
    .events()
    .slice(from)
    .flatMap(({ host, kind, detail }) => {
      if (kind === 'command') return [`${host} ${detail}`];
      return ['reboot-called', 'down', 'serving'].includes(kind) ? [`${host} ${kind}`] : [];
    });
}

describeLab('a hypervisor', () => {
  it('goes once its guests are drained, and takes them back; one that cannot be undrained calls it off', async () => {
    await using rehearsal = await rehearse(fleet);
    const { lab } = rehearsal;
    await startHaproxy(rehearsal);
    const started = lab.events().length;
    lab.host('vm-2').commandDoes('drain', { exitCode: 3, output: 'sessions stick' });
    lab.host('vm-1').commandDoes('undrain', { exitCode: 4, output: 'the pool is full' });
    await rehearsal.startDaemon();
    const id = await rehearsal.propose('hv-1');
    await rehearsal.approve(id);

    await rehearsal.untilCampaign(id, ({ phase }) => phase.kind === 'halted');
    expect(story(rehearsal, started)).toEqual([
      'vm-1 drain',
      'vm-2 drain',
      // Whether a drain that failed has done anything nobody knows.
      'vm-2 undrain',
      'vm-1 undrain',
    ]);
    expect(await seats(rehearsal)).toEqual(['8 80', '0 80', '0 80']);
    const card = await rehearsal.cardSays(id, 'Halted');
    expect(card.text).toContain('These guests of it stay out of rotation: `vm-1`.');
    expect(card.text).toContain('the pool is full');
    expect(card.text).toContain('sessions stick');
    expect((await rehearsal.stagger('explain', 'vm-1')).stdout).toContain(
      `It is out of rotation with its hypervisor hv-1, by campaign ${id} (halted)`,
    );

    for (const guest of guests) await lab.host(guest).heal();
    await lab.host('hv-1').neverComesBack();
    const halted = lab.events().length;
    await rehearsal.done('retry', id, 'hv-1');
    await lab.waitFor('hv-1', 'down');
    for (const guest of guests) await lab.waitFor(guest, 'down');
    expect(story(rehearsal, halted).slice(0, 4)).toEqual([
      'vm-1 drain',
      'vm-2 drain',
      'hv-1 drain',
      'hv-1 reboot-called',
    ]);
    expect(await seats(rehearsal)).toEqual(['8 80', '8 80', '0 80']);
    const down = lab.events().length;
    await lab.host('hv-1').powerOn();

    expect(await rehearsal.untilEnded(id)).toBe('done');
    expect(await seats(rehearsal)).toEqual(['0 80', '0 80', '0 80']);
    const back = story(rehearsal, down);
    expect(back.filter((line) => line.endsWith('undrain'))).toEqual([
      'hv-1 undrain',
      'vm-2 undrain',
      'vm-1 undrain',
    ]);
    for (const guest of guests)
      expect(back.indexOf(`${guest} serving`)).toBeLessThan(back.indexOf('hv-1 undrain'));
    for (const host of fallen) expect(back).toContain(`${host} serving`);
    for (const { name } of lab.hosts())
      expect(lab.host(name).bootCount(), name).toBe(fallen.includes(name) ? 2 : 1);
    const boots = guests.map((guest) =>
      lab
        .host(guest)
        .events()
        .flatMap(({ kind, bootId }) => (kind === 'booted' ? [bootId] : [])),
    );
    for (const ids of boots) expect(new Set(ids).size).toBe(2);
    expect(lab.events().filter(({ kind }) => kind === 'reboot-called')).toHaveLength(1);
  });
});
