// The daemon as a service: the daemon itself, what it is watched by (health, metrics, systemd's watchdog) and the order
// in which they start and stop. None of the watchers can hold up or end the daemon.

import { operationRoutes } from '../adapters/http/operation-routes.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { createMetrics } from '../adapters/prometheus/metrics.ts';
import { observedChat, observedHosts, observedStore } from '../adapters/prometheus/observed-ports.ts';
import { createServiceNotifier } from '../adapters/systemd/service-notifier.ts';
import type { GoodInventory } from '../config/reload.ts';
import type { Settings } from '../config/settings.ts';
import { SECOND_MS, type DurationMs } from '../core/brand.ts';
import { counted } from '../core/counted.ts';
import { judgeHealth, type Health } from '../core/operation/health.ts';
import { campaignStanding, fleetStanding } from '../core/operation/standing.ts';
import type { Chat } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { Daemon } from '../runtime/daemon.ts';
import type { DaemonPorts } from '../runtime/daemon-options.ts';
import { startDaemon } from './start-daemon.ts';
import { ownVersion } from './version.ts';

export type Service = {
  readonly daemon: Daemon;
  readonly stop: () => Promise<void>;
};

const clock = createSystemClock();

/** The store answers within milliseconds; a disk that takes longer than this to read one row is not well. */
const storeWithinMs: DurationMs = 2 * SECOND_MS;

/**
 * Null where it was asked to stop before it had begun: then nothing runs, and everything that was opened is closed.
 * @throws OperatorError where the daemon cannot be started.
 */
export async function startService(
  inventory: GoodInventory,
  log: Log,
  { isStopped }: { readonly isStopped: () => boolean },
): Promise<Service | null> {
  const { settings } = inventory;
  const metrics = createMetrics(await ownVersion());
  const pulse = createPulse();
  const seen: { store: Store | null; chat: Chat | null } = { store: null, chat: null };
  const daemon = await startDaemon(inventory, log, {
    wrapPorts: (ports): DaemonPorts => {
      const store = observedStore(ports.store, metrics);
      const chat = observedChat(ports.chat, metrics);
      Object.assign(seen, { store, chat });
      return { ...ports, store, chat, hosts: observedHosts(ports.hosts, metrics, ports.clock) };
    },
    isStopped,
    onTick: (outcome) => {
      pulse.ticked(outcome);
      metrics.ticked(outcome);
    },
    routes: (running) => [
      (app) =>
        operationRoutes(app, {
          health: () => healthOf(running, { ...seen, settings, pulse }),
          metrics: sharing(async () => {
            const health = await healthOf(running, { ...seen, settings, pulse });
            const text = await metrics.text({ ...(await standingOf(running, settings)), health });
            return { text, contentType: metrics.contentType };
          }),
        }),
    ],
  });
  if (daemon === null) return null;
  const notifier = createServiceNotifier(process.env, (error) => log.warn('systemd was not told', { error }));
  const stopping = new AbortController();
  await notifier.ready(counted(inventory.fleet.hosts.size, 'host'));
  const health = (): Promise<Health> => healthOf(daemon, { ...seen, settings, pulse });
  const watched = keepAlive(notifier, { health, stopping: stopping.signal });
  return {
    daemon,
    stop: async () => {
      stopping.abort();
      await notifier.stopping();
      await watched;
      await daemon.stop();
    },
  };
}

type Pulse = {
  readonly ticked: (outcome: 'good' | 'failed') => void;
  readonly sinceTickMs: () => DurationMs;
  readonly sinceGoodTickMs: () => DurationMs | null;
};

function createPulse(): Pulse {
  let tickMs = clock.monotonicMs();
  let goodMs: DurationMs | null = null;
  return {
    ticked: (outcome) => {
      tickMs = clock.monotonicMs();
      if (outcome === 'good') goodMs = tickMs;
    },
    sinceTickMs: () => clock.monotonicMs() - tickMs,
    sinceGoodTickMs: () => (goodMs === null ? null : clock.monotonicMs() - goodMs),
  };
}

async function healthOf(
  daemon: Daemon,
  given: {
    readonly store: Store | null;
    readonly chat: Chat | null;
    readonly settings: Settings;
    readonly pulse: Pulse;
  },
): Promise<Health> {
  const { settings, pulse, store, chat } = given;
  const fleet = daemon.fleet.current();
  const maxAgeMs = settings.execution.maxObservationAgeMs;
  const { newestObservationMs } = fleetStanding(fleet, daemon.sweeper.snapshot(), {
    now: clock.now(),
    maxAgeMs,
  });
  return judgeHealth({
    sinceTickMs: pulse.sinceTickMs(),
    sinceGoodTickMs: pulse.sinceGoodTickMs(),
    tickEveryMs: settings.execution.tickMs,
    store: await askStore(store),
    hosts: fleet.hosts.size,
    newestObservationMs,
    maxObservationAgeMs: maxAgeMs,
    chat: chat?.status() ?? 'off',
  });
}

async function askStore(store: Store | null) {
  try {
    const late = clock.sleep(storeWithinMs).then(() => 'late' as const);
    const answer = await Promise.race([store?.journalHead(), late]);
    if (answer === 'late') return { kind: 'fails', detail: 'does not answer in time' } as const;
    return { kind: 'answers' } as const;
  } catch (error) {
    return { kind: 'fails', detail: error instanceof Error ? error.message : String(error) } as const;
  }
}

async function standingOf(daemon: Daemon, settings: Settings) {
  const options = { now: clock.now(), maxAgeMs: settings.execution.maxObservationAgeMs };
  const open = [];
  for (const campaign of await daemon.runner.openCampaigns())
    open.push({ campaign, world: await daemon.runner.worldFor(campaign.id) });
  return {
    fleet: fleetStanding(daemon.fleet.current(), daemon.sweeper.snapshot(), options),
    campaigns: campaignStanding(open),
  };
}

/** Scrapes that come while one is under way share its answer. */
function sharing<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let under: Promise<Answer> | null = null;
  return () => {
    under ??= ask().finally(() => {
      under = null;
    });
    return under;
  };
}

/** The watchdog hears from us only while ticks come: a loop that hangs is ended and started anew by systemd. */
async function keepAlive(
  { aliveEveryMs, alive }: ReturnType<typeof createServiceNotifier>,
  { health, stopping }: { readonly health: () => Promise<Health>; readonly stopping: AbortSignal },
): Promise<void> {
  while (aliveEveryMs !== null && !stopping.aborted) {
    if ((await health()).isLive) await alive();
    await clock.sleep(aliveEveryMs, stopping);
  }
}
