// Reads what the inspection script printed. Text from a host is a stranger's: control characters are dropped and
// lengths limited. Without both markers nothing of it counts.

import type { HostInspection, RebootAgent, RebootRight } from '../../core/doctor/host-inspection.ts';

const maxTextLength = 200;

function plain(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, maxTextLength);
}

/** Null where the answer is not whole. */
export function parseInspection(output: string): HostInspection | null {
  const lines = output.split('\n');
  const begin = lines.indexOf('stagger/1 inspection');
  const end = lines.indexOf('stagger/1 inspected');
  if (begin < 0 || end < begin) return null;
  const said = lines.slice(begin + 1, end).map(plain);
  const right = rightOf(said);
  if (right === null) return null;
  return { right, hasForcedCommand: said.includes('forced-command yes'), agents: agentsOf(said) };
}

/** What follows `word ` on each line that begins with it. */
function valuesOf(said: readonly string[], word: string): readonly string[] {
  return said.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}

function rightOf(said: readonly string[]): RebootRight | null {
  const [right] = valuesOf(said, 'right');
  if (right === undefined) return null;
  if (right === 'root') return { kind: 'root' };
  if (right !== 'allowed') return { kind: 'refused', detail: right.replace(/^refused */, '') };
  const rules = valuesOf(said, 'rule');
  if (rules.some((rule) => rule.includes('!authenticate'))) return { kind: 'allowed' };
  const last = rules.flatMap(coveringReboot).at(-1);
  return last?.asksPassword === true ? { kind: 'password', rule: last.rule } : { kind: 'allowed' };
}

type Covering = { readonly rule: string; readonly asksPassword: boolean };

/** `sudo -l` says yes to a command that it would ask a password for: the last rule that covers it decides. */
function coveringReboot(rule: string): readonly Covering[] {
  const commands = /^\([^)]*\)\s*(.*)$/.exec(rule)?.[1];
  if (commands === undefined) return [];
  const covering: Covering[] = [];
  // A tag holds for its command and all that follow it in the rule.
  let asksPassword = true;
  for (const command of commands.split(',')) {
    if (/\bNOPASSWD:/.test(command)) asksPassword = false;
    else if (/\bPASSWD:/.test(command)) asksPassword = true;
    const text = command.replace(/\b[A-Z_]+:\s*/g, '').trim();
    if (text === 'ALL' || /^\S*\/(systemctl( reboot| \*)?|reboot( \*)?)$/.test(text))
      covering.push({ rule, asksPassword });
  }
  return covering;
}

function agentsOf(said: readonly string[]): readonly RebootAgent[] {
  const agents: RebootAgent[] = [];
  const apt = new Map(
    valuesOf(said, 'apt').map((line) => {
      const [key = '', value = ''] = line.split(/ (.*)/s);
      return [key, value.replace(/^"|";?$/g, '')] as const;
    }),
  );
  // APT itself reads these words as yes.
  const on = /^(1|true|yes|with|on|enable)$/i.test(apt.get('Unattended-Upgrade::Automatic-Reboot') ?? '');
  if (on && apt.get('APT::Periodic::Unattended-Upgrade') !== '0') {
    const at = apt.get('Unattended-Upgrade::Automatic-Reboot-Time') ?? null;
    agents.push({ kind: 'unattended-upgrades', at });
  }
  const when = valuesOf(said, 'dnf-reboot').find((value) => value.startsWith('when-'));
  if (when !== undefined && valuesOf(said, 'dnf-timer').length > 0)
    agents.push({ kind: 'dnf-automatic', when });
  for (const unit of valuesOf(said, 'service')) agents.push({ kind: 'service', unit });
  for (const name of new Set(valuesOf(said, 'process'))) agents.push({ kind: 'process', name });
  if (valuesOf(said, 'needrestart').length > 0) agents.push({ kind: 'needrestart' });
  for (const file of valuesOf(said, 'cron')) agents.push({ kind: 'cron', file });
  if (said.includes('scheduled-shutdown')) agents.push({ kind: 'scheduled-shutdown' });
  return agents;
}
