// The daemon behind its real ports. Libraries that few commands need (Slack, SSH, databases of the gates, the console)
// are loaded by what uses them: a command that only reads, and completion at each TAB, must not wait for them.

import type { Hono } from 'hono';
import type { HttpServer } from '../adapters/http/http-server.ts';
import { readStopFiles, setStopFile, stopFilePath } from '../adapters/node/stop-file.ts';
import { createCronSchedule } from '../adapters/schedule/cron-schedule.ts';
import { takeDaemonLock, type DaemonLock } from '../adapters/sql/daemon-lock.ts';
import { nearestName } from '../config/known-names.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Log } from '../ports/log.ts';
import { createDaemon, type Daemon } from '../runtime/daemon.ts';
import type { DaemonPorts } from '../runtime/daemon-options.ts';
import { epochFlag, raiseEpoch } from '../runtime/epoch.ts';
import { createGateRouter } from '../runtime/gate-router.ts';
import type { TickOutcome } from '../runtime/ticker.ts';
import type { ConsoleParts } from './console.ts';
import { channelOf, paceOf } from './daemon-terms.ts';
import { exitCode } from './exit-code.ts';
import { clock, ids } from './machine.ts';
import { openChat } from './open-chat.ts';
import { openSshHosts } from './open-hosts.ts';
import { openStore } from './open-store.ts';
import { OperatorError } from './operator-error.ts';
import { readSecretOrFail, revealSecret } from './secrets.ts';
import { shownTimeZone } from './shown-zone.ts';

/** Where something can be put between the daemon and the outside world. */
export type DaemonSeams = {
  readonly wrapPorts: (ports: DaemonPorts) => DaemonPorts;
  readonly onTick: (outcome: TickOutcome) => void;
  /** Asked last before anything is recovered or looked at. */
  readonly isStopped: () => boolean;
  /** Answered at the console's address, beside its pages. */
  readonly routes: (daemon: Daemon) => readonly ((app: Hono) => void)[];
};

/**
 * The daemon, recovered and running; null where it was stopped first: nothing was begun, and its lock is free.
 * @throws OperatorError where another daemon runs on this database, or it cannot be opened.
 */
export async function startDaemon(
  inventory: GoodInventory,
  log: Log,
  { wrapPorts, onTick, isStopped, routes }: DaemonSeams,
): Promise<Daemon | null> {
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
      chat: await openChat(settings, { log, clock, store, reveal: readSecretOrFail }),
      schedule: settings.digest === null ? null : createCronSchedule(settings.digest),
      stopSwitch: { set: (reason) => setStopFile(stopFilePath(settings.databasePath), reason) },
    }),
    pace: paceOf(settings),
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
    flags: async () => [await epochFlag(store, epoch), ...(await readStopFiles(settings.databasePath))],
    nearest: nearestName,
    onTick,
  });
  if (isStopped()) {
    await daemon.stop();
    lock.release();
    return null;
  }
  await daemon.start();
  log.info('stagger runs', {
    hosts: fleet.hosts.size,
    services: fleet.services.size,
    database: settings.databasePath,
  });
  if (settings.slack === null)
    log.warn('no Slack: nothing can be approved, so nothing is rebooted', {
      next: '`stagger slack manifest` makes the app; then set slack in settings.yaml',
    });
  const console = await consoleOf(inventory, { daemon, store, log, more: routes(daemon) });
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
  { fleet, settings }: GoodInventory,
  parts: Pick<ConsoleParts, 'daemon' | 'store' | 'log' | 'more'>,
): Promise<HttpServer | null> {
  const { http, language, execution } = settings;
  if (http === null) return null;
  const token = http.token === null ? null : await readSecretOrFail(http.token);
  const { openConsole } = await import('./console.ts');
  return openConsole(
    { ...http, token },
    {
      ...parts,
      clock,
      language,
      timeZone: shownTimeZone(fleet, settings),
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
