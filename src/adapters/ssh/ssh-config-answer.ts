// What an SSH configuration says about one name: the first value of each setting counts, as in OpenSSH. Settings that
// are not honoured and that would matter are named, never guessed at; programs are refused, never run.

import type { Condition, ConfigBlock } from './ssh-config-file.ts';

export type Proxy =
  | { readonly kind: 'none' }
  /** As written: `ops@bastion:2222,inner`. */
  | { readonly kind: 'jump'; readonly hops: string }
  | { readonly kind: 'command' };

export type ConfigAnswer = {
  /** `HostName`, its tokens replaced; null where nothing is said. */
  readonly hostName: string | null;
  readonly port: string | null;
  readonly user: string | null;
  readonly hostKeyAlias: string | null;
  /** As written, in order. */
  readonly identityFiles: readonly string[];
  readonly proxy: Proxy;
  readonly notHonoured: readonly NotHonoured[];
};

export type NotHonoured = { readonly file: string; readonly setting: string; readonly why: string };

/** Settings that change where or how we connect, or whom we trust, and that Stagger does not follow. */
const unhonoured: ReadonlyMap<string, string> = new Map([
  ...[
    'stricthostkeychecking',
    'userknownhostsfile',
    'globalknownhostsfile',
    'knownhostscommand',
    'nohostauthenticationforlocalhost',
  ].map(
    (keyword) => [keyword, 'host keys are always checked against ssh.known_hosts of settings.yaml'] as const,
  ),
  ...['identityagent', 'pkcs11provider', 'securitykeyprovider', 'certificatefile'].map(
    (keyword) => [keyword, 'logins use plain key files only'] as const,
  ),
  ...['bindaddress', 'bindinterface', 'addressfamily', 'canonicalizehostname'].map(
    (keyword) => [keyword, 'names and addresses are resolved by the system'] as const,
  ),
  ...['ciphers', 'macs', 'kexalgorithms', 'hostkeyalgorithms', 'pubkeyacceptedalgorithms'].map(
    (keyword) => [keyword, 'Stagger has its own list of algorithms'] as const,
  ),
  ...['localcommand', 'remotecommand', 'proxyusefdpass'].map(
    (keyword) => [keyword, 'no program of a configuration is ever run'] as const,
  ),
]);

/** A value that asks for what happens anyway. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  stricthostkeychecking: ['yes', 'ask', 'true'],
  nohostauthenticationforlocalhost: ['no'],
  canonicalizehostname: ['no'],
  addressfamily: ['any'],
  proxyusefdpass: ['no'],
  remotecommand: ['none'],
  certificatefile: ['none'],
  pkcs11provider: ['none'],
};

const judgedCriteria: ReadonlySet<string> = new Set(['all', 'host', 'originalhost', 'user', 'localuser']);

/** `Match` compares names without regard to case, `Host` does not: so does OpenSSH. */
const foldedCriteria: ReadonlySet<string> = new Set(['host', 'originalhost']);

export type ConfigQuestion = {
  /** The name that would be given to ssh. */
  readonly name: string;
  /** What is known already and wins; null where the configuration may say. */
  readonly hostName: string | null;
  readonly user: string | null;
  readonly defaultUser: string;
  readonly localUser: string;
};

export function answerFor(blocks: readonly ConfigBlock[], question: ConfigQuestion): ConfigAnswer {
  return new Reading(question).over(blocks);
}

class Reading {
  readonly #question: ConfigQuestion;
  readonly #first = new Map<string, string>();
  readonly #identityFiles: string[] = [];
  readonly #notHonoured: NotHonoured[] = [];
  readonly #judged = new Map<Condition, boolean>();
  #proxy: Proxy | null = null;

  constructor(question: ConfigQuestion) {
    this.#question = question;
  }

