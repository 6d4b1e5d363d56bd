// The story that Stagger was made for, on hosts that really lose their power: the rack of seventeen goes dark, one
// message says so, the running campaign is held, the power returns, the replica that lags and the cache that is cold
// are named, and when everything serves the incident ends by itself.
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { IncidentId } from '../../src/core/fleet/ids.ts';
import type { WorkspaceMessage } from '../../src/demo/workspace/workspace-state.ts';
import { describeLab } from '../lab/describe-lab.ts';
import { accounts, follow, isInstalled, prepareMariadb, sql, type Endpoint } from '../lab/real-servers.ts';
import { HUNG_MS } from '../lab/patience.ts';
import { powerLossFleet, ports, rackOfSeventeen } from './power-loss-fleet.ts';
import { channel, rehearse, type Rehearsal } from './rehearsal.ts';

/** Longer than the test: the replica is behind until it is let go. */
const replicaDelayS = 3_600;
const keys = 1_000;

type IncidentAnswer = {
  readonly incident: {
    readonly id: string;
    readonly cause: { readonly kind: string; readonly domains: readonly object[] };
    readonly hosts: readonly {
      readonly host: string;
      readonly stage: { readonly kind: string; readonly boot: string };
    }[];
  };
  readonly timeline: readonly { readonly kind: string }[];
};

const lacks = ['mariadb', 'redis'].filter((name) => !isInstalled(name as 'mariadb' | 'redis'));

describeLab('a rack that loses its power', () => {
  it.skipIf(lacks.length > 0)(
    'is one incident, holds the campaign, names what is back and does not serve, and ends by itself',
    async ({ annotate }) => {
      await using rehearsal = await rehearse(powerLossFleet);
      const { lab } = rehearsal;
      startDatabases(rehearsal);
      await rehearsal.done('sweep');
      await rehearsal.startDaemon();
      const campaign = await rehearsal.propose();
      await rehearsal.approve(campaign);
      await rehearsal.untilCampaign(campaign, ({ hosts }) =>
        [...hosts.values()].some(({ stage }) => stage.kind === 'soaking'),
      );

      // The power goes: seventeen hosts at once.
      const lostAtMs = performance.now();
      await lab.powerOff(rackOfSeventeen);
      const message = await incidentMessage(rehearsal);
      await annotate(`one message ${Math.round(performance.now() - lostAtMs)} ms after the power was cut`);
      const says = (text: string | RegExp): Promise<WorkspaceMessage> =>
        untilSaid(rehearsal, { ts: message.ts, text });
      await says(/17 hosts lost.*17 down/);
      const dark = await says('Incident: rack `r12`');
      for (const part of [
        '`db-proxy`: down, 0 of 2 up',
        '`store-web`: down, because it needs `db-proxy`',
        '`storage`: quorum lost, 1 of 3 up',
        '<@U0PLATFORM> (`platform`)',
        `Campaigns held: \`${campaign}\``,
      ])
        expect(dark.text).toContain(part);
      const startedBefore = reboots(rehearsal);
      const waiting = [...(await rehearsal.campaign(campaign)).hosts].find(
        ([, { stage }]) => stage.kind === 'waiting',
      );
      expect((await rehearsal.stagger('explain', waiting?.[0] ?? 'none is left')).stdout).toMatch(
        /Waits: incident i\S+ \(rack:r12\) is open/,
      );

      // While it is dark the shop goes on: the replica has something to catch up on.
      const primary = { address: lab.host('mysql-01').address, port: ports.mysql };
      sql(primary, 'INSERT INTO shop.orders VALUES (2), (3)');
      await lab.powerOn(rackOfSeventeen);
      await says(/`mysql-02`: `store-db`, [^:]+: .*behind/);
      await says(/`rec-01`: `cache`, [^:]+: .*0 keys/);
      expect(reboots(rehearsal)).toEqual(startedBefore);
      warm(rehearsal);
      delayReplica({ address: lab.host('mysql-02').address, port: ports.mysql }, 0);

      // Everything serves; after a while it is over, without anybody's doing.
      const over = await says('Incident over: rack `r12`');
      for (const part of ['17 serving', 'Campaigns go on.', 'Timeline:']) expect(over.text).toContain(part);
      expect(incidentMessages(rehearsal)).toHaveLength(1);
      // The message keeps the first and the last lines of a long timeline; what was named is in its thread.
      const thread = await rehearsal.workspace.until(() => {
        const texts = rehearsal.workspace.thread(channel, message.ts).map(({ text }) => text);
        return texts.some((text) => text.startsWith('Over after')) ? texts : null;
      }, HUNG_MS);
      // What comes together is one note.
      const laggards = thread.filter((text) => text.startsWith('Back, but not serving: '));
      for (const host of ['`mysql-02`', '`rec-01`'])
        expect(laggards.filter((text) => text.includes(host))).toHaveLength(1);

      // The campaign goes on, and nothing of it was started meanwhile.
      expect(await rehearsal.untilEnded(campaign)).toBe('done');
      await judgeRecords(rehearsal);
    },
    300_000,
  );
});

