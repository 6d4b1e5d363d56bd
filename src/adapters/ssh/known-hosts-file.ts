// The operator's known_hosts file on disk: read when its modification time changes, searched once per host. A file that
// cannot be read trusts nothing.

import { readFileSync, statSync } from 'node:fs';
import { hostKeysFor, parseKnownHosts, type HostKeyRing, type KnownHosts } from './known-hosts.ts';

export type KnownHostsAnswer =
  | { readonly kind: 'ring'; readonly ring: HostKeyRing }
  | { readonly kind: 'unreadable'; readonly detail: string };

export type KnownHostsFile = {
  readonly path: string;
  /** Keys for a host. Synchronous: a `stat` of a local file costs less than a turn of the event loop. */
  readonly keysFor: (host: { readonly name: string; readonly port: number }) => KnownHostsAnswer;
};

/** Opens nothing: the file is read at the first question, and again whenever it has changed. */
export function knownHostsFile(path: string): KnownHostsFile {
  let version: string | null = null;
  let content: KnownHosts = parseKnownHosts('');
  let rings = new Map<string, HostKeyRing>();

  const refresh = (): void => {
    const { mtimeMs, size, ino } = statSync(path);
    const found = `${mtimeMs} ${size} ${ino}`;
    if (found === version) return;
    content = parseKnownHosts(readFileSync(path, 'utf8'));
    rings = new Map();
    version = found;
  };

  const keysFor: KnownHostsFile['keysFor'] = (host) => {
    try {
      refresh();
    } catch (error) {
      version = null;
      return { kind: 'unreadable', detail: error instanceof Error ? error.message : String(error) };
    }
    const name = `${host.name} ${host.port}`;
    const known = rings.get(name) ?? hostKeysFor(content, host);
    rings.set(name, known);
    return { kind: 'ring', ring: known };
  };

  return { path, keysFor };
}
