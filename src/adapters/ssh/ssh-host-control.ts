// HostControl over SSH: the only place that gives a host something to do. Every verb settles within its deadline and
// never rejects; what is not known to have happened is never reported as if it had.

import type { DurationMs } from '../../core/brand.ts';
import { HOUR_MS, SECOND_MS } from '../../core/brand.ts';
import type { CommandPermission } from '../../core/doctor/host-use.ts';
import { isSafeWord, type HostCommand } from '../../core/fleet/check.ts';
import type { SshTarget } from '../../core/fleet/ssh-target.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  HostControl,
  ReadFactsOutcome,
  RebootRequest,
  RebootRequestOutcome,
  RunCommandOutcome,
} from '../../ports/host-control.ts';
import type { HostInspector, InspectOutcome } from '../../ports/host-inspection.ts';
import type { HostSocket } from '../../ports/host-socket.ts';
import { runOnce, type CommandRun } from './command-run.ts';
import type { Keepalive } from './connection.ts';
import { connectionPool, type ConnectionPool } from './connection-pool.ts';
import { connector, placeOf, type Connector } from './connector.ts';
import { deadlineIn, type Deadline } from './deadline.ts';
import { loadIdentity, type IdentitySource } from './identity.ts';
import { parseInspection } from './inspection-output.ts';
import { inspectionCommand } from './inspection-script.ts';
import { knownHostsFile } from './known-hosts-file.ts';
import { nameResolver, type Lookup } from './name-resolver.ts';
import { parsePermission, permissionCommand } from './permission-script.ts';
import { judgeRebootRun, rebootCommand, rebootOutputBytes } from './reboot-command.ts';
import { isSocketQuestion, questionSocket, socketOutcome } from './socket-question.ts';
import { noSshConfig, sshConfigFile, type SshConfigSource } from './ssh-config-file.ts';
import { connectionFailure, internalError, missed, tooSlow, quoting } from './ssh-failure.ts';
import { accountHere, sshRoutes } from './ssh-route.ts';

export type SshHostControlOptions = {
  readonly clock: Clock;
  readonly knownHostsPath: string;
  /** Sent with each reboot, so that hosts can refuse a daemon that was replaced. Default 0: the lowest. */
  readonly epoch?: () => number;
  /** Tried in this order. */
  readonly identities: readonly IdentitySource[];
  /** The SSH client configuration that fills in what the inventory leaves open. Default: none. */
  readonly config?: SshConfigSource;
  /** Handshakes at once; at most 64. Default 32. */
  readonly concurrency?: number;
  /** Heartbeat of kept connections. Default every 15 s, lost after 3 without an answer. */
  readonly keepalive?: Keepalive;
  /** Default 3 s. */
  readonly tcpTimeoutMs?: DurationMs;
  /** Key exchange and login together. Default 10 s. */
  readonly handshakeTimeoutMs?: DurationMs;
  /** A kept connection is replaced at its first use after this. Default 12 h. */
  readonly maxConnectionAgeMs?: DurationMs;
  /** Default: the system's resolver. */
  readonly lookup?: Lookup;
};

/** Exit code of the program that `stagger ssh-setup` prints for what it does not know. */
const REFUSED_BY_FORCED_COMMAND = 126;

/** The port promises at most this much of a command's output. */
const keptOutputBytes = 4096;

/**
 * Opens no connection yet.
 * @throws Error that names the key file if a private key cannot be used.
 */
export function createSshHostControl(
  options: SshHostControlOptions,
): HostControl & HostInspector & HostSocket {
  const { clock } = options;
  const monotonicMs = (): number => clock.monotonicMs();
  const connect = connector({
    identities: options.identities.map(loadIdentity),
    knownHosts: knownHostsFile(options.knownHostsPath),
    resolver: nameResolver({
      monotonicMs,
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    }),
    routes: sshRoutes(
      options.config === undefined ? noSshConfig : sshConfigFile(options.config),
      accountHere(options.config?.home ?? '/'),
    ),
    keepalive: options.keepalive ?? { intervalMs: 15 * SECOND_MS, count: 3 },
    concurrency: options.concurrency ?? 32,
    tcpTimeoutMs: options.tcpTimeoutMs ?? 3 * SECOND_MS,
    handshakeTimeoutMs: options.handshakeTimeoutMs ?? 10 * SECOND_MS,
    monotonicMs,
  });
  const pool = connectionPool({
    connector: connect,
    now: () => clock.now(),
    monotonicMs,
    maxAgeMs: options.maxConnectionAgeMs ?? 12 * HOUR_MS,
  });
  return new SshHostControl(pool, connect, clock, options.epoch ?? (() => 0));
}

