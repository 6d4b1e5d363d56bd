// A running campaign as Slack's plan block. A small one shows every host in the plan's order; a large one shows what
// failed, what is in flight and what is next, and counts the rest, so that a thousand hosts take no more room than
// twenty. Titles are plain text: nothing that a host is called can format or mention.

import type { PlanBlock, RichTextBlock, RichTextElement, TaskCardBlock } from '@slack/types';
import type { Instant } from '../../core/brand.ts';
import {
  estimatedStartAt,
  progressOf,
  type CampaignProgress,
  type Outlook,
} from '../../core/campaign/progress.ts';
import { withoutRebooted, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign, HostReboot } from '../../core/campaign/state.ts';
import type { PlanStep } from '../../core/planning/plan.ts';
import type { Catalogue } from '../text/en.ts';
import { failurePlain } from './failure-words.ts';
import { plainName } from './mrkdwn.ts';
import { counters, stageWords } from './progress-lines.ts';

/** So many hosts are shown one by one; a phone scrolls through them in a few strokes. */
const EACH_HOST = 12;

const FAILED_TASKS = 3;
const IN_FLIGHT_TASKS = 6;
const NEXT_TASKS = 3;
const TITLE_CHARS = 110;
const DETAIL_CHARS = 120;

type TaskStatus = TaskCardBlock['status'];

/** How the tasks are said. */
type Telling = {
  readonly text: Catalogue;
  /** False while nobody can tell when what waits may start. */
  readonly starts: boolean;
  /** Null: when a slot is free. */
  readonly startAt: (reboot: HostReboot) => Instant | null;
  /** Hosts that wait and have rebooted by themselves. */
  readonly leftAlone: readonly HostReboot[];
  /** A host keeps its task from edit to edit; names are too long to be its id. */
  readonly idOf: (step: PlanStep) => string;
};

export function progressPlan(
  campaign: Campaign,
  { outlook, rebooted }: { readonly outlook: Outlook; readonly rebooted: RebootedSince },
  text: Catalogue,
): PlanBlock {
  const expected = withoutRebooted(campaign, rebooted);
  const total = campaign.hosts.size;
  const progress = { ...progressOf(expected), total };
  const { done } = progress;
  const ids = new Map([...campaign.hosts.keys()].map((host, index) => [host, `host-${index + 1}`]));
  const telling: Telling = {
    text,
    starts: campaign.phase.kind === 'running' && outlook.startableAt !== null,
    startAt: (reboot) => estimatedStartAt(expected, reboot, outlook),
    leftAlone: rebooted.flatMap((host) => campaign.hosts.get(host) ?? []),
    idOf: ({ host }) => ids.get(host) ?? 'host-0',
  };
  const title = [
    text.progress.countersPlain(done.length, total),
    ...counters(progress, text, rebooted.length),
  ].join(' · ');
  const tasks = total <= EACH_HOST ? eachHost(progress, telling) : grouped(progress, telling);
  return { type: 'plan', title: title.slice(0, 150), tasks };
}

function eachHost(progress: CampaignProgress, telling: Telling): TaskCardBlock[] {
  const { 'in-flight': inFlight, waiting, done, failed, skipped } = progress;
  return [
    ...done.map((host) => settledTask(host, telling)),
    ...skipped.map((host) => settledTask(host, telling)),
    ...telling.leftAlone.map((host) => leftAloneTask(host, telling)),
    ...failed.map((host) => failedTask(host, telling)),
    ...inFlight.map((host) => flyingTask(host, telling)),
    ...waiting.map((host) => waitingTask(host, telling)),
  ];
}

