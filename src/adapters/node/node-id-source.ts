// Chance and hashing from the operating system and OpenSSL.

import { createHash, randomBytes } from 'node:crypto';
import type { IdSource } from '../../ports/id-source.ts';

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

export function createNodeIdSource(): IdSource {
  return {
    // 32 symbols, 10 of them: 50 bits, enough for the campaigns of one daemon and short enough to read out.
    next: () => Array.from(randomBytes(10), (byte) => alphabet.charAt(byte % alphabet.length)).join(''),
    fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
    newSha256: () => {
      const hash = createHash('sha256');
      return { add: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
    },
  };
}
