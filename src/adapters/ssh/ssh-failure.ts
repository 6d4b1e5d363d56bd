// Turns what sockets and ssh2 say into the closed set of probe failures, each with a text for a person: what, where,
// what to do. Pure, so that every branch is a unit test.

import { assertNever, MINUTE_MS, SECOND_MS, type DurationMs } from '../../core/brand.ts';
import type { ProbeMiss } from '../../ports/host-control.ts';
import type { ProbeFailure } from '../../core/fleet/observation.ts';

/** A failure of the connection itself; the same for everything that was waiting on it. */
export type ConnectionFailure = {
  readonly failure: ProbeFailure;
  readonly detail: string;
  /** What the other side, or the library that talks to it, said: word for word, and part of the detail. */
  readonly raw?: string;
  /** How long another attempt would be pointless or do harm; 0: none of that. */
  readonly backOffMs: DurationMs;
};

/**
 * After the server has refused our key: only a person can change that, and each attempt costs a penalty. OpenSSH >= 9.8
 * adds 5 s for each failed login and locks an address out from 15 s on (PerSourcePenalties).
 */
export const loginRefusedBackOffMs: DurationMs = 10 * MINUTE_MS;

/**
 * After the server hung up during the login, as a host does that is still booting (pam_nologin). One attempt in 10 s
 * earns at most 5 s of penalty in 10 s, which decays before the next: never the 15 s of a lock-out.
 */
export const loginCutBackOffMs: DurationMs = 10 * SECOND_MS;

export function missed({ failure, detail, raw }: ConnectionFailure): ProbeMiss {
  return { kind: 'missed', failure, detail, ...(raw === undefined ? {} : { raw }) };
}

export function quoting(raw: string, failure: ConnectionFailure): ConnectionFailure {
  return { ...failure, raw };
}

/** How far a connection had come when it failed. */
export type ConnectStage = 'tcp' | 'handshake' | 'login' | 'open';

export type FailurePlace = {
  /** `user@address port 22`, for people. */
  readonly where: string;
  readonly stage: ConnectStage;
  /** What the server said before the login, if anything. */
  readonly banner: string | null;
};

type SocketErrorLike = Error & { readonly code?: unknown; readonly level?: unknown };

/** A failure after which another attempt may follow at once, unless `backOffMs` says otherwise. */
export function connectionFailure(
  failure: ProbeFailure,
  detail: string,
  backOffMs: DurationMs = 0,
): ConnectionFailure {
  return { failure, detail, backOffMs };
}

const refusedCodes: ReadonlySet<unknown> = new Set(['ECONNREFUSED']);
const noRouteCodes: ReadonlySet<unknown> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

/** A failure before the TCP connection stood. */
export function tcpFailure(error: SocketErrorLike, where: string): ConnectionFailure {
  if (refusedCodes.has(error.code))
    return connectionFailure(
      'connection-refused',
      `${where} refuses TCP connections: is sshd running, and is the port right?`,
    );
  // It took the connection and threw it away at once.
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE')
    return closedByPeer({ where, stage: 'handshake', banner: null });
  if (error.code === 'ETIMEDOUT') return connectTimeout(where, null);
  if (noRouteCodes.has(error.code))
    return quoting(
      String(error.code),
      connectionFailure(
        'no-route',
        `no way to ${where} (${String(error.code)}): the host is off, or routing or a firewall stops us`,
      ),
    );
  return quoting(
    error.message,
    connectionFailure('no-route', `cannot connect to ${where}: ${error.message}`),
  );
}

/** RFC 4254: the server may not forward, as opposed to could not. */
const administrativelyProhibited = 1;

/** A jump host did not open the connection to the next hop. */
export function forwardFailure(
  error: Error & { readonly reason?: unknown },
  { where, through }: { readonly where: string; readonly through: string },
): ConnectionFailure {
  const said = error.message.replace(/^\(SSH\) Channel open failure: /, '');
  if (error.reason === administrativelyProhibited)
    return quoting(
      said,
      connectionFailure(
        'no-route',
        `jump host ${through} may not forward to ${where} (${said}): see AllowTcpForwarding and PermitOpen in its ` +
          'sshd_config, and "permitopen" or "restrict" in its authorized_keys',
      ),
    );
  if (/refused/i.test(said))
    return connectionFailure(
      'connection-refused',
      `${where} refuses TCP connections from jump host ${through}`,
    );
  if (/timed? ?out/i.test(said)) return connectTimeout(`${where} (through ${through})`, null);
  return quoting(said, connectionFailure('no-route', `jump host ${through} has no way to ${where}: ${said}`));
}

