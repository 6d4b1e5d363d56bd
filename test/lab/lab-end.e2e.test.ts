// A lab ends with its test, however the test ends: nothing keeps running, nothing stays mounted, no folder is left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLab } from './lab.ts';
import { describeLab } from './describe-lab.ts';

/** True once `done` says so, asked for at most ten seconds. */
async function comesTrue(done: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (done()) return true;
    await sleep(20);
  }
  return false;
}

const running = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** A process that starts a lab, says what runs, and waits. */
const victim = `
import { createLab } from ${JSON.stringify(join(import.meta.dirname, 'lab.ts'))};
const lab = await createLab({ hosts: [{ name: 'web-1' }, { name: 'web-2' }] });
const pids = lab.hosts().flatMap((host) => host.processes());
console.log(JSON.stringify({ dir: lab.dir, pids: [lab.supervisorPid, ...pids] }));
setInterval(() => {}, 1000);
`;

describeLab('the end of a lab', () => {
  it('comes with the death of the test process', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', victim], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { dir, pids } = JSON.parse(line) as { readonly dir: string; readonly pids: readonly number[] };
    expect(pids.length).toBeGreaterThan(6);
    expect(pids.filter((pid) => !running(pid))).toEqual([]);
    child.kill('SIGKILL');
    expect(await comesTrue(() => !pids.some(running) && !existsSync(dir))).toBe(true);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(dir);
  });

  it('comes with the death of the supervisor, and the test hears of it', async () => {
    const lab = await createLab({ hosts: [{ name: 'web-1' }, { name: 'web-2' }] });
    const pids = lab.hosts().flatMap((host) => host.processes());
    process.kill(lab.supervisorPid, 'SIGKILL');
    expect(await comesTrue(() => !pids.some(running))).toBe(true);
    await expect(lab.host('web-1').powerOff()).rejects.toThrow('supervisor');
    await lab.close();
    expect(existsSync(lab.dir)).toBe(false);
  });

  it('comes at once when a host cannot start, with what that host said', async () => {
    const hosts = [
      { name: 'web-1', address: '127.77.0.1' },
      { name: 'web-2', address: '192.0.2.1' },
    ];
    await expect(createLab({ hosts })).rejects.toThrow(
      /web-2 did not start(.|\n)*Cannot assign requested address/,
    );
  });
});