  over(blocks: readonly ConfigBlock[]): ConfigAnswer {
    for (const block of blocks) {
      if (!block.conditions.every((condition) => this.#holds(condition, block))) continue;
      for (const { keyword, values } of block.settings) this.#take(keyword, values, block);
    }
    const value = (keyword: string): string | null => this.#first.get(keyword) ?? null;
    return {
      hostName: this.#hostName(),
      port: value('port'),
      user: value('user'),
      hostKeyAlias: value('hostkeyalias'),
      identityFiles: this.#identityFiles,
      proxy: this.#proxy ?? { kind: 'none' },
      notHonoured: this.#notHonoured,
    };
  }

  #hostName(): string | null {
    const { name } = this.#question;
    const given = this.#first.get('hostname');
    return given?.replace(/%([%h])/g, (_, token) => (token === 'h' ? name : '%')) ?? null;
  }

  #take(keyword: string, values: readonly string[], block: ConfigBlock): void {
    const [value = ''] = values;
    switch (keyword) {
      case 'identityfile':
        if (value.toLowerCase() !== 'none') this.#identityFiles.push(value);
        return;
      // Whichever of the two comes first counts, as in OpenSSH.
      case 'proxyjump':
        this.#proxy ??= value.toLowerCase() === 'none' ? { kind: 'none' } : { kind: 'jump', hops: value };
        return;
      case 'proxycommand':
        this.#proxy ??= value.toLowerCase() === 'none' ? { kind: 'none' } : { kind: 'command' };
        return;
      case 'hostname':
      case 'port':
      case 'user':
      case 'hostkeyalias':
        if (!this.#first.has(keyword)) this.#first.set(keyword, value);
        return;
      default: {
        const why = unhonoured.get(keyword);
        if (why === undefined || this.#first.has(keyword)) return;
        this.#first.set(keyword, value);
        if (harmless[keyword]?.includes(value.toLowerCase()) === true) return;
        this.#notHonoured.push({ file: block.file, setting: `${keyword} ${values.join(' ')}`, why });
      }
    }
  }

  /** Judged once, where the line stands: a HostName further down does not change it. */
  #holds(condition: Condition, { file }: ConfigBlock): boolean {
    const known = this.#judged.get(condition);
    if (known !== undefined) return known;
    const holds = this.#judge(condition, file);
    this.#judged.set(condition, holds);
    return holds;
  }

  #judge(condition: Condition, file: string): boolean {
    const { name, hostName, user, defaultUser, localUser } = this.#question;
    if (condition.kind === 'host') return matchesAny(condition.patterns, name);
    const subjects: Readonly<Record<string, string>> = {
      host: hostName ?? this.#hostName() ?? name,
      originalhost: name,
      user: user ?? this.#first.get('user') ?? defaultUser,
      localuser: localUser,
    };
    const others = condition.criteria.filter((criterion) => !judgedCriteria.has(criterion.name));
    const known = condition.criteria.every((criterion) => {
      if (!judgedCriteria.has(criterion.name)) return true;
      const subject = subjects[criterion.name];
      const fold = (text: string): string => (foldedCriteria.has(criterion.name) ? text.toLowerCase() : text);
      const matched = subject === undefined || matchesAny(criterion.patterns.map(fold), fold(subject));
      return matched !== criterion.negated;
    });
    const [other] = others;
    if (!known || other === undefined) return known;
    const why =
      other.name === 'exec'
        ? 'no program of a configuration is ever run, so this block never applies'
        : 'this criterion is not known to Stagger, so this block never applies';
    this.#notHonoured.push({ file, setting: `Match ${other.name}`, why });
    return false;
  }
}

/** True if one of the patterns matches and no negated one does. */
function matchesAny(patterns: readonly string[], text: string): boolean {
  const tested = (pattern: string): boolean => matchesPattern(pattern, text);
  if (patterns.some((pattern) => pattern.startsWith('!') && tested(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && tested(pattern));
}

/** `*` is any text, `?` one character. Linear but for one step back a star: no pattern can hold us up. */
function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let next = 0;
  while (at < text.length) {
    const wanted = pattern[next];
    if (wanted === '*') {
      star = next;
      resume = at;
      next += 1;
    } else if (wanted === '?' || (wanted !== undefined && wanted === text[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      next = star + 1;
    } else return false;
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}
