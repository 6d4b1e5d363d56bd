// The way to a host: directly, or through jump hosts, as the inventory and the SSH configuration say together. What the
// inventory sets wins; the configuration fills in the rest. A way that cannot be followed exactly is refused in words.

import { isIP } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '../../core/fleet/ssh-target.ts';
import { answerFor, type ConfigAnswer, type ConfigQuestion, type NotHonoured } from './ssh-config-answer.ts';
import type { SshConfigFile } from './ssh-config-file.ts';

export type SshHop = {
  /** Name or IP literal; resolved here for the first hop, by the hop before for the others. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** What known_hosts calls it. */
  readonly knownAs: { readonly name: string; readonly port: number };
  /** Absolute paths of private keys to try after the configured one. */
  readonly identityPaths: readonly string[];
};

export type SshRoute =
  | {
      readonly kind: 'route';
      /** In order; the last one is the host. */
      readonly hops: readonly SshHop[];
      readonly notHonoured: readonly NotHonoured[];
    }
  | { readonly kind: 'refused'; readonly detail: string };

export type SshRoutes = { readonly routeTo: (target: SshTarget) => SshRoute };

export type Account = { readonly name: string; readonly home: string };

/** Who we are on this machine. An account without an entry in its user database (a container's) has a number only. */
export function accountHere(home: string): Account {
  try {
    return { name: userInfo().username, home };
  } catch {
    return { name: String(process.getuid?.() ?? ''), home };
  }
}

/** A chain of more is a mistake in the configuration, and every hop costs a handshake. */
export const maxJumps = 8;

class RouteProblem extends Error {}

/** `account` is who we are on this machine. */
export function sshRoutes(config: SshConfigFile, account: Account): SshRoutes {
  return {
    routeTo: (target) => {
      const content = config.content();
      if (content.kind === 'unusable') return { kind: 'refused', detail: content.detail };
      const notHonoured: NotHonoured[] = [];
      const ask = (question: Omit<ConfigQuestion, 'localUser'>): ConfigAnswer => {
        const answer = answerFor(content.blocks, { ...question, localUser: account.name });
        notHonoured.push(...answer.notHonoured);
        return answer;
      };
      try {
        const hops = new RouteSearch(target, config.path, account, ask).hops();
        return { kind: 'route', hops, notHonoured };
      } catch (error) {
        if (error instanceof RouteProblem) return { kind: 'refused', detail: error.message };
        throw error;
      }
    },
  };
}

/** One hop as `ProxyJump` names it. */
type Jump = { readonly name: string; readonly user: string | null; readonly port: number | null };

class RouteSearch {
  readonly #target: SshTarget;
  readonly #file: string;
  readonly #account: Account;
  readonly #ask: (question: Omit<ConfigQuestion, 'localUser'>) => ConfigAnswer;

  constructor(
    target: SshTarget,
    file: string,
    account: Account,
    ask: (question: Omit<ConfigQuestion, 'localUser'>) => ConfigAnswer,
  ) {
    this.#target = target;
    this.#file = file;
    this.#account = account;
    this.#ask = ask;
  }

