// What we change inside ssh2 for speed. Each change touches a private field only if the field is there and has the
// expected type, and changes no byte of the protocol's meaning: without it everything works, only slower.

import { createSecretKey } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';

/**
 * ssh2 writes each encrypted packet in three pieces (length, body, tag). With Nagle's algorithm off that would be three
 * system calls and three TCP segments: all writes of one turn of the event loop become one.
 */
export function coalesceWrites(socket: Duplex): void {
  const write: (chunk: Uint8Array) => boolean = socket.write.bind(socket);
  const end: () => Duplex = socket.end.bind(socket);
  let pending: Uint8Array[] = [];
  const flush = (): void => {
    const chunks = pending;
    pending = [];
    if (chunks.length > 0 && socket.writable) write(Buffer.concat(chunks));
  };
  socket.write = (chunk: Uint8Array | string): boolean => {
    if (pending.length === 0) process.nextTick(flush);
    pending.push(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
    return true;
  };
  socket.end = (): Duplex => {
    flush();
    return end();
  };
}

/** To be called at each `handshake` event: the session keys are new then. */
export function tuneSession(client: Client): void {
  skipHostKeyProofs(client);
  const protocol = field(client, '_protocol');
  cacheKey(field(protocol, '_cipher'), '_encKey');
  cacheKey(field(protocol, '_decipher'), '_decipherKey');
}

/**
 * After the login ssh2 asks the server to prove each of its other host keys: 0.8 ms here and 5.6 ms there, for keys
 * that we never use. There is no option against it; it skips servers that it does not know to be OpenSSH, so the
 * server's version is forgotten.
 */
function skipHostKeyProofs(client: Client): void {
  Reflect.set(client, '_remoteVer', undefined);
}

/**
 * Asks with `ask` whatever the server calls itself: ssh2 opens a socket on the host only where it knows the server to be
 * OpenSSH, which `skipHostKeyProofs` makes it forget. Whether it is allowed is the server's to answer. Only for the
 * call itself: left off, ssh2 would ask for the proofs again.
 */
export function whateverTheVendor(client: Client, ask: () => void): void {
  const config = field(client, 'config');
  if (typeof config !== 'object' || config === null) return ask();
  const strict: unknown = Reflect.get(config, 'strictVendor');
  Reflect.set(config, 'strictVendor', false);
  try {
    ask();
  } finally {
    Reflect.set(config, 'strictVendor', strict);
  }
}

/**
 * The AES-GCM code makes a new cipher for each packet from the bytes of the key. Node makes a KeyObject of such bytes
 * each time, which costs four times what the cipher itself does.
 */
function cacheKey(cipher: unknown, name: string): void {
  const key = field(cipher, name);
  if (key instanceof Uint8Array) Reflect.set(cipher as object, name, createSecretKey(key));
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}
