// The one command that reboots. The host itself compares its boot id in the same command that acts: a repeated or late
// command meets another boot and does nothing. Fixed text but for three values, each checked against its exact shape
// here again, so that nothing from an inventory or a plan can become shell text.

import { parseBootId } from '../../core/fleet/ids.ts';
import type { RebootRequest, RebootRequestOutcome } from '../../ports/host-control.ts';
import type { CommandRun } from './command-run.ts';

const digestShape = /^[0-9a-f]{8,128}$/;

/** Enough for every marker and an error text of sudo or systemctl. */
export const rebootOutputBytes = 4096;

/**
 * @param epoch of this daemon: a host with a forced command refuses one that is lower than it has seen.
 * @returns the command text (one word for every login shell, as the probe's), or null if a value has not the shape it must have.
 * The rights are asked for first (`sudo -l`), so that a missing rule is a refusal and not a lost command. The marker is
 * printed before the reboot is asked for; HUP and PIPE are ignored from there on: the request must outlive us.
 */
export function rebootCommand(request: RebootRequest, epoch: number): string | null {
  const { expectBootId, planDigest, attempt } = request;
  if (parseBootId(expectBootId) === null || !digestShape.test(planDigest)) return null;
  if (!Number.isSafeInteger(attempt) || attempt < 0) return null;
  if (!Number.isSafeInteger(epoch) || epoch < 0) return null;
  const script = [
    // A forced command reads these words and runs its own program (forced-command.ts); here they are a comment.
    `: stagger reboot ${expectBootId} ${planDigest} ${attempt} ${epoch};`,
    'LC_ALL=C; export LC_ALL; PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin:/usr/bin:/bin;',
    'b=; read -r b </proc/sys/kernel/random/boot_id;',
    `[ "$b" = ${expectBootId} ] || { printf "%s\\n" "stagger/1 boot-id-mismatch $b"; exit 0; };`,
    'c="systemctl reboot"; command -v systemctl >/dev/null || c=reboot;',
    'if [ "$(id -u)" = 0 ]; then :; else if command -v sudo >/dev/null; then r=$(sudo -n -l $c 2>&1); else r="sudo: not installed"; false; fi ||',
    '{ printf "%s\\n" "stagger/1 refused $r"; exit 0; }; c="sudo -n $c"; fi;',
    'trap "" HUP PIPE;',
    `if command -v logger >/dev/null; then logger -t stagger "rebooting for plan ${planDigest} attempt ${attempt}" </dev/null >/dev/null 2>&1 & fi;`,
    'printf "%s\\n" "stagger/1 rebooting";',
    'r=$($c 2>&1 </dev/null); printf "%s\\n" "stagger/1 reboot-exit $? $r"',
  ].join(' ');
  return `exec /bin/sh -c '${script}'`;
}

/** systemctl and sudo saying that nothing was done. Anything else after the marker is not known to be harmless. */
const nothingDone =
  /access denied|authentication (is )?required|password is required|not allowed|permission denied|not permitted|inhibited|not found|command not found|must be root|refusing/i;

/** What the run of `rebootCommand` means. `where` and `user` are for the text of a refusal. */
export function judgeRebootRun(run: CommandRun, where: string, user: string): RebootRequestOutcome {
  if (run.kind === 'refused')
    return {
      kind: 'not-sent',
      failure: 'exec-refused',
      detail: `${where} refuses to run a command: ${run.detail}`,
      raw: run.detail,
    };
  const lines = run.output.split('\n');
  const mismatch = valueOf(lines, 'boot-id-mismatch');
  if (mismatch !== null) {
    const found = parseBootId(mismatch);
    return found === null
      ? {
          kind: 'refused',
          detail: `${where} cannot tell its boot id (found: ${printable(mismatch)})`,
          cause: { kind: 'boot-id-unreadable', found: printable(mismatch) },
        }
      : { kind: 'boot-id-mismatch', found };
  }
  const fenced = valueOf(lines, 'fenced');
  if (fenced !== null)
    return {
      kind: 'refused',
      detail: fencedOff(where, fenced),
      cause: { kind: 'fenced', epoch: printable(fenced) },
    };
  const refused = valueOf(lines, 'refused');
  if (refused !== null) return notAllowed(where, user, refused);
  if (valueOf(lines, 'rebooting') === null) return { kind: 'unknown', detail: lostBeforeMarker(run, where) };
  return judgeAfterMarker(run.output, where, user);
}

function judgeAfterMarker(output: string, where: string, user: string): RebootRequestOutcome {
  const exit = /^stagger\/1 reboot-exit (\d+) ?([\s\S]*)/m.exec(output);
  if (exit === null || exit[1] === '0') return { kind: 'accepted' };
  const said = printable(exit[2] ?? '');
  if (nothingDone.test(said)) return notAllowed(where, user, said);
  return {
    kind: 'unknown',
    detail: `the reboot command on ${where} ended with status ${exit[1] ?? ''} and said: ${said}`,
  };
}

function notAllowed(where: string, user: string, said: string): RebootRequestOutcome {
  const cause = { kind: 'not-allowed', user, said: printable(said) } as const;
  return { kind: 'refused', detail: noRight(where, user, said), cause };
}

function noRight(where: string, user: string, said: string): string {
  return (
    `${where} does not let us reboot it: ${printable(said) || 'no reason given'}. As root there, visudo -f ` +
    `/etc/sudoers.d/stagger and add: ${user} ALL=(root) NOPASSWD: /usr/bin/systemctl reboot`
  );
}

function fencedOff(where: string, highest: string): string {
  return (
    `${where} has had a command of a newer daemon (epoch ${printable(highest)}) and did nothing: another daemon has ` +
    'taken over, or this one started with a clock that is behind. Stop this one, or start it again with the right clock'
  );
}

function lostBeforeMarker(run: Exclude<CommandRun, { kind: 'refused' }>, where: string): string {
  switch (run.kind) {
    case 'lost':
      return `the connection to ${where} ended before it confirmed: ${run.failure.detail}`;
    case 'timeout':
      return `${where} did not confirm in time`;
    case 'exited':
    case 'endless':
      return `${where} did not confirm and printed: ${printable(run.output) || 'nothing'}`;
    default:
      return run satisfies never;
  }
}

/** The rest of the first line that has this marker, or null. */
function valueOf(lines: readonly string[], marker: string): string | null {
  const prefix = `stagger/1 ${marker}`;
  const line = lines.find((text) => text === prefix || text.startsWith(`${prefix} `));
  return line === undefined ? null : line.slice(prefix.length + 1).trim();
}

function printable(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
}