class SshHostControl implements HostControl, HostInspector, HostSocket {
  readonly #pool: ConnectionPool;
  readonly #connector: Connector;
  readonly #monotonicMs: () => number;
  readonly #now: () => number;
  readonly #epoch: () => number;

  constructor(
    pool: ConnectionPool,
    connect: Connector,
    clock: Pick<Clock, 'now' | 'monotonicMs'>,
    epoch: () => number,
  ) {
    this.#epoch = epoch;
    this.#pool = pool;
    this.#connector = connect;
    this.#monotonicMs = () => clock.monotonicMs();
    this.#now = () => clock.now();
  }

  async readFacts(
    target: SshTarget,
    options: { readonly deadlineMs: DurationMs; readonly fresh: boolean },
  ): Promise<ReadFactsOutcome> {
    const deadline = deadlineIn(options.deadlineMs, this.#monotonicMs);
    try {
      const first = await this.#readOnce(target, { deadline, fresh: options.fresh });
      const peerHadGone =
        first.reused && first.outcome.kind === 'missed' && first.outcome.failure === 'connection-lost';
      // A kept connection that turns out to be dead says nothing about the host now: ask on a new one.
      if (!peerHadGone) return first.outcome;
      return (await this.#readOnce(target, { deadline, fresh: false })).outcome;
    } catch (error) {
      return missed(internalError(placeOf(target), error));
    }
  }

  async #readOnce(
    target: SshTarget,
    options: { readonly deadline: Deadline; readonly fresh: boolean },
  ): Promise<{ readonly outcome: ReadFactsOutcome; readonly reused: boolean }> {
    const leased = await this.#pool.lease(target, options);
    if (leased.kind === 'failed') return { outcome: missed(leased.failure), reused: false };
    const { lease } = leased;
    try {
      return { outcome: await lease.readFacts(options.deadline.remainingMs()), reused: lease.reused };
    } finally {
      lease.release();
    }
  }

  async requestReboot(
    target: SshTarget,
    request: RebootRequest,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<RebootRequestOutcome> {
    const command = rebootCommand(request, this.#epoch());
    if (command === null)
      return {
        kind: 'not-sent',
        failure: 'internal-error',
        detail: 'the request has no valid boot id, plan digest or attempt: this is a defect of Stagger',
      };
    const deadline = deadlineIn(options.deadlineMs, this.#monotonicMs);
    const notAfterAt = this.#now() + options.deadlineMs;
    let sent = false;
    try {
      // A connection of its own: whatever fails before the command is then certainly "not sent", which a kept
      // connection to a host that has silently died could not tell.
      const opened = await this.#connector.connect(target, { deadline, insist: true });
      if (opened.kind === 'failed')
        return { kind: 'not-sent', failure: opened.failure.failure, detail: opened.failure.detail };
      // What was stopped, or asleep, while it connected reads the end of the handshake first and its timers later.
      if (deadline.remainingMs() === 0 || this.#now() > notAfterAt) {
        opened.connection.destroy(connectionFailure('connection-lost', 'the time for the reboot has passed'));
        return { kind: 'too-late' };
      }
      sent = true;
      const run = await runOnce(opened.connection, command, {
        keepBytes: rebootOutputBytes,
        timeoutMs: deadline.remainingMs(),
      });
      opened.connection.destroy(connectionFailure('connection-lost', 'the reboot request is done'));
      return judgeRebootRun(run, placeOf(target), target.user);
    } catch (error) {
      const { failure, detail } = internalError(placeOf(target), error);
      return sent ? { kind: 'unknown', detail } : { kind: 'not-sent', failure, detail };
    }
  }

  async runCommand(
    target: SshTarget,
    command: HostCommand,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<RunCommandOutcome> {
    const where = placeOf(target);
    const deadline = deadlineIn(options.deadlineMs, this.#monotonicMs);
    const [program] = command.argv;
    if (program?.startsWith('/') !== true || !command.argv.every(isSafeWord))
      return missed(
        internalError(
          where,
          new Error('the command is not an absolute path and plain words; it was not run'),
        ),
      );
    const text = command.argv.join(' ');
    try {
      return this.#commandOutcome(await this.#runOnKept(target, text, deadline), where, deadline.totalMs);
    } catch (error) {
      return missed(internalError(where, error));
    }
  }

  async #runOnKept(target: SshTarget, text: string, deadline: Deadline): Promise<CommandRun> {
    const leased = await this.#pool.lease(target, { deadline, fresh: false });
    if (leased.kind === 'failed') return { kind: 'lost', failure: leased.failure, output: '' };
    const { lease } = leased;
    const bounds = (): { keepBytes: number; timeoutMs: number } => ({
      keepBytes: keptOutputBytes,
      timeoutMs: deadline.remainingMs(),
    });
    try {
      const run = await runOnce(lease.connection, text, bounds());
      if (run.kind === 'timeout') lease.giveUp();
      if (run.kind !== 'refused') return run;
    } finally {
      lease.release();
    }
    // The server grants no second session on one connection (MaxSessions 1): the command gets its own.
    const opened = await this.#connector.connect(target, { deadline, insist: false });
    if (opened.kind === 'failed') return { kind: 'lost', failure: opened.failure, output: '' };
    const run = await runOnce(opened.connection, text, bounds());
    opened.connection.destroy(connectionFailure('connection-lost', 'the command is done'));
    return run;
  }

  async inspect(target: SshTarget, options: { readonly deadlineMs: DurationMs }): Promise<InspectOutcome> {
    const where = placeOf(target);
    const deadline = deadlineIn(options.deadlineMs, this.#monotonicMs);
    try {
      const run = await this.#runOnKept(target, inspectionCommand, deadline);
      const outcome = this.#commandOutcome(run, where, deadline.totalMs);
      if (outcome.kind === 'missed') return outcome;
      const inspection = parseInspection(outcome.output);
      if (inspection !== null) return { kind: 'inspected', inspection };
      const text = `${where} did not answer as the inspection does (is a ForceCommand set?)`;
      return missed(connectionFailure('garbage-output', text));
    } catch (error) {
      return missed(internalError(where, error));
    }
  }

  async mayRun(
    target: SshTarget,
    command: HostCommand,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<CommandPermission> {
    const text = permissionCommand(command);
    if (text === null) return { kind: 'not-told', detail: 'it is not an absolute path and plain words' };
    const where = placeOf(target);
    const deadline = deadlineIn(options.deadlineMs, this.#monotonicMs);
    try {
      const run = await this.#runOnKept(target, text, deadline);
      const outcome = this.#commandOutcome(run, where, deadline.totalMs);
      if (outcome.kind === 'missed') return { kind: 'not-told', detail: outcome.detail };
      return outcome.exitCode === REFUSED_BY_FORCED_COMMAND
        ? { kind: 'not-told', detail: 'the forced command there is older than this question' }
        : parsePermission(outcome.output);
    } catch (error) {
      return { kind: 'not-told', detail: internalError(where, error).detail };
    }
  }

  async askSocket(
    target: SshTarget,
    question: { readonly path: string; readonly line: string },
    options: { readonly deadlineMs: DurationMs },
  ): ReturnType<HostSocket['askSocket']> {
    const where = placeOf(target);
    const deadline = deadlineIn(options.deadlineMs, this.#monotonicMs);
    if (!isSocketQuestion(question))
      return missed(internalError(where, new Error('the question is not one plain line; it was not sent')));
    try {
      const leased = await this.#pool.lease(target, { deadline, fresh: false });
      if (leased.kind === 'failed') return missed(leased.failure);
      try {
        const answer = await questionSocket(leased.lease.connection, question, deadline.remainingMs());
        return socketOutcome(answer, `${where}, socket ${question.path}`, deadline.totalMs);
      } finally {
        leased.lease.release();
      }
    } catch (error) {
      return missed(internalError(where, error));
    }
  }

  #commandOutcome(run: CommandRun, where: string, totalMs: DurationMs): RunCommandOutcome {
    switch (run.kind) {
      case 'exited':
        if (run.exitCode >= 0) return { kind: 'exited', exitCode: run.exitCode, output: run.output };
        return missed(connectionFailure('connection-lost', `${where} ended the command without a status`));
      case 'refused':
        return missed(
          quoting(
            run.detail,
            connectionFailure('exec-refused', `${where} refuses to run a command: ${run.detail}`),
          ),
        );
      case 'lost':
        return missed(run.failure);
      case 'timeout':
        return missed(tooSlow({ where, stage: 'open', banner: null }, totalMs));
      case 'endless':
        return missed(connectionFailure('garbage-output', `${where}: the command printed more than 1 MiB`));
      default:
        return run satisfies never;
    }
  }

  onConnectionLost(listener: Parameters<HostControl['onConnectionLost']>[0]): () => void {
    return this.#pool.onLost(listener);
  }

  close(): Promise<void> {
    this.#pool.close();
    this.#connector.close();
    return Promise.resolve();
  }
}
