// The program that a key of Stagger may run on a host, and nothing else: `stagger ssh-setup` prints it, root installs
// it, and authorized_keys (or ForceCommand) names it. It runs no text that we send. What we send is only looked at:
//
//   status | inspect | reboot BOOT-ID PLAN-DIGEST ATTEMPT EPOCH | may-run HOOK | one of the hooks, word for word
//
// The long commands that Stagger sends to every host begin with the same words (`: stagger probe;`, `: stagger reboot
// …;`, `: stagger may-run …;`), so one daemon serves hosts with this program and hosts with plain sudo alike; all that follows is ignored here.
//
// The host compares its boot id, and refuses an epoch lower than the highest it has seen: commands of a daemon that was
// replaced, or of a database that was put back, have no effect.

import { isSafeWord } from '../../core/fleet/check.ts';
import { inspectionScript } from './inspection-script.ts';
import { permissionLook } from './permission-script.ts';
import { probeScript } from './probe-script.ts';

export type ForcedCommandOptions = {
  /** Commands of hooks and gates that it may run, as lists of plain words. */
  readonly commands: readonly (readonly string[])[];
  /** A directory that only the login user can write: holds the highest epoch. */
  readonly stateDirectory: string;
  /** By what the login may reboot. */
  readonly right: 'sudo' | 'polkit';
};

const rightCommand = {
  sudo: 'sudo -n systemctl reboot',
  polkit: 'systemctl --no-ask-password reboot',
} as const;

const reboot = `reboot() {
  [ $# -eq 5 ] || deny
  boot=$2 plan=$3 attempt=$4 epoch=$5
  case $boot in *[!0-9a-f-]*) deny ;; esac
  case $plan in *[!0-9a-f]*) deny ;; esac
  case $attempt$epoch in *[!0-9]*) deny ;; esac
  { [ \${#boot} -eq 36 ] && [ \${#plan} -ge 8 ] && [ \${#plan} -le 128 ]; } || deny
  { [ -n "$attempt" ] && [ \${#attempt} -le 4 ] && [ -n "$epoch" ] && [ \${#epoch} -le 15 ]; } || deny

  # One request at a time, so that no lower epoch slips in between reading and writing the highest.
  # \`true\` first: a redirection that fails would end the shell at \`exec\`.
  { true >>"$state/lock"; } 2>/dev/null || refuse "cannot write $state"
  exec 9>>"$state/lock"
  flock -w 10 9 || refuse "another request holds $state/lock"
  highest=0
  if [ -e "$state/epoch" ]; then
    read -r highest <"$state/epoch" || refuse "cannot read $state/epoch"
    case $highest in '' | *[!0-9]*) refuse "found no number in $state/epoch" ;; esac
  fi
  if [ "$epoch" -lt "$highest" ]; then
    note "refused: epoch $epoch is older than $highest (plan $plan attempt $attempt)"
    say fenced "$highest"
    exit 0
  fi
  if [ "$epoch" -gt "$highest" ]; then
    { printf '%s\\n' "$epoch" >"$state/epoch.new" && mv "$state/epoch.new" "$state/epoch"; } 2>/dev/null ||
      refuse "cannot write $state/epoch"
  fi

  running=
  read -r running </proc/sys/kernel/random/boot_id
  if [ "$running" != "$boot" ]; then
    say boot-id-mismatch "$running"
    exit 0
  fi
  command=$right
  if [ "$(id -u)" = 0 ]; then
    command='systemctl reboot'
  elif [ "$command" = 'sudo -n systemctl reboot' ]; then
    why=$(sudo -n -l systemctl reboot 2>&1) || refuse "$why"
  fi
  trap '' HUP PIPE
  note "rebooting for plan $plan attempt $attempt epoch $epoch"
  say rebooting
  # shellcheck disable=SC2086 # words
  why=$($command 2>&1 </dev/null 9>&-)
  say reboot-exit "$? $why"
}`;

/** Text of the program. @throws Error for a command with a word that is not plain. */
export function forcedCommand({ commands, stateDirectory, right }: ForcedCommandOptions): string {
  for (const word of [...commands.flat(), stateDirectory])
    if (!isSafeWord(word)) throw new Error(`not a plain word: ${word}`);
  const hooks = [...new Set(commands.map((words) => words.join(' ')))].sort();
  return `#!/bin/sh
# Stagger's forced command: all that its SSH key may do on this host. Made by \`stagger ssh-setup\`.
# Install it as root, mode 0755, where its user cannot write.
set -fu
LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
state=${stateDirectory}
right='${rightCommand[right]}'
asked=\${SSH_ORIGINAL_COMMAND-}

say() { printf '%s\\n' "stagger/1 $*"; }
note() { command -v logger >/dev/null && logger -t stagger "$*" </dev/null >/dev/null 2>&1; }
refuse() { say refused "$*"; exit 0; }
deny() {
  note 'refused a command that the forced command does not know'
  printf '%s\\n' 'stagger: this key may only do what the forced command knows' >&2
  exit 126
}

${reboot}

# Would it run these words, one of the hooks? Asked, and not run.
# shellcheck disable=SC2086 # words
may_run() {
  ${permissionLook}
}

case $asked in
"exec /bin/sh -c ': stagger probe;"*) set -- status ;;
"exec /bin/sh -c ': stagger inspect;"*) set -- inspect ;;
"exec /bin/sh -c ': stagger reboot "*)
  asked=\${asked#"exec /bin/sh -c ': stagger reboot "}
  # shellcheck disable=SC2086 # words, and -f keeps them from being file names
  set -- reboot \${asked%%;*}
  ;;
"exec /bin/sh -c ': stagger may-run "*)
  asked=\${asked#"exec /bin/sh -c ': stagger may-run "}
  set -- "may-run \${asked%%;*}"
  ;;
'reboot '*)
  # shellcheck disable=SC2086
  set -- $asked
  ;;
*) set -- "$asked" ;;
esac

STAGGER_FORCED_COMMAND=1
export STAGGER_FORCED_COMMAND

case \${1-} in
status) exec /bin/sh -c '${probeScript}' ;;
inspect) exec /bin/sh -c '${inspectionScript}' ;;
reboot) reboot "$@" ;;
${hooks.map((hook) => `'${hook}') exec ${hook} ;;\n'may-run ${hook}') may_run ${hook} ;;\n`).join('')}'may-run '*) say not-installed ;;
*) deny ;;
esac
`;
}
