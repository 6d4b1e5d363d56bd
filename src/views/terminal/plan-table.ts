// `stagger plan` and `stagger explain` at a terminal: the plan wave by wave, who was left out, and one host's story.

import type { HostId } from '../../core/fleet/ids.ts';
import {
  endOfSteps,
  type HostReport,
  type PlanDocument,
  type PlanReport,
  type PlanStep,
  type WaitReason,
} from '../../core/planning/plan.ts';
import { guestDrainsLonger, guestsDrainedIn } from '../../core/rotation/guest-drains.ts';
import type { LearnedTiming } from '../../core/uptime/learned-timing.ts';
import { basisText } from './learned-text.ts';
import { plainTable, safeText, type Cell, type Paper } from './plain-table.ts';
import { durationText, instantText } from './time-text.ts';
import { namesText, sentence, waitText } from './wait-text.ts';

export type PlanViewOptions = {
  readonly timeZone: string;
  readonly paper: Paper;
  /** Hosts that no probe ever came back from: nothing is known of them, so they are told as one number. */
  readonly neverProbed: ReadonlySet<HostId>;
};

/** By host: what was learned of the length of its reboots. */
export type LearnedTimings = ReadonlyMap<HostId, LearnedTiming>;

/** Reasons that leave most of a fleet out on most days: told as a number, not as rows. */
const ordinary: ReadonlySet<WaitReason['kind']> = new Set(['not-due', 'not-selected']);

export function planView(
  { plan, digest, report }: PlanDocument,
  learned: LearnedTimings,
  options: PlanViewOptions,
): string {
  const { timeZone, paper } = options;
  const endAt = endOfSteps(plan.steps);
  const startAt = plan.steps[0]?.expectedStartAt ?? plan.createdAt;
  const waves = new Set(plan.steps.map(({ wave }) => wave)).size;
  const rows = new Map(report.hosts.map((row) => [row.host, row]));
  const lines = [
    `plan      ${plan.id}, version ${plan.version}, digest ${digest.slice(0, 12)}`,
    `hosts     ${plan.steps.length} in ${waves} ${waves === 1 ? 'wave' : 'waves'}`,
    `expected  ${instantText(startAt, timeZone)} to ${instantText(endAt, timeZone)} (${durationText(endAt - startAt)})`,
    '',
    plainTable(
      ['WAVE', 'HOST', 'WHY', 'UP FOR', 'EXPECTED START', 'FOR', 'LENGTH BY', 'WAITS'],
      plan.steps.map((step) => stepCells(step, { row: rows.get(step.host), learned }, timeZone)),
      paper,
    ),
  ];
  const unseen = neverLine(report, options);
  return [
    ...lines,
    ...guestLines('Guests drained before they go down:', plan.steps, guestsDrainedIn, longerText),
    ...guestLines(
      'Guests that go down undrained, with all load balancers of a service of theirs:',
      plan.steps,
      ({ undrainedGuests = [] }) => undrainedGuests,
    ),
    ...leftOutLines(report, options),
    ...(unseen === null ? [] : ['', unseen]),
  ].join('\n');
}

function guestLines(
  title: string,
  steps: readonly PlanStep[],
  guestsOf: (step: PlanStep) => readonly HostId[],
  moreOf: (step: PlanStep) => string = () => '',
): readonly string[] {
  const lines = steps.flatMap((step) => {
    const guests = guestsOf(step);
    return guests.length === 0 ? [] : [`  with ${step.host}: ${namesText(guests, 12)}${moreOf(step)}`];
  });
  return lines.length === 0 ? [] : ['', title, ...lines];
}

/** Whoever plans it has to know what the estimate does not hold. */
function longerText(step: PlanStep): string {
  const longestMs = guestDrainsLonger(step);
  if (longestMs === null) return '';
  return ` (their commands may take up to ${durationText(longestMs)} in all; the whole reboot is expected to take ${durationText(step.timing.expectedMs)})`;
}

function stepCells(
  step: PlanStep,
  { row, learned }: { readonly row: HostReport | undefined; readonly learned: LearnedTimings },
  timeZone: string,
): readonly Cell[] {
  const waits = row?.kind === 'planned' ? row.waits : [];
  return [
    String(step.wave),
    step.host,
    { text: step.reason, tone: step.reason === 'overdue' ? 'warn' : 'dim' },
    durationText(step.uptimeMs),
    instantText(step.expectedStartAt, timeZone),
    durationText(step.expectedEndAt - step.expectedStartAt),
    { text: basisText(learned.get(step.host)?.basis ?? null), tone: 'dim' },
    waits.map((why) => waitText(why, timeZone)).join('; '),
  ];
}

