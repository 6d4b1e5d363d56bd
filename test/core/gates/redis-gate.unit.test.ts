// INFO with fields missing or odd: nothing that is not said counts as well.
import { describe, expect, it } from 'vitest';
import type { RedisQuestion } from '../../../src/core/fleet/check.ts';
import { judgeRedis, keyCount, parseRedisInfo } from '../../../src/core/gates/redis-gate.ts';

const question: RedisQuestion = {
  kind: 'redis',
  login: { port: 6379, user: null, password: null, tls: { kind: 'off' } },
  role: 'any',
  minKeys: 0,
  savesBefore: false,
  keepsPercent: 0,
  lastingBefore: null,
};

const primary = [
  '# Server',
  'redis_version:7.0.15',
  'loading:0',
  'role:master',
  'db0:keys=5,expires=2,avg_ttl=1',
  'db3:keys=1,expires=0,avg_ttl=0',
];
const replica = ['loading:0', 'role:slave', 'master_link_status:up', 'master_sync_in_progress:0'];
const judge = (lines: readonly string[]) => judgeRedis(question, parseRedisInfo(lines.join('\r\n')));

describe('what Redis says', () => {
  it('passes only whole', () => {
    expect(judge(primary)).toEqual({ kind: 'pass' });
    expect(judge(replica)).toEqual({ kind: 'pass' });
  });

  it.each(
    [primary, replica].flatMap((lines) =>
      lines
        .filter((line) => /^[lrm].*:/.test(line) && !line.startsWith('redis'))
        .map((line) => [line, lines] as const),
    ),
  )('fails without %s', (line, lines) => {
    expect(judge(lines.filter((other) => other !== line))).toMatchObject({ kind: 'fail' });
  });

  it.each([
    ['loading:1', 'it is loading its data'],
    ['master_link_status:down', 'the link to its primary is down'],
    ['master_sync_in_progress:1', 'it is still copying the data of its primary'],
    ['role:sentinel', 'it does not say whether it is a primary or a replica'],
  ])('fails with %s', (line, found) => {
    const [field = ''] = line.split(':');
    expect(judge(replica.map((other) => (other.startsWith(`${field}:`) ? line : other)))).toEqual({
      kind: 'fail',
      found,
    });
  });

  it('passes only in the part that is asked for', () => {
    const as = (role: RedisQuestion['role'], lines: readonly string[]) =>
      judgeRedis({ ...question, role }, parseRedisInfo(lines.join('\n')));
    expect([as('primary', primary), as('replica', replica)]).toEqual([{ kind: 'pass' }, { kind: 'pass' }]);
    expect(as('primary', replica)).toEqual({ kind: 'fail', found: 'it is a replica, expected a primary' });
    expect(as('replica', primary)).toEqual({ kind: 'fail', found: 'it is a primary, expected a replica' });
  });

  it('passes only with the keys that it must hold, and as many of those that last as it had', () => {
    const with_ = (given: Partial<RedisQuestion>) =>
      judgeRedis({ ...question, ...given }, parseRedisInfo(primary.join('\n')));
    expect(with_({ minKeys: 6 })).toEqual({ kind: 'pass' });
    expect(with_({ minKeys: 7 })).toEqual({ kind: 'fail', found: 'it holds 6 keys, at least 7 expected' });
    expect(with_({ keepsPercent: 99, lastingBefore: 4 })).toEqual({ kind: 'pass' });
    expect(with_({ keepsPercent: 80, lastingBefore: 5 })).toEqual({ kind: 'pass' });
    expect(with_({ keepsPercent: 81, lastingBefore: 5 })).toEqual({
      kind: 'fail',
      found: '4 of 5 keys without an expiry are there again, at least 5 expected',
    });
    for (const unasked of [
      { keepsPercent: 0, lastingBefore: 9 },
      { keepsPercent: 99, lastingBefore: null },
    ])
      expect(with_(unasked)).toEqual({ kind: 'pass' });
  });

  it('says how much is loaded where Redis does', () => {
    expect(judge(['loading:1', 'loading_loaded_perc:42', 'role:master'])).toEqual({
      kind: 'fail',
      found: 'it is loading its data (42 %)',
    });
    expect(judge(['role:master'])).toEqual({
      kind: 'fail',
      found: 'it does not say whether its data is loaded',
    });
  });

  it('counts keys over all databases, and those that last apart', () => {
    expect(keyCount(parseRedisInfo(primary.join('\n')))).toEqual({ all: 6, lasting: 4 });
  });
});
