// What MySQL says of itself, with values missing or odd: nothing that it does not say itself counts as well.
import { describe, expect, it } from 'vitest';
import type { MysqlQuestion } from '../../../src/core/fleet/check.ts';
import {
  judgeMysql,
  liveRole,
  type MysqlState,
  type ReplicationChannel,
} from '../../../src/core/gates/mysql-gate.ts';

const login = { port: 3306, user: null, password: null, tls: { kind: 'off' } } as const;
const asReplica: MysqlQuestion = { kind: 'mysql', login, role: 'replica', maxLagMs: 5_000, readOnly: null };
const asPrimary: MysqlQuestion = { ...asReplica, role: 'primary' };

const sound: ReplicationChannel = {
  name: '',
  receiverRunning: 'Yes',
  applierRunning: 'Yes',
  lagMs: 0,
  lastError: '',
};
const replicating = (...channels: readonly Partial<ReplicationChannel>[]): MysqlState => ({
  readOnly: true,
  channels: channels.map((given) => ({ ...sound, ...given })),
});
const primary: MysqlState = { readOnly: false, channels: [] };
const fail = (found: string) => ({ kind: 'fail', found });

describe('a replica is back', () => {
  it('once it has caught up, and not a moment before', () => {
    expect(judgeMysql(asReplica, replicating({}))).toEqual({ kind: 'pass' });
    expect(judgeMysql(asReplica, replicating({ lagMs: 5_000 }))).toEqual({ kind: 'pass' });
    expect(judgeMysql(asReplica, replicating({ lagMs: 5_001 }))).toEqual(
      fail('it is 5.001 s behind, at most 5 s expected'),
    );
  });

  it.each([
    [{ lagMs: null }, 'the lag is not known'],
    [{ receiverRunning: 'Connecting' }, 'the receiver thread is not running (Connecting)'],
    [{ receiverRunning: '', lastError: 'denied' }, 'the receiver thread is not running (): denied'],
    [{ applierRunning: 'No' }, 'the applier thread is not running (No)'],
    [{ lastError: 'duplicate key' }, 'replication reports an error: duplicate key'],
  ] as const)('never with %j', (given, found) => {
    expect(judgeMysql(asReplica, replicating(given))).toEqual(fail(found));
  });

  it('only if every source of it is well, and the one that is not is named', () => {
    expect(judgeMysql(asReplica, replicating({ name: 'a' }, { name: 'b', lagMs: null }))).toEqual(
      fail('channel b: the lag is not known'),
    );
    expect(judgeMysql(asReplica, replicating({ name: 'a' }, { name: 'b' }))).toEqual({ kind: 'pass' });
  });

  it('never if it replicates from nobody', () => {
    expect(judgeMysql(asReplica, { readOnly: true, channels: [] })).toEqual(
      fail('it replicates from nobody, expected a replica'),
    );
  });
});

it('a primary replicates from nobody', () => {
  expect(judgeMysql(asPrimary, primary)).toEqual({ kind: 'pass' });
  expect(judgeMysql(asPrimary, replicating({}))).toEqual(
    fail('it replicates from 1 source(s), expected a primary'),
  );
});

it.each([
  ['on', true, true],
  ['on', false, false],
  ['off', false, true],
  ['off', true, false],
  [null, false, true],
  [null, true, true],
] as const)('read_only: asked for %s where it is %s passes: %s', (readOnly, is, passes) => {
  const answer = judgeMysql({ ...asReplica, readOnly }, { ...replicating({}), readOnly: is });
  expect(answer).toEqual(
    passes ? { kind: 'pass' } : fail(`read_only is ${is ? 'on' : 'off'}, expected ${readOnly}`),
  );
});

it.each([
  ['primary', primary],
  ['replica', { ...primary, readOnly: true }],
  ['replica', replicating({ applierRunning: 'No' })],
  ['replica', { ...replicating({}), readOnly: false }],
  ['replica', { ...replicating({}, { applierRunning: 'No' }), readOnly: false }],
  ['unclear', { ...replicating({ applierRunning: 'No' }), readOnly: false }],
] as const)('plays the part of a %s by its own word: %j', (role, state) => {
  expect(liveRole(state)).toBe(role);
});
