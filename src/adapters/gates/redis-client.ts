// Talks to a Redis server on one connection that is closed again: what it says of itself (INFO), and the save before a
// reboot (BGSAVE). Bounded in time; nothing is retried from here.

import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { DurationMs } from '../../core/brand.ts';
import type { GateLogin } from '../../core/fleet/check.ts';
import { parseRedisInfo, type RedisInfo } from '../../core/gates/redis-gate.ts';
import { loginParts, type LoginParts, type RevealSecret } from './gate-login.ts';

export type RedisReading =
  { readonly kind: 'info'; readonly info: RedisInfo } | { readonly kind: 'error'; readonly detail: string };

/** Between two looks at a save that runs. */
const SAVE_POLL_MS: DurationMs = 100;

type Place = { readonly host: string; readonly address: string };
type Bounds = { readonly withinMs: DurationMs; readonly reveal: RevealSecret };
type Client = ReturnType<typeof clientTo>;

/** What the server says of itself now. Settles within the bound; never rejects. */
export function readRedis(place: Place, login: GateLogin, bounds: Bounds): Promise<RedisReading> {
  return onRedis(place, login, bounds, infoOf);
}

/**
 * Saves its data (BGSAVE) and waits for the end of that; the answer is of after the save. A save that was running when we
 * came may have begun before the last writes, so it is waited for and another one is made.
 */
export function saveRedis(place: Place, login: GateLogin, bounds: Bounds): Promise<RedisReading> {
  return onRedis(place, login, bounds, async (client) => {
    const before = await savesEnded(client);
    await client.bgSave();
    const after = await savesEnded(client);
    const status = after.get('rdb_last_bgsave_status');
    if (status !== 'ok') throw new Error(`it could not save: rdb_last_bgsave_status is ${status}`);
    // Times are whole seconds, so two saves may have the same one.
    if (!(savedAt(after) >= savedAt(before))) throw new Error('it says that nothing was saved');
    return after;
  });
}

function savedAt(info: RedisInfo): number {
  return Number(info.get('rdb_last_save_time') ?? Number.NaN);
}

async function savesEnded(client: Client): Promise<RedisInfo> {
  for (;;) {
    const info = await infoOf(client);
    if (info.get('loading') !== '0') throw new Error('it is loading its data');
    if (info.get('rdb_bgsave_in_progress') === '0') return info;
    await sleep(SAVE_POLL_MS);
  }
}

async function infoOf(client: Client): Promise<RedisInfo> {
  return parseRedisInfo(await client.info());
}

async function onRedis(
  place: Place,
  login: GateLogin,
  { withinMs, reveal }: Bounds,
  work: (client: Client) => Promise<RedisInfo>,
): Promise<RedisReading> {
  const where = `Redis on ${place.host}:${login.port}`;
  const parts = await loginParts(login, reveal);
  if (parts.kind === 'unreadable') return { kind: 'error', detail: parts.problem };
  const client = clientTo(place, login.port, parts, withinMs);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`did not answer in ${withinMs} ms`)), withinMs);
  });
  try {
    const done = client.connect().then(() => work(client));
    done.catch(() => undefined);
    return { kind: 'info', info: await Promise.race([done, late]) };
  } catch (error) {
    return { kind: 'error', detail: `${where}: ${textOf(error)}` };
  } finally {
    clearTimeout(timer);
    client.destroy();
  }
}

function clientTo(
  { host, address }: Place,
  port: number,
  { user, password, tls }: Extract<LoginParts, { kind: 'login' }>,
  withinMs: DurationMs,
) {
  const common = { host: address, port, connectTimeout: withinMs, reconnectStrategy: false } as const;
  const client = createClient({
    socket:
      tls === null
        ? common
        : { ...common, ...tls, tls: true, ...(isIP(host) === 0 ? { servername: host } : {}) },
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  // Each error is also the rejection of the call that met it.
  client.on('error', () => undefined);
  return client;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return error.message === '' ? code : error.message;
}
