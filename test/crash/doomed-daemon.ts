// A real process with the real runtime over a real SQLite file: `doomed-daemon.ts DATABASE DIED_FILE SPARED_FILE`. It dies
// as by `kill -9` at the first labelled moment that SPARED_FILE does not name, after writing that moment into DIED_FILE.
// It ends by itself, with 0, when its campaign has ended.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createNodeIdSource } from '../../src/adapters/node/node-id-source.ts';
import { createSystemClock } from '../../src/adapters/node/system-clock.ts';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { FLEET_RULE } from '../../src/core/campaign/approval-rules.ts';
import { DAY_MS, MINUTE_MS } from '../../src/core/brand.ts';
import type { BootId, HostId } from '../../src/core/fleet/ids.ts';
import { usualRules } from '../../src/core/incident/sight.ts';
import { createDaemon, type Daemon } from '../../src/runtime/daemon.ts';
import { makePlan } from '../fakes/plan-maker.ts';
import { silentLog } from '../fakes/silent-log.ts';
import { approver, crashFleet, EVERY_REQUEST, hostNames, requester } from './crash-fleet.ts';
import { labelled, type Around } from './crash-label.ts';
import { outside } from './outside.ts';

const [databasePath = '', diedPath = '', sparedPath = ''] = process.argv.slice(2);
const spared = new Set(readFileSync(sparedPath, 'utf8').split('\n'));
/** A host has three requests and no more, so not every life may end around one. */
const sparesRequests = spared.has(EVERY_REQUEST);

function die(moment: string): Promise<never> {
  writeFileSync(diedPath, moment);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

const around: Around = async (label, moments, make) => {
  const isSpared = sparesRequests && label.includes('reboot');
  const doomed = isSpared ? undefined : moments.find((moment) => !spared.has(`${label}: ${moment}`));
  if (doomed === 'before') return die(`${label}: before`);
  const made = make();
  if (doomed === 'sent') {
    // Long enough for it to leave this process, too short for its answer to come back and be read.
    await sleep(1);
    return die(`${label}: sent`);
  }
  const result = await made;
  return doomed === 'after' ? die(`${label}: after`) : result;
};

const world = outside();
const store = await openSqlStore(databasePath);
const clock = createSystemClock();
const daemon: Daemon = createDaemon({
  fleet: crashFleet,
  ports: labelled(
    {
      store,
      clock,
      ids: createNodeIdSource(),
      log: silentLog,
      hosts: {
        readFacts: world.readFacts,
        requestReboot: world.requestReboot,
        runCommand: world.runCommand,
        onConnectionLost: () => () => undefined,
        close: () => Promise.resolve(),
      },
      gates: { ask: world.askGate, prepare: world.prepareGate },
      // No host of this fleet stands behind one.
      balancers: {
        read: () => Promise.reject(new Error('no load balancer here')),
        change: () => Promise.reject(new Error('no load balancer here')),
      },
      chat: {
        start: () => undefined,
        post: world.post,
        update: world.update,
        find: world.find,
        status: () => 'connected',
        nameOf: () => null,
        stop: () => Promise.resolve(),
      },
      schedule: null,
      stopSwitch: { set: () => Promise.resolve() },
    },
    around,
  ),
  pace: {
    sweep: {
      intervalMs: 2_000,
      retryMs: 50,
      probeWithinMs: 1_000,
      missesUntilUnreachable: 2,
      concurrency: 16,
      maxAgeMs: 30_000,
    },
    work: { lookEveryMs: 10, lookWithinMs: 1_000, storeRetryMs: 20 },
    tickEveryMs: 20,
    clockJumpMs: MINUTE_MS,
    editEveryMs: 10,
    // Nothing that a dead process asked for arrives later here than its death is seen.
    postSettlesMs: 300,
    incidents: { everyMs: 20, rules: usualRules },
  },
  approval: { needed: 1, requesterMayApprove: false, expiresAfterMs: DAY_MS },
  channel: 'C0',
  digest: { timeZone: 'UTC', graceMs: 0, post: 'always' },
  audit: null,
  reminders: [],
  chaos: null,
  flags: () => Promise.resolve([]),
  nearest: () => null,
  onTick: () => undefined,
});
await daemon.start();

async function propose(): Promise<void> {
  const boots = new Map<HostId, BootId>();
  for (const host of crashFleet.hosts.values()) {
    const look = await world.readFacts(host.ssh, { deadlineMs: 1_000, fresh: true });
    if (look.kind === 'facts') boots.set(host.id, look.facts.bootId);
  }
  const bootOf = (host: HostId): BootId => boots.get(host) ?? ('' as BootId);
  const order = { hosts: hostNames, requestedBy: requester, at: clock.now(), bootOf };
  await daemon.propose(makePlan(crashFleet, order), requester);
}

for (;;) {
  const [first] = await store.campaigns('all');
  if (first === undefined) await propose();
  const campaign = first === undefined ? null : await daemon.runner.campaign(first.id);
  if (campaign?.phase.kind === 'awaiting-approval') {
    const { plan, digest } = campaign.document;
    const click = {
      kind: 'approve',
      campaign: campaign.id,
      seen: { version: plan.version, digest },
    } as const;
    const standing = { judgement: { kind: 'approver' }, meets: [FLEET_RULE] } as const;
    await daemon.inputs.click(click, approver, () => Promise.resolve(standing));
  }
  if (campaign?.phase.kind === 'ended' && (await store.unshownMessages()).length === 0) process.exit(0);
  if (campaign?.phase.kind === 'halted') process.exit(3);
  await sleep(10);
}
