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

  it('counts keys over all databases, and those that last apart', () => {
    expect(keyCount(parseRedisInfo(primary.join('\n')))).toEqual({ all: 6, lasting: 4 });
  });
});
