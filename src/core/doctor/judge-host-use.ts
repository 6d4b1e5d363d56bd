// What the doctor says of the gates, hooks and load balancers that a campaign would use at one host: a rehearsal of all
// that can be tried without acting. What could not be asked is a problem, because a campaign would halt on it.

import { assertNever } from '../brand.ts';
import type { HostId } from '../fleet/ids.ts';
import { isOurs, seatName } from '../rotation/rotation.ts';
import { counted } from '../counted.ts';
import { problem, warning, well, type DoctorArea, type DoctorLine } from './doctor-line.ts';
import type { CommandPermission, GateLook, HookLook, HostUse, SeatLook } from './host-use.ts';

export function judgeHostUse(subject: HostId, { gates, hooks, seats }: HostUse): readonly DoctorLine[] {
  return [
    ...folded(
      gates.map((look) => judgeGate(subject, look)),
      { area: 'gates', subject, found: `${counted(gates.length, 'gate')} answered well now` },
    ),
    ...folded(
      hooks.map((look) => judgeHook(subject, look)),
      {
        area: 'hooks',
        subject,
        found: `${hooks.map(({ hook }) => hook).join(' and ')} may be run (not run now)`,
      },
    ),
    ...folded(
      seats.map((look) => judgeSeat(subject, look)),
      {
        area: 'load-balancers',
        subject,
        found: `${counted(seats.length, 'seat')} known to the load balancers`,
      },
    ),
  ];
}

type Good = { readonly area: DoctorArea; readonly subject: string; readonly found: string };

/** Troubles alone, or one good line for all; nothing where there was nothing to ask. */
function folded(looks: readonly (DoctorLine | null)[], good: Good): readonly DoctorLine[] {
  const troubles = looks.filter((line) => line !== null);
  if (looks.length === 0) return [];
  return troubles.length === 0 ? [well(good)] : troubles;
}

function judgeGate(subject: HostId, { service, gate, answer, permission }: GateLook): DoctorLine | null {
  const said = { area: 'gates', subject } as const;
  const name = `gate "${gate}" of ${service}`;
  if (answer === null)
    return permission === null ? null : judgePermission(permission, { said, what: name, host: subject });
  switch (answer.kind) {
    case 'pass':
      return null;
    case 'fail':
      return warning({
        ...said,
        found: `${name} does not pass now: ${answer.found}`,
        fix: 'mend the service, or the gate: after a reboot it must pass, and where it does not its campaign halts',
      });
    case 'error':
      return problem({
        ...said,
        found: `${name} could not be asked: ${answer.detail}`,
        fix: 'mend what the line says: a gate that cannot be asked never passes (docs/gates.md)',
      });
    default:
      return assertNever(answer);
  }
}

function judgeHook(subject: HostId, { hook, permission }: HookLook): DoctorLine | null {
  return judgePermission(permission, { said: { area: 'hooks', subject }, what: hook, host: subject });
}

function judgePermission(
  permission: CommandPermission,
  { said, what, host }: { readonly said: Omit<Good, 'found'>; readonly what: string; readonly host: HostId },
): DoctorLine | null {
  const again = `run what \`stagger ssh-setup ${host}\` prints there again: it holds the hooks and gates of today`;
  switch (permission.kind) {
    case 'may-run':
      return null;
    case 'no-program':
      return problem({
        ...said,
        found: `${what}: ${permission.program} is not there, or our login may not run it`,
        fix: 'put it there, executable for our login, or correct the inventory',
      });
    case 'not-allowed':
      return problem({
        ...said,
        found: `${what}: sudo refuses it: ${permission.detail || 'no reason given'}`,
        fix: 'as root there, run visudo -f /etc/sudoers.d/stagger and allow exactly this command with NOPASSWD',
      });
    case 'not-installed':
      return problem({ ...said, found: `${what}: the forced command there does not know it`, fix: again });
    case 'not-told':
      return problem({
        ...said,
        found: `${what}: whether it may be run is not known: ${permission.detail}`,
        fix: again,
      });
    default:
      return assertNever(permission);
  }
}

function judgeSeat(subject: HostId, { seat, reading }: SeatLook): DoctorLine | null {
  const said = { area: 'load-balancers', subject } as const;
  const name = seatName(seat);
  if (reading.kind === 'error')
    return problem({
      ...said,
      found: `${name} could not be read: ${reading.detail}`,
      fix: 'mend what the line says: without it the host is not taken out, and not rebooted (docs/load-balancers.md)',
    });
  if (isOurs({ seat, before: reading.state })) return null;
  return warning({
    ...said,
    found: `${name} is taken out by hand now (${reading.state.admin}, weight ${reading.state.weight})`,
    fix: 'put it back where that is over: a campaign leaves out what it found taken out',
  });
}
