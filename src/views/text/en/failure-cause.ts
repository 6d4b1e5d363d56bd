// English of why a host failed, where it is one of a few things. Arguments are ready to show.

import type { DriftKind } from '../../../core/drift/drift.ts';
import type { ProbeFailure } from '../../../core/fleet/observation.ts';

export const cause = {
  missed: {
    'name-not-resolved': 'its name could not be resolved',
    'no-route': 'there is no way to it',
    'connection-refused': 'the connection was refused',
    'connect-timeout': 'no answer in time',
    'handshake-failed': 'the SSH handshake failed',
    'handshake-timeout': 'the SSH handshake did not end in time',
    'host-key-unknown': 'its SSH host key is not known',
    'host-key-changed': 'its SSH host key has changed',
    'host-key-revoked': 'its SSH host key is revoked',
    'login-refused': 'the login was refused',
    'exec-refused': 'the command was refused',
    'exec-timeout': 'the command did not end in time',
    'connection-lost': 'the connection was lost',
    'garbage-output': 'its answer could not be read',
    'internal-error': 'something went wrong inside Stagger',
  } satisfies Record<ProbeFailure, string>,
  'not-allowed': (user: string, said: string): string =>
    `It does not let us reboot it (${said}). As root there, visudo -f /etc/sudoers.d/stagger and add: ${user} ALL=(root) NOPASSWD: /usr/bin/systemctl reboot`,
  fenced: (epoch: string): string =>
    `It has had a command of a newer daemon (epoch ${epoch}) and did nothing: another daemon has taken over, or this one started with a clock that is behind. Stop this one, or start it again with the right clock.`,
  'boot-id-unreadable': (found: string): string => `It cannot tell its boot id (found: ${found}).`,
  'shutting-down': 'It is shutting down or refuses logins already.',
  'uptime-began-again': 'The boot id is the same, but the uptime began again: that proves no reboot.',
  'uptime-too-long': (uptime: string, since: string): string =>
    `Its boot id is new, but its uptime of ${uptime} is longer than the ${since} since the request.`,
  'still-old-boot': 'It still runs the old boot, although a reboot was sent.',
  'requests-used': (requests: number): string =>
    `All ${requests} requests are used, and it still runs the old boot.`,
  'guest-away': (guest: string, said: string): string =>
    `Its guest ${guest} does not answer over SSH: ${said}`,
  'drains-too-long': (drained: number, of: number, passed: string, expected: string): string =>
    `${drained} of its ${of} guests were drained in ${passed}; the rest does not fit before the window shuts or a freeze begins. All is expected to take ${expected}: raise timing.expected, or widen the window.`,
  'rebooted-again': (boot: string): string => `It rebooted again by itself; its boot is now ${boot}.`,
  'same-kernel': (running: string, installed: string): string =>
    `It runs ${running} again; ${installed} is installed.`,
  'logins-refused': 'Logins are still refused (/run/nologin or /etc/nologin).',
  'system-state': (state: string): string => `systemd says ${state}.`,
  'failed-units-unread': 'systemd says degraded, and the failed units could not be read.',
  'failed-units': (units: string): string => `Units failed that had not failed before: ${units}`,
  drift: (items: string): string => `It had this before the reboot and has it no more: ${items}`,
  driftKinds: {
    units: 'units',
    listeners: 'listening ports',
    mounts: 'mounts',
    routes: 'routes',
    memory: 'memory',
    cpus: 'CPUs',
    disks: 'disks',
    'time-sync': 'time synchronisation',
  } satisfies Record<DriftKind, string>,
};
