// HostControl over hosts that exist only in memory, for tests of one thing at a time: each host does what the test
// sets, at once. Held to the same contract as the real adapter. (For a fleet that boots and fails over time, see
// src/demo/simulated-fleet.ts.)
import { isSafeWord } from '../../src/core/fleet/check.ts';
import type { SshTarget } from '../../src/core/fleet/ssh-target.ts';
import type { BootId, HostId } from '../../src/core/fleet/ids.ts';
import type { Facts, ProbeFailure } from '../../src/core/fleet/observation.ts';
import type {
  HostControl,
  ProbeMiss,
  ReadFactsOutcome,
  RebootRequest,
  RebootRequestOutcome,
  RunCommandOutcome,
} from '../../src/ports/host-control.ts';

/** What a command does on a fake host: an exit, or never to end. */
export type FakeCommand = (argv: readonly string[]) => { exitCode: number; output: string } | 'hangs';

export class FakeHost {
  readonly id: HostId;
  bootId: BootId;
  facts: Facts;
  /** Probes and connections fail this way. */
  failure: ProbeFailure | null = null;
  /** Returned instead of what a reboot request would have had as its outcome; nothing is done. */
  rebootOutcome: RebootRequestOutcome | null = null;
  /** True: an accepted request gives the host a new boot id at once. */
  rebootsAtOnce = false;
  command: FakeCommand = () => ({ exitCode: 0, output: '' });
  readonly accepted: RebootRequest[] = [];
  readonly commands: (readonly string[])[] = [];

  constructor(id: HostId, facts: Facts) {
    this.id = id;
    this.bootId = facts.bootId;
    this.facts = facts;
  }
}

export class FakeHostControl implements HostControl {
  readonly #hosts = new Map<HostId, FakeHost>();
  readonly #listeners = new Set<(hostId: HostId) => void>();
  /** Hosts with a live connection. */
  readonly #connected = new Set<HostId>();
  #boots = 0;
  #closed = false;

  /** A host that answers everything well, up for a day, with the given differences. */
  addHost(id: HostId, differences: Partial<Facts> = {}): FakeHost {
    const host = new FakeHost(id, { ...plainFacts(this.newBootId()), ...differences });
    this.#hosts.set(id, host);
    return host;
  }

  newBootId(): BootId {
    this.#boots += 1;
    return `00000000-0000-4000-8000-${String(this.#boots).padStart(12, '0')}` as BootId;
  }

  /** The live connection to a host ends from its side. */
  dropConnection(id: HostId): void {
    if (!this.#connected.delete(id)) return;
    for (const listener of this.#listeners) listener(id);
  }

  #reach(target: SshTarget): FakeHost | ProbeMiss {
    if (this.#closed) return { kind: 'missed', failure: 'internal-error', detail: 'closed' };
    const host = this.#hosts.get(target.hostId);
    if (host === undefined)
      return { kind: 'missed', failure: 'name-not-resolved', detail: `no fake host ${target.hostId}` };
    if (host.failure === null) return host;
    return { kind: 'missed', failure: host.failure, detail: `${target.address}: fake ${host.failure}` };
  }

  readFacts(target: SshTarget): Promise<ReadFactsOutcome> {
    const host = this.#reach(target);
    if (!(host instanceof FakeHost)) return Promise.resolve(host);
    this.#connected.add(host.id);
    return Promise.resolve({ kind: 'facts', facts: { ...host.facts, bootId: host.bootId } });
  }

  requestReboot(target: SshTarget, request: RebootRequest): Promise<RebootRequestOutcome> {
    return Promise.resolve(this.#reboot(target, request));
  }

  #reboot(target: SshTarget, request: RebootRequest): RebootRequestOutcome {
    const host = this.#reach(target);
    if (!(host instanceof FakeHost)) return { kind: 'not-sent', failure: host.failure, detail: host.detail };
    if (host.rebootOutcome !== null) return host.rebootOutcome;
    if (host.bootId !== request.expectBootId) return { kind: 'boot-id-mismatch', found: host.bootId };
    host.accepted.push(request);
    if (host.rebootsAtOnce) {
      host.bootId = this.newBootId();
      host.facts = { ...host.facts, uptimeMs: 0 };
      this.dropConnection(host.id);
    }
    return { kind: 'accepted' };
  }

  runCommand(target: SshTarget, command: { readonly argv: readonly string[] }): Promise<RunCommandOutcome> {
    const host = this.#reach(target);
    if (!(host instanceof FakeHost)) return Promise.resolve(host);
    const { argv } = command;
    if (argv[0]?.startsWith('/') !== true || !argv.every(isSafeWord))
      return Promise.resolve({ kind: 'missed', failure: 'internal-error', detail: 'not plain words' });
    host.commands.push(argv);
    this.#connected.add(host.id);
    const done = host.command(argv);
    if (done === 'hangs')
      return Promise.resolve({ kind: 'missed', failure: 'exec-timeout', detail: 'fake command hangs' });
    return Promise.resolve({ kind: 'exited', ...done, output: done.output.slice(0, 4096) });
  }

  onConnectionLost(listener: (hostId: HostId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    this.#connected.clear();
    return Promise.resolve();
  }
}

export function plainFacts(bootId: BootId): Facts {
  return {
    bootId,
    uptimeMs: 86_400_000,
    kernelRunning: '6.1.0-25-amd64',
    kernelNewest: '6.1.0-25-amd64',
    rebootSignals: [{ source: 'newer-kernel', value: 'no', detail: null }],
    os: 'Debian GNU/Linux 12 (bookworm)',
    virtualisation: 'none',
    initStartTicks: 1,
    failedUnits: [],
    listeners: ['tcp 0.0.0.0:22'],
    mounts: ['/'],
    units: ['cron.service', 'nginx.service'],
    routes: ['eth0 00000000/00000000 0101000A'],
    disks: ['sda 1000204886016'],
    timeSynchronised: 'yes',
    cpus: 8,
    memoryKib: 16_000_000,
    clockOffsetMs: 0,
    systemState: 'running',
    nologin: false,
    fenced: 'no',
  };
}
