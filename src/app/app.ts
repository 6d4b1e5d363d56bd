// The composition root: the only file that names every adapter. It turns settings into ports, and starts and stops
// what each command needs. Libraries that few commands need (Slack, SSH, databases of the gates, the console) are loaded
// by what uses them: a command that only reads, and completion at each TAB, must not wait for them.

import { existsSync } from 'node:fs';
import type { Hono } from 'hono';
import type { RevealSecret } from '../adapters/gates/gate-login.ts';
import type { HttpServer } from '../adapters/http/http-server.ts';
import { createNodeIdSource } from '../adapters/node/node-id-source.ts';
import { readStopFiles, setStopFile, stopFilePath } from '../adapters/node/stop-file.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { createPinoLog } from '../adapters/pino/pino-log.ts';
import { createCronSchedule } from '../adapters/schedule/cron-schedule.ts';
import { takeDaemonLock, type DaemonLock } from '../adapters/sql/daemon-lock.ts';
import { DatabaseProblem } from '../adapters/sql/database.ts';
import { openStoreForReading } from '../adapters/sql/read-database.ts';
import { openSqlStore } from '../adapters/sql/sql-store.ts';
import type { ConsoleParts } from './console.ts';
import { exitCode } from './exit-code.ts';
import { openChat } from './open-chat.ts';
import type { GoodInventory } from '../config/reload.ts';
import { OperatorError } from './operator-error.ts';
import { nearestName } from '../config/known-names.ts';
import { readSecret } from '../config/secrets.ts';
import type { Settings } from '../config/settings.ts';
import { MINUTE_MS, SECOND_MS } from '../core/brand.ts';
import type { SecretReference } from '../core/fleet/secret-reference.ts';
import { usualRules } from '../core/incident/sight.ts';
import type { FleetSnapshot } from '../core/fleet/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostControl } from '../ports/host-control.ts';
import type { HostSocket } from '../ports/host-socket.ts';
import type { HostInspector } from '../ports/host-inspection.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { campaignMessages } from '../runtime/campaign-messages.ts';
import { createCampaignRunner, type CampaignRunner } from '../runtime/campaign-runner.ts';
import { createDaemon, type Daemon, type DaemonPace, type DaemonPorts } from '../runtime/daemon.ts';
import { raiseEpoch } from '../runtime/epoch.ts';
import { createFleetSource, type FleetSource } from '../runtime/fleet-source.ts';
import { ownerMessages } from '../runtime/owner-messages.ts';
import { createGateRouter } from '../runtime/gate-router.ts';
import { recordedHolds } from '../runtime/incident-book.ts';
import { createPlanMaker, type PlanMaker } from '../runtime/plan-maker.ts';
import { createProposer, type Proposer } from '../runtime/proposer.ts';
import { createSweeper, type Sweeper } from '../runtime/sweeper.ts';
import type { TickOutcome } from '../runtime/ticker.ts';

const clock: Clock = createSystemClock();
const ids = createNodeIdSource();

export type Records = AsyncDisposable & { readonly store: Store };

/**
 * The database, for reading: nothing is created or changed. `isWritten` is false where no daemon has written it yet.
 * @throws OperatorError where it cannot be read soundly.
 */
export async function openRecords({
  databasePath,
}: Settings): Promise<Records & { readonly isWritten: boolean }> {
  const { store, file } = await orOperatorError(() => openStoreForReading(databasePath));
  return { store, isWritten: file === 'read', [Symbol.asyncDispose]: () => store.close() };
}

/**
 * The database, for writing; made where there is none.
 * @throws OperatorError where it cannot be opened soundly.
 */
