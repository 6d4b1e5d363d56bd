// Bugs in the rules themselves, put in by replacing one function of core or of the runtime for this file only. With no
// bug switched on, the replaced functions are the real ones.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Holding from '../../src/core/campaign/holding.ts';
import type * as PlannedEnds from '../../src/core/campaign/planned-end.ts';
import type * as Proof from '../../src/core/campaign/proof.ts';
import type * as StartConditions from '../../src/core/campaign/start-conditions.ts';
import type { Campaign, HostReboot } from '../../src/core/campaign/state.ts';
import type * as CutOff from '../../src/core/calendar/cut-off.ts';
import type { MaintenanceWindow } from '../../src/core/calendar/window.ts';
import type { Weekday } from '../../src/core/calendar/local-day.ts';
import type * as Snapshot from '../../src/core/fleet/snapshot.ts';
import type * as Hold from '../../src/core/incident/hold.ts';
import type * as RotationsOf from '../../src/core/rotation/rotations-of.ts';
import type * as SeatChanges from '../../src/core/rotation/seat-changes.ts';
import type * as Budget from '../../src/core/planning/budget.ts';
import type { HostId, ZoneId } from '../../src/core/fleet/ids.ts';
import type * as ClockWatch from '../../src/runtime/clock-watch.ts';
import type * as Worker from '../../src/runtime/effect-worker.ts';
import type { FaultKind } from './fault-kinds.ts';
import { expectFound } from './planted.ts';
import { simulate } from './simulation.ts';
import type { Promise_ } from './verdicts.ts';

type Block = StartConditions.StartBlock;
type MayGoDown = typeof Budget.mayGoDown;
type PlannedEnd = typeof PlannedEnds.plannedEnd;

type Bug = {
  dropsBlock?: (block: Block, at: 'before the drain' | 'after the check') => boolean;
  mayGoDown?: (real: MayGoDown, ...given: Parameters<MayGoDown>) => ReturnType<MayGoDown>;
  windows?: (windows: readonly MaintenanceWindow[], now: number) => readonly MaintenanceWindow[];
  forgetsHeld?: (host: HostReboot, now: number) => boolean;
  statusAt?: typeof Snapshot.statusAt;
  plannedEnd?: (real: PlannedEnd, ...given: Parameters<PlannedEnd>) => ReturnType<PlannedEnd>;
  judgeBoot?: typeof Proof.judgeBoot;
  judgeHold?: typeof Proof.judgeHold;
  outcome?: (outcome: Worker.WorkerOptions['submit']) => Worker.WorkerOptions['submit'];
  clockNeverJumps?: true;
  incidentsHoldNothing?: true;
  guestsStay?: true;
  changesToRestore?: typeof SeatChanges.changesToRestore;
};

const planted = vi.hoisted<{ bug: Bug; now: () => number }>(() => ({ bug: {}, now: (): number => 0 }));
beforeEach(() => {
  planted.bug = {};
});

vi.mock('../../src/core/campaign/start-conditions.ts', async (original) => {
  const real = await original<typeof StartConditions>();
  const kept = (blocks: readonly Block[], at: Parameters<NonNullable<Bug['dropsBlock']>>[1]) =>
    blocks.filter((block) => planted.bug.dropsBlock?.(block, at) !== true);
  return {
    ...real,
    startBlocks: (...given: Parameters<typeof real.startBlocks>) =>
      kept(real.startBlocks(...given), 'after the check'),
    mayStartOf: (...given: Parameters<typeof real.mayStartOf>): ReturnType<typeof real.mayStartOf> =>
      planted.bug.dropsBlock === undefined
        ? real.mayStartOf(...given)
        : (campaign, id) => kept(real.startBlocks(campaign, id, given[1]), 'before the drain').length === 0,
  };
});

vi.mock('../../src/core/planning/budget.ts', async (original) => {
  const real = await original<typeof Budget>();
  return {
    ...real,
    mayGoDown: (...given: Parameters<MayGoDown>) =>
      planted.bug.mayGoDown?.(real.mayGoDown, ...given) ?? real.mayGoDown(...given),
  };
});

