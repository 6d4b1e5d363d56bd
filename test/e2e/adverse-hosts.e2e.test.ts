// Hosts that are not what they should be: each is its own outcome with its own text, none counts as up, and none is
// rebooted, neither by name nor by an approval from before it turned.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeLab } from '../lab/describe-lab.ts';
import { knownHostsName } from '../lab/known-hosts.ts';
import type { Lab } from '../lab/lab.ts';
import type { LabFleet } from './lab-fleet.ts';
import { rehearse } from './rehearsal.ts';
import { violations } from './witness.ts';

type HostsAnswer = {
  readonly hosts: readonly {
    readonly host: string;
    readonly status: string;
    readonly problem: { readonly failure: string; readonly detail: string } | null;
  }[];
};

const adverse = ['changed-key', 'garbage', 'hanging', 'refused-login', 'unknown-key'] as const;
const names = [...adverse, 'well'];

const fleet: LabFleet = {
  zoneOfRack: { 'rack-1': 'zone-a' },
  hosts: Object.fromEntries(names.map((name) => [name, { rack: 'rack-1', uptimeDays: 200 }])),
  services: { batch: { instances: { member: names }, minAvailable: 0, gates: () => [] } },
  maxInFlight: 10,
  settings: { ssh: { connect_within: '5s', answer_within: '5s' } },
};

async function turn(lab: Lab): Promise<void> {
  const changed = lab.host('changed-key');
  await changed.hostKeyChanges();
  await changed.powerOff();
  await lab.waitFor(changed.name, 'down');
  await changed.powerOn();
  await lab.waitFor(changed.name, 'ready', { after: 1 });
  lab.host('garbage').garbageOutput();
  lab.host('hanging').hangingExec();
  lab.host('refused-login').refusesLogin();
  const { address, port } = lab.host('unknown-key');
  const lines = readFileSync(lab.knownHostsPath, 'utf8').split('\n');
  writeFileSync(
    lab.knownHostsPath,
    lines.filter((line) => !line.startsWith(`${knownHostsName(address, port)} `)).join('\n'),
  );
}

/** What a person reads of each: what it is, and what to do. */
const expected: Readonly<Record<(typeof adverse)[number], readonly [string, RegExp]>> = {
  'changed-key': ['host-key-changed', /ssh-keygen/],
  garbage: ['garbage-output', /./],
  hanging: ['exec-timeout', /is logged in and did not answer within/],
  'refused-login': ['login-refused', /authorized_keys|key/],
  'unknown-key': ['host-key-unknown', /ssh-keyscan|known_hosts/],
};

describeLab('adverse hosts', () => {
  it('are told apart, are not up, and are not rebooted', async () => {
    await using rehearsal = await rehearse(fleet);
    const { lab } = rehearsal;
    await rehearsal.done('sweep');
    await rehearsal.startDaemon();
    const id = await rehearsal.propose(...adverse);
    await rehearsal.card(id);
    await turn(lab);

    const { hosts } = await rehearsal.json<HostsAnswer>('sweep');
    for (const { host, status, problem } of hosts) {
      if (host === 'well') {
        expect({ host, status, problem }).toEqual({ host, status: 'up', problem: null });
        continue;
      }
      const [failure, text] = expected[host as (typeof adverse)[number]];
      expect({ host, status, failure: problem?.failure }).toEqual({ host, status: 'unknown', failure });
      expect(problem?.detail).toMatch(text);
      expect(problem?.detail).toContain(lab.host(host).address);
    }
    expect(new Set(hosts.map(({ problem }) => problem?.detail)).size).toBe(names.length);

    // By the approval of a plan from before: the first one that is looked at halts it.
    const approvedAtMs = await rehearsal.approve(id);
    const { phase } = await rehearsal.untilCampaign(id, (campaign) => campaign.phase.kind === 'halted');
    expect(phase).toMatchObject({ why: { kind: 'host-failed', failure: { kind: 'check-failed' } } });
    const card = await rehearsal.cardSays(id, 'Halted: reboot of 5 hosts');
    expect(card.text).toContain('It was not rebooted.');
    const lost = ['changed-key'];
    expect(violations(lab.events(), { services: [], rebooted: [], lost, approvedAtMs })).toEqual([]);
  });
});
