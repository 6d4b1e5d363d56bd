// The client side of SSH in the lab: known_hosts lines as people and tools write them, plain and hashed.
import { createHmac, randomBytes } from 'node:crypto';

/** The name under which OpenSSH files a key: `address` on port 22, `[address]:port` elsewhere. */
export function knownHostsName(address: string, port: number): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

/** `name` as `ssh-keygen -H` writes it: `|1|salt|HMAC-SHA1(salt, name)`. */
export function hashedName(name: string, salt: Buffer = randomBytes(20)): string {
  const mac = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${mac}`;
}

/** One known_hosts line from the text of a `.pub` file. `marker` is `@revoked` or `@cert-authority`. */
export function knownHostsLine(name: string, publicKey: string, marker: string | null = null): string {
  const [type, blob] = publicKey.trim().split(' ');
  if (type === undefined || blob === undefined) throw new Error(`not a public key: ${publicKey}`);
  return `${marker === null ? '' : `${marker} `}${name} ${type} ${blob}\n`;
}
