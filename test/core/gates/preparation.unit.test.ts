// What a gate finds out before the reboot: only a server that plays the part of the inventory is ready.
import { describe, expect, it } from 'vitest';
import type { GateQuestion, MysqlQuestion, RedisQuestion } from '../../../src/core/fleet/check.ts';
import { judgeMysqlRole, judgeRedisBefore, needsPreparation } from '../../../src/core/gates/preparation.ts';
import { parseRedisInfo } from '../../../src/core/gates/redis-gate.ts';
import type { MysqlState } from '../../../src/core/gates/mysql-gate.ts';

const login = { port: 1, user: null, password: null, tls: { kind: 'off' } } as const;
const mysql: MysqlQuestion = { kind: 'mysql', login, role: 'replica', maxLagMs: 0, readOnly: null };
const redis: RedisQuestion = {
  kind: 'redis',
  login,
  role: 'any',
  minKeys: 0,
  savesBefore: false,
  keepsPercent: 0,
  lastingBefore: null,
};

it.each([
  [mysql, true],
  [redis, false],
  [{ ...redis, savesBefore: true }, true],
  [{ ...redis, keepsPercent: 1 }, true],
  [{ ...redis, role: 'replica' }, true],
  [{ kind: 'answers' }, false],
  [{ kind: 'unit', unit: 'nginx.service' }, false],
] as readonly (readonly [GateQuestion, boolean])[])('%j needs preparation: %s', (question, needs) => {
  expect(needsPreparation(question)).toBe(needs);
});

describe('MySQL is ready', () => {
  const primary: MysqlState = { readOnly: false, channels: [] };
  const replica: MysqlState = { readOnly: true, channels: [] };
  const stopped = { name: '', receiverRunning: 'No', applierRunning: 'No', lagMs: null, lastError: 'x' };
  const halfPromoted: MysqlState = { readOnly: false, channels: [stopped] };
  it('in the part that the inventory says, however far behind', () => {
    const lagging = { readOnly: true, channels: [stopped] };
    for (const state of [replica, lagging])
      expect(judgeMysqlRole(mysql, state)).toEqual({ kind: 'ready', lastingKeys: null });
    expect(judgeMysqlRole({ ...mysql, role: 'primary' }, primary)).toMatchObject({ kind: 'ready' });
  });

  it.each([
    [mysql, primary, 'it is a primary now; the inventory says replica'],
    [{ ...mysql, role: 'primary' }, replica, 'it is a replica now; the inventory says primary'],
    [
      mysql,
      halfPromoted,
      'it takes writes, and is set up as a replica whose applier does not run; the inventory says replica',
    ],
  ] as const)('and in no other (%#)', (question, state, found) => {
    expect(judgeMysqlRole(question, state)).toEqual({ kind: 'wrong-role', found });
  });
});

describe('Redis is ready', () => {
  const info = (role: string) => parseRedisInfo(`role:${role}\ndb0:keys=5,expires=2`);
  it('in the part that the inventory says, and its lasting keys are counted', () => {
    const ready = { kind: 'ready', lastingKeys: 3 };
    expect(judgeRedisBefore({ ...redis, role: 'primary' }, info('master'))).toEqual(ready);
    expect(judgeRedisBefore({ ...redis, role: 'replica' }, info('slave'))).toEqual(ready);
    for (const role of ['master', 'slave']) expect(judgeRedisBefore(redis, info(role))).toEqual(ready);
  });

  it('in no other, and not where it does not say', () => {
    expect(judgeRedisBefore({ ...redis, role: 'replica' }, info('master'))).toEqual({
      kind: 'wrong-role',
      found: 'it is a primary now; the inventory says replica',
    });
    expect(judgeRedisBefore({ ...redis, role: 'primary' }, info('slave'))).toMatchObject({
      kind: 'wrong-role',
    });
    for (const odd of ['sentinel', '']) expect(judgeRedisBefore(redis, info(odd)).kind).toBe('error');
  });
});
