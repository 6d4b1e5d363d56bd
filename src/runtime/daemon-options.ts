// What a daemon is given: which adapter stands behind each port, how fast it looks and works, and what the settings say
// of approvals, posts and practice.

import type { DurationMs } from '../core/brand.ts';
import type { Flag } from '../core/campaign/input.ts';
import type { ChaosTerms } from '../core/chaos/chaos-terms.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { IncidentRules } from '../core/incident/sight.ts';
import type { NearestName } from '../core/question/question.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateRunner } from '../ports/gate-runner.ts';
import type { HostControl } from '../ports/host-control.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { LoadBalancers } from '../ports/load-balancer.ts';
import type { Log } from '../ports/log.ts';
import type { Schedule } from '../ports/schedule.ts';
import type { StopSwitch } from '../ports/stop-switch.ts';
import type { Store } from '../ports/store.ts';
import type { DigestJobOptions } from './digest-job.ts';
import type { WorkerPace } from './effect-worker.ts';
import type { ApprovalTerms } from './proposer.ts';
import type { ReminderOptions } from './scheduled-posts.ts';
import type { SweeperPace } from './sweeper.ts';
import type { TickOutcome } from './ticker.ts';

export type DaemonPorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly hosts: HostControl;
  readonly gates: GateRunner;
  readonly balancers: LoadBalancers;
  readonly chat: Chat;
  /** Null: no digest. */
  readonly schedule: Schedule | null;
  readonly stopSwitch: StopSwitch;
};

export type DaemonPace = {
  readonly sweep: SweeperPace;
  readonly work: WorkerPace;
  readonly tickEveryMs: DurationMs;
  readonly clockJumpMs: DurationMs;
  readonly editEveryMs: DurationMs;
  readonly postSettlesMs: DurationMs;
  readonly incidents: { readonly everyMs: DurationMs; readonly rules: IncidentRules };
};

export type DaemonOptions = {
  readonly fleet: Fleet;
  readonly ports: DaemonPorts;
  readonly pace: DaemonPace;
  readonly approval: ApprovalTerms;
  /** Where campaigns and digests are posted. */
  readonly channel: string;
  readonly digest: {
    readonly timeZone: string;
    readonly graceMs: DurationMs;
    readonly post: DigestJobOptions['post'];
  };
  /** The placement audit in chat; null: not posted. */
  readonly audit: {
    readonly schedule: Schedule;
    readonly timeZone: string;
    readonly graceMs: DurationMs;
  } | null;
  readonly reminders: readonly ReminderOptions[];
  /** Null: off. */
  readonly chaos: ChaosTerms | null;
  readonly flags: () => Promise<readonly Flag[]>;
  /** For names that people misspell in questions. */
  readonly nearest: NearestName;
  readonly onTick: (outcome: TickOutcome) => void;
};