  hops(): readonly SshHop[] {
    const { hostId, address, port, user, assumed } = this.#target;
    // `ssh web-03`, or the address where the inventory has one of its own.
    const isOwnName = address === hostId;
    const given = {
      hostName: isOwnName ? null : address,
      user: assumed.includes('user') ? null : user,
    };
    const answer = this.#ask({ name: address, ...given, defaultUser: user });
    const last = this.#hop(address, answer, {
      ...given,
      port: assumed.includes('port') ? null : port,
      defaultUser: user,
      defaultPort: port,
    });
    return [...this.#through(answer, []), last];
  }

  /** The hops of a ProxyJump: the first is reached as the configuration says of it, the others through the first. */
  #through(answer: ConfigAnswer, before: readonly string[]): readonly SshHop[] {
    const { proxy } = answer;
    if (proxy.kind === 'none') return [];
    if (proxy.kind === 'command')
      throw new RouteProblem(
        `${this.#file} has a ProxyCommand for ${this.#target.hostId}, and no program of a configuration is ever run: ` +
          'use ProxyJump, or `ProxyCommand none` for this host',
      );
    const jumps = proxy.hops.split(',').map((text) => readJump(text.trim(), this.#file));
    const names = [...before, ...jumps.map(({ name }) => name)];
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined || names.length > maxJumps)
      throw new RouteProblem(
        `${this.#file} leads to ${this.#target.hostId} through ${names.join(', ')}: ` +
          (twice === undefined ? `more than ${maxJumps} jump hosts` : `${twice} twice, which is a circle`),
      );
    return jumps.flatMap(({ name, user, port }, place) => {
      const given = { hostName: null, user };
      const said = this.#ask({ name, ...given, defaultUser: this.#target.user });
      const hop = this.#hop(name, said, {
        ...given,
        port,
        defaultUser: this.#target.user,
        defaultPort: 22,
      });
      return place === 0 ? [...this.#through(said, names), hop] : [hop];
    });
  }

  #hop(
    name: string,
    answer: ConfigAnswer,
    given: {
      readonly hostName: string | null;
      readonly user: string | null;
      readonly port: number | null;
      readonly defaultUser: string;
      readonly defaultPort: number;
    },
  ): SshHop {
    const address = given.hostName ?? answer.hostName ?? name;
    const user = given.user ?? answer.user ?? given.defaultUser;
    const port = given.port ?? (answer.port === null ? given.defaultPort : Number(answer.port));
    const wrong = (what: string, found: string): never => {
      throw new RouteProblem(
        `${name} has ${what} that cannot be used: ${JSON.stringify(found)}${this.#file === '' ? '' : `; see ${this.#file}`}`,
      );
    };
    if (isIP(address) === 0 && !namePattern.test(address)) wrong('a HostName', address);
    if (!userPattern.test(user)) wrong('a User', user);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) wrong('a Port', answer.port ?? String(port));
    return {
      address,
      port,
      user,
      // An alias stands for itself, whatever the port.
      knownAs:
        answer.hostKeyAlias === null ? { name: address, port } : { name: answer.hostKeyAlias, port: 22 },
      identityPaths: answer.identityFiles.map((path) =>
        this.#identityPath(path, { name, address, user, port }),
      ),
    };
  }

  #identityPath(path: string, hop: { name: string; address: string; user: string; port: number }): string {
    const { home, name: localUser } = this.#account;
    const tokens: Readonly<Record<string, string>> = {
      '%': '%',
      d: home,
      h: hop.address,
      n: hop.name,
      p: String(hop.port),
      r: hop.user,
      u: localUser,
    };
    const spelt = path.replace(/%(.)/g, (text, token: string) => tokens[token] ?? text);
    const absolute = spelt.startsWith('~/') ? join(home, spelt.slice(2)) : spelt;
    return absolute.startsWith('/') ? absolute : join(home, '.ssh', absolute);
  }
}

/** What the inventory allows too: nothing of this can be an option or shell text. */
const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?$/;
const userPattern = /^[A-Za-z_][A-Za-z0-9._-]{0,63}$/;

function readJump(text: string, file: string): Jump {
  const plain = text.replace(/^ssh:\/\//, '').replace(/\/$/, '');
  const match = /^(?:([^@]+)@)?(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(plain);
  const name = match?.[2] ?? match?.[3];
  if (match === null || name === undefined || !(isIP(name) !== 0 || namePattern.test(name)))
    throw new RouteProblem(`${file}: ProxyJump names ${JSON.stringify(text)}, expected [user@]host[:port]`);
  return { name, user: match[1] ?? null, port: match[4] === undefined ? null : Number(match[4]) };
}
