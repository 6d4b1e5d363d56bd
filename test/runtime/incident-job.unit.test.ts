// The job around the decisions: what it wants shown, when it lets campaigns start, what it asks of hosts that return,
// and that another process, or another life of its own, can go on with it.
import { afterEach, describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';
import type { GateAnswer } from '../../src/core/fleet/check.ts';
import type { BootId, HostId, IncidentId, OwnerId, PersonId } from '../../src/core/fleet/ids.ts';
import { unobserved, type HostView } from '../../src/core/fleet/snapshot.ts';
import type { BootEnd, BootRecord } from '../../src/core/uptime/boot-history.ts';
import { usualRules } from '../../src/core/incident/sight.ts';
import type { Store } from '../../src/ports/store.ts';
import { createIncidentJob, type IncidentJob } from '../../src/runtime/incident-job.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';
import { createMemoryStore, type MemoryStore } from '../fakes/memory-store.ts';
import { plainFacts } from '../fakes/fake-host-control.ts';
import { runningCampaign } from '../fakes/sample-campaign.ts';
import { many } from '../fakes/sample-fleet.ts';
import { newSha256 } from '../fakes/plan-maker.ts';
import { silentLog } from '../fakes/silent-log.ts';

const gate = {
  name: 'answers',
  question: { kind: 'tcp', port: 80 },
  attemptMs: SECOND_MS,
  everyMs: SECOND_MS,
  withinMs: MINUTE_MS,
  parts: null,
  passes: 2,
} as const;

const fleet = buildFleet({
  racks: { r1: { zone: 'z1' }, r2: { zone: 'z1' } },
  hosts: {
    ...many('a', 34, { rack: 'r1', owner: 'store' as OwnerId }),
    ...Object.fromEntries(
      [35, 36, 37, 38, 39, 40].map((n) => [`a-${n}`, { rack: 'r1', owner: `team-${n}` as OwnerId }]),
    ),
    ...many('b', 40, { rack: 'r2' }),
  },
  services: { web: { on: [...Object.keys(many('a', 40, {})), 'b-01'], gates: [gate] } },
});
const rack = [...fleet.hosts.keys()].filter((host) => host.startsWith('a-'));

/** The job on a fleet that the test moves. */
class Stage {
  readonly store: MemoryStore = createMemoryStore();
  readonly clock: HandClock = createHandClock(1_000_000);
  readonly views = new Map<HostId, HostView>();
  readonly asked: HostId[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  hasSeenAll = true;
  storeFails = false;
  held: ReadonlySet<HostId> = new Set();
  answer: (host: HostId) => GateAnswer = () => ({ kind: 'pass' });
  readonly #jobs: IncidentJob[] = [];

  constructor() {
    for (const host of fleet.hosts.keys()) this.see(host, 'up');
  }

  see(host: HostId, status: HostView['status'], bootId = '11111111-1111-4111-8111-111111111111'): void {
    const at = this.clock.now();
    const seen = { at, facts: plainFacts(bootId as BootId) };
    const before = this.views.get(host) ?? unobserved(host);
    this.views.set(
      host,
      status === 'up'
        ? { ...before, status, misses: 0, lastSeen: seen }
        : { ...before, status, misses: 3, lastProblem: { at, failure: 'connect-timeout', detail: '' } },
    );
    this.#jobs.at(-1)?.noted(null);
  }

  lose(hosts: readonly HostId[]): void {
    for (const host of hosts) this.see(host, 'unreachable');
  }

  /** A life of the daemon. */
  async begin(): Promise<IncidentJob> {
    for (const job of this.#jobs) job.stop();
    const store: Store = {
      ...this.store,
      appendEpisodeEvents: (entry) =>
        this.storeFails ? Promise.reject(new Error('disk full')) : this.store.appendEpisodeEvents(entry),
    };
    let ids = 0;
    const job = createIncidentJob({
      store,
      clock: this.clock,
      log: silentLog,
      ids: { next: () => String((ids += 1)), fraction: () => 0, sha256Hex: (text) => text, newSha256 },
      gates: {
        ask: (target) => this.#ask(target.hostId),
        prepare: () => Promise.reject(new Error('nothing is prepared outside of a campaign')),
      },
      fleet: () => fleet,
      snapshot: () => ({ takenAt: this.clock.now(), hosts: new Map(this.views) }),
      hasSeenAll: () => this.hasSeenAll,
      campaigns: () => [runningCampaign()],
      held: () => this.held,
      maxAgeMs: 24 * 60 * MINUTE_MS,
      rules: usualRules,
      everyMs: SECOND_MS,
      channel: 'C0MAIN',
      onMessages: () => undefined,
    });
    this.#jobs.push(job);
    await job.load();
    void job.run();
    return job;
  }

  async #ask(host: HostId): Promise<GateAnswer> {
    this.asked.push(host);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await this.clock.sleep(100);
    this.atOnce -= 1;
    return this.answer(host);
  }

  end(): void {
    for (const job of this.#jobs) job.stop();
  }
}

let stage: Stage | null = null;
const onStage = (): Stage => (stage = new Stage());
afterEach(() => {
  stage?.end();
});

const kindsOf = async (job: IncidentJob): Promise<readonly string[]> =>
  (await job.flags()).map(({ kind }) => kind).filter((kind) => kind !== 'clear');
const keys = async ({ store }: Stage): Promise<readonly string[]> =>
  (await store.unshownMessages()).map(({ key }) => key);

describe('whether campaigns may start', () => {
  it('they may not before every host was looked at', async () => {
    const here = onStage();
    here.hasSeenAll = false;
    const job = await here.begin();
    expect(await kindsOf(job)).toEqual(['unknown']);
    here.hasSeenAll = true;
    expect(await kindsOf(job)).toEqual([]);
  });

  it('they may not from the very moment at which the loss is known', async () => {
    const here = onStage();
    const job = await here.begin();
    here.lose(rack);
    expect(await job.flags()).toMatchObject([
      {
        kind: 'set',
        why: expect.stringMatching(/^incident i1 \(rack:r1\) is open: of 40 hosts 40 are down/) as string,
      },
      { kind: 'clear' },
    ]);
  });

  it('they may not while many hosts go and nothing explains it yet', async () => {
    const here = onStage();
    const job = await here.begin();
    here.lose(rack.slice(0, 4));
    expect(await job.flags()).toMatchObject([
      { kind: 'set', cause: { kind: 'losses', hosts: 4 }, why: '4 hosts were lost within the last minutes' },
    ]);
    expect(job.book.incidents()).toEqual([]);
    await here.clock.advance(10 * MINUTE_MS);
    expect(await kindsOf(job)).toEqual([]);
  });

  it('they may not while an incident cannot be recorded', async () => {
    const here = onStage();
    const job = await here.begin();
    here.storeFails = true;
    here.lose(rack);
    expect(await job.flags()).toMatchObject([
      { kind: 'unknown', why: 'incidents could not be recorded: disk full' },
    ]);
    expect(job.book.incidents()).toEqual([]);
    here.storeFails = false;
    await here.clock.advance(2 * SECOND_MS);
    expect(await kindsOf(job)).toEqual(['set']);
  });

  it('hosts that campaigns hold are no incident', async () => {
    const here = onStage();
    here.held = new Set(rack);
    const job = await here.begin();
    here.lose(rack);
    await here.clock.advance(MINUTE_MS);
    expect(await kindsOf(job)).toEqual([]);
  });
});

describe('what people are shown', () => {
  it('is one message for the incident, and the cards of the campaigns that it holds anew', async () => {
    const here = onStage();
    await here.begin();
    here.lose(rack);
    await here.clock.advance(SECOND_MS);
    expect(await keys(here)).toEqual(['incident/i1', `campaign/${runningCampaign().id}/card`]);
    await here.clock.advance(10 * MINUTE_MS);
    expect(await keys(here)).toEqual(['incident/i1', `campaign/${runningCampaign().id}/card`]);
  });

  it('is one more note in its thread for all that follows within a minute, whoever is to be called', async () => {
    const here = onStage();
    await here.begin();
    here.lose(rack.slice(0, 21));
    await here.clock.advance(SECOND_MS);
    for (const host of rack.slice(21)) {
      here.lose([host]);
      await here.clock.advance(SECOND_MS);
    }
    await here.clock.advance(MINUTE_MS);
    expect((await keys(here)).filter((key) => key.startsWith('incident/'))).toEqual([
      'incident/i1',
      'incident/i1/note/29',
    ]);
  });

  it('is a note for a single host, and for a reboot that nobody asked for', async () => {
    const here = onStage();
    const job = await here.begin();
    here.lose(['b-02' as HostId]);
    await here.clock.advance(MINUTE_MS);
    expect(await keys(here)).toEqual([]);
    await here.clock.advance(2 * MINUTE_MS);
    job.noted({ host: 'b-03' as HostId, bootId: 'x' as BootId, bootedAt: here.clock.now() });
    await here.clock.advance(SECOND_MS);
    expect(await keys(here)).toEqual(['host-note/n1']);
    const [note] = job.book.notes();
    expect([...(note?.hosts.values() ?? [])].map(({ host, state }) => `${host} ${state.kind}`)).toEqual([
      'b-02 lost',
      'b-03 rebooted',
    ]);
  });
});

describe('hosts that return', () => {
  it('are asked by their gates, a bounded number at once, until they serve; then it is over by itself', async () => {
    const here = onStage();
    const job = await here.begin();
    here.lose(rack);
    await here.clock.advance(MINUTE_MS);
    expect(here.asked).toEqual([]);
    const late = 'a-08' as HostId;
    here.answer = (host) => (host === late ? { kind: 'fail', found: '43 s behind' } : { kind: 'pass' });
    for (const host of rack) here.see(host, 'up', '22222222-2222-4222-8222-222222222222');
    await here.clock.advance(2 * MINUTE_MS);
    expect(here.mostAtOnce).toBeLessThanOrEqual(16);
    expect(new Set(here.asked).size).toBe(40);
    const stages = (): readonly string[] =>
      [...(job.book.incidents()[0]?.hosts.values() ?? [])].map(({ stage: { kind } }) => kind);
    expect(stages().filter((kind) => kind === 'serving')).toHaveLength(39);
    expect(job.book.incidents()[0]?.hosts.get(late)?.stage).toMatchObject({
      kind: 'not-serving',
      boot: 'new',
      findings: [{ service: 'web', gate: 'answers', found: '43 s behind' }],
    });
    await here.clock.advance(30 * MINUTE_MS);
    expect(await kindsOf(job)).toEqual(['set']);
    here.answer = () => ({ kind: 'pass' });
    await here.clock.advance(6 * MINUTE_MS);
    expect(await kindsOf(job)).toEqual([]);
    expect(job.book.incidents()[0]?.phase).toMatchObject({ kind: 'closed', reason: null, left: [] });
    // Named once in the thread, however long it took.
    expect((await keys(here)).filter((key) => key.includes('/note/'))).toHaveLength(2);
  });

  it('without gates serve when they answer', async () => {
    const here = onStage();
    const job = await here.begin();
    const other = [...fleet.hosts.keys()].filter((host) => host.startsWith('b-') && host !== 'b-01');
    here.lose(other);
    await here.clock.advance(MINUTE_MS);
    for (const host of other) here.see(host, 'up');
    await here.clock.advance(7 * MINUTE_MS);
    expect(job.book.incidents()[0]?.phase.kind).toBe('closed');
    expect(here.asked).toEqual([]);
  });
});

describe('a reboot that nobody asked for, recorded by a daemon that ended before it told of it', () => {
  const host = 'b-03' as HostId;

  async function recorded(here: Stage, ended: BootEnd, hostId = host): Promise<void> {
    const at = here.clock.now();
    const boot = (bootId: string, firstSeenAt: number, end: BootEnd | null): BootRecord => ({
      hostId,
      bootId: bootId as BootId,
      firstSeenAt,
      lastSeenAt: firstSeenAt,
      lastUptimeMs: 30 * SECOND_MS,
      kernel: '6.1',
      ended: end,
      endedBy: null,
    });
    await here.store.recordObservations({
      views: [],
      boots: [
        boot('x', at - 9 * MINUTE_MS, 'unplanned'),
        boot('y', at - MINUTE_MS, ended),
        boot('z', at, null),
      ],
    });
  }

  const told = (job: IncidentJob) =>
    job.book
      .notes()
      .flatMap(({ hosts }) => [...hosts.values()].map(({ host, reboots }) => `${host} ${reboots}`));

  it('is told by the next one, once', async () => {
    const here = onStage();
    await recorded(here, 'unplanned');
    for (let life = 0; life < 3; life += 1) {
      const job = await here.begin();
      await here.clock.advance(20 * MINUTE_MS);
      expect(told(job)).toEqual(['b-03 1']);
      expect(job.book.notes()[0]?.hosts.get(host)?.state).toEqual({
        kind: 'rebooted',
        bootedAt: 1_000_000 - 30 * SECOND_MS,
      });
    }
    expect(await keys(here)).toEqual(['host-note/n1']);
  });

  it('is told as well where the first look cannot be recorded', async () => {
    const here = onStage();
    await recorded(here, 'unplanned');
    here.storeFails = true;
    const job = await here.begin();
    here.storeFails = false;
    await here.clock.advance(2 * SECOND_MS);
    expect(told(job)).toEqual(['b-03 1']);
  });

  it('is not told where a campaign asked for it, nor after an hour', async () => {
    const here = onStage();
    await recorded(here, 'planned');
    expect(told(await here.begin())).toEqual([]);
    const late = onStage();
    await recorded(late, 'unplanned');
    await late.clock.advance(61 * MINUTE_MS);
    expect(told(await late.begin())).toEqual([]);
  });

  it('is not told where an incident had the host', async () => {
    const here = onStage();
    const [inRack] = rack;
    const before = await here.begin();
    here.lose(rack);
    await here.clock.advance(SECOND_MS);
    before.stop();
    await recorded(here, 'unplanned', inRack);
    for (const each of rack) here.see(each, 'up');
    const next = await here.begin();
    await here.clock.advance(9 * MINUTE_MS);
    expect(told(next)).toEqual([]);
    expect(next.book.incidents()[0]?.phase.kind).toBe('closed');
    expect(told(await here.begin())).toEqual([]);
  });
});

describe('an incident outlives', () => {
  it('the daemon: the next one goes on with it, in the same message', async () => {
    const here = onStage();
    await here.begin();
    here.lose(rack);
    await here.clock.advance(SECOND_MS);
    const next = await here.begin();
    await here.clock.advance(MINUTE_MS);
    expect(next.book.incidents()).toHaveLength(1);
    expect(await kindsOf(next)).toEqual(['set']);
    for (const host of rack) here.see(host, 'up');
    await here.clock.advance(MINUTE_MS);
    const last = await here.begin();
    await here.clock.advance(8 * MINUTE_MS);
    expect(last.book.incidents().map(({ phase }) => phase.kind)).toEqual(['closed']);
    expect((await keys(here)).filter((key) => /^incident\/[^/]+$/.test(key))).toEqual(['incident/i1']);
  });

  it('a loss that was seen and not yet told when the daemon died, however long it was away', async () => {
    const here = onStage();
    const first = await here.begin();
    first.stop();
    here.lose(rack);
    await here.clock.advance(3 * 60 * MINUTE_MS);
    const next = await here.begin();
    expect(await kindsOf(next)).toEqual(['set']);
  });

  it('nobody’s word that it is over', async () => {
    const here = onStage();
    const job = await here.begin();
    here.lose(rack);
    await here.clock.advance(SECOND_MS);
    await here.store.appendEpisodeEvents({
      at: here.clock.now(),
      actor: 'os:ann' as PersonId,
      events: [
        {
          kind: 'incident-closed',
          incident: 'i1' as IncidentId,
          by: 'os:ann' as PersonId,
          reason: 'the rack is gone',
          left: rack,
        },
      ],
      messages: [],
    });
    await here.clock.advance(10 * MINUTE_MS);
    expect(await kindsOf(job)).toEqual([]);
    expect(job.book.incidents()).toHaveLength(1);
  });
});
