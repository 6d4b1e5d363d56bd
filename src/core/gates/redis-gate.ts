// What a Redis server says of itself (INFO), judged. A server answers before it has loaded its data, and a replica before
// it has its primary's: neither is back. Fields that are missing are failures, never passes.

import type { GateAnswer, RedisQuestion } from '../fleet/check.ts';

/** Lines of INFO by field. */
export type RedisInfo = ReadonlyMap<string, string>;

/** The fields of an INFO answer; comments and empty lines are left out. */
export function parseRedisInfo(text: string): RedisInfo {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

export type KeyCount = {
  readonly all: number;
  /** Without an expiry: only these must survive a reboot whatever time it takes. */
  readonly lasting: number;
};

/** Keys over all databases (`db0:keys=12,expires=2,…`). */
export function keyCount(info: RedisInfo): KeyCount {
  let [all, lasting] = [0, 0];
  for (const [field, value] of info) {
    if (!/^db\d+$/.test(field)) continue;
    const keys = Number(/(?:^|,)keys=(\d+)/.exec(value)?.[1] ?? 0);
    all += keys;
    lasting += keys - Number(/(?:^|,)expires=(\d+)/.exec(value)?.[1] ?? 0);
  }
  return { all, lasting };
}

export function judgeRedis(question: RedisQuestion, info: RedisInfo): GateAnswer {
  const found = notLoaded(info) ?? wrongRole(question, info) ?? tooFewKeys(question, info);
  return found === null ? { kind: 'pass' } : { kind: 'fail', found };
}

function notLoaded(info: RedisInfo): string | null {
  const loading = info.get('loading');
  if (loading === '0') return null;
  const share = info.get('loading_loaded_perc');
  if (loading === undefined) return 'it does not say whether its data is loaded';
  return `it is loading its data${share === undefined ? '' : ` (${share} %)`}`;
}

function wrongRole({ role }: RedisQuestion, info: RedisInfo): string | null {
  const live = info.get('role');
  if (live !== 'master' && live !== 'slave') return 'it does not say whether it is a primary or a replica';
  if (role === 'primary' && live === 'slave') return 'it is a replica, expected a primary';
  if (role === 'replica' && live === 'master') return 'it is a primary, expected a replica';
  if (live === 'master') return null;
  const link = info.get('master_link_status');
  if (link !== 'up') return `the link to its primary is ${link ?? 'not known'}`;
  return info.get('master_sync_in_progress') === '0' ? null : 'it is still copying the data of its primary';
}

function tooFewKeys({ minKeys, keepsPercent, lastingBefore }: RedisQuestion, info: RedisInfo): string | null {
  const { all, lasting } = keyCount(info);
  if (all < minKeys) return `it holds ${all} keys, at least ${minKeys} expected`;
  if (keepsPercent === 0 || lastingBefore === null) return null;
  const wanted = Math.ceil((lastingBefore * keepsPercent) / 100);
  return lasting >= wanted
    ? null
    : `${lasting} of ${lastingBefore} keys without an expiry are there again, at least ${wanted} expected`;
}
