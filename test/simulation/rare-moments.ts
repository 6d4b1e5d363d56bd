// Notes that something rare was going on at the moment of a command, a death or a crash.
import { HOUR_MS } from '../../src/core/brand.ts';
import { offsetAt } from '../../src/core/calendar/zone-clock.ts';
import { isInFlight } from '../../src/core/campaign/holding.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { brokenBudgets } from './budget-oracle.ts';
import type { Truth } from './truth.ts';
import type { Sometimes, Verdicts } from './verdicts.ts';

const between: ReadonlySet<string> = new Set(['rebooting', 'confirming', 'holding', 'settling']);

const limits: readonly (readonly [string, Sometimes])[] = [
  ['keeps', 'budget was the limit'],
  ['in flight in zones', 'zone was the limit'],
  ['hosts down in', 'domain cap was the limit'],
  ['hosts down in fleet', 'cap on the fleet was the limit'],
  ['depend on each other', 'dependency was the limit'],
];

/** A command was accepted: what kept the others waiting just then? */
export function noteLimits(truth: Truth, verdicts: Verdicts): void {
  const flying = new Set<HostId>();
  for (const { hosts } of truth.campaigns.values())
    for (const [id, host] of hosts) if (isInFlight(host)) flying.add(id);
  for (const { hosts, phase } of truth.campaigns.values()) {
    if (phase.kind !== 'running') continue;
    for (const [candidate, { stage }] of hosts) {
      if (stage.kind !== 'waiting' || flying.has(candidate)) continue;
      const broken = brokenBudgets(truth.inventory(), { candidate, absent: flying, inFlight: flying });
      for (const [words, what] of limits) if (broken.some((one) => one.includes(words))) verdicts.saw(what);
    }
  }
}

export function noteClockChange(truth: Truth, host: HostId, verdicts: Verdicts): void {
  const zone = truth.inventory().hosts.get(host)?.windows[0]?.timeZone;
  if (zone === undefined) return;
  const now = truth.time.now();
  if (offsetAt(zone, now - 6 * HOUR_MS) !== offsetAt(zone, now + 6 * HOUR_MS))
    verdicts.saw('clocks changed within a plan');
}

/** The process was killed: what was it doing? */
export function noteKill(truth: Truth, verdicts: Verdicts): void {
  for (const { id, hosts } of truth.campaigns.values())
    for (const { stage } of hosts.values()) {
      if (!('effectKey' in stage)) continue;
      const state = truth.effectState(id, stage.effectKey);
      if (stage.kind !== 'rebooting') verdicts.saw('killed while another effect was under way');
      else
        verdicts.saw(
          state === 'pending' ? 'killed between record and send' : 'killed between send and answer',
        );
    }
}

/** A host died by itself. */
export function noteDeath(truth: Truth, dead: HostId, verdicts: Verdicts): void {
  for (const { hosts } of truth.campaigns.values())
    for (const [id, host] of hosts)
      if (id !== dead && between.has(host.stage.kind))
        verdicts.saw('another host died while one was rebooting');
}
