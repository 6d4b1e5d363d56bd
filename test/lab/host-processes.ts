// The processes of one lab host as seen from outside: everything in the pid namespace of its init.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

function pidNamespace(pid: number | string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null; // It ended meanwhile.
  }
}

/**
 * Pids (in the machine's numbering) of the host whose init is `initPid`; empty if it has ended, also when its pid has
 * a new bearer on the machine itself.
 */
export function processesOf(initPid: number): readonly number[] {
  const namespace = pidNamespace(initPid);
  if (namespace === null || namespace === pidNamespace('self')) return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && pidNamespace(entry) === namespace)
    .map(Number);
}

/** The fields of `/proc/PID/stat` after the command name, or null if the process has ended. */
function statFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** The state letter (`T` is stopped, `Z` a zombie), or null if the process has ended. */
export function processState(pid: number): string | null {
  return statFields(pid)?.[0] ?? null;
}

/** The parent's pid, or null if the process has ended. */
export function parentOf(pid: number): number | null {
  const parent = statFields(pid)?.[1];
  return parent === undefined ? null : Number(parent);
}

/** Sends `signal`; a process that ended meanwhile is no error. */
export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}
