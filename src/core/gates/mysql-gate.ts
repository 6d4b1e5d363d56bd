// What a MySQL or MariaDB server says of its part in replication, judged. "Running" and "zero seconds behind" count
// only if the server says so itself: a missing value (a thread that is connecting, a lag that is not known) is a failure.

import { assertNever, type DurationMs } from '../brand.ts';
import type { GateAnswer, MysqlQuestion } from '../fleet/check.ts';

/** One connection of a replica to a source; multi-source replication has several. */
export type ReplicationChannel = {
  readonly name: string;
  readonly receiverRunning: string;
  readonly applierRunning: string;
  /** Null: the server does not know. */
  readonly lagMs: DurationMs | null;
  /** The last errors of both threads, empty if there is none. */
  readonly lastError: string;
};

export type MysqlState = {
  readonly readOnly: boolean;
  /** Empty: it replicates from nobody. */
  readonly channels: readonly ReplicationChannel[];
};

/**
 * The part that the server plays by its own word. `unclear`: it takes writes and is set up as a replica, but does not
 * apply anything: half promoted, or broken.
 */
export function liveRole({ readOnly, channels }: MysqlState): 'primary' | 'replica' | 'unclear' {
  if (channels.length === 0) return readOnly ? 'replica' : 'primary';
  return readOnly || channels.some(({ applierRunning }) => applierRunning === 'Yes') ? 'replica' : 'unclear';
}

export function judgeMysql(question: MysqlQuestion, state: MysqlState): GateAnswer {
  const found = wrongReadOnly(question, state) ?? wrongPart(question, state);
  return found === null ? { kind: 'pass' } : { kind: 'fail', found };
}

function wrongReadOnly({ readOnly }: MysqlQuestion, state: MysqlState): string | null {
  if (readOnly === null) return null;
  const is = state.readOnly ? 'on' : 'off';
  return is === readOnly ? null : `read_only is ${is}, expected ${readOnly}`;
}

function wrongPart(question: MysqlQuestion, { channels }: MysqlState): string | null {
  switch (question.role) {
    case 'primary':
      return channels.length === 0
        ? null
        : `it replicates from ${channels.length} source(s), expected a primary`;
    case 'replica': {
      if (channels.length === 0) return 'it replicates from nobody, expected a replica';
      for (const channel of channels) {
        const found = unsoundChannel(channel, question.maxLagMs);
        if (found !== null) return channel.name === '' ? found : `channel ${channel.name}: ${found}`;
      }
      return null;
    }
    default:
      return assertNever(question.role);
  }
}

function unsoundChannel(channel: ReplicationChannel, maxLagMs: DurationMs): string | null {
  const { receiverRunning, applierRunning, lagMs, lastError } = channel;
  const why = lastError === '' ? '' : `: ${lastError.slice(0, 200)}`;
  if (receiverRunning !== 'Yes') return `the receiver thread is not running (${receiverRunning})${why}`;
  if (applierRunning !== 'Yes') return `the applier thread is not running (${applierRunning})${why}`;
  if (lastError !== '') return `replication reports an error${why}`;
  if (lagMs === null) return 'the lag is not known';
  return lagMs <= maxLagMs ? null : `it is ${lagMs / 1000} s behind, at most ${maxLagMs / 1000} s expected`;
}
