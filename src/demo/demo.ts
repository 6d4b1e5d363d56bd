// The whole product on this machine: the example fleet simulated, the real daemon, the real Slack client, and a local
// workspace with working buttons. Nothing outside this machine is spoken to.

import { startConsole } from '../app/console.ts';
import { listenProblem } from '../app/taken-address.ts';
import { usualRules } from '../core/incident/sight.ts';
import { createNodeIdSource } from '../adapters/node/node-id-source.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { svgToPng } from '../adapters/resvg/svg-to-png.ts';
import { createSlackChat } from '../adapters/slack/slack-chat.ts';
import { openSqlStore } from '../adapters/sql/sql-store.ts';
import { nearestName } from '../config/known-names.ts';
import { loadInventory } from '../config/load-inventory.ts';
import { mistakeText } from '../config/mistake.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type DurationMs, type Instant } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId, PersonId } from '../core/fleet/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Schedule } from '../ports/schedule.ts';
import type { Store } from '../ports/store.ts';
import { createDaemon, type Daemon } from '../runtime/daemon.ts';
import { createConsoleReader } from '../runtime/console-reader.ts';
import { createPlanMaker } from '../runtime/plan-maker.ts';
import { createAcceleratedClock } from './accelerated-clock.ts';
import { demoHosts, demoStart, maxAgeAt, openAlways, seededFraction } from './demo-fleet.ts';
import { createSimulatedFleet, type SimulatedFleet } from './simulated-fleet.ts';
import type { ScenarioId, ScenarioOutcome, ScenarioWorld } from './scenarios.ts';
import { createSideBySide, type SideBySide } from './side-by-side.ts';
import { servePage } from './workspace/page.ts';
import type { WorkspaceChannel } from './workspace/workspace-state.ts';
import { defaultChannels, defaultUsers, startWorkspace, type Workspace } from './workspace/workspace.ts';

export type DemoOptions = {
  readonly inventory: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Of the console; 0 takes a free port. */
  readonly consolePort: number;
  readonly speed: number;
  readonly seed: number;
  /** When it begins, in its own time; now where nothing is said. */
  readonly startAt?: Instant;
  /** How long the workspace waits for an answer to what it delivers; as long as Slack where nothing is said. */
  readonly patienceMs?: DurationMs;
  readonly language: 'en' | 'ko';
  readonly log: Log;
};

export type Demo = {
  /** Workspace and console side by side. */
  readonly url: string;
  readonly workspaceUrl: string;
  /** Of the web console. */
  readonly consoleUrl: string;
  readonly clock: Clock;
  /** Does to the simulated servers what the world does to real ones. */
  readonly scenario: (id: ScenarioId) => Promise<ScenarioOutcome>;
  readonly workspace: Workspace;
  readonly fleet: SimulatedFleet;
  readonly daemon: Daemon;
  readonly store: Pick<Store, 'journal'>;
  readonly campaign: CampaignId;
  readonly stop: () => Promise<void>;
};

const channel = 'C0REBOOTS';
const workspacePath = '/workspace';
/** That of the example's windows and digest: one zone in both windows, whatever this machine's is. */
const timeZone = 'Asia/Seoul';

/** In the fleet's time: a few real seconds, when the first plan stands in the channel. */
const NEWS_AFTER_MS = 4 * MINUTE_MS;

/** One instant of the fleet's own, faster time. */
function onceAt(at: Instant, clock: Clock): Schedule {
  return {
    next: (afterAt) => (afterAt < at ? at : null),
    wakeAt: (wakeAt, signal) => clock.sleep(wakeAt - clock.now(), signal),
  };
}

/** Where owners hear of their own servers. */
function ownerChannels({ owners }: Fleet): readonly WorkspaceChannel[] {
  const open = { isPrivate: false, isArchived: false, botIsMember: true, directTo: null };
  return [...owners].flatMap(([owner, { slack }]) =>
    slack?.startsWith('C') === true ? [{ ...open, id: slack, name: `team-${owner}` }] : [],
  );
}

