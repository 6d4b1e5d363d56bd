// The daemon over its ports: in which order it starts, and how it stops in reverse. What it is made of stands in its two
// sides: towards the hosts, and towards people. Which adapter stands behind each port is the business of
// app/start-daemon.ts, the demo and the tests.

import type { DurationMs } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { Chat, ChatInputs } from '../ports/chat.ts';
import { daemon, type CampaignRunner } from './campaign-runner.ts';
import type { DaemonOptions } from './daemon-options.ts';
import type { FleetSource } from './fleet-source.ts';
import { createHostSide, type HostSide } from './host-side.ts';
import { createPeopleSide, type PeopleSide } from './people-side.ts';
import type { PlanMaker } from './plan-maker.ts';
import type { Proposer } from './proposer.ts';
import type { Sweeper } from './sweeper.ts';

export type Daemon = {
  readonly fleet: FleetSource;
  readonly sweeper: Sweeper;
  readonly runner: CampaignRunner;
  readonly inputs: ChatInputs;
  readonly nameOf: Chat['nameOf'];
  /** What keeps every host from starting, or cannot be told. */
  readonly flags: () => Promise<readonly Flag[]>;
  /** Makes a plan of this moment and proposes it to nobody. */
  readonly makePlan: PlanMaker;
  /** Proposes a campaign for the plan and resolves once that is durable. */
  readonly propose: Proposer;
  /** Puts a newly loaded inventory in force and says what it changes. Campaigns that run keep their plan. */
  readonly reload: (fleet: Fleet, changes: readonly string[]) => Promise<void>;
  /** Says why a changed inventory is not taken. The last good one stays in force. */
  readonly refuseReload: (reasons: readonly string[]) => Promise<void>;
  /** Recovers, then starts all loops. Resolves when they run. */
  readonly start: () => Promise<void>;
  /** Starts nothing more, waits a bounded time for what is under way. Everything else is recovered at the next start. */
  readonly stop: () => Promise<void>;
};

const STOP_WITHIN_MS: DurationMs = 5_000;

export function createDaemon(options: DaemonOptions): Daemon {
  const { store, clock, hosts, chat } = options.ports;
  const hostSide: HostSide = createHostSide(options, {
    onMessages: () => peopleSide.nudge(),
    onCampaigns: () => peopleSide.news(),
  });
  const peopleSide: PeopleSide = createPeopleSide(options, hostSide);
  const { fleet, sweeper, runner, flags, makePlan, propose } = hostSide;
  const { announce } = peopleSide;
  const loops: Promise<void>[] = [];
  return {
    fleet,
    sweeper,
    runner,
    inputs: peopleSide.inputs,
    nameOf: (person) => chat.nameOf(person),
    flags,
    makePlan,
    propose,
    reload: async (next, changes) => {
      fleet.replace(next);
      await announce(
        { kind: 'inventory-reloaded', digest: next.digest, changes },
        { kind: 'reloaded', changes },
      );
      await peopleSide.recordAudit();
    },
    refuseReload: (reasons) => announce({ kind: 'inventory-refused', reasons }, { kind: 'refused', reasons }),
    start: async () => {
      const { digest, hosts: all, services } = fleet.current();
      const event = { kind: 'inventory-loaded', digest, hosts: all.size, services: services.size } as const;
      await store.appendFleetEvent({ at: clock.now(), actor: daemon, event, messages: [] });
      await hostSide.recover();
      loops.push(...hostSide.run(), ...peopleSide.run());
    },
    stop: async () => {
      await peopleSide.stop();
      await hostSide.stop(STOP_WITHIN_MS);
      await Promise.race([Promise.allSettled(loops), clock.sleep(STOP_WITHIN_MS)]);
      await hosts.close();
      await store.close();
    },
  };
}
