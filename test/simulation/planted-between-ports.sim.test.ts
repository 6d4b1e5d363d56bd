// The simulator is only believed because it finds bugs: each of these is put between the daemon and its ports, and must
// be found within a bounded number of seeds.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import type { BootId } from '../../src/core/fleet/ids.ts';
import type { DaemonOptions, DaemonPorts } from '../../src/runtime/daemon-options.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { seatName } from '../../src/core/rotation/rotation.ts';
import type { FaultKind } from './fault-kinds.ts';
import { expectFound } from './planted.ts';
import type { Plant } from './supervisor.ts';
import type { Promise_ } from './verdicts.ts';
import { sampleFacts } from '../fakes/sample-events.ts';

const ports = (change: (ports: DaemonPorts) => Partial<DaemonPorts>): Plant => ({
  options: (options: DaemonOptions) => ({
    ...options,
    ports: { ...options.ports, ...change(options.ports) },
  }),
});

/** A load balancer's word for a change is taken for the change itself. */
const believing =
  (kind: 'drain' | 'ready') =>
  ({ balancers }: DaemonPorts): Partial<DaemonPorts> => {
    const believed = new Set<string>();
    return {
      balancers: {
        read: async (seat, given) => {
          const found = await balancers.read(seat, given);
          if (found.kind === 'error' || !believed.has(seatName(seat))) return found;
          return { kind: 'state', state: { ...found.state, admin: kind, sessions: 0 } };
        },
        change: (seat, change, given) => {
          if (change.kind !== 'weight') believed.delete(seatName(seat));
          if (change.kind !== kind) return balancers.change(seat, change, given);
          believed.add(seatName(seat));
          return Promise.resolve({ kind: 'changed' });
        },
      },
    };
  };

function lateInventory(): Plant {
  let clock: Clock | null = null;
  return {
    options: (options) => {
      ({ clock } = options.ports);
      return options;
    },
    daemon: (daemon) => {
      const replace = (next: Fleet): void =>
        void clock?.sleep(5 * MINUTE_MS).then(() => daemon.fleet.replace(next));
      return { ...daemon, fleet: { ...daemon.fleet, replace } };
    },
  };
}

const garbage = 'bash: /proc/sys/kernel/random/boot_id: Input/output error' as BootId;

type Bug = readonly [
  what: string,
  breaks: readonly Promise_[],
  plant: Plant,
  /** Faults without which it cannot show. */
  also?: readonly FaultKind[],
];