/** Starts everything and proposes the first plan. Resolves when the workspace page is there. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const loaded = await loadInventory(options.inventory);
  if (loaded.kind === 'invalid') throw new Error(loaded.mistakes.map(mistakeText).join('\n'));
  const fleet = openAlways(loaded.fleet);
  const maxAgeMs = maxAgeAt(options.speed);
  const clock = createAcceleratedClock({
    startAt: demoStart(fleet, options.startAt ?? Date.now()),
    speed: options.speed,
  });
  const fraction = seededFraction(options.seed);
  const simulated = createSimulatedFleet({
    clock,
    fraction,
    latencyMs: SECOND_MS,
    hosts: demoHosts(fleet, fraction),
  });
  const locale = options.language === 'ko' ? 'ko-KR' : 'en-US';
  const users = defaultUsers.map((user) => ({ ...user, locale }));
  const channels = [...defaultChannels, ...ownerChannels(fleet)];
  const workspace = await startWorkspace({
    port: options.port,
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
    users,
    channels,
  }).catch((error: unknown) => {
    throw listenProblem(error, {
      what: `the workspace at 127.0.0.1:${options.port}`,
      hint: 'take another with --port; --port 0 takes any free one',
    });
  });
  const { speed, language } = options;
  const pages: { sideBySide: SideBySide | null } = { sideBySide: null };
  servePage(workspace, {
    language,
    timeZone,
    path: workspacePath,
    // Messages bear the fleet's time, as all that stands in them.
    timeOf: (realMs) => clock.now() - (Date.now() - realMs) * speed,
    onUse: (use) => pages.sideBySide?.onUse(use),
  });
  const store = await openSqlStore(':memory:');
  const ids = createNodeIdSource();
  const newsAt = clock.now() + NEWS_AFTER_MS;
  // As if the daemon had run before: a first start has no digest to post.
  for (const post of ['digest', 'audit']) await store.remember(`${post}.last-for`, String(newsAt - DAY_MS));
  let stopped: Flag = { kind: 'clear' };
  const daemon = createDaemon({
    fleet,
    ports: {
      store,
      clock,
      ids,
      log: options.log,
      hosts: simulated.control,
      gates: simulated.gates,
      balancers: simulated.balancers,
      chat: createSlackChat({
        botToken: workspace.botToken,
        way: { kind: 'sockets', appToken: workspace.appToken },
        apiUrl: workspace.apiUrl,
        teamId: workspace.teamId,
        approvers: { users: [], groups: ['S0APPROVERS'] },
        language: options.language,
        drawPng: svgToPng,
        // Slack's time limits are people's and the network's: real time.
        clock: createSystemClock(),
        log: options.log,
      }),
      schedule: onceAt(newsAt, clock),
      stopSwitch: {
        set: (reason) => {
          stopped = { kind: 'set', cause: { kind: 'stop-switch' }, why: reason };
          return Promise.resolve();
        },
      },
    },
    pace: {
      sweep: {
        intervalMs: 5 * MINUTE_MS,
        retryMs: 10 * SECOND_MS,
        probeWithinMs: 30 * SECOND_MS,
        missesUntilUnreachable: 3,
        concurrency: 32,
        maxAgeMs,
      },
      work: { lookEveryMs: 10 * SECOND_MS, lookWithinMs: 10 * SECOND_MS, storeRetryMs: 5 * SECOND_MS },
      tickEveryMs: 10 * SECOND_MS,
      clockJumpMs: 10 * MINUTE_MS,
      // A real second: the page shows every stage, however fast time runs.
      editEveryMs: options.speed * SECOND_MS,
      postSettlesMs: options.speed * SECOND_MS,
      incidents: { everyMs: options.speed * SECOND_MS, rules: usualRules },
    },
    approval: {
      needed: 1,
      requesterMayApprove: false,
      expiresAfterMs: loaded.settings.approvals.expiresAfterMs,
    },
    channel,
    digest: { timeZone, graceMs: HOUR_MS, post: 'always' },
    audit: { schedule: onceAt(newsAt, clock), timeZone, graceMs: HOUR_MS },
    reminders: [],
    chaos: null,
    flags: () => Promise.resolve([stopped]),
    nearest: nearestName,
    onTick: () => undefined,
  });
  await daemon.start();
  await daemon.sweeper.sweepOnce(null, () => undefined);
  const requestedBy = `slack:${workspace.teamId}/U0REQUESTER` as PersonId;
  const makePlan = createPlanMaker({
    store,
    clock,
    ids,
    log: options.log,
    fleet: daemon.fleet,
    snapshot: daemon.sweeper.snapshot,
    openCampaigns: daemon.runner.openCampaigns,
    leftOut: daemon.runner.leftOut,
    maxAgeMs,
  });
  const propose: ScenarioWorld['propose'] = async (what) => {
    const planned = await makePlan({
      requestedBy,
      selection: what === 'due' ? { kind: 'all' } : { kind: 'hosts', hosts: what },
      reasons: ['overdue'],
      canary: 'none',
    });
    return planned.kind === 'planned' ? daemon.propose(planned.document, requestedBy) : null;
  };
  const campaign = await propose('due');
  if (campaign === null) throw new Error('the demo fleet has nothing to reboot');
  const stopping = new AbortController();
  const { openCampaigns } = daemon.runner;
  const world: ScenarioWorld = {
    fleet,
    simulated,
    clock,
    openCampaigns,
    propose,
    stopping: stopping.signal,
  };
  const console = await startConsole(
    { address: '127.0.0.1', port: options.consolePort, allowedHosts: [], token: null },
    {
      daemon,
      store,
      clock,
      maxAgeMs,
      language: options.language,
      timeZone,
      speed: options.speed,
      log: options.log,
      framedBy: ['127.0.0.1', 'localhost'].map((name) => `http://${name}:${new URL(workspace.baseUrl).port}`),
      more: [],
    },
  ).catch(async (error: unknown) => {
    await daemon.stop();
    await workspace.close();
    throw listenProblem(error, {
      what: `the console at 127.0.0.1:${options.consolePort}`,
      hint: 'take another with --console-port; --console-port 0 takes any free one',
    });
  });
  const sideBySide = createSideBySide({
    world,
    reader: createConsoleReader({
      store,
      clock,
      fleet: daemon.fleet,
      sweeper: daemon.sweeper,
      runner: daemon.runner,
      maxAgeMs,
      makePlan: daemon.makePlan,
      flags: daemon.flags,
      nameOf: daemon.nameOf,
    }),
    store,
    workspacePath,
    consoleUrl: console.url,
    speed,
    timeZone,
    language,
  });
  pages.sideBySide = sideBySide;
  workspace.serve(sideBySide.handler);
  return {
    url: workspace.baseUrl,
    workspaceUrl: new URL(workspacePath, workspace.baseUrl).href,
    consoleUrl: console.url,
    clock,
    scenario: sideBySide.start,
    workspace,
    fleet: simulated,
    daemon,
    store,
    campaign,
    stop: async () => {
      stopping.abort();
      await console.stop();
      await daemon.stop();
      await workspace.close();
    },
  };
}
