// Builds known_hosts lines for tests: key blobs that have the right shape, and nothing more.

/** A base64 ed25519 public key blob; the same `seed` gives the same key. */
export function ed25519Blob(seed: number): string {
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.alloc(32, seed))]).toString('base64');
}

export function knownHostsLine(hosts: string, seed: number, marker = ''): string {
  return `${marker === '' ? '' : `${marker} `}${hosts} ssh-ed25519 ${ed25519Blob(seed)} comment\n`;
}
