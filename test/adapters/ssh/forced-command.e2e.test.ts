// The forced command behind a real OpenSSH server on hosts that really reboot; the witness outside is the judge.
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { authorizedKeysLine, programText, type HostSetup } from '../../../src/adapters/ssh/host-setup.ts';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { BootId, HostId, PlanDigest } from '../../../src/core/fleet/ids.ts';
import { describeLab } from '../../lab/describe-lab.ts';
import { createLab, type Lab } from '../../lab/lab.ts';
import { controlOf } from './loopback-control.ts';

const withinMs = { deadlineMs: 10_000 };
const planDigest = 'ab12cd34' as PlanDigest;

/** Puts the program where `/srv` is on the host, and gives our key nothing but it. */
function lockDown(lab: Lab, name: string): SshTarget {
  const host = lab.host(name);
  const setup: HostSetup = {
    user: 'stagger',
    publicKey: readFileSync(`${lab.identityPath}.pub`, 'utf8').trim(),
    from: ['127.0.0.0/8'],
    commands: [['/usr/bin/lab-drain']],
    programPath: '/srv/stagger-ssh',
    stateDirectory: '/srv/epoch',
    right: 'sudo',
    sockets: 'closed',
  };
  writeFileSync(join(host.dir, 'data', 'stagger-ssh'), programText(setup));
  chmodSync(join(host.dir, 'data', 'stagger-ssh'), 0o755);
  const state = join(host.dir, 'data', 'epoch');
  mkdirSync(state, { mode: 0o700 });
  chownSync(state, 7077, 7077);
  writeFileSync(join(host.dir, 'authorized_keys'), `${authorizedKeysLine(setup)}\n`);
  return { hostId: name as HostId, address: host.address, port: host.port, user: 'stagger', assumed: [] };
}

describeLab('a key that may only run the forced command', () => {
  it('observes, drains and reboots by it, refuses an older epoch and every other command', async () => {
    await using lab = await createLab({ hosts: [{ name: 'web-1', uptimeS: 200 * 86_400 }] });
    const target = lockDown(lab, 'web-1');
    let epoch = 7;
    const control = controlOf(lab, { epoch: () => epoch });
    const read = await control.readFacts(target, { ...withinMs, fresh: false });
    if (read.kind !== 'facts') throw new Error(`${read.failure}: ${read.detail}`);
    expect(read.facts.bootId).toBe(lab.host('web-1').bootId());
    expect(read.facts.uptimeMs).toBeGreaterThan(200 * 86_400_000);

    expect(await control.runCommand(target, { argv: ['/usr/bin/lab-drain'] }, withinMs)).toMatchObject({
      kind: 'exited',
      exitCode: 0,
    });
    for (const argv of [['/usr/bin/lab-undrain'], ['/usr/bin/id'], ['/usr/bin/lab-drain', '--all']])
      expect(await control.runCommand(target, { argv }, withinMs)).toMatchObject({
        kind: 'exited',
        exitCode: 126,
      });

    const request = { expectBootId: read.facts.bootId, planDigest, attempt: 1 };
    const other = { ...request, expectBootId: '11111111-2222-3333-4444-555555555555' as BootId };
    // A newer daemon has commanded this host once; what the older one sends has no effect any more.
    epoch = 9;
    expect(await control.requestReboot(target, other, withinMs)).toEqual({
      kind: 'boot-id-mismatch',
      found: read.facts.bootId,
    });
    epoch = 8;
    expect(await control.requestReboot(target, request, withinMs)).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('newer daemon (epoch 9)') as unknown,
    });
    expect(lab.host('web-1').bootCount()).toBe(1);

    epoch = 10;
    expect(await control.requestReboot(target, request, withinMs)).toEqual({ kind: 'accepted' });
    await lab.waitFor('web-1', 'ready', { after: 1 });
    expect(await control.requestReboot(target, request, withinMs)).toMatchObject({
      kind: 'boot-id-mismatch',
    });
    // The highest epoch outlives the boot.
    epoch = 9;
    expect(await control.requestReboot(target, request, withinMs)).toMatchObject({ kind: 'refused' });
    expect(lab.host('web-1').bootCount()).toBe(2);
    await control.close();
  });

  it('says which sudo rule is missing, as without it', async () => {
    await using lab = await createLab({ hosts: [{ name: 'web-1' }] });
    const target = lockDown(lab, 'web-1');
    lab.host('web-1').refusesReboot();
    const control = controlOf(lab, { epoch: () => 1 });
    const expectBootId = lab.host('web-1').bootId() as BootId;
    const outcome = await control.requestReboot(target, { expectBootId, planDigest, attempt: 1 }, withinMs);
    expect(outcome).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('NOPASSWD') as unknown,
    });
    expect(lab.host('web-1').bootCount()).toBe(1);
    await control.close();
  });
});