function grouped(progress: CampaignProgress, telling: Telling): TaskCardBlock[] {
  const { 'in-flight': inFlight, waiting, done, failed, skipped, total } = progress;
  const { text, leftAlone } = telling;
  const words = text.progress;
  const counted = (
    id: string,
    hosts: readonly HostReboot[],
    title: string,
    status: TaskStatus,
  ): TaskCardBlock[] => (hosts.length === 0 ? [] : [task(id, title, status, null)]);
  const rest = (
    id: string,
    hosts: readonly HostReboot[],
    shown: number,
    said: (count: number) => string,
    status: TaskStatus,
  ): TaskCardBlock[] => {
    const left = hosts.slice(shown);
    return counted(`${id}-more`, left, text.labelPlain(text.more(left.length), said(left.length)), status);
  };
  return [
    ...counted('done', done, words.countersPlain(done.length, total), 'complete'),
    ...counted('skipped', skipped, words.skippedCount(skipped.length), 'complete'),
    ...counted('rebooted', leftAlone, text.approval.rebootedCount(leftAlone.length), 'complete'),
    ...failed.slice(0, FAILED_TASKS).map((host) => failedTask(host, telling)),
    ...rest('failed', failed, FAILED_TASKS, words.failedCount, 'error'),
    ...inFlight.slice(0, IN_FLIGHT_TASKS).map((host) => flyingTask(host, telling)),
    ...rest('in-flight', inFlight, IN_FLIGHT_TASKS, words.inFlightCount, 'in_progress'),
    ...waiting.slice(0, NEXT_TASKS).map((host) => waitingTask(host, telling)),
    ...rest('waiting', waiting, NEXT_TASKS, words.waitingCount, 'pending'),
  ];
}

function settledTask({ step, stage }: HostReboot, telling: Telling): TaskCardBlock {
  return hostTask(
    step,
    telling.text.progress.stage[stage.kind],
    { status: 'complete', details: null },
    telling,
  );
}

function leftAloneTask({ step }: HostReboot, telling: Telling): TaskCardBlock {
  const words = telling.text.approval.rebootedHost;
  return hostTask(step, words, { status: 'complete', details: null }, telling);
}

function failedTask({ step, stage }: HostReboot, telling: Telling): TaskCardBlock {
  const { text } = telling;
  const failure = stage.kind === 'failed' ? stage.failure : null;
  const words = failure === null ? text.progress.stage.failed : text.failure[failure.kind];
  const detail = failure === null ? '' : failurePlain(failure, DETAIL_CHARS, text);
  const details: RichTextElement[] | null = detail === '' ? null : [{ type: 'text', text: detail }];
  return hostTask(step, words, { status: 'error', details }, telling);
}

function flyingTask(reboot: HostReboot, telling: Telling): TaskCardBlock {
  const { text } = telling;
  const { stageSinceAt } = reboot;
  const words: RichTextElement[] = [
    { type: 'text', text: stageWords(reboot, text, (guest) => plainName(guest)) },
  ];
  const since = stageSinceAt === null ? [] : around(text.progress.since, stageSinceAt);
  const details =
    since.length === 0 ? words : [...words, { type: 'text' as const, text: text.list }, ...since];
  return hostTask(reboot.step, null, { status: 'in_progress', details }, telling);
}

function waitingTask(reboot: HostReboot, telling: Telling): TaskCardBlock {
  const { step } = reboot;
  const { starts, startAt, text } = telling;
  const expectedAt = startAt(reboot);
  const expected: RichTextElement[] =
    expectedAt === null
      ? [{ type: 'text', text: text.progress.whenFree }]
      : around(text.progress.expected, expectedAt);
  const details = starts ? expected : null;
  return hostTask(step, null, { status: 'pending', details }, telling);
}

function hostTask(
  step: PlanStep,
  words: string | null,
  { status, details }: { readonly status: TaskStatus; readonly details: RichTextElement[] | null },
  { text, idOf }: Telling,
): TaskCardBlock {
  const name = plainName(step.host);
  const title = words === null ? name : text.labelPlain(name, words).slice(0, TITLE_CHARS);
  return task(idOf(step), title, status, details);
}

/** The catalogue's phrase with the instant in each reader's own time zone in its place. */
function around(phrase: (at: string) => string, at: Instant): RichTextElement[] {
  const [before = '', after = ''] = phrase('\u0000').split('\u0000');
  const shown: RichTextElement = {
    type: 'date',
    timestamp: Math.floor(at / 1_000),
    format: '{date_short_pretty} {time}',
    fallback: `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  };
  const word = (part: string): RichTextElement[] => (part === '' ? [] : [{ type: 'text', text: part }]);
  return [...word(before), shown, ...word(after)];
}

function task(
  id: string,
  title: string,
  status: TaskStatus,
  details: RichTextElement[] | null,
): TaskCardBlock {
  const body: RichTextBlock | null =
    details === null
      ? null
      : { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: details }] };
  return { type: 'task_card', task_id: id, title, status, ...(body === null ? {} : { details: body }) };
}
