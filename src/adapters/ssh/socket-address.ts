// One spelling for the listeners of a host, whichever tool named them: `tcp 0.0.0.0:22`, `udp [::1]:323`.

import { SocketAddress } from 'node:net';

/**
 * From here on the kernel hands out UDP ports to clients (ip_local_port_range starts at 32768): resolvers bind
 * them for seconds, so they are no fact about the server.
 */
const firstEphemeralPort = 32768;

/** A line of `ss -H -lntu`, or null if it is none or not worth keeping. */
export function listenerOfSs(line: string): string | null {
  const found = /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+):(\d+)\s/.exec(`${line} `);
  if (found === null) return null;
  const [, protocol = '', address = '', port = ''] = found;
  const spelt = address === '*' ? '[::]' : address;
  return listener(protocol, spelt, Number(port));
}

/** An address of /proc/net/{tcp,udp}{,6}, such as `0100007F:0016`: 32-bit words in the byte order of x86 and ARM. */
export function listenerOfHex(protocol: 'tcp' | 'udp', text: string): string | null {
  const found = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text);
  if (found === null) return null;
  const [, hex = '', port = ''] = found;
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  return listener(protocol, bytes.length === 4 ? bytes.join('.') : ipv6(bytes), Number.parseInt(port, 16));
}

function ipv6(bytes: readonly number[]): string {
  const groups = Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? [];
  return `[${new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address}]`;
}

function listener(protocol: string, address: string, port: number): string | null {
  if (protocol === 'udp' && port >= firstEphemeralPort) return null;
  return `${protocol} ${address}:${port}`;
}
