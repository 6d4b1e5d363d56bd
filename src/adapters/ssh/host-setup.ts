// What root does once on a host so that one SSH key may observe and reboot it, and nothing else: the forced command,
// the line of authorized_keys, and the right to reboot. Every part can be read, and installed by hand.

import { isIP } from 'node:net';
import { isSafeWord } from '../../core/fleet/check.ts';
import { forcedCommand } from './forced-command.ts';

export type HostSetup = {
  /** Login name; the account is made where there is none. */
  readonly user: string;
  /** `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
  /** Addresses and patterns that the daemon comes from; empty: from anywhere. */
  readonly from: readonly string[];
  /** Commands of hooks and gates. */
  readonly commands: readonly (readonly string[])[];
  readonly programPath: string;
  readonly stateDirectory: string;
  readonly right: 'sudo' | 'polkit';
  /** `open` for hosts that run a load balancer: its socket is reached through the connection. */
  readonly sockets: 'closed' | 'open';
};

const keyShape = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,2}( [ -~]*)?$/;
const fromShape = /^[!0-9A-Za-z.:*?/_-]+$/;
const userShape = /^[a-z_][a-z0-9_-]{0,31}$/;

/** What is wrong with the answers of `setup`, or null. */
export function setupProblem({
  user,
  publicKey,
  from,
  programPath,
  stateDirectory,
}: HostSetup): string | null {
  if (!userShape.test(user)) return `the login name ${user} is not plain`;
  if (!keyShape.test(publicKey))
    return 'the public key is not one line of an OpenSSH .pub file (ssh-keygen -y -f KEY prints it)';
  const address = from.find((pattern) => !isAddressOrPattern(pattern));
  if (address !== undefined)
    return `--from: found ${address}, expected an address, a network such as 10.0.0.0/24, or a host name or pattern`;
  for (const path of [programPath, stateDirectory])
    if (!path.startsWith('/') || !isSafeWord(path)) return `${path} is not a plain absolute path`;
  return null;
}

/** What looks like an address is one: sshd would never let the key in, and say so to nobody. */
function isAddressOrPattern(text: string): boolean {
  if (!fromShape.test(text)) return false;
  const [address = '', prefix, ...more] = text.replace(/^!/, '').split('/');
  const family = isIP(address);
  if (prefix !== undefined) {
    const bits = family === 4 ? 32 : 128;
    return family !== 0 && more.length === 0 && /^\d+$/.test(prefix) && Number(prefix) <= bits;
  }
  const isNumbers = /^[\d.]+$/.test(address) || /^[^*?]*:[^*?]*$/.test(address);
  return !isNumbers || family !== 0;
}

/** The program itself. */
export function programText({ commands, stateDirectory, right }: HostSetup): string {
  return forcedCommand({ commands, stateDirectory, right });
}

/**
 * Sockets on the host may be opened as far as their files let the login. sshd has no finer right in a key line: any
 * `permitopen` denies sockets too, so TCP is left to sshd_config (`AllowTcpForwarding no` for this login).
 */
const openSockets = ['port-forwarding', 'permitlisten="127.0.0.1:1"'];

/** One line for the login's authorized_keys: no shell, no terminal, and no forwarding but to sockets where those are open. */
export function authorizedKeysLine({ publicKey, from, programPath, sockets }: HostSetup): string {
  const [type = '', key = ''] = publicKey.split(' ');
  const origin = from.length === 0 ? [] : [`from="${from.join(',')}"`];
  return `${['restrict', ...(sockets === 'open' ? openSockets : []), ...origin, `command="${programPath}"`].join(',')} ${type} ${key} stagger`;
}

/** One exact command with its exact arguments. */
export function sudoersText({ user }: HostSetup): string {
  return [
    '# Stagger may reboot this host, and nothing else.',
    `Defaults:${user} !requiretty`,
    `${user} ALL=(root) NOPASSWD: /usr/bin/systemctl reboot`,
    '',
  ].join('\n');
}

/** Instead of sudo: reboot, also with others logged in; not past an inhibitor, and no power-off. */
export function polkitText({ user }: HostSetup): string {
  return `// Stagger may reboot this host, and nothing else.
polkit.addRule(function (action, subject) {
  if (subject.user === '${user}' &&
      (action.id === 'org.freedesktop.login1.reboot' ||
       action.id === 'org.freedesktop.login1.reboot-multiple-sessions'))
    return polkit.Result.YES;
});
`;
}

/** A shell script for root that puts all of it in place; running it again changes nothing. */
export function installScript(setup: HostSetup): string {
  const { user, programPath, stateDirectory, right } = setup;
  const rightPath = right === 'sudo' ? '/etc/sudoers.d/stagger' : '/etc/polkit-1/rules.d/60-stagger.rules';
  const rightText = right === 'sudo' ? sudoersText(setup) : polkitText(setup);
  const check = right === 'sudo' ? 'visudo -c -q -f "$new"\n' : '';
  const mode = right === 'sudo' ? '0440' : '0644';
  return `#!/bin/sh
# Made by \`stagger ssh-setup\`. Run as root on the host; running it again changes nothing.
set -eu
umask 077
id ${user} >/dev/null 2>&1 || useradd --system --create-home --shell /bin/sh ${user}
group=$(id -gn ${user})
home=$(getent passwd ${user} | cut -d: -f6)

new=$(mktemp)
trap 'rm -f "$new"' EXIT
cat >"$new" <<'STAGGER-PROGRAM'
${programText(setup)}STAGGER-PROGRAM
install -o root -g root -m 0755 "$new" ${programPath}
install -d -o ${user} -g "$group" -m 0700 ${stateDirectory}

cat >"$new" <<'STAGGER-RIGHT'
${rightText}STAGGER-RIGHT
${check}install -o root -g root -m ${mode} "$new" ${rightPath}

# Owned by root: the login cannot widen what its own key may do.
install -d -o root -g "$group" -m 0750 "$home/.ssh"
cat >"$new" <<'STAGGER-KEY'
${authorizedKeysLine(setup)}
STAGGER-KEY
install -o root -g "$group" -m 0640 "$new" "$home/.ssh/authorized_keys"
`;
}