const bugs: readonly Bug[] = [
  [
    'the record of a reboot is written after the reboot is sent',
    ['record-before-act'],
    ports(({ store, clock }) => {
      const early = new Set<string>();
      return {
        store: {
          ...store,
          commit: (change) => {
            const reboots = change.effects.filter(({ request }) => request.kind === 'request-reboot');
            if (reboots.length === 0) return store.commit(change);
            for (const { key } of reboots) early.add(`${change.campaign}/${key}`);
            void clock.sleep(4_000).then(() => store.commit(change));
            return Promise.resolve({ kind: 'committed' });
          },
          startEffect: (campaign, key) =>
            early.has(`${campaign}/${key}`) ? Promise.resolve(true) : store.startEffect(campaign, key),
        },
      };
    }),
  ],
  [
    'a write that failed is taken for done (a failed fsync is ignored)',
    ['journal', 'crash', 'liveness', 'record-before-act'],
    ports(({ store }) => ({
      store: { ...store, commit: (change) => store.commit(change).catch(() => ({ kind: 'committed' })) },
    })),
    ['store-errors', 'store-outage'],
  ],
  [
    'an effect is performed without being marked as started',
    ['record-before-act'],
    ports(({ store }) => ({ store: { ...store, startEffect: () => Promise.resolve(true) } })),
  ],
  [
    'a reboot whose answer was lost is sent again',
    ['unknown-is-not-repeated'],
    ports(({ hosts }) => ({
      hosts: {
        ...hosts,
        requestReboot: async (...given) => {
          const outcome = await hosts.requestReboot(...given);
          return outcome.kind === 'unknown' ? hosts.requestReboot(...given) : outcome;
        },
      },
    })),
  ],
  [
    'an error text is taken for a boot id',
    ['proof', 'boots'],
    ports(({ hosts }) => ({
      hosts: {
        ...hosts,
        readFacts: async (...given) => {
          const found = await hosts.readFacts(...given);
          if (found.kind !== 'missed' || found.failure !== 'garbage-output') return found;
          const facts: Facts = { ...sampleFacts, bootId: garbage, uptimeMs: 0 };
          return { kind: 'facts', facts };
        },
      },
    })),
  ],
  [
    'a gate that cannot be asked counts as passed',
    ['done-means-serving'],
    ports(({ gates }) => ({
      gates: { ...gates, ask: (...given) => gates.ask(...given).then(() => ({ kind: 'pass' })) },
    })),
  ],
  [
    'a load balancer is believed to have drained a host',
    ['drained-before-reboot'],
    ports(believing('drain')),
  ],
  [
    'a load balancer is believed to have taken a host back',
    ['done-means-serving'],
    ports(believing('ready')),
  ],
  [
    'the undrain is forgotten',
    ['done-means-serving'],
    ports(({ hosts }) => ({
      hosts: {
        ...hosts,
        runCommand: (target, command, given) =>
          command.argv.some((word) => word.includes('undrain'))
            ? Promise.resolve({ kind: 'exited', exitCode: 0, output: '' })
            : hosts.runCommand(target, command, given),
      },
    })),
  ],
  [
    'a post whose answer was lost is not looked for before it is posted again',
    ['one-message'],
    ports(({ chat }) => ({ chat: { ...chat, find: () => Promise.resolve({ kind: 'absent' }) } })),
  ],
  [
    'messages are posted without their key',
    ['one-message'],
    ports(({ chat }) => ({
      chat: { ...chat, find: (_, channel, thread) => chat.find('', channel, thread) },
    })),
    ['chat-errors'],
  ],
  [
    'the digest is marked as posted before it is wanted',
    ['digest'],
    ports(({ store }) => ({
      store: {
        ...store,
        appendFleetEvent: async (entry) => {
          await store.appendFleetEvent({ ...entry, messages: [] });
          await store.wantMessages(entry.messages);
        },
      },
    })),
    ['kill'],
  ],
  [
    'an approval is of a plan by its name, not by its digest',
    ['approval'],
    {
      daemon: (daemon) => ({
        ...daemon,
        inputs: {
          ...daemon.inputs,
          click: async (click, by, approver) => {
            if (click.kind !== 'approve') return daemon.inputs.click(click, by, approver);
            const digest =
              (await daemon.runner.campaign(click.campaign))?.document.digest ?? click.seen.digest;
            return daemon.inputs.click({ ...click, seen: { ...click.seen, digest } }, by, approver);
          },
        },
      }),
    },
  ],
  [
    'nobody asks whether the person may approve',
    ['approval'],
    {
      daemon: (daemon) => ({
        ...daemon,
        inputs: {
          ...daemon.inputs,
          click: (click, by) =>
            daemon.inputs.click(click, by, () =>
              Promise.resolve({ judgement: { kind: 'approver' }, meets: ['fleet'] }),
            ),
        },
      }),
    },
  ],
  [
    'a stop switch that cannot be read counts as clear',
    ['stopped-means-stopped'],
    {
      options: (options) => ({
        ...options,
        flags: async () => (await options.flags()).filter(({ kind }) => kind !== 'unknown'),
      }),
    },
  ],
  [
    'a changed inventory is heeded only minutes later',
    ['budget', 'approval', 'window'],
    lateInventory(),
    ['inventory-edits'],
  ],
  [
    'the lock is taken at the start and then let go of: a second daemon runs',
    ['one-message', 'budget', 'record-before-act', 'one-effective-reboot', 'journal', 'liveness'],
    { lockLetGo: true },
    ['second-copy', 'slow-store'],
  ],
];

describe('a bug between the daemon and its ports is found', () => {
  for (const [what, breaks, plant, also = []] of bugs)
    it(what, async () => {
      expect(await expectFound(breaks, { plant, also })).toEqual(expect.any(Number));
    });
});
