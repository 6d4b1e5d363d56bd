// Which address a network gate connects to: resolved once, and that address is used. A name in the inventory is the
// operator's, but what it resolves to is the name service's word: a name that leads to this machine itself or to a
// link-local address (a cloud's metadata service) is refused. An address written out in the inventory is taken at its
// word, except where no server of a fleet can live.

import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

export type GateAddress =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'refused'; readonly detail: string };

/** All addresses of a name, preferred first. Rejects if there are none. */
export type Lookup = (name: string) => Promise<readonly string[]>;

export async function systemLookup(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function list(add: (blocked: BlockList) => void): BlockList {
  const blocked = new BlockList();
  add(blocked);
  return blocked;
}

/** Unspecified, link-local (metadata services), multicast, and AWS's metadata address over IPv6. */
const never = list((blocked) => {
  blocked.addSubnet('0.0.0.0', 8, 'ipv4');
  blocked.addSubnet('169.254.0.0', 16, 'ipv4');
  blocked.addSubnet('224.0.0.0', 4, 'ipv4');
  blocked.addSubnet('240.0.0.0', 4, 'ipv4');
  blocked.addAddress('::', 'ipv6');
  blocked.addSubnet('fe80::', 10, 'ipv6');
  blocked.addSubnet('ff00::', 8, 'ipv6');
  blocked.addAddress('fd00:ec2::254', 'ipv6');
});

const loopback = list((blocked) => {
  blocked.addSubnet('127.0.0.0', 8, 'ipv4');
  blocked.addAddress('::1', 'ipv6');
});

function isIn(blocked: BlockList, address: string): boolean {
  // Also the IPv4 addresses inside IPv6 (::ffff:169.254.169.254), which BlockList matches by itself.
  return blocked.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The one address to connect to for a host's `address` (a name or a literal). Never rejects. */
export async function gateAddress(address: string, ask: Lookup): Promise<GateAddress> {
  const literal = isIP(address) !== 0;
  const [found] = literal ? [address] : await ask(address).catch(() => []);
  if (found === undefined)
    return {
      kind: 'refused',
      detail: `the name ${address} has no address; where only ~/.ssh/config knows it, set the host's address in the inventory`,
    };
  const leadsTo = literal ? address : `${address} leads to ${found}`;
  if (isIn(never, found))
    return { kind: 'refused', detail: `${leadsTo}, where no server of a fleet lives: nothing was asked` };
  if (!literal && isIn(loopback, found))
    return {
      kind: 'refused',
      detail: `${leadsTo}, which is this machine: nothing was asked; if that is meant, write the address itself`,
    };
  return { kind: 'address', address: found };
}