function reboots({ lab }: Rehearsal): readonly string[] {
  return lab
    .events()
    .filter(({ kind }) => kind === 'reboot-called')
    .map(({ host }) => host);
}

function incidentMessages({ workspace }: Rehearsal): readonly WorkspaceMessage[] {
  return workspace.messages(channel).filter(({ text }) => /^Incident( over)?: /.test(text));
}

function incidentMessage(rehearsal: Rehearsal): Promise<WorkspaceMessage> {
  return rehearsal.workspace.until(() => incidentMessages(rehearsal)[0] ?? null, HUNG_MS);
}

/** Waits until the message says so; rejects with what it says instead. */
async function untilSaid(
  rehearsal: Rehearsal,
  { ts, text }: { readonly ts: string; readonly text: string | RegExp },
): Promise<WorkspaceMessage> {
  const message = (): WorkspaceMessage | undefined =>
    incidentMessages(rehearsal).find((one) => one.ts === ts);
  const says = (): WorkspaceMessage | null => {
    const now = message();
    const found =
      typeof text === 'string' ? now?.text.includes(text) : now !== undefined && text.test(now.text);
    return now !== undefined && found === true ? now : null;
  };
  return rehearsal.workspace.until(says, HUNG_MS).catch(() => {
    throw new Error(`it never said ${String(text)}; it says:\n${message()?.text ?? 'nothing'}`);
  });
}

/** A primary, a replica that applies late, and a cache that holds what it holds in memory alone. */
function startDatabases({ lab, dir }: Rehearsal): void {
  const secret = join(dir, 'inventory', 'gate-password');
  writeFileSync(secret, accounts.gate.password);
  chmodSync(secret, 0o600);
  const [primary, replica] = ['mysql-01', 'mysql-02'].map((name) => {
    const host = lab.host(name);
    prepareMariadb(join(host.dir, 'data', 'mariadb'));
    writeFileSync(join(host.dir, 'data', 'ready'), '');
    return { address: host.address, port: ports.mysql };
  });
  if (primary === undefined || replica === undefined) throw new Error('two databases');
  for (const endpoint of [primary, replica]) untilSql(endpoint);
  sql(
    primary,
    'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY); INSERT INTO shop.orders VALUES (1)',
  );
  follow(replica, primary);
  delayReplica(replica, replicaDelayS);
  warm({ lab });
}

function delayReplica(replica: Endpoint, seconds: number): void {
  sql(replica, `STOP SLAVE; CHANGE MASTER TO MASTER_DELAY=${seconds}; START SLAVE`);
}

function untilSql(endpoint: { readonly address: string; readonly port: number }): void {
  for (let attempt = 0; ; attempt += 1)
    try {
      sql(endpoint, 'SELECT 1');
      return;
    } catch (error) {
      if (attempt > 200) throw error;
      execFileSync('sleep', ['0.2']);
    }
}

function warm({ lab }: Pick<Rehearsal, 'lab'>): void {
  const script = `for i = 1, ${keys} do redis.call('set', 'recommendation:' .. i, i) end`;
  execFileSync(
    'redis-cli',
    ['-h', lab.host('rec-01').address, '-p', String(ports.redis), 'eval', script, '0'],
    {
      stdio: 'ignore',
    },
  );
}

async function judgeRecords(rehearsal: Rehearsal): Promise<void> {
  const store = await rehearsal.store();
  const [episode, ...others] = await store.episodes({ kind: 'incident', sinceAt: 0 });
  expect(others).toEqual([]);
  expect(episode?.isOpen).toBe(false);
  const id = (episode?.id ?? '') as IncidentId;
  expect((await rehearsal.stagger('incidents')).stdout).toContain(id);
  const { incident, timeline } = await rehearsal.json<IncidentAnswer>('incidents', id);
  expect(incident.cause).toEqual({ kind: 'domains', domains: [{ level: 'rack', id: 'r12' }] });
  expect(incident.hosts.map(({ host }) => host).sort()).toEqual([...rackOfSeventeen].sort());
  expect(new Set(incident.hosts.map(({ stage }) => `${stage.kind} ${stage.boot}`))).toEqual(
    new Set(['serving new']),
  );
  const kinds = timeline.map(({ kind }) => kind);
  expect(kinds[0]).toBe('lost');
  expect(kinds.indexOf('closed')).toBe(kinds.length - 1);
  expect(kinds.lastIndexOf('lost')).toBeLessThan(kinds.indexOf('returned'));
  expect(await rehearsal.done('audit-log', 'verify')).toContain('intact');
}
