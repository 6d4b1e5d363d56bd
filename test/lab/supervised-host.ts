// One lab host's life as its supervisor leads it: boots its namespaces, sees how each boot ends, waits the boot time,
// boots it again with a new boot id. Every step is in the witness log before the next one is taken.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentOf, processesOf, processState, signalIfThere } from './host-processes.ts';
import type { BootFaults, HostPlan } from './lab-protocol.ts';
import type { WitnessLog } from './witness.ts';

const initScript = join(import.meta.dirname, 'host-files', 'init.sh');

function machineUptimeS(): number {
  return Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]));
}

/**
 * How a boot ended that we did not end: the reboot system call makes the kernel end the namespace's init with SIGHUP,
 * a halt with SIGINT, and unshare passes that on by dying of the same. Anything else is an init that failed.
 */
function endOfBoot(signal: NodeJS.Signals | null): 'reboot' | 'halt' | 'failed' {
  if (signal === 'SIGHUP') return 'reboot';
  return signal === 'SIGINT' ? 'halt' : 'failed';
}

/** Resolves true when an SSH banner came from there. */
function sendsBanner(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => settle(false));
    socket.once('data', (data) => settle(data.toString('latin1').startsWith('SSH-2.0')));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

export class SupervisedHost {
  readonly #plan: HostPlan;
  readonly #port: number;
  readonly #witness: WitnessLog;
  #child: ChildProcess | null = null;
  #bootId = '';
  #powered = true;
  #closing = false;
  readonly #guests: SupervisedHost[] = [];
  /** Its hypervisor runs, or it has none. */
  #carried = true;
  /** We ended this boot ourselves. */
  #killed = false;
  #faults: BootFaults = {};
  /** Raised by each boot and each power change: a timer of an older life does nothing. */
  #life = 0;

  constructor(plan: HostPlan, port: number, witness: WitnessLog) {
    this.#plan = plan;
    this.#port = port;
    this.#witness = witness;
  }

