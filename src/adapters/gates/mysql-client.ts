// Reads a MySQL or MariaDB server's word on its replication, on one connection that is closed again. Reads only:
// `SHOW … STATUS` and two variables. The old words (SLAVE, MASTER) and the new ones are both understood.

import { connect, isIP } from 'node:net';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { DurationMs } from '../../core/brand.ts';
import type { GateLogin } from '../../core/fleet/check.ts';
import type { MysqlState, ReplicationChannel } from '../../core/gates/mysql-gate.ts';
import { loginParts, type RevealSecret } from './gate-login.ts';

export type MysqlReading =
  | { readonly kind: 'state'; readonly state: MysqlState }
  | { readonly kind: 'error'; readonly detail: string };

type Place = { readonly host: string; readonly address: string };

/** Settles within `withinMs`; never rejects. */
export async function readMysql(
  place: Place,
  login: GateLogin,
  { withinMs, reveal }: { readonly withinMs: DurationMs; readonly reveal: RevealSecret },
): Promise<MysqlReading> {
  const where = `MySQL on ${place.host}:${login.port}`;
  const parts = await loginParts(login, reveal);
  if (parts.kind === 'unreadable') return { kind: 'error', detail: parts.problem };
  if (login.tls.kind === 'verified' && isIP(place.host) !== 0)
    return {
      kind: 'error',
      detail: `${where}: a certificate is verified for a name, and the inventory has an address; write the host's name`,
    };
  const socket = connect({ host: place.address, port: login.port });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    socket.destroy(new Error('no answer'));
  }, withinMs);
  let connection: Connection | null = null;
  try {
    connection = await createConnection({
      // The name is what a certificate is verified for; the socket goes to the address that was judged.
      host: place.host,
      stream: () => socket,
      user: parts.user ?? 'stagger',
      password: parts.password ?? '',
      connectTimeout: withinMs,
      disableEval: true,
      // A server must not be able to ask for files of this machine.
      flags: ['-LOCAL_FILES'],
      ...(parts.tls === null ? {} : { ssl: { ...parts.tls, verifyIdentity: parts.tls.rejectUnauthorized } }),
    });
    connection.on('error', () => undefined);
    return { kind: 'state', state: await readState(connection) };
  } catch (error) {
    const why = late ? `did not answer in ${withinMs} ms` : textOf(error);
    return { kind: 'error', detail: `${where}: ${why}` };
  } finally {
    clearTimeout(timer);
    connection?.destroy();
    socket.destroy();
  }
}

async function readState(connection: Connection): Promise<MysqlState> {
  const [variables] = await rows(connection, 'SELECT @@global.read_only AS readOnly, VERSION() AS version');
  const version = String(variables?.['version'] ?? '');
  const channels = await replicationRows(connection, version);
  return {
    // MariaDB 11 answers with words, others with 0 and 1.
    readOnly: !['0', 'OFF'].includes(String(variables?.['readOnly'] ?? '').toUpperCase()),
    channels: channels.map(channelOf),
  };
}

async function replicationRows(connection: Connection, version: string): Promise<readonly RowDataPacket[]> {
  // MariaDB lists only one source without ALL.
  if (/mariadb/i.test(version)) return rows(connection, 'SHOW ALL SLAVES STATUS');
  try {
    return await rows(connection, 'SHOW REPLICA STATUS');
  } catch (error) {
    // Before MySQL 8.0.22 there is no such word.
    if (!(error instanceof Error && 'errno' in error && error.errno === 1064)) throw error;
    return rows(connection, 'SHOW SLAVE STATUS');
  }
}

async function rows(connection: Connection, statement: string): Promise<readonly RowDataPacket[]> {
  const [found] = await connection.query<RowDataPacket[]>(statement);
  return found;
}

function channelOf(row: RowDataPacket): ReplicationChannel {
  const text = (...names: readonly string[]): string => {
    for (const name of names) {
      const value: unknown = row[name];
      if (typeof value === 'string' || typeof value === 'number') return String(value);
    }
    return '';
  };
  const lag = text('Seconds_Behind_Source', 'Seconds_Behind_Master');
  return {
    name: text('Connection_name', 'Channel_Name'),
    receiverRunning: text('Replica_IO_Running', 'Slave_IO_Running'),
    applierRunning: text('Replica_SQL_Running', 'Slave_SQL_Running'),
    lagMs: /^\d+$/.test(lag) ? Number(lag) * 1000 : null,
    lastError: [text('Last_IO_Error'), text('Last_SQL_Error')].filter((error) => error !== '').join('; '),
  };
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const hint =
    code === 'ER_SPECIFIC_ACCESS_DENIED_ERROR'
      ? '; the account needs REPLICATION CLIENT (MariaDB: SLAVE MONITOR)'
      : '';
  // An AggregateError of a refused connection has no message of its own.
  return `${error.message === '' ? code : error.message}${hint}`;
}
