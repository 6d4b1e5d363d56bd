// The private keys that an SSH configuration names for a hop, tried after the configured one. A key that cannot be used
// is left out, as ssh does; what it was is told where no key is left.

import { loadIdentity, type Identity } from './identity.ts';

/** sshd cuts a login off after six attempts by default, and each failed one earns a penalty. */
const maxOffered = 5;

export type HopIdentities = {
  readonly for: (paths: readonly string[]) => {
    readonly identities: readonly Identity[];
    readonly problems: readonly string[];
  };
};

type Loaded = { readonly identity: Identity } | { readonly problem: string };

/** Each file is read once; a changed key takes effect at the next start. */
export function hopIdentities(configured: readonly Identity[]): HopIdentities {
  const loaded = new Map<string, Loaded>();
  const load = (path: string): Loaded => {
    const known = loaded.get(path);
    if (known !== undefined) return known;
    const outcome = read(path);
    loaded.set(path, outcome);
    return outcome;
  };
  return {
    for: (paths) => {
      const found = [...new Set(paths)].map(load);
      const own = found.flatMap((one) => ('identity' in one ? [one.identity] : []));
      return {
        identities: [...configured, ...own].slice(0, maxOffered),
        problems: found.flatMap((one) => ('problem' in one ? [one.problem] : [])),
      };
    },
  };
}

function read(path: string): Loaded {
  try {
    return { identity: loadIdentity({ kind: 'file', path, passphrase: null }) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
