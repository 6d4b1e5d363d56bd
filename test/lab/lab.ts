// A lab: real hosts on this machine that really reboot, each with its own sshd, boot id and uptime (README.md here).
// Owns the lab's folder and its supervisor; `close` ends everything, and so does the death of the test process.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { band, freePort } from './free-port.ts';
import { hashedName, knownHostsLine, knownHostsName } from './known-hosts.ts';
import { resolveHost, writeLabFiles, type LabHostOptions, type ResolvedHost } from './lab-files.ts';
import { LabHost } from './lab-host.ts';
import type { LabPlan } from './lab-protocol.ts';
import { SupervisorProcess } from './supervisor-process.ts';
import { readWitness, type WitnessEvent } from './witness.ts';
import { HUNG_MS } from './patience.ts';

export type LabOptions = {
  readonly hosts: readonly LabHostOptions[];
  /** Write the names in known_hosts hashed (default false). */
  readonly hashedKnownHosts?: boolean;
};

/** Every loopback address of a lab: its third part is the lab's, so two labs do not meet. */
function labAddresses(count: number): readonly string[] {
  const thirds = 250 / band.of;
  const third = 1 + band.index * thirds + Math.floor(Math.random() * thirds);
  return Array.from({ length: count }, (_, index) => `127.77.${third}.${index + 1}`);
}

/**
 * Starts the hosts and resolves when the sshd of each answers and each service that is healthy at once serves. Rejects with the reason if one does not start; then
 * nothing is left behind. Ask `labUnavailable` first whether labs can run here.
 */
export async function createLab(options: LabOptions): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), 'stagger-lab-'));
  const ports = { ssh: await freePort(), service: await freePort() };
  const addresses = labAddresses(options.hosts.length);
  const hosts = options.hosts.map((host, index) =>
    resolveHost(host, { labDir: dir, address: addresses[index] ?? '' }),
  );
  mkdirSync(join(dir, 'hosts'));
  try {
    await writeLabFiles({ dir, ports, hosts });
  } catch (cause) {
    rmSync(dir, { recursive: true, force: true });
    throw cause;
  }
  const keepDir = process.env['STAGGER_LAB_KEEP'] === '1';
  const plan: LabPlan = { dir, port: ports.ssh, keepDir, hosts };
  writeFileSync(join(dir, 'plan.json'), JSON.stringify(plan));
  writeFileSync(join(dir, 'witness.jsonl'), '');
  const supervisor = new SupervisorProcess(join(dir, 'plan.json'));
  const lab = new Lab({ dir, ports, hosts, supervisor, keepDir });
  try {
    await supervisor.ready();
    const served = hosts.filter(({ service }) => service?.healthyAfterMs === 0);
    await Promise.all(served.map(({ name }) => lab.waitFor(name, 'serving')));
  } catch (cause) {
    await lab.close();
    throw cause;
  }
  lab.writeKnownHosts({ hashed: options.hashedKnownHosts ?? false });
  return lab;
}

export class Lab {
  readonly dir: string;
  /** Every host's sshd listens on it, each on its own address. */
  readonly port: number;
  /** Private key (OpenSSH format) that every host accepts for `root` and `stagger`; `.pub` is beside it. */
  readonly identityPath: string;
  readonly knownHostsPath: string;
  readonly supervisorPid: number;
  readonly #supervisor: SupervisorProcess;
  readonly #hosts: ReadonlyMap<string, LabHost>;
  readonly #keepDir: boolean;
  /** Kept when the folder goes, so that a test can judge after the end. */
  #lastEvents: readonly WitnessEvent[] | null = null;

  constructor(parts: {
    readonly dir: string;
    readonly ports: { readonly ssh: number; readonly service: number };
    readonly hosts: readonly ResolvedHost[];
    readonly supervisor: SupervisorProcess;
    readonly keepDir: boolean;
  }) {
    this.dir = parts.dir;
    this.port = parts.ports.ssh;
    this.identityPath = join(parts.dir, 'client', 'id_ed25519');
    this.knownHostsPath = join(parts.dir, 'client', 'known_hosts');
    this.supervisorPid = parts.supervisor.pid;
    this.#supervisor = parts.supervisor;
    this.#keepDir = parts.keepDir;
    const lab = { ports: parts.ports, supervisor: parts.supervisor, events: () => this.events() };
    this.#hosts = new Map(parts.hosts.map((host) => [host.name, new LabHost(host, lab)]));
  }

  /** The host called `name`; throws if there is none. */
  host(name: string): LabHost {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new Error(`no lab host is called ${name}`);
    return host;
  }

  hosts(): readonly LabHost[] {
    return [...this.#hosts.values()];
  }

  /** What the witness saw of all hosts so far, in order. Also after `close`. */
  events(): readonly WitnessEvent[] {
    return (
      this.#lastEvents ??
      readWitness([
        join(this.dir, 'witness.jsonl'),
        ...this.hosts().map((host) => join(host.dir, 'witness.jsonl')),
      ])
    );
  }

  /**
   * Waits until the witness saw `kind` on `host` more than `after` times, and gives that event. Rejects after
   * `withinMs` with what was seen instead.
   */
  async waitFor(
    host: string,
    kind: string,
    options: { readonly after?: number; readonly withinMs?: number } = {},
  ): Promise<WitnessEvent> {
    const { after = 0, withinMs = HUNG_MS } = options;
    const deadline = performance.now() + withinMs;
    for (;;) {
      const seen = this.host(host).events();
      const event = seen.filter((candidate) => candidate.kind === kind)[after];
      if (event !== undefined) return event;
      if (performance.now() > deadline)
        throw new Error(
          `${host}: no ${kind} (more than ${after}) within ${withinMs} ms; seen: ${seen.map((e) => e.kind).join(' ')}`,
        );
      await sleep(20);
    }
  }

  /** Cuts the power of several hosts in one go, as a rack loses it. */
  async powerOff(names: readonly string[]): Promise<void> {
    await this.#supervisor.ask({ kind: 'power-off', hosts: names });
  }

  async powerOn(names: readonly string[]): Promise<void> {
    await this.#supervisor.ask({ kind: 'power-on', hosts: names });
  }

  /** Writes known_hosts anew with the key that each host has now. */
  writeKnownHosts(options: { readonly hashed: boolean }): void {
    writeFileSync(this.knownHostsPath, '');
    for (const host of this.hosts()) {
      const name = knownHostsName(host.address, host.port);
      const line = knownHostsLine(options.hashed ? hashedName(name) : name, host.publicKey());
      appendFileSync(this.knownHostsPath, line);
    }
  }

  /** Ends every host and the supervisor, and removes the lab's folder. May be called twice. */
  async close(): Promise<void> {
    this.#lastEvents ??= this.events();
    await this.#supervisor.end();
    if (!this.#keepDir) rmSync(this.dir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
