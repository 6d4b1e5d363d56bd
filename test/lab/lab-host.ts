// One lab host as a test holds it: where it listens, what the witness saw of it, and the faults it can be given.
// Faults in files act at once, on open connections too; faults of booting act at the next boot and are then used up.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from './host-processes.ts';
import type { ResolvedHost } from './lab-files.ts';
import type { BootFaults } from './lab-protocol.ts';
import type { SupervisorProcess } from './supervisor-process.ts';
import type { WitnessEvent } from './witness.ts';

export class LabHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Port of the host's HTTP service, on `address`. */
  readonly servicePort: number;
  /** The host's own folder as seen from outside; `/run/stagger-lab` inside, its `data` is `/srv` inside. */
  readonly dir: string;
  readonly #supervisor: SupervisorProcess;
  readonly #events: () => readonly WitnessEvent[];

  constructor(
    host: ResolvedHost,
    lab: {
      readonly ports: { readonly ssh: number; readonly service: number };
      readonly supervisor: SupervisorProcess;
      readonly events: () => readonly WitnessEvent[];
    },
  ) {
    this.name = host.name;
    this.address = host.address;
    this.port = lab.ports.ssh;
    this.servicePort = lab.ports.service;
    this.dir = host.dir;
    this.#supervisor = lab.supervisor;
    this.#events = lab.events;
  }

  /** What the witness saw of this host so far, in order. Also after the lab was closed. */
  events(): readonly WitnessEvent[] {
    return this.#events().filter(({ host }) => host === this.name);
  }

  /** How often it was started, the first boot included. */
  bootCount(): number {
    return this.events().filter(({ kind }) => kind === 'booted').length;
  }

  /** Of the boot that runs, or of the last one if the host is down. */
  bootId(): string {
    return this.events().findLast(({ kind }) => kind === 'booted')?.bootId ?? '';
  }

  /** The host's public key as a `.pub` file has it; after `hostKeyChanges` and a boot, the new one. */
  publicKey(): string {
    return readFileSync(join(this.dir, 'ssh_host_ed25519_key.pub'), 'utf8').trim();
  }

  /** Pids, in the machine's numbering, of everything that runs on the host; empty while it is down. */
  processes(): readonly number[] {
    const init = join(this.dir, 'init-pid');
    return existsSync(init) ? processesOf(Number(readFileSync(init, 'utf8'))) : [];
  }

  // Power and life -------------------------------------------------------------------------------------------------

  /** Cuts the power: everything ends at once; down until `powerOn`. */
  async powerOff(): Promise<void> {
    await this.#supervisor.ask({ kind: 'power-off', hosts: [this.name] });
  }

  /** Boots a host that is down for whatever reason, after its boot time. */
  async powerOn(): Promise<void> {
    await this.#supervisor.ask({ kind: 'power-on', hosts: [this.name] });
  }

  /** Every process of the host stops (SIGSTOP): connections are taken by the kernel and nobody answers. */
  async freeze(): Promise<void> {
    await this.#supervisor.ask({ kind: 'freeze', host: this.name });
  }

  async thaw(): Promise<void> {
    await this.#supervisor.ask({ kind: 'thaw', host: this.name });
  }

  // The next boot --------------------------------------------------------------------------------------------------

  /** When it goes down next it stays down, until `powerOn`. */
  async neverComesBack(): Promise<void> {
    await this.#bootFaults({ neverComesBack: true });
  }

  /** The next boot takes `bootMs` instead of the host's own boot time. */
  async comesBackAfter(bootMs: number): Promise<void> {
    await this.#bootFaults({ nextBootMs: bootMs });
  }

  /** The next boot shows the boot id of this one, as a low-entropy board or a container does. */
  async keepsBootId(): Promise<void> {
    await this.#bootFaults({ keepsBootId: true });
  }

  /** `afterMs` after the next boot is ready the host reboots by itself; `times` boots in a row do. */
  async rebootsAgainAfter(afterMs: number, times = 1): Promise<void> {
    await this.#bootFaults({ rebootsAgain: { afterMs, times } });
  }

  /** The next boot comes with another host key, as after a reinstallation. */
  async hostKeyChanges(): Promise<void> {
    await this.#bootFaults({ hostKeyChanges: true });
  }

  async #bootFaults(faults: BootFaults): Promise<void> {
    await this.#supervisor.ask({ kind: 'boot-faults', host: this.name, faults });
  }

  // Logging in and running commands --------------------------------------------------------------------------------

  /** sshd refuses the lab's identity (new logins only). */
  refusesLogin(): void {
    rmSync(join(this.dir, 'authorized_keys'), { force: true });
  }

  /** Commands over SSH are accepted and never answer. */
  hangingExec(): void {
    this.#fault('hanging-exec');
  }

  /** Commands over SSH exit 0 with bytes that mean nothing. */
  garbageOutput(): void {
    this.#fault('garbage-output');
  }

  /** `/run/nologin` exists: users other than root are turned away. Lasts until `heal` or the next boot. */
  nologin(): void {
    this.#touchInside('/run/nologin', 'System is booting up.\n');
  }

  // Rebooting ------------------------------------------------------------------------------------------------------

  /** `systemctl reboot` exits 1. */
  refusesReboot(): void {
    this.#fault('refuses-reboot');
  }

  /** `systemctl reboot` exits 0 and nothing happens: a stop job that never ends. */
  ignoresReboot(): void {
    this.#fault('ignores-reboot');
  }

  // State that a probe reads ---------------------------------------------------------------------------------------

  /** Raises `/run/reboot-required`, in this boot at once, or takes it away. A reboot clears it. */
  setRebootRequired(required: boolean): void {
    if (required) this.#touchInside('/run/reboot-required', '*** System restart required ***\n');
    else this.#removeInside('/run/reboot-required');
  }

  /** Puts a kernel into `/boot`; with `runsAtNextBoot` the next boot runs it. */
  installKernel(release: string, options: { readonly runsAtNextBoot: boolean }): void {
    writeFileSync(join(this.dir, 'boot', `vmlinuz-${release}`), '');
    if (options.runsAtNextBoot) writeFileSync(join(this.dir, 'next-osrelease'), `${release}\n`);
  }

  /** What `systemctl list-units --failed` lists; any makes the system `degraded`. Lasts over boots. */
  setFailedUnits(units: readonly string[]): void {
    writeFileSync(join(this.dir, 'faults', 'failed-units'), units.map((unit) => `${unit}\n`).join(''));
  }

  /** From now on, also after boots, `systemctl is-system-running` says `state`. */
  setSystemState(state: string): void {
    writeFileSync(join(this.dir, 'faults', 'system-state'), `${state}\n`);
  }

  // Service and hooks ----------------------------------------------------------------------------------------------

  /** The HTTP service answers 503 from now on. */
  serviceFails(): void {
    this.#fault('service-fails');
  }

  /** From the next boot on the service is healthy only `afterMs` after it was started. */
  serviceHealthyAfter(afterMs: number): void {
    writeFileSync(join(this.dir, 'service', 'healthy-after-ms'), `${afterMs}\n`);
  }

  /** `/usr/bin/lab-NAME` (drain, undrain, …) exits so, after `delayMs`. */
  commandDoes(
    name: string,
    does: { readonly exitCode: number; readonly delayMs?: number; readonly output?: string },
  ): void {
    const text = `${does.exitCode} ${does.delayMs ?? 0} ${does.output ?? ''}`;
    writeFileSync(join(this.dir, 'faults', `command-${name}`), text);
  }

  /** Takes back every fault. A host that is down or frozen stays so. */
  async heal(): Promise<void> {
    await this.#supervisor.ask({ kind: 'forget-boot-faults', host: this.name });
    execFileSync('find', [join(this.dir, 'faults'), '-type', 'f', '-delete']);
    writeFileSync(
      join(this.dir, 'authorized_keys'),
      readFileSync(join(this.dir, '..', '..', 'client', 'id_ed25519.pub')),
    );
    this.#removeInside('/run/nologin');
  }

  #fault(name: string): void {
    writeFileSync(join(this.dir, 'faults', name), '');
  }

  /** The host's own `/run` is reached through its init; a host that is down has none. */
  #insidePath(path: string): string {
    const init = readFileSync(join(this.dir, 'init-pid'), 'utf8').trim();
    return `/proc/${init}/root${path}`;
  }

  #touchInside(path: string, text: string): void {
    writeFileSync(this.#insidePath(path), text);
  }

  #removeInside(path: string): void {
    rmSync(this.#insidePath(path), { force: true });
  }
}