export async function openJournal({ databasePath }: Settings): Promise<Records> {
  const store = await openStore(databasePath);
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

function openStore(path: string): Promise<Store> {
  return orOperatorError(() => openSqlStore(path));
}

async function orOperatorError<Opened>(open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (cause) {
    if (!(cause instanceof DatabaseProblem)) throw cause;
    throw new OperatorError(cause.message, {
      hint: 'nothing was changed',
      exitCode: exitCode.unavailable,
      cause,
    });
  }
}

export type Sweep = AsyncDisposable & { readonly store: Store; readonly sweeper: Sweeper };

/** Everything one sweep needs, without the daemon. */
export async function openSweep(inventory: GoodInventory): Promise<Sweep> {
  const { fleet, settings } = inventory;
  const store = await openStore(settings.databasePath);
  const hosts = await openSshHosts(settings);
  const runner = decidingRunner(settings, { store, source: createFleetSource(fleet, ids.sha256Hex) });
  // The daemon may be rebooting hosts meanwhile: their new boots are planned for whoever sees them first.
  await runner.openCampaigns();
  const sweeper = createSweeper({
    store,
    clock,
    log: createPinoLog('silent'),
    hosts,
    ids,
    fleet: () => fleet,
    plannedEnds: runner.plannedEnds,
    pace: pace(settings).sweep,
  });
  await sweeper.load();
  return {
    store,
    sweeper,
    [Symbol.asyncDispose]: async () => {
      await hosts.close();
      await store.close();
    },
  };
}

export type Decisions = AsyncDisposable & {
  /** False where no daemon has written the database yet. */
  readonly isWritten: boolean;
  readonly store: Store;
  readonly runner: CampaignRunner;
  /** As last observed and kept. */
  readonly snapshot: FleetSnapshot;
  /** Plans on `snapshot`. */
  readonly makePlan: PlanMaker;
  readonly propose: Proposer;
  /** The inventory that all of this is about. */
  readonly source: FleetSource;
};

/**
 * Decisions from the command line. It never ticks, so it never starts a host; effects and messages that a decision
 * makes necessary are picked up by the daemon.
 */
export async function openDecisions(
  inventory: GoodInventory,
  access: 'read-only' | 'writing',
): Promise<Decisions> {
  const { fleet, settings } = inventory;
  const { store, isWritten } =
    access === 'writing'
      ? { ...(await openJournal(settings)), isWritten: true }
      : await openRecords(settings);
  const source = createFleetSource(fleet, ids.sha256Hex);
  const runner = decidingRunner(settings, { store, source });
  const views = await store.hostViews();
  const snapshot = { takenAt: clock.now(), hosts: new Map(views.map((view) => [view.hostId, view])) };
  const makePlan = createPlanMaker({
    store,
    clock,
    ids,
    fleet: source,
    snapshot: () => snapshot,
    openCampaigns: runner.openCampaigns,
    leftOut: runner.leftOut,
    maxAgeMs: settings.execution.maxObservationAgeMs,
  });
  const propose = createProposer({ runner, clock, ids, fleet: source, approval: settings.approvals });
  const close = (): Promise<void> => store.close();
  const opened = { isWritten, store, runner, snapshot, makePlan, propose, source };
  return { ...opened, [Symbol.asyncDispose]: close };
}

function decidingRunner(
  settings: Settings,
  { store, source }: { readonly store: Store; readonly source: FleetSource },
): CampaignRunner {
  return createCampaignRunner({
    store,
    clock,
    log: createPinoLog('silent'),
    fleet: source,
    statuses: () => new Map(),
    flags: async () => [
      ...(await readStopFiles(settings.databasePath)),
      ...(await recordedHolds(store, clock.now())),
    ],
    messagesFor: (campaign, events, first) => [
      ...campaignMessages(channelOf(settings), campaign, events, first),
      ...ownerMessages(channelOf(settings), campaign, events, source.current()),
    ],
    onEffects: () => undefined,
    onMessages: () => undefined,
  });
}

/** Where something can be put between the daemon and the outside world. */
export type DaemonSeams = {
  readonly wrapPorts: (ports: DaemonPorts) => DaemonPorts;
  readonly onTick: (outcome: TickOutcome) => void;
  /** Answered at the console's address, beside its pages. */
  readonly routes: (daemon: Daemon) => readonly ((app: Hono) => void)[];
};

/**
 * The daemon, recovered and running.
 * @throws OperatorError where another daemon runs on this database, or it cannot be opened.
 */
export async function startDaemon(
  inventory: GoodInventory,
  log: Log,
  { wrapPorts, onTick, routes }: DaemonSeams,
): Promise<Daemon> {
  const { fleet, settings } = inventory;
  const lock = lockFor(settings.databasePath);
  if (lock === null)
    throw new OperatorError(`another daemon runs on ${settings.databasePath}`, {
      hint: 'stop that one first; one daemon at a time may reboot a fleet',
      exitCode: exitCode.unavailable,
    });
  const store = await openStore(settings.databasePath);
  const epoch = await raiseEpoch(store, clock);
  const hosts = await openSshHosts(settings, epoch);
  const { needed, requesterMayApprove, expiresAfterMs } = settings.approvals;
  const { createNetworkGates } = await import('../adapters/gates/network-gates.ts');
  const { createHaproxyRuntime } = await import('../adapters/haproxy/haproxy-runtime.ts');
  const daemon = createDaemon({
    fleet,
    ports: wrapPorts({
      store,
      clock,
      ids,
      log,
      hosts,
      balancers: createHaproxyRuntime(hosts),
      gates: createGateRouter({ network: createNetworkGates({ revealSecret }), hosts }),
      chat: await openChat(settings, { log, clock, reveal: readSecretOrFail }),
      schedule: settings.digest === null ? null : createCronSchedule(settings.digest),
      stopSwitch: { set: (reason) => setStopFile(stopFilePath(settings.databasePath), reason) },
    }),
    pace: pace(settings),
    approval: { needed, requesterMayApprove, expiresAfterMs },
    channel: channelOf(settings),
    digest: {
      timeZone: settings.digest?.timeZone ?? 'UTC',
      graceMs: settings.digest?.graceMs ?? 0,
      post: settings.digest?.post ?? 'always',
    },
    audit:
      settings.audit === null ? null : { ...settings.audit, schedule: createCronSchedule(settings.audit) },
    reminders: settings.reminders.map(({ channel, ...reminder }) => ({
      ...reminder,
      channel: channel ?? channelOf(settings),
      schedule: createCronSchedule(reminder),
    })),
    chaos: settings.chaos,
    flags: () => readStopFiles(settings.databasePath),
    nearest: nearestName,
    onTick,
  });
  await daemon.start();
  log.info('stagger runs', {
    hosts: fleet.hosts.size,
    services: fleet.services.size,
    database: settings.databasePath,
  });
  const console = await consoleOf(settings, { daemon, store, log, more: routes(daemon) });
  return {
    ...daemon,
    stop: async () => {
      await console?.stop();
      await daemon.stop();
      lock.release();
    },
  };
}

async function consoleOf(
  { http, language, execution, digest }: Settings,
  parts: Pick<ConsoleParts, 'daemon' | 'store' | 'log' | 'more'>,
): Promise<HttpServer | null> {
  if (http === null) return null;
  const token = http.token === null ? null : await readSecretOrFail(http.token);
  const { openConsole } = await import('./console.ts');
  return openConsole(
    { ...http, token },
    {
      ...parts,
      clock,
      language,
      timeZone: digest?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      speed: 1,
      maxAgeMs: execution.maxObservationAgeMs,
    },
  );
}

/** @throws OperatorError where there is no place for the lock. */
function lockFor(databasePath: string): DaemonLock | null {
  try {
    return takeDaemonLock(databasePath);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(`${databasePath}.lock: ${message}`, {
      hint: 'run it as the user that the directory belongs to; `stagger doctor` looks at it',
      exitCode: exitCode.unavailable,
      cause,
    });
  }
}

export type SshHosts = HostControl & HostInspector & HostSocket;

/**
 * @param epoch sent with each reboot; whoever only looks has the lowest.
 * @throws OperatorError where the private key cannot be used.
 */
export async function openSshHosts({ ssh }: Settings, epoch = 0): Promise<SshHosts> {
  const { identityPath, config } = ssh;
  if (identityPath === null && (config === null || !existsSync(config.path)))
    throw new OperatorError('settings.yaml names no private key', {
      hint: 'set ssh.identity_file to an ed25519 or RSA key that the hosts accept, or IdentityFile in ~/.ssh/config',
      exitCode: exitCode.configuration,
    });
  const passphrase = ssh.passphrase === null ? null : await readSecretOrFail(ssh.passphrase);
  const { createSshHostControl } = await import('../adapters/ssh/ssh-host-control.ts');
  try {
    return createSshHostControl({
      clock,
      epoch: () => epoch,
      knownHostsPath: ssh.knownHostsPath,
      identities: identityPath === null ? [] : [{ kind: 'file', path: identityPath, passphrase }],
      ...(config === null ? {} : { config }),
      concurrency: Math.min(ssh.concurrency, 64),
      handshakeTimeoutMs: ssh.connectWithinMs,
      // A lost host is noticed within 15 to 20 s, for 0.05 ms of CPU a host and ping.
      keepalive: { intervalMs: 5 * SECOND_MS, count: 3 },
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(message, {
      hint: 'correct ssh.identity_file in settings.yaml, or make the key: ssh-keygen -t ed25519 -f PATH',
      exitCode: exitCode.configuration,
      cause,
    });
  }
}

const revealSecret: RevealSecret = async (reference) => {
  const outcome = await readSecret(reference);
  return outcome.kind === 'secret' ? { kind: 'secret', text: outcome.secret.reveal() } : outcome;
};

/** @throws OperatorError naming the reference, never the secret. */
export async function readSecretOrFail(reference: SecretReference): Promise<string> {
  const outcome = await readSecret(reference);
  if (outcome.kind === 'secret') return outcome.secret.reveal();
  throw new OperatorError(outcome.problem, {
    hint: 'settings.yaml says where each secret is read from',
    exitCode: exitCode.configuration,
  });
}

/** Without Slack messages are still recorded, under no channel, and simply never shown. */
function channelOf({ slack }: Settings): string {
  return slack?.channel ?? 'none';
}

function pace({ ssh, execution, incidents }: Settings): DaemonPace {
  return {
    sweep: {
      intervalMs: ssh.observeEveryMs,
      retryMs: 5 * SECOND_MS,
      probeWithinMs: ssh.connectWithinMs + ssh.answerWithinMs,
      missesUntilUnreachable: ssh.missesUntilUnreachable,
      concurrency: ssh.concurrency,
      maxAgeMs: execution.maxObservationAgeMs,
    },
    work: {
      lookEveryMs: Math.min(5 * SECOND_MS, execution.tickMs),
      lookWithinMs: ssh.connectWithinMs + SECOND_MS,
      storeRetryMs: 5 * SECOND_MS,
    },
    tickEveryMs: execution.tickMs,
    // NTP slews by at most 0.5 ms a second; a step of a minute moves windows and deadlines.
    clockJumpMs: MINUTE_MS,
    editEveryMs: 2 * SECOND_MS,
    // Three times what the Slack client waits for an answer.
    postSettlesMs: 30 * SECOND_MS,
    incidents: {
      everyMs: SECOND_MS,
      rules: {
        ...usualRules,
        ...incidents,
        steadyMs: Math.min(usualRules.steadyMs, incidents.settleMs),
      },
    },
  };
}
