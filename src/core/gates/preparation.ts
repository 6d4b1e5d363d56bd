// What a gate needs before the reboot, so that it can be asked after it: data saved and counted, and a role that is
// still the one that the inventory says. A server that became the primary since the plan was made is not rebooted as
// a replica.

import { assertNever } from '../brand.ts';
import type { GateQuestion, MysqlQuestion, RedisQuestion } from '../fleet/check.ts';
import { liveRole, type MysqlState } from './mysql-gate.ts';
import { keyCount, type RedisInfo } from './redis-gate.ts';

/** True if the gate has something to do or to find out before the reboot. */
export function needsPreparation(question: GateQuestion): boolean {
  switch (question.kind) {
    case 'mysql':
      return true;
    case 'redis':
      return question.savesBefore || question.keepsPercent > 0 || question.role !== 'any';
    case 'tcp':
    case 'http':
    case 'command':
    case 'unit':
    case 'address-absent':
    case 'disk-free':
    case 'answers':
      return false;
    default:
      return assertNever(question);
  }
}

/** One attempt's answer. Only `ready` lets the reboot go on. */
export type PrepareAnswer =
  | { readonly kind: 'ready'; readonly lastingKeys: number | null }
  /** The server plays another part than the inventory says. */
  | { readonly kind: 'wrong-role'; readonly found: string }
  | { readonly kind: 'error'; readonly detail: string };

/** Only the role is asked: a replica that lags may go, it is what the gate waits for afterwards. */
export function judgeMysqlRole({ role }: MysqlQuestion, state: MysqlState): PrepareAnswer {
  const live = liveRole(state);
  if (live === role) return { kind: 'ready', lastingKeys: null };
  const found =
    live === 'unclear'
      ? 'it takes writes, and is set up as a replica whose applier does not run'
      : `it is a ${live} now`;
  return { kind: 'wrong-role', found: `${found}; the inventory says ${role}` };
}

/** `info` is of after the save, if one was asked for. */
export function judgeRedisBefore({ role }: RedisQuestion, info: RedisInfo): PrepareAnswer {
  const live = info.get('role');
  const plays = live === 'master' ? 'primary' : live === 'slave' ? 'replica' : null;
  if (plays === null)
    return { kind: 'error', detail: 'Redis does not say whether it is a primary or a replica' };
  if (role !== 'any' && role !== plays)
    return { kind: 'wrong-role', found: `it is a ${plays} now; the inventory says ${role}` };
  return { kind: 'ready', lastingKeys: keyCount(info).lasting };
}
