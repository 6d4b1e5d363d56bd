// One SSH connection, from handshake to its end. Protects three things: no connection without a trusted host key, no
// wait without a bound, and no outcome reported twice (ssh2 can emit two errors for one failure, and errors after the
// end: its listeners stay for ever and settlement happens once).

import type { Duplex } from 'node:stream';
import ssh2, {
  type Channel,
  type Client,
  type ClientChannel,
  type ConnectConfig,
  type PublicKeyAuthMethod,
} from 'ssh2';
import type { DurationMs } from '../../core/brand.ts';
import { firstOf } from './deadline.ts';
import { hostKeyAlgorithms, judgeHostKey, noKnownKeyType, type HostKeyQuestion } from './host-key-check.ts';
import type { Identity } from './identity.ts';
import {
  closedByPeer,
  connectTimeout,
  forwardFailure,
  internalError,
  sshFailure,
  tooSlow,
  type ConnectionFailure,
  type ConnectStage,
  type FailurePlace,
} from './ssh-failure.ts';
import { coalesceWrites, tuneSession, whateverTheVendor } from './ssh2-tuning.ts';

export type Keepalive = {
  /** Between two keepalives on an idle connection; 0 turns them off. */
  readonly intervalMs: DurationMs;
  /** Unanswered keepalives until the connection counts as lost. */
  readonly count: number;
};

/**
 * - `refused`: the server answered and did not run the command.
 * - `lost`: the connection ended first. The command may or may not have been started.
 */
export type ExecOutcome =
  | { readonly kind: 'started' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'lost'; readonly failure: ConnectionFailure };

export type ForwardOptions = {
  /** The end of the stream and the server that opens it, for people. */
  readonly where: string;
  readonly through: string;
  readonly timeoutMs: DurationMs;
};

export type ForwardOutcome =
  | { readonly kind: 'stream'; readonly stream: Duplex }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure };

export type EndListener = (end: ConnectionFailure) => void;

export interface SshConnection {
  /** Why it ended, or null while it lives. */
  ended(): ConnectionFailure | null;
  /** Called once, at the end, whoever ended it; at once if it has ended already. Returns the way to stop listening. */
  onEnd(listener: EndListener): () => void;
  /**
   * Starts a command. Bounded only by the connection's life: the caller destroys it at its deadline. `onChannel` must
   * listen to all that it needs at once: what follows in the same packet, such as the exit status of a quick command,
   * is emitted before any promise can settle.
   */
  exec(command: string, onChannel: (channel: ClientChannel) => void): Promise<ExecOutcome>;
  /** Connects to a Unix socket on the host; as `exec`. The server may forbid it (AllowStreamLocalForwarding). */
  openSocket(path: string, onChannel: (channel: Channel) => void): Promise<ExecOutcome>;
  /** Opens a TCP connection from the server to `to`, as a stream. Bounded by `timeoutMs`. */
  forward(
    to: { readonly address: string; readonly port: number },
    how: ForwardOptions,
  ): Promise<ForwardOutcome>;
  /** Ends it at once; `why` is what waiting callers are told. */
  destroy(why: ConnectionFailure): void;
}

export type HandshakeOutcome =
  | { readonly kind: 'open'; readonly connection: SshConnection }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure };

export type HandshakeOptions = {
  /** A TCP socket, or a stream through a jump host. */
  readonly socket: Duplex;
  readonly where: string;
  readonly user: string;
  readonly identities: readonly Identity[];
  readonly hostKeys: HostKeyQuestion;
  readonly keepalive: Keepalive;
  readonly timeoutMs: DurationMs;
};

/**
 * P-256 first: it costs both ends less than curve25519 here. Finite-field groups are left out: group exchange can block
 * the event loop for seconds (ssh2#1386).
 */
const keyExchanges = [
  'ecdh-sha2-nistp256',
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
] as const;

const ciphers = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
] as const;

/** Longest server banner that is shown to people. */
const maxBannerLength = 200;

/** Makes an SSH connection of a connected socket. Never rejects; on failure the socket is destroyed. */
export async function handshake(options: HandshakeOptions): Promise<HandshakeOutcome> {
  const live = new LiveConnection(options);
  const outcome = await firstOf<HandshakeOutcome>(
    options.timeoutMs,
    () => {
      const failure = tooSlow(live.place(), options.timeoutMs);
      live.destroy(failure);
      return { kind: 'failed', failure };
    },
    (settle) => {
      const forget = live.onEnd((failure) => settle({ kind: 'failed', failure }));
      live.onReady(() => {
        forget();
        settle({ kind: 'open', connection: live });
      });
      live.start();
    },
  );
  return outcome;
}

