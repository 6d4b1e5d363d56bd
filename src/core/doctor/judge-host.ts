// What the doctor says of one host: is it reached and trusted, may we reboot it, does something else reboot it, and
// does its clock agree. A host that could not be inspected is a problem, never silence.

import { assertNever, SECOND_MS } from '../brand.ts';
import type { SshTarget } from '../fleet/ssh-target.ts';
import { problem, warning, well, type DoctorLine } from './doctor-line.ts';
import type { HostExamination, RebootAgent, RebootRight } from './host-inspection.ts';

/** Beyond this, log lines of two machines cannot be put in order any more. */
const clockToleranceMs = 5 * SECOND_MS;

export function judgeHost(target: SshTarget, examination: HostExamination): readonly DoctorLine[] {
  const subject = target.hostId;
  if (examination.kind === 'missed') {
    // The detail names the command that mends a host key or a login.
    const { failure, detail } = examination;
    const fix =
      failure === 'login-refused'
        ? `give our key a login there: \`stagger ssh-setup ${subject}\` prints what root runs; then \`stagger doctor ${subject}\``
        : `do what the line says, then run \`stagger doctor ${subject}\``;
    return [problem({ area: 'ssh', subject, found: `${failure}: ${detail}`, fix })];
  }
  const { facts } = examination;
  const where = `${target.user}@${target.address}${target.port === 22 ? '' : ` port ${target.port}`}`;
  const reached = well({
    area: 'ssh',
    subject,
    found: `${where}: host key trusted, logged in, ${facts.os ?? 'Linux'}`,
  });
  const clock = judgeClock(subject, facts.clockOffsetMs);
  const rest =
    examination.kind === 'not-inspected'
      ? [
          problem({
            area: 'sudo',
            subject,
            found: `could not be looked at: ${examination.detail}`,
            fix: 'let this login run /bin/sh, or look at its ForceCommand',
          }),
        ]
      : [
          judgeRight(target, examination.inspection.right),
          judgeCommand(subject, examination.inspection.hasForcedCommand),
          ...judgeAgents(subject, examination.inspection.agents),
        ];
  return [reached, ...clock, ...rest];
}

function judgeClock(subject: string, offsetMs: number | null): readonly DoctorLine[] {
  if (offsetMs === null || Math.abs(offsetMs) <= clockToleranceMs) return [];
  const seconds = Math.round(Math.abs(offsetMs) / SECOND_MS);
  const found = `its clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} ours`;
  return [
    warning({ area: 'time', subject, found, fix: 'see `chronyc tracking` or `timedatectl` there and here' }),
  ];
}

/** Both are sound; plain sudo leaves one defence less, and says so. */
function judgeCommand(subject: string, hasForcedCommand: boolean): DoctorLine {
  const found = hasForcedCommand
    ? 'our key may only do its work there, and the host refuses a daemon that was replaced'
    : 'our key may do all that its login may, and only the boot id stops a daemon that was replaced (`stagger ssh-setup` prints more)';
  return well({ area: 'sudo', subject, found });
}

function judgeRight({ hostId: subject, user }: SshTarget, right: RebootRight): DoctorLine {
  const rule =
    `as root there, run visudo -f /etc/sudoers.d/stagger and add: ` +
    `${user} ALL=(root) NOPASSWD: /usr/bin/systemctl reboot`;
  switch (right.kind) {
    case 'root':
      return well({ area: 'sudo', subject, found: 'logs in as root and may reboot' });
    case 'allowed':
      return well({ area: 'sudo', subject, found: 'sudo lets this login reboot, without a password' });
    case 'password':
      return problem({
        area: 'sudo',
        subject,
        found: `sudo would ask for a password: the last rule that fits is "${right.rule}"`,
        fix: `${rule} (the last rule that fits counts: files are read in the order of their names)`,
      });
    case 'refused':
      return problem({
        area: 'sudo',
        subject,
        found: `this login may not reboot: ${right.detail || 'no reason given'}`,
        fix: rule,
      });
    default:
      return assertNever(right);
  }
}

function judgeAgents(subject: string, agents: readonly RebootAgent[]): readonly DoctorLine[] {
  if (agents.length === 0)
    return [well({ area: 'reboot-agents', subject, found: 'nothing else that reboots it was found' })];
  return agents.map((agent) => judgeAgent(subject, agent));
}

function judgeAgent(subject: string, agent: RebootAgent): DoctorLine {
  const area = 'reboot-agents';
  switch (agent.kind) {
    case 'unattended-upgrades':
      return problem({
        area,
        subject,
        found: `unattended-upgrades reboots it by itself (Automatic-Reboot${agent.at === null ? '' : ` at ${agent.at}`})`,
        fix: 'set Unattended-Upgrade::Automatic-Reboot "false"; in /etc/apt/apt.conf.d/50unattended-upgrades',
      });
    case 'dnf-automatic':
      return problem({
        area,
        subject,
        found: `dnf-automatic reboots it by itself (reboot = ${agent.when})`,
        fix: 'set reboot = never in /etc/dnf/automatic.conf',
      });
    case 'service':
      return problem({
        area,
        subject,
        found: `${agent.unit} is active and may reboot it by itself`,
        fix: `run systemctl disable --now ${agent.unit} there, or exempt this host from Stagger`,
      });
    case 'process':
      return problem({
        area,
        subject,
        found: `${agent.name} runs there and may reboot it by itself`,
        fix: `let one of the two reboot this host: remove ${agent.name}, or exempt the host from Stagger`,
      });
    case 'needrestart':
      return warning({
        area,
        subject,
        found: 'needrestart restarts services by itself after upgrades',
        fix: `set $nrconf{restart} = 'l'; in /etc/needrestart/needrestart.conf where a restart would hurt`,
      });
    case 'cron':
      return problem({
        area,
        subject,
        found: `${agent.file} has a line that reboots`,
        fix: `remove it from ${agent.file}`,
      });
    case 'scheduled-shutdown':
      return problem({
        area,
        subject,
        found: 'a shutdown is scheduled there (/run/systemd/shutdown/scheduled)',
        fix: 'run shutdown --show there to see it, and shutdown -c to cancel it',
      });
    default:
      return assertNever(agent);
  }
}