/** What a person is told when there is no plan. Of hosts that nobody could look at it never says that all is well. */
export function nothingToDoView(report: PlanReport, options: PlanViewOptions): string {
  const asked = askedFor(report);
  const never = neverLine(report, options);
  const probed = asked.filter(({ host }) => !options.neverProbed.has(host));
  const silent = probed.filter(isUnjudged).length;
  const seen = probed.length - silent;
  const ofSeen = `Nothing to reboot among the ${seen === 1 ? '1 host that was' : `${seen} hosts that were`} observed.`;
  const lines = [
    ...(never === null ? [] : [never]),
    ...(silent === 0 ? [] : [`${ofAsked(silent, asked)} could not be judged: LEFT OUT says why.`]),
    ...(never === null && silent === 0 ? ['Nothing to reboot.'] : seen === 0 ? [] : [ofSeen]),
  ];
  return [...lines, ...leftOutLines(report, options)].join('\n');
}

/** True where a host that was asked about could not be judged: then "nothing to do" is not known. */
export function isPartlyBlind(report: PlanReport): boolean {
  return askedFor(report).some(isUnjudged);
}

/** Of a machine that answers under two names nobody knows whom its reboot would hit. */
function isUnjudged(row: HostReport): boolean {
  return row.kind === 'left-out' && (row.why.kind === 'not-observed' || row.why.kind === 'same-machine');
}

function ofAsked(count: number, asked: readonly HostReport[]): string {
  return `${count} of ${asked.length} ${asked.length === 1 ? 'host' : 'hosts'}`;
}

function askedFor({ hosts }: PlanReport): readonly HostReport[] {
  return hosts.filter((row) => row.kind === 'planned' || row.why.kind !== 'not-selected');
}

/** `60 of 61 hosts were never observed: …`, or null where each was looked at. */
function neverLine(report: PlanReport, { neverProbed }: PlanViewOptions): string | null {
  const asked = askedFor(report);
  const never = asked.filter(({ host }) => neverProbed.has(host)).length;
  if (never === 0) return null;
  return `${ofAsked(never, asked)} ${never === 1 ? 'was' : 'were'} never observed: run \`stagger sweep\`, or start \`stagger run\`.`;
}

function leftOutLines(
  report: PlanReport,
  { timeZone, paper, neverProbed }: PlanViewOptions,
): readonly string[] {
  const leftOut = report.hosts.flatMap((row) => (row.kind === 'left-out' ? [row] : []));
  const told = leftOut.filter(
    ({ host, why }) => !ordinary.has(why.kind) && !(why.kind === 'not-observed' && neverProbed.has(host)),
  );
  const count = (kind: WaitReason['kind']): number => leftOut.filter(({ why }) => why.kind === kind).length;
  const table = plainTable(
    ['LEFT OUT', 'WHY'],
    told.map(({ host, why }): readonly Cell[] => [host, waitText(why, timeZone)]),
    paper,
  );
  const rest = [
    [count('not-due'), 'not due'],
    [count('not-selected'), 'not asked for'],
  ].flatMap(([hosts, why]) => (hosts === 0 ? [] : [`${hosts} ${why}`]));
  return [
    ...(told.length === 0 ? [] : ['', table]),
    ...(rest.length === 0 ? [] : ['', `${rest.join(', ')}: \`stagger explain HOST\` tells more.`]),
  ];
}

/** Why one host goes when it goes, or does not, as a plan made now has it. */
export function explanation(
  host: HostId,
  planned: { readonly row: HostReport | null; readonly steps: readonly PlanStep[] },
  timeZone: string,
): string {
  const { row, steps } = planned;
  const step = steps.find((each) => each.host === host);
  if (row?.kind === 'left-out')
    return `A plan made now would leave ${host} out: ${sentence(safeText(waitText(row.why, timeZone)))}`;
  if (row === null || step === undefined) return `${host} is not in the inventory.`;
  const together = steps.filter(({ wave, host: other }) => wave === row.wave && other !== host);
  const startText = instantText(step.expectedStartAt, timeZone);
  return [
    `A plan made now would reboot ${host} in wave ${row.wave}, about ${startText}, for ${durationText(step.expectedEndAt - step.expectedStartAt)}.`,
    `  Why: ${step.reason}, up for ${durationText(step.uptimeMs)}.`,
    ...row.waits.map((why) => `  Waits: ${sentence(safeText(waitText(why, timeZone)))}`),
    ...(guestsDrainedIn(step).length > 0
      ? [`  Drains with it: ${namesText(guestsDrainedIn(step), 12)}${longerText(step)}.`]
      : []),
    ...((step.undrainedGuests ?? []).length > 0
      ? [
          `  Takes down undrained: ${namesText(step.undrainedGuests ?? [], 12)} (their load balancers go, too).`,
        ]
      : []),
    ...(step.after.length > 0 ? [`  Must be done first: ${namesText(step.after, 12)}.`] : []),
    ...(together.length > 0
      ? [
          `  Goes with: ${namesText(
            together.map(({ host: other }) => other),
            12,
          )}.`,
        ]
      : []),
  ].join('\n');
}