class LiveConnection implements SshConnection {
  readonly #options: HandshakeOptions;
  readonly #client: Client = new ssh2.Client();
  #stage: ConnectStage = 'handshake';
  #banner: string | null = null;
  #ended: ConnectionFailure | null = null;
  readonly #endListeners = new Set<EndListener>();

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  place(): FailurePlace {
    return { where: this.#options.where, stage: this.#stage, banner: this.#banner };
  }

  onReady(listener: () => void): void {
    this.#client.once('ready', () => {
      this.#stage = 'open';
      listener();
    });
  }

  start(): void {
    const { socket, where } = this.#options;
    const client = this.#client;
    client.on('error', (error) => this.#end(this.#failureOf(error)));
    client.on('close', () => this.#end(closedByPeer(this.place())));
    // A peer that half-closes has nothing more to say; ssh2 itself would wait for the close.
    client.on('end', () => this.#end(closedByPeer(this.place())));
    client.on('banner', (text) => {
      this.#banner = text.replace(/\s+/g, ' ').trim().slice(0, maxBannerLength);
    });
    client.on('handshake', () => {
      if (this.#stage === 'handshake') this.#stage = 'login';
      tuneSession(client);
    });
    socket.once('close', () => this.#end(closedByPeer(this.place())));
    if (socket.destroyed) {
      this.#end(closedByPeer(this.place()));
      return;
    }
    coalesceWrites(socket);
    try {
      client.connect(this.#config());
    } catch (error) {
      this.#end(internalError(where, error));
    }
  }

  #config(): ConnectConfig {
    const { socket, user, identities, hostKeys, keepalive } = this.#options;
    return {
      sock: socket,
      username: user,
      ident: 'Stagger',
      // Our own deadline bounds the handshake; ssh2's would report a second error for the same failure.
      readyTimeout: 0,
      keepaliveInterval: keepalive.intervalMs,
      keepaliveCountMax: keepalive.count,
      // Naming the methods skips the `none` request: one round trip and sshd's delay for failed attempts.
      authHandler: identities.map(({ key }): PublicKeyAuthMethod => ({
        type: 'publickey',
        username: user,
        key,
      })),
      hostVerifier: (presented: Buffer) => this.#acceptsHostKey(presented),
      algorithms: {
        kex: [...keyExchanges],
        cipher: [...ciphers],
        serverHostKey: [...hostKeyAlgorithms(hostKeys)],
        compress: ['none'],
      },
    };
  }

  /** Also called again when the server renews its session keys. */
  #acceptsHostKey(presented: Buffer): boolean {
    const refusal = judgeHostKey(this.#options.hostKeys, presented);
    if (refusal !== null) this.#end(refusal);
    return refusal === null;
  }

  #failureOf(error: Error): ConnectionFailure {
    if (error.message.includes('no matching host key format') && this.#knowsHostKeys())
      return noKnownKeyType(this.#options.hostKeys);
    return sshFailure(error, this.place());
  }

  #knowsHostKeys(): boolean {
    const { answer } = this.#options.hostKeys;
    return answer.kind === 'ring' && answer.ring.trusted.length > 0;
  }

  ended(): ConnectionFailure | null {
    return this.#ended;
  }

  onEnd(listener: EndListener): () => void {
    if (this.#ended !== null) listener(this.#ended);
    else this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  destroy(why: ConnectionFailure): void {
    this.#end(why);
  }

  #end(why: ConnectionFailure): void {
    if (this.#ended !== null) return;
    this.#ended = why;
    this.#options.socket.destroy();
    const listeners = [...this.#endListeners];
    this.#endListeners.clear();
    for (const listener of listeners) listener(why);
  }

  exec(command: string, onChannel: (channel: ClientChannel) => void): Promise<ExecOutcome> {
    return this.#begin(onChannel, (done) => this.#client.exec(command, done));
  }

  openSocket(path: string, onChannel: (channel: Channel) => void): Promise<ExecOutcome> {
    return this.#begin(onChannel, (done) =>
      whateverTheVendor(this.#client, () => this.#client.openssh_forwardOutStreamLocal(path, done)),
    );
  }

  #begin<Opened>(
    onChannel: (channel: Opened) => void,
    ask: (done: (error: Error | undefined, channel: Opened) => void) => void,
  ): Promise<ExecOutcome> {
    return new Promise((resolve) => {
      const forget = this.onEnd((failure) => resolve({ kind: 'lost', failure }));
      if (this.#ended !== null) return;
      try {
        ask((error, channel) => {
          // When the connection ends, ssh2 fails its pending requests too: `onEnd` came first and has the reason.
          forget();
          if (error === undefined) {
            onChannel(channel);
            resolve({ kind: 'started' });
          } else if (this.#ended === null) resolve({ kind: 'refused', detail: error.message });
        });
      } catch (error) {
        this.#end(internalError(this.#options.where, error));
      }
    });
  }

  forward(
    to: { readonly address: string; readonly port: number },
    how: ForwardOptions,
  ): Promise<ForwardOutcome> {
    return firstOf<ForwardOutcome>(
      how.timeoutMs,
      () => ({
        kind: 'failed',
        failure: connectTimeout(`${how.where} (through ${how.through})`, how.timeoutMs),
      }),
      (settle) => {
        const forget = this.onEnd((failure) => settle({ kind: 'failed', failure }));
        if (this.#ended !== null) return;
        let late = false;
        const timer = setTimeout(() => (late = true), how.timeoutMs);
        try {
          this.#client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, stream) => {
            forget();
            clearTimeout(timer);
            if (error !== undefined) settle({ kind: 'failed', failure: forwardFailure(error, how) });
            else {
              // ssh2 emits errors of a stream after its end; nobody listening would end the process.
              stream.on('error', () => undefined);
              if (late) stream.destroy();
              else settle({ kind: 'stream', stream });
            }
          });
        } catch (error) {
          this.#end(internalError(this.#options.where, error));
        }
      },
    );
  }
}