  /** The first boot; resolves when its sshd answers, rejects if it ends before that. */
  async start(): Promise<void> {
    if (!(await this.#boot(this.#plan.uptimeS)))
      throw new Error(`${this.#plan.name} did not start; it said: ${this.#logs()}`);
  }

  /** From now on `guest` falls when this one goes down, and boots when this one has booted. */
  carry(guest: SupervisedHost): void {
    this.#guests.push(guest);
  }

  #fallWithHypervisor(): void {
    this.#carried = false;
    this.#life += 1;
    if (this.#child !== null) this.#kill();
  }

  #startOnHypervisor(): void {
    this.#carried = true;
    if (this.#child === null && this.#mayBoot()) this.#bootLater();
  }

  #mayBoot(): boolean {
    return !this.#closing && this.#powered && this.#carried && this.#faults.neverComesBack !== true;
  }

  addFaults(faults: BootFaults): void {
    this.#faults = { ...this.#faults, ...faults };
  }

  forgetFaults(): void {
    this.#faults = {};
  }

  /** Cuts the power: every process of the host ends at once, and it stays down until `powerOn`. */
  powerOff(): void {
    this.#powered = false;
    this.#life += 1;
    if (this.#child === null) return;
    this.#record('power-cut', '');
    this.#kill();
  }

  /** Boots a host that is down, whatever kept it down. Does nothing for one that runs. */
  powerOn(): void {
    this.#powered = true;
    this.#faults = { ...this.#faults, neverComesBack: false };
    if (this.#child !== null) return;
    this.#record('power-restored', '');
    if (this.#carried) this.#bootLater();
  }

  /** Stops every process of the host (SIGSTOP); resolves when all are stopped. */
  async freeze(): Promise<void> {
    const init = this.#initPid();
    if (init === null) throw new Error(`${this.#plan.name} is down: nothing to freeze`);
    for (;;) {
      const running = processesOf(init).filter((pid) => !['T', 'Z', null].includes(processState(pid)));
      if (running.length === 0) break;
      for (const pid of running) signalIfThere(pid, 'SIGSTOP');
      await sleep(5);
    }
    this.#record('frozen', '');
  }

  thaw(): void {
    const init = this.#initPid();
    if (init === null) throw new Error(`${this.#plan.name} is down: nothing to thaw`);
    this.#record('thawed', '');
    for (const pid of processesOf(init)) signalIfThere(pid, 'SIGCONT');
  }

  /** Ends the host for good; resolves when all of its processes are gone. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#life += 1;
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    this.#kill();
    await ended;
  }

  /** Starts the namespaces; resolves true when sshd answers, false if this boot or its sshd ended before that. */
  async #boot(uptimeS: number): Promise<boolean> {
    const { dir, address } = this.#plan;
    this.#life += 1;
    const life = this.#life;
    if (!this.#faults.keepsBootId || this.#bootId === '') this.#bootId = randomUUID();
    if (this.#faults.hostKeyChanges) this.#changeHostKey();
    const { rebootsAgain } = this.#faults;
    this.#faults = rebootsAgain === undefined ? {} : { rebootsAgain };
    const nextKernel = join(dir, 'next-osrelease');
    if (existsSync(nextKernel)) renameSync(nextKernel, join(dir, 'osrelease'));
    rmSync(join(dir, 'sshd-ended'), { force: true });
    writeFileSync(join(dir, 'boot_id'), `${this.#bootId}\n`);
    this.#killed = false;
    this.#child = this.#spawn(uptimeS);
    this.#child.once('exit', (_code, signal) => this.#onDown(signal));
    this.#record('booted', '');
    while (life === this.#life && !existsSync(join(dir, 'sshd-ended'))) {
      if (await sendsBanner(address, this.#port)) {
        if (life !== this.#life) return false;
        this.#record('ready', '');
        for (const guest of this.#guests) guest.#startOnHypervisor();
        this.#rebootAgain(life);
        return true;
      }
      await sleep(20);
    }
    return false;
  }

  #spawn(uptimeS: number): ChildProcess {
    const offsetS = uptimeS - machineUptimeS();
    const unshare = ['unshare', '--mount', '--uts', '--pid', '--time', '--boottime', String(offsetS)];
    const log = openSync(join(this.#plan.dir, 'log', 'init.log'), 'a');
    const child = spawn(
      // The chain of deaths: supervisor gone → unshare gone (setpriv) → init gone (--kill-child) → the namespace.
      'setpriv',
      ['--pdeathsig', 'KILL', ...unshare, '--fork', '--kill-child', 'sh', initScript, this.#plan.dir],
      { stdio: ['ignore', log, log], detached: true, cwd: '/' },
    );
    closeSync(log);
    return child;
  }

  #onDown(signal: NodeJS.Signals | null): void {
    this.#child = null;
    this.#life += 1;
    rmSync(join(this.#plan.dir, 'init-pid'), { force: true });
    const how = this.#killed ? 'killed' : endOfBoot(signal);
    this.#record('down', how);
    for (const guest of this.#guests) guest.#fallWithHypervisor();
    if (!this.#mayBoot() || how === 'halt' || how === 'failed') return;
    this.#bootLater();
  }

  #bootLater(): void {
    this.#life += 1;
    const life = this.#life;
    const bootMs = this.#faults.nextBootMs ?? this.#plan.bootMs;
    setTimeout(() => {
      if (life === this.#life && !this.#closing) void this.#boot(0);
    }, bootMs);
  }

  #rebootAgain(life: number): void {
    const again = this.#faults.rebootsAgain;
    if (again === undefined || again.times < 1) return;
    const { rebootsAgain: _, ...others } = this.#faults;
    this.#faults =
      again.times > 1 ? { ...others, rebootsAgain: { ...again, times: again.times - 1 } } : others;
    setTimeout(() => {
      if (life !== this.#life) return;
      this.#record('reboots-again', '');
      this.#kill();
    }, again.afterMs);
  }

  #changeHostKey(): void {
    const key = join(this.#plan.dir, 'ssh_host_ed25519_key');
    rmSync(key);
    rmSync(`${key}.pub`);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', this.#plan.name, '-f', key]);
  }

  #kill(): void {
    this.#killed = true;
    const init = this.#initPid();
    if (init !== null) signalIfThere(init, 'SIGKILL');
    else this.#child?.kill('SIGKILL');
  }

  /** Pid of the host's init in the machine's numbering, or null while there is none. */
  #initPid(): number | null {
    const path = join(this.#plan.dir, 'init-pid');
    if (this.#child === null || !existsSync(path)) return null;
    const pid = Number(readFileSync(path, 'utf8'));
    // Only a child of the unshare we started is ours to signal: a pid in a file may have a new bearer.
    return pid > 1 && parentOf(pid) === this.#child.pid ? pid : null;
  }

  #logs(): string {
    return ['init.log', 'sshd.log']
      .map((name) => join(this.#plan.dir, 'log', name))
      .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''))
      .join('');
  }

  #record(kind: string, detail: string): void {
    this.#witness.record({ host: this.#plan.name, kind, bootId: this.#bootId, detail });
  }
}
