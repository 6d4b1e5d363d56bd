// `stagger chaos` at a terminal: whether it is on, when it draws, among whom, and why everybody else is left alone.

import { MINUTE_MS, type Instant } from '../../core/brand.ts';
import type { ChaosRow } from '../../core/chaos/candidates.ts';
import type { ChaosDraw } from '../../core/chaos/chaos-draw.ts';
import type { ChaosStanding, OptedIn } from '../../core/chaos/chaos-standing.ts';
import type { ChaosTerms } from '../../core/chaos/chaos-terms.ts';
import { allTickets } from '../../core/chaos/draw-host.ts';
import { chaosHoldText, chaosObstacleText } from './chaos-text.ts';
import { plainTable, safeText, type Cell, type Paper } from './plain-table.ts';
import { durationText, instantText } from './time-text.ts';

export type ChaosViewOptions = {
  readonly timeZone: string;
  readonly paper: Paper;
  /** Which of the hosts that are left alone have a row: all, or only those that opted in. */
  readonly named: 'all' | 'opted-in';
};

const leashes = {
  report: 'it tells whom it would reboot, and reboots nobody',
  propose: 'it asks for approval, and reboots nobody without it',
} as const;

/** Reasons that leave most of a fleet out: told as a number, not as rows. */
const ordinary: ReadonlySet<string> = new Set(['not-opted-in', 'no-service']);

export function chaosOffView(services: readonly OptedIn[]): string {
  const waiting = services.map(({ service }) => service).join(', ');
  return [
    'Chaos mode is off: settings.yaml has no `chaos`.',
    services.length === 0
      ? 'No service has opted in either (`chaos: true` of a service).'
      : `Opted in already: ${safeText(waiting)}.`,
  ].join('\n');
}

export function chaosView(
  standing: ChaosStanding,
  services: readonly OptedIn[],
  { timeZone, paper, named }: ChaosViewOptions,
): string {
  const { terms, holds, hosts } = standing;
  const eligible = hosts.flatMap((row) => (row.kind === 'eligible' ? [row] : []));
  const leftOut = hosts.flatMap((row) => (row.kind === 'left-out' ? [row] : []));
  const told = leftOut.filter(({ why }) => named === 'all' || !why.every(({ kind }) => ordinary.has(kind)));
  const names = services.map(({ service, parts }) => `${service} (${parts.join(', ')})`);
  const table = plainTable(
    ['ELIGIBLE', 'TICKETS'],
    eligible.map(({ host, tickets }): readonly Cell[] => [host, String(tickets)]),
    paper,
  );
  const others = plainTable(
    ['LEFT ALONE', 'WHY'],
    told.map(({ host, why }): readonly Cell[] => [
      host,
      why.map((each) => chaosObstacleText(each, timeZone)).join('; '),
    ]),
    paper,
  );
  return [
    `Chaos mode is on, on the leash ${terms.leash}: ${leashes[terms.leash]}.`,
    `hours      ${hoursText(terms)}`,
    timeLine(standing, timeZone),
    ...(standing.last === null ? [] : [lastLine(standing.last, timeZone)]),
    `opted in   ${names.length === 0 ? 'no service' : safeText(names.join(', '))}`,
    ...holds.map((hold) => `held       ${safeText(chaosHoldText(hold, timeZone))}`),
    '',
    ...(eligible.length === 0
      ? ['Nobody is eligible.']
      : [table, '', `${allTickets(eligible)} tickets in all, one for each day up.`]),
    ...(told.length === 0 ? [] : ['', others]),
    ...(leftOut.length === told.length
      ? []
      : ['', `${leftOut.length - told.length} more: not opted in. \`--all\` names them.`]),
  ].join('\n');
}

/** `tue, wed 10:00 for 5 h (Asia/Seoul), at most one draw in 7 days`. */
function hoursText({ hours, everyDays }: ChaosTerms): string {
  const { weekdays, startMinute, durationMinutes, timeZone } = hours;
  const clock = [Math.floor(startMinute / 60), startMinute % 60].map((part) => String(part).padStart(2, '0'));
  const length = durationText(durationMinutes * MINUTE_MS);
  const often = everyDays === 1 ? 'a day' : `in ${everyDays} days`;
  return `${weekdays.join(', ')} ${clock.join(':')} for ${length} (${timeZone}), at most one draw ${often}`;
}

function timeLine({ time, nextAt }: ChaosStanding, timeZone: string): string {
  if (time.kind === 'open')
    return `next draw  may come any minute: the hours are open until ${instantText(time.opening.untilAt, timeZone)}`;
  return `next draw  ${nextAt === null ? 'not in the next months' : `not before ${instantText(nextAt, timeZone)}`}`;
}

function lastLine({ host, at, campaign }: ChaosDraw, timeZone: string): string {
  const what = campaign === null ? 'told only' : `campaign ${campaign}`;
  return `last draw  ${safeText(host)}, ${instantText(at, timeZone)}, ${what}`;
}

export type Rehearsal = {
  readonly seed: string;
  readonly host: string | null;
  readonly tickets: { readonly own: number; readonly all: number; readonly hosts: number };
  readonly wentBack: readonly { readonly host: string; readonly why: readonly string[] }[];
  /** Set outside the hours: nothing was planned or looked over. */
  readonly opensAt: Instant | null;
  readonly holds: readonly string[];
  readonly worst: readonly string[];
  readonly expectedMs: number | null;
};

export function rehearsalView(rehearsal: Rehearsal, timeZone: string): string {
  const { seed, host, tickets, wentBack, holds, opensAt, worst, expectedMs } = rehearsal;
  const back = wentBack.map(({ host: name, why }) => `went back  ${safeText(`${name}: ${why.join('; ')}`)}`);
  if (host === null)
    return [
      'Nobody would be drawn now.',
      ...holds.map((hold) => `held       ${safeText(hold)}`),
      ...back,
      `seed       ${safeText(seed)}`,
    ].join('\n');
  return [
    `${safeText(host)} would be drawn now: ${tickets.own} of ${tickets.all} tickets, among ${tickets.hosts} eligible.`,
    ...(expectedMs === null ? [] : [`takes      about ${durationText(expectedMs)}`]),
    ...worst.map((line) => `hurts      ${safeText(line)}`),
    ...back,
    ...(opensAt === null
      ? []
      : [`hours      closed until ${instantText(opensAt, timeZone)}: nothing was planned or looked over`]),
    `seed       ${safeText(seed)}`,
    'A rehearsal: nothing was recorded, posted or rebooted.',
  ].join('\n');
}

/** One host, as `stagger explain` tells of it. */
export type HostInChaos = { readonly row: ChaosRow | null; readonly drawn: ChaosDraw | null };

export function chaosLines({ row, drawn }: HostInChaos, timeZone: string): readonly string[] {
  const lines: string[] = [];
  if (drawn !== null) {
    const what = drawn.campaign === null ? 'and only told of it' : `for campaign ${drawn.campaign}`;
    lines.push(`Chaos mode drew it ${instantText(drawn.at, timeZone)} ${what}.`);
  }
  if (row?.kind === 'eligible') lines.push(`Chaos mode may draw it: it has ${row.tickets} tickets.`);
  if (row?.kind === 'left-out') {
    const why = row.why.map((each) => chaosObstacleText(each, timeZone)).join('; ');
    lines.push(`Chaos mode leaves it alone: ${safeText(why)}.`);
  }
  return lines;
}