vi.mock('../../src/core/calendar/cut-off.ts', async (original) => {
  const real = await original<typeof CutOff>();
  return {
    ...real,
    mayStartAt: (question: Parameters<typeof real.mayStartAt>[0]) =>
      real.mayStartAt({
        ...question,
        windows: planted.bug.windows?.(question.windows, question.now) ?? question.windows,
      }),
  };
});

vi.mock('../../src/core/campaign/holding.ts', async (original) => {
  const real = await original<typeof Holding>();
  const without = (campaign: Campaign, hosts: ReadonlySet<HostId>): ReadonlySet<HostId> =>
    new Set(
      [...hosts].filter((id) => {
        const host = campaign.hosts.get(id);
        return host === undefined || planted.bug.forgetsHeld?.(host, planted.now()) !== true;
      }),
    );
  return {
    ...real,
    heldHosts: (campaign: Campaign) => without(campaign, real.heldHosts(campaign)),
    inFlightHosts: (campaign: Campaign) => without(campaign, real.inFlightHosts(campaign)),
  };
});

vi.mock('../../src/core/fleet/snapshot.ts', async (original) => {
  const real = await original<typeof Snapshot>();
  return {
    ...real,
    statusAt: (...given: Parameters<typeof real.statusAt>) =>
      (planted.bug.statusAt ?? real.statusAt)(...given),
  };
});

vi.mock('../../src/core/incident/hold.ts', async (original) => {
  const real = await original<typeof Hold>();
  return {
    ...real,
    incidentFlags: (...given: Parameters<typeof real.incidentFlags>) =>
      planted.bug.incidentsHoldNothing === true ? [] : real.incidentFlags(...given),
  };
});

vi.mock('../../src/core/rotation/rotations-of.ts', async (original) => {
  const real = await original<typeof RotationsOf>();
  return {
    ...real,
    rotationsOfReboot: (...given: Parameters<typeof real.rotationsOf>) =>
      (planted.bug.guestsStay === true ? real.rotationsOf : real.rotationsOfReboot)(...given),
  };
});

vi.mock('../../src/core/rotation/seat-changes.ts', async (original) => {
  const real = await original<typeof SeatChanges>();
  return {
    ...real,
    changesToRestore: (...given: Parameters<typeof real.changesToRestore>) =>
      (planted.bug.changesToRestore ?? real.changesToRestore)(...given),
  };
});

vi.mock('../../src/core/campaign/planned-end.ts', async (original) => {
  const real = await original<typeof PlannedEnds>();
  return {
    ...real,
    plannedEnd: (...given: Parameters<PlannedEnd>) =>
      (planted.bug.plannedEnd ?? ((ask, ...asked) => ask(...asked)))(real.plannedEnd, ...given),
  };
});

vi.mock('../../src/core/campaign/proof.ts', async (original) => {
  const real = await original<typeof Proof>();
  return {
    ...real,
    judgeBoot: (...given: Parameters<typeof real.judgeBoot>) =>
      (planted.bug.judgeBoot ?? real.judgeBoot)(...given),
    judgeHold: (...given: Parameters<typeof real.judgeHold>) =>
      (planted.bug.judgeHold ?? real.judgeHold)(...given),
  };
});

vi.mock('../../src/runtime/effect-worker.ts', async (original) => {
  const real = await original<typeof Worker>();
  return {
    ...real,
    createEffectWorker: (options: Worker.WorkerOptions) => {
      planted.now = options.clock.now;
      const submit = planted.bug.outcome?.(options.submit) ?? options.submit;
      return real.createEffectWorker({ ...options, submit });
    },
  };
});

vi.mock('../../src/runtime/clock-watch.ts', async (original) => {
  const real = await original<typeof ClockWatch>();
  return {
    ...real,
    createClockWatch: (...given: Parameters<typeof real.createClockWatch>): ClockWatch.ClockWatch =>
      planted.bug.clockNeverJumps === true
        ? { jumpedByMs: () => 0, accept: () => undefined, flag: () => ({ kind: 'clear' }) }
        : real.createClockWatch(...given),
  };
});