export function connectTimeout(where: string, afterMs: number | null): ConnectionFailure {
  const after = afterMs === null ? '' : ` within ${Math.round(afterMs)} ms`;
  return connectionFailure(
    'connect-timeout',
    `${where} did not answer the TCP connection${after}: the host is off, hangs, or a firewall drops packets`,
  );
}

/** An `error` event of ssh2, after the TCP connection stood. */
export function sshFailure(error: SocketErrorLike, place: FailurePlace): ConnectionFailure {
  if (error.level === 'client-authentication') return loginRefused(place);
  if (place.stage === 'open')
    return quoting(
      error.message,
      connectionFailure('connection-lost', `the connection to ${place.where} broke: ${error.message}`),
    );
  if (error.level === 'client-socket' || error.message === 'Connection lost before handshake')
    return closedByPeer(place);
  // "Too many authentication failures" is a disconnect message of the server.
  if (place.stage === 'login') return loginRefused(place, error.message);
  if (/no matching (key exchange|.*cipher|.*MAC|.*compression)/.test(error.message))
    return connectionFailure(
      'handshake-failed',
      `${place.where} shares no algorithm with us (${error.message}). We speak ecdh-sha2-nistp256/384/521 and ` +
        'curve25519-sha256 with AES-GCM, AES-CTR or ChaCha20: allow one of them in its sshd_config',
    );
  return quoting(
    error.message,
    connectionFailure(
      'handshake-failed',
      `the SSH handshake with ${place.where} failed: ${error.message}. Is it an SSH server?`,
    ),
  );
}

export function loginRefused(place: FailurePlace, reason: string | null = null): ConnectionFailure {
  const said = place.banner === null ? '' : ` It said: ${place.banner}.`;
  const because = reason === null ? '' : ` (${reason})`;
  return {
    failure: 'login-refused',
    backOffMs: loginRefusedBackOffMs,
    ...(place.banner === null ? {} : { raw: place.banner }),
    detail:
      `${place.where} refuses our key${because}.${said} Is our public key in the user's authorized_keys, is the ` +
      'account unlocked, and is /run/nologin absent?',
  };
}

/** The peer closed without an error of its own. */
export function closedByPeer(place: FailurePlace): ConnectionFailure {
  switch (place.stage) {
    case 'tcp':
    case 'handshake':
      return connectionFailure(
        'handshake-failed',
        `${place.where} closed the connection before the handshake was done: sshd is overloaded (MaxStartups), ` +
          'has penalised our address (PerSourcePenalties), or is shutting down',
      );
    case 'login':
      // PAM refuses an account by a message and a close. Without a message it is rather the host going down.
      return place.banner === null
        ? connectionFailure(
            'handshake-failed',
            `${place.where} closed the connection during the login: it may be shutting down or starting`,
            loginCutBackOffMs,
          )
        : {
            ...loginRefused(place, 'it closed the connection during the login'),
            backOffMs: loginCutBackOffMs,
          };
    case 'open':
      return connectionFailure('connection-lost', `${place.where} closed the connection`);
    default:
      return assertNever(place.stage);
  }
}

/** Our own deadline ended the wait. */
export function tooSlow(place: FailurePlace, afterMs: number): ConnectionFailure {
  switch (place.stage) {
    case 'tcp':
      return connectTimeout(place.where, afterMs);
    case 'handshake':
      return connectionFailure(
        'handshake-timeout',
        `${place.where} accepted the TCP connection and did not finish the SSH handshake within ${Math.round(afterMs)} ms: the host is frozen, or it is not an SSH server`,
      );
    case 'login':
      return connectionFailure(
        'handshake-failed',
        `${place.where} did not finish the login within ${Math.round(afterMs)} ms: look at its PAM modules and name service`,
      );
    case 'open':
      return connectionFailure(
        'exec-timeout',
        `${place.where} is logged in and did not answer within ${Math.round(afterMs)} ms`,
      );
    default:
      return assertNever(place.stage);
  }
}

/** A defect or a limit on our side: says nothing about the host. */
export function internalError(where: string, error: unknown): ConnectionFailure {
  const message = error instanceof Error ? error.message : String(error);
  return connectionFailure('internal-error', `could not ask ${where}: ${message}`);
}
