// Each fault of the lab does what its name says, as seen by a plain ssh client, by HTTP and by the witness.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLab, type Lab } from './lab.ts';
import { describeLab } from './describe-lab.ts';
import type { LabHost } from './lab-host.ts';
import { ssh } from './openssh-client.ts';

/** Does the kernel take a connection there? */
function takesConnections(host: LabHost): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.address, port: host.port });
    socket.once('connect', () => resolve(socket.destroy() === socket));
    socket.once('error', () => resolve(false));
  });
}

async function httpStatus(host: LabHost): Promise<number | null> {
  try {
    return (await fetch(`http://${host.address}:${host.servicePort}/`)).status;
  } catch {
    return null;
  }
}

function kinds(host: LabHost): readonly string[] {
  return host.events().map(({ kind }) => kind);
}

describeLab('faults of a lab host', () => {
  let lab: Lab;
  let web: LabHost;

  beforeEach(async () => {
    lab = await createLab({
      hosts: [
        { name: 'web-1', bootMs: 100, shutdownMs: 0 },
        { name: 'web-2', bootMs: 100, shutdownMs: 0 },
      ],
    });
    web = lab.host('web-1');
  });
  afterEach(async () => {
    await lab.close();
  });

  const reboot = (): Promise<unknown> => ssh(lab, 'web-1', 'systemctl reboot');

  describe('power and life', () => {
    it('powerOff ends several hosts at once, and they stay down until powerOn', async () => {
      await lab.powerOff(['web-1', 'web-2']);
      const down = await Promise.all(['web-1', 'web-2'].map((name) => lab.waitFor(name, 'down')));
      expect(down.map(({ detail }) => detail)).toEqual(['killed', 'killed']);
      await sleep(300);
      expect(lab.hosts().map((host) => host.bootCount())).toEqual([1, 1]);
      expect(await takesConnections(web)).toBe(false);

      await lab.powerOn(['web-1', 'web-2']);
      await Promise.all(['web-1', 'web-2'].map((name) => lab.waitFor(name, 'ready', { after: 1 })));
      expect((await ssh(lab, 'web-2', 'true')).code).toBe(0);
      expect(kinds(web)).toContain('power-cut');
    });

    it('freeze leaves the port open and nobody behind it, thaw brings the same boot back', async () => {
      await web.freeze();
      expect(await takesConnections(web)).toBe(true);
      expect((await ssh(lab, 'web-1', 'true', { withinMs: 1_500 })).code).not.toBe(0);
      expect(await httpStatus(lab.host('web-2'))).toBe(200);
      await web.thaw();
      expect((await ssh(lab, 'web-1', 'cat /proc/sys/kernel/random/boot_id')).stdout.trim()).toBe(
        web.bootId(),
      );
      expect(web.bootCount()).toBe(1);
    });

    it('a frozen host loses its power like any other', async () => {
      await web.freeze();
      await web.powerOff();
      expect((await lab.waitFor('web-1', 'down')).detail).toBe('killed');
    });
  });

  describe('the next boot', () => {
    it('neverComesBack: it goes down and stays down until powerOn', async () => {
      await web.neverComesBack();
      await reboot();
      await lab.waitFor('web-1', 'down');
      await sleep(400);
      expect(web.bootCount()).toBe(1);
      await web.powerOn();
      await lab.waitFor('web-1', 'ready', { after: 1 });
    });

    it('comesBackAfter: one slow boot, then the usual ones', async () => {
      await web.comesBackAfter(900);
      await reboot();
      const down = await lab.waitFor('web-1', 'down');
      const slow = await lab.waitFor('web-1', 'booted', { after: 1 });
      expect(slow.monotonicMs - down.monotonicMs).toBeGreaterThanOrEqual(899);
      await lab.waitFor('web-1', 'ready', { after: 1 });
      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 2 });
    });

    it('keepsBootId: a new boot that shows the old id, with a small uptime', async () => {
      const before = web.bootId();
      await web.keepsBootId();
      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 1 });
      const { stdout } = await ssh(lab, 'web-1', 'cat /proc/sys/kernel/random/boot_id /proc/uptime');
      expect(stdout.split('\n')[0]).toBe(before);
      expect(parseFloat(stdout.split('\n')[1] ?? '')).toBeLessThan(60);
      expect(web.bootCount()).toBe(2);

      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 2 });
      expect(web.bootId()).not.toBe(before);
    });

    it('rebootsAgainAfter: as many more boots as asked', async () => {
      await web.rebootsAgainAfter(150, 2);
      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 3 });
      await sleep(500);
      expect(web.bootCount()).toBe(4);
      expect(new Set(web.events().map(({ bootId }) => bootId)).size).toBe(4);
      expect(kinds(web).filter((kind) => kind === 'reboot-called')).toHaveLength(1);
    });

    it('hostKeyChanges: ssh refuses the new key until known_hosts is written anew', async () => {
      await web.hostKeyChanges();
      expect((await ssh(lab, 'web-1', 'true')).code).toBe(0);
      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 1 });
      const refused = await ssh(lab, 'web-1', 'true');
      expect(refused.code).toBe(255);
      expect(refused.stderr).toContain('Host key verification failed');
      lab.writeKnownHosts({ hashed: true });
      expect((await ssh(lab, 'web-1', 'true')).code).toBe(0);
    });

    it('installKernel: the next boot runs it, or not', async () => {
      web.installKernel('6.1.0-26-amd64', { runsAtNextBoot: true });
      web.installKernel('6.1.0-27-amd64', { runsAtNextBoot: false });
      const running = async (): Promise<string> => (await ssh(lab, 'web-1', 'uname -r; ls /boot')).stdout;
      expect(await running()).toBe(
        '6.1.0-25-amd64\nvmlinuz-6.1.0-25-amd64\nvmlinuz-6.1.0-26-amd64\nvmlinuz-6.1.0-27-amd64\n',
      );
      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 1 });
      expect(await running()).toContain('6.1.0-26-amd64\nvmlinuz');
    });

    it('setRebootRequired: a flag that a reboot clears', async () => {
      const flag = async (): Promise<number | null> =>
        (await ssh(lab, 'web-1', 'test -e /run/reboot-required')).code;
      expect(await flag()).toBe(1);
      web.setRebootRequired(true);
      expect(await flag()).toBe(0);
      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 1 });
      expect(await flag()).toBe(1);
    });
  });

  describe('logging in and running commands', () => {
    it('refusesLogin, until healed', async () => {
      web.refusesLogin();
      const refused = await ssh(lab, 'web-1', 'true');
      expect(refused.code).toBe(255);
      expect(refused.stderr).toContain('Permission denied');
      await web.heal();
      expect((await ssh(lab, 'web-1', 'true')).code).toBe(0);
    });

    it('hangingExec: the login works and the command never answers', async () => {
      web.hangingExec();
      expect((await ssh(lab, 'web-1', 'echo here', { withinMs: 1_500 })).code).toBe(null);
      await web.heal();
      expect((await ssh(lab, 'web-1', 'echo here')).stdout).toBe('here\n');
    });

    it('garbageOutput: exit code 0 and nonsense', async () => {
      web.garbageOutput();
      const { code, stdout } = await ssh(lab, 'web-1', 'echo here');
      expect(code).toBe(0);
      expect(stdout).toContain('garbage');
      expect(stdout).not.toContain('here');
    });

    it('nologin turns users away and lets root in', async () => {
      web.nologin();
      expect((await ssh(lab, 'web-1', 'true', { user: 'stagger' })).code).toBe(254);
      expect((await ssh(lab, 'web-1', 'test -e /run/nologin')).code).toBe(0);
      await web.heal();
      expect((await ssh(lab, 'web-1', 'id -un', { user: 'stagger' })).stdout).toBe('stagger\n');
    });
  });

  describe('rebooting', () => {
    it('refusesReboot: exit code 1 and no reboot', async () => {
      web.refusesReboot();
      expect((await ssh(lab, 'web-1', 'systemctl reboot')).code).toBe(1);
      await sleep(300);
      expect(kinds(web)).not.toContain('reboot-called');
      expect(kinds(web)).not.toContain('down');
    });

    it('ignoresReboot: accepted, and it does not go down', async () => {
      web.ignoresReboot();
      expect((await ssh(lab, 'web-1', 'systemctl reboot')).code).toBe(0);
      await sleep(300);
      expect(kinds(web)).toContain('reboot-called');
      expect(kinds(web)).not.toContain('down');
    });

    it('a plain user may reboot through sudo only', async () => {
      const plain = await ssh(lab, 'web-1', 'systemctl reboot', { user: 'stagger' });
      expect(plain.code).toBe(1);
      const other = await ssh(lab, 'web-1', 'sudo -n /usr/bin/cat /etc/shadow', { user: 'stagger' });
      expect(other.code).toBe(1);
      const sudo = await ssh(lab, 'web-1', 'sudo -n /usr/bin/systemctl reboot', { user: 'stagger' });
      // The host may end the session before its answer is through.
      expect([0, 255], sudo.stderr).toContain(sudo.code);
      await lab.waitFor('web-1', 'ready', { after: 1 });
      expect(
        web
          .events()
          .filter(({ kind }) => kind === 'reboot-called')
          .map(({ detail }) => detail),
      ).toEqual(['stagger']);
    });
  });

  describe('service, system and hooks', () => {
    it('the service is healthy only some time after the boot, and the witness knows when', async () => {
      web.serviceHealthyAfter(3_600_000);
      expect(await httpStatus(web)).toBe(200);
      await reboot();
      await lab.waitFor('web-1', 'ready', { after: 1 });
      let status: number | null = null;
      while (status === null) status = await httpStatus(web);
      expect(status).toBe(503);
      web.serviceHealthyAfter(2_000);
      await reboot();
      const serving = await lab.waitFor('web-1', 'serving', { after: 1 });
      const booted = await lab.waitFor('web-1', 'booted', { after: 2 });
      expect(serving.monotonicMs - booted.monotonicMs).toBeGreaterThanOrEqual(1_999);
      expect(serving.bootId).toBe(web.bootId());
      expect(await httpStatus(web)).toBe(200);
      web.serviceFails();
      expect(await httpStatus(web)).toBe(503);
    });

    it('systemctl tells what it was told', async () => {
      const state = async (): Promise<string> =>
        (await ssh(lab, 'web-1', 'systemctl is-system-running')).stdout;
      expect(await state()).toBe('running\n');
      web.setFailedUnits(['cron.service']);
      expect(await state()).toBe('degraded\n');
      const { stdout } = await ssh(lab, 'web-1', 'systemctl list-units --state=failed --no-legend --plain');
      expect(stdout).toBe('cron.service loaded failed failed cron.service\n');
      web.setSystemState('maintenance');
      expect(await state()).toBe('maintenance\n');
    });

    it('hooks do what was asked of them, and the witness wrote each call down', async () => {
      expect((await ssh(lab, 'web-1', '/usr/bin/lab-drain web-1 now', { user: 'stagger' })).code).toBe(0);
      web.commandDoes('undrain', { exitCode: 3, delayMs: 50, output: 'balancer says no' });
      const undrain = await ssh(lab, 'web-1', '/usr/bin/lab-undrain');
      expect(undrain).toMatchObject({ code: 3, stdout: 'balancer says no\n' });
      const calls = web.events().filter(({ kind }) => kind.startsWith('command'));
      expect(calls.map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
        'command: drain web-1 now',
        'command-ended: drain 0',
        'command: undrain',
        'command-ended: undrain 3',
      ]);
    });
  });
});

describeLab('a host that settles slowly', () => {
  it('is starting, then running, and --wait waits for it', async () => {
    await using lab = await createLab({
      hosts: [
        { name: 'web-1', uptimeS: 1, settleMs: 3_600_000 },
        { name: 'web-2', uptimeS: 1, settleMs: 3_000 },
      ],
    });
    expect(await ssh(lab, 'web-1', 'systemctl is-system-running')).toMatchObject({
      code: 1,
      stdout: 'starting\n',
    });
    const waited = await ssh(lab, 'web-2', 'systemctl is-system-running --wait; cat /proc/uptime');
    expect(waited.stdout).toMatch(/^running\n/);
    expect(parseFloat(waited.stdout.split('\n')[1] ?? '')).toBeGreaterThanOrEqual(3);
  });
});
