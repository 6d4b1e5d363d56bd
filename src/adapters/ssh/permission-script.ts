// The question whether a command of a hook or a gate may be run on a host, without running it. The command itself is plain
// words of the inventory; everything else is fixed text. As in the probe, no single quote, newline, exclamation mark or
// doubled backslash: it is one word in single quotes for every login shell. The forced command answers it by the same words.

import type { CommandPermission } from '../../core/doctor/host-use.ts';
import { isSafeWord, type HostCommand } from '../../core/fleet/check.ts';

/**
 * Looks at the command in `$@`; needs `say`. Of a command behind sudo, sudo itself is asked (`-l` lists, and runs
 * nothing); of any other, whether our login may execute the file.
 */
export const permissionLook = [
  'p=${1-}; case $p in sudo|*/sudo) shift; while [ "${1-}" = -n ]; do shift; done;',
  'if w=$(sudo -n -l "$@" 2>&1 </dev/null); then say may-run; else set -- $w; say not-allowed "$*"; fi;;',
  '*) if [ -f "$p" ] && [ -x "$p" ]; then say may-run; else say no-program "$p"; fi;; esac',
].join(' ');

/** Null where a word is not plain. */
export function permissionCommand({ argv }: HostCommand): string | null {
  if (argv[0]?.startsWith('/') !== true || !argv.every(isSafeWord)) return null;
  const words = argv.join(' ');
  const say = 'say() { printf "%s\\n" "stagger/1 $*"; };';
  const setting = 'set -f; LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH;';
  return `exec /bin/sh -c ': stagger may-run ${words}; ${setting} ${say} set -- ${words}; ${permissionLook}'`;
}

const maxDetail = 200;

/** Reads the answer. Whatever is no answer of ours is `not-told`. */
export function parsePermission(output: string): CommandPermission {
  const line = output.split('\n').find((each) => each.startsWith('stagger/1 '));
  const [, word = '', ...rest] = (line ?? '').split(' ');
  const detail = rest
    .join(' ')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, maxDetail);
  switch (word) {
    case 'may-run':
      return { kind: 'may-run' };
    case 'no-program':
      return { kind: 'no-program', program: detail };
    case 'not-allowed':
      return { kind: 'not-allowed', detail };
    case 'not-installed':
      return { kind: 'not-installed' };
    default:
      return { kind: 'not-told', detail: 'it did not answer the question' };
  }
}
