// The lab itself, asked with the plain ssh client: are these hosts real enough to trust what other tests see on them?
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLab, type Lab } from './lab.ts';
import { describeLab } from './describe-lab.ts';
import { ssh } from './openssh-client.ts';

describeLab('a lab host', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await createLab({
      hosts: [
        { name: 'web-1', uptimeS: 190 * 86_400 },
        { name: 'db-1', uptimeS: 3_600, service: { healthyAfterMs: 500, closedUntilThen: false } },
      ],
    });
  });
  afterAll(async () => {
    await lab.close();
  });

  it('shows over ssh the boot id that the witness wrote down', async () => {
    const { code, stdout } = await ssh(lab, 'web-1', 'cat /proc/sys/kernel/random/boot_id');
    expect({ code, bootId: stdout.trim() }).toEqual({ code: 0, bootId: lab.host('web-1').bootId() });
    expect(lab.host('db-1').bootId()).not.toBe(lab.host('web-1').bootId());
  });

  it('is as old as asked, each host by itself', async () => {
    const uptime = async (host: string): Promise<number> =>
      parseFloat((await ssh(lab, host, 'cat /proc/uptime')).stdout);
    const [web, db] = [await uptime('web-1'), await uptime('db-1')];
    expect(web).toBeGreaterThanOrEqual(190 * 86_400);
    expect(web).toBeLessThan(190 * 86_400 + 300);
    expect(db).toBeGreaterThanOrEqual(3_600);
    expect(db).toBeLessThan(3_600 + 300);
  });

  it('has its own name and its own processes', async () => {
    const { stdout } = await ssh(lab, 'db-1', 'hostname; ls -d /proc/[0-9]* | wc -l');
    const [hostname, processes] = stdout.trim().split('\n');
    expect(hostname).toBe('db-1');
    expect(Number(processes)).toBeLessThan(20);
  });

  it('really reboots: a new boot, a small uptime, and a witness who saw it go down', async () => {
    const before = lab.host('web-1').bootId();
    await ssh(lab, 'web-1', 'touch /run/of-this-boot /srv/of-this-host');
    // The host may end the session before its answer is through.
    expect([0, 255]).toContain((await ssh(lab, 'web-1', 'systemctl reboot')).code);
    await lab.waitFor('web-1', 'ready', { after: 1 });

    const { stdout } = await ssh(
      lab,
      'web-1',
      'cat /proc/sys/kernel/random/boot_id /proc/uptime; ls /run /srv',
    );
    const [bootId, uptime] = stdout.split('\n');
    expect(bootId).toBe(lab.host('web-1').bootId());
    expect(bootId).not.toBe(before);
    expect(parseFloat(uptime ?? '')).toBeLessThan(60);
    expect(stdout).not.toContain('of-this-boot');
    expect(stdout).toContain('of-this-host');

    const own = lab
      .host('web-1')
      .events()
      .filter(({ kind }) => !kind.startsWith('serv'));
    expect(own.map(({ kind, bootId: of, detail }) => [kind, of === before ? 'old' : 'new', detail])).toEqual([
      ['booted', 'old', ''],
      ['ready', 'old', ''],
      ['reboot-called', 'old', 'root'],
      ['down', 'old', 'reboot'],
      ['booted', 'new', ''],
      ['ready', 'new', ''],
    ]);
    expect(lab.host('web-1').bootCount()).toBe(2);
    expect(lab.host('db-1').bootCount()).toBe(1);
  });

  it('leaves nothing behind when it is closed, and its witness can still be asked', async () => {
    const other = await createLab({ hosts: [{ name: 'gone-1' }] });
    const init = other.host('gone-1').processes();
    expect(init.length).toBeGreaterThan(1);
    await other.close();
    expect(init.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(existsSync(`/proc/${other.supervisorPid}`)).toBe(false);
    expect(existsSync(other.dir)).toBe(false);
    expect(other.events().map(({ kind }) => kind)).toContain('ready');
  });
});