const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Blocked only if something else than `kind` blocks. */
const without =
  (kind: string): NonNullable<Bug['mayGoDown']> =>
  (real, ...given) => {
    const verdict = real(...given);
    if (verdict.kind === 'allowed') return verdict;
    const why = verdict.why.filter((reason) => reason.kind !== kind);
    return why.length === 0 ? { kind: 'allowed' } : { kind: 'blocked', why };
  };

const bugs: readonly (readonly [
  what: string,
  breaks: readonly Promise_[],
  bug: Bug,
  also?: readonly FaultKind[],
])[] = [
  [
    'the conditions are not asked again before the reboot is sent',
    ['window', 'budget', 'stopped-means-stopped', 'approval', 'clock'],
    { dropsBlock: (_, at) => at === 'after the check' },
  ],
  [
    'the expiry of an approval is checked only at the click',
    ['approval'],
    { dropsBlock: ({ kind }) => kind === 'approval-expired' },
  ],
  [
    'the cut-off before the end of a window is ignored',
    ['window'],
    { dropsBlock: ({ kind }) => kind === 'does-not-fit' },
  ],
  [
    'a hypervisor goes by its own windows, whatever those of its guests are',
    ['window'],
    { dropsBlock: (block) => 'guest' in block },
  ],
  [
    'a guest that falls with its hypervisor rebooted by itself',
    ['boots'],
    { plannedEnd: (real, boot, known) => real(boot, { ...known, hypervisors: [] }) },
  ],
  [
    'guests stay in their load balancers when their hypervisor goes',
    ['drained-before-reboot'],
    { guestsStay: true },
  ],
  [
    'what was drained for a reboot that is called off stays drained',
    ['done-means-serving'],
    { changesToRestore: () => [] },
  ],
  [
    'a host goes while its hypervisor or a guest of it is out of service',
    ['relatives-wait'],
    { dropsBlock: ({ kind }) => kind === 'relative-out' },
    ['hook-failures'],
  ],
  ['a freeze is ignored', ['window'], { dropsBlock: ({ kind }) => kind === 'frozen' }, ['inventory-edits']],
  [
    'what other campaigns rebooted today is not counted',
    ['reboots-a-day'],
    { dropsBlock: ({ kind }) => kind === 'reboots-used' },
  ],
  ['the order of parts is ignored', ['order'], { dropsBlock: ({ kind }) => kind === 'after' }],
  [
    'the stop switch is ignored',
    ['stopped-means-stopped'],
    { dropsBlock: ({ kind }) => kind === 'flag-set' },
    ['stop-switch'],
  ],
  [
    'a host that another campaign is rebooting is taken too',
    ['one-effective-reboot'],
    { dropsBlock: ({ kind }) => kind === 'in-other-campaign' },
  ],
  [
    'unplanned loss is forgotten: only hosts in flight are counted',
    ['budget'],
    { mayGoDown: (real, scope, situation) => real(scope, { ...situation, absent: situation.inFlight }) },
    ['crashes'],
  ],
  [
    'one more than the limit may go',
    ['budget'],
    {
      mayGoDown: (real, scope, situation) =>
        real(
          {
            ...scope,
            services: scope.services.map((service) => ({
              ...service,
              minAvailable: service.minAvailable - 1,
            })),
          },
          situation,
        ),
    },
  ],
  ['two zones of a service go at once', ['budget'], { mayGoDown: without('zone-in-flight') }],
  [
    'zones are told apart by their short names: two of them are one',
    ['budget'],
    {
      mayGoDown: (real, scope, situation) =>
        real(
          {
            ...scope,
            hosts: scope.hosts.map((host) => ({ ...host, zone: host.zone.slice(-1) as ZoneId })),
          },
          situation,
        ),
    },
  ],
  ['the cap of a domain is ignored', ['budget'], { mayGoDown: without('domain-cap') }],
  ['the cap of the fleet is ignored', ['budget'], { mayGoDown: without('cap') }],
  ['the cap on hosts down in the fleet is ignored', ['budget'], { mayGoDown: without('fleet-cap') }],
  [
    'a cap in percent is ignored',
    ['budget'],
    {
      mayGoDown: (real, scope, situation) => {
        const domainCaps = scope.domainCaps.filter(({ maxDown }) => typeof maxDown === 'number');
        return real({ ...scope, domainCaps }, situation);
      },
    },
  ],
  ['services that need each other go together', ['budget'], { mayGoDown: without('dependency-in-flight') }],
  [
    'guests are not counted with their hypervisor',
    ['budget'],
    {
      mayGoDown: (real, scope, situation) =>
        real({ ...scope, hosts: scope.hosts.map((host) => ({ ...host, hypervisor: null })) }, situation),
    },
  ],
  ['an open incident holds nothing', ['incident'], { incidentsHoldNothing: true }, ['domain-loss']],
  [
    'an unreachable host counts as up',
    ['budget'],
    { statusAt: (view) => (view?.status === 'unknown' || view === undefined ? 'unknown' : 'up') },
    ['crashes'],
  ],
  [
    'an old observation is believed',
    // Nothing looks after a host that is believed to be up: its campaign does not come to its end.
    ['budget', 'liveness'],
    { statusAt: (view) => view?.status ?? 'unknown' },
    ['crashes', 'pause', 'suspend', 'domain-loss'],
  ],
  [
    'a lease expires: a host that is long on its way frees its slot',
    ['budget', 'journal', 'one-effective-reboot'],
    { forgetsHeld: ({ stage }, now) => stage.kind === 'confirming' && now > stage.sinceAt + 3 * 60_000 },
    ['slow-boot'],
  ],
  [
    'windows are read in UTC',
    ['window'],
    { windows: (windows) => windows.map((window) => ({ ...window, timeZone: 'UTC' })) },
  ],
  [
    'a window past midnight belongs to the day that it is, not to the day it began',
    ['window'],
    {
      windows: (windows, now) => {
        const today = week[(new Date(now).getUTCDay() + 6) % 7];
        return windows.map((window) => ({
          ...window,
          weekdays: today !== undefined && window.weekdays.includes(today) ? week : [],
        }));
      },
    },
  ],
  [
    'the old boot answering after the request is taken for a new one',
    ['proof'],
    { judgeBoot: (_, look) => (look.kind === 'facts' ? { kind: 'boot-proven', facts: look.facts } : null) },
  ],
  [
    'a host that does not come back is waited for without end',
    ['liveness'],
    {
      judgeBoot: ({ oldBootId }, look) =>
        look.kind === 'facts' && look.facts.bootId !== oldBootId
          ? { kind: 'boot-proven', facts: look.facts }
          : null,
    },
  ],
  [
    'an outcome that cannot be written is forgotten (a swallowed rejection)',
    ['liveness'],
    {
      outcome:
        (submit) =>
        (...given) =>
          submit(...given).catch(() => ({ events: [], effects: [], refusal: null })),
    },
    ['store-errors'],
  ],
  [
    'after a crash a request that was under way counts as not sent',
    ['done-means-serving', 'unknown-is-not-repeated', 'one-effective-reboot'],
    {
      outcome: (submit) => (id, input, actor) =>
        submit(
          id,
          input.kind === 'effect-finished' && input.outcome.kind === 'outcome-unknown'
            ? { ...input, outcome: { kind: 'reboot-too-late' } }
            : input,
          actor,
        ),
    },
    ['kill'],
  ],
  [
    'a jump of the wall clock goes unnoticed',
    ['clock', 'window', 'approval', 'budget'],
    { clockNeverJumps: true },
    ['clock-step'],
  ],
];

describe('a bug in the rules is found', () => {
  for (const [what, breaks, bug, also = []] of bugs)
    it(what, async () => {
      planted.bug = bug;
      expect(await expectFound(breaks, { also })).toEqual(expect.any(Number));
    });

  it('and without one there is nothing to be found', async () => {
    for (let seed = 1; seed <= 20; seed += 1) expect((await simulate({ seed })).violations).toEqual([]);
  });
});
