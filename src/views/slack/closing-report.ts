// The closing report of a campaign, as the last reply in its thread and as a file with every host. The message holds what
// fits and says how many more there are; the file and the command line have them all.

import type { KnownBlock } from '@slack/types';
import type { DatedEvent } from '../../core/campaign/event.ts';
import type { ClosingReport, HostCourse, PartLengths } from '../../core/campaign/closing-report.ts';
import { progressOf } from '../../core/campaign/progress.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import type { Catalogue } from '../text/en.ts';
import { outcomeText, skipText } from './ended-card.ts';
import { driftWords, failureWords } from './failure-words.ts';
import { lengthText } from './incident-text.ts';
import { code, date, listWithin, plainText } from './mrkdwn.ts';
import { counters } from './progress-lines.ts';
import { context, section, type SlackMessage } from './slack-message.ts';

type Closing = {
  readonly campaign: Campaign;
  readonly event: DatedEvent;
  readonly report: ClosingReport;
};

const SLOWEST = 3;
const LINES = 5;
const LIST_CHARS = 430;

/** So many lines of a list stand in the message whatever the names; all hosts of a small campaign do. */
const SURE_LINES = 2;
const SMALL = 10;

/** The message may leave something out: the rest is in a file below it. */
export function closingIsLong({ hosts, drifted, skipped, failed, unplanned }: ClosingReport): boolean {
  return (
    hosts.length > SMALL || [drifted, skipped, failed, unplanned].some(({ length }) => length > SURE_LINES)
  );
}

export function renderClosingReport(closing: Closing, text: Catalogue): SlackMessage {
  const { report } = closing;
  const command = code(`stagger campaign report ${report.campaign}`);
  const full = closingIsLong(report) ? text.closing.fullHere(command) : text.closing.full(command);
  const parts = [headOf(closing, text), ...listsOf(closing, LINES, text)];
  const blocks = [...parts.map(section), context(full)] satisfies KnownBlock[];
  return { text: [...parts.map((part) => part.replaceAll('*', '')), full].join('\n'), blocks };
}

/** The whole report as plain text, dates in UTC: nothing is left out. */
export function closingReportText(closing: Closing, text: Catalogue): string {
  const { report } = closing;
  const courses = report.hosts.map((course) => `• ${courseLine(course, text)}`);
  const parts = [
    text.closing.fileTitle(report.campaign),
    headOf(closing, text),
    ...listsOf(closing, Infinity, text),
    text.label(text.closing.everyHost, courses.join('\n')),
  ];
  return `${plainText(parts.join('\n\n'))}\n`;
}

function headOf({ campaign, event: { event, at }, report }: Closing, text: Catalogue): string {
  const progress = progressOf(campaign);
  const counts = [
    text.progress.countersPlain(report.done, report.total),
    ...counters({ ...progress, waiting: [] }, text),
    ...(report.untouched === 0 ? [] : [text.closing.untouched(report.untouched)]),
  ].join(text.list);
  const outcome = event.kind === 'campaign-ended' ? outcomeText(campaign, event.as, at, text) : '';
  const whole = report.wholeMs === null ? '' : text.closing.whole(lengthText(report.wholeMs, text));
  return `${outcome}\n*${counts}.*${whole === '' ? '' : `${text.sentences}${whole}`}`.trim();
}

/** @param most lines of each list. */
function listsOf({ report }: Closing, most: number, text: Catalogue): readonly string[] {
  const { closing } = text;
  const list = <Item>(title: string, items: readonly Item[], words: (item: Item) => string): string[] => {
    if (items.length === 0) return [];
    const limits = {
      items: most,
      chars: most === Infinity ? Infinity : LIST_CHARS,
      separator: '\n',
      more: closing.more,
    };
    return [
      text.label(
        title,
        listWithin(items, (item) => `• ${words(item)}`, limits),
      ),
    ];
  };
  const noDrift =
    report.drifted.length > 0 || report.done === 0
      ? []
      : [report.compared === 0 ? closing.notCompared : closing.noDrift(report.compared)];
  return [
    ...(report.parts.length === 0
      ? []
      : [text.label(closing.howLong, report.parts.map((part) => `• ${partLine(part, text)}`).join('\n'))]),
    ...list(closing.slowest, report.hosts.slice(0, Math.min(most, SLOWEST)), (course) =>
      courseLine(course, text),
    ),
    ...list(
      text.ended.failed,
      report.failed,
      ({ host, failure }) =>
        `${code(host)}: ${text.failure[failure.kind]}. ${failureWords(failure, most === Infinity ? 4_000 : 120, text)}`,
    ),
    ...list(
      closing.drifted,
      report.drifted,
      ({ host, items }) => `${code(host)}: ${driftWords(items, most === Infinity ? 4_000 : 140, text)}`,
    ),
    ...noDrift,
    ...list(text.ended.skipped, report.skipped, ({ host, why }) => `${code(host)}: ${skipText(why, text)}`),
    ...list(closing.unplanned, report.unplanned, ({ host, beganAt, owner }) =>
      closing.unplannedHost(code(host), date(beganAt), owner === null ? null : code(owner)),
    ),
  ];
}

function partLine({ part, hosts, medianMs, longest }: PartLengths, text: Catalogue): string {
  const [median, most] = [lengthText(medianMs, text), lengthText(longest.ms, text)];
  return text.closing.part(text.closing.parts[part], median, most, code(longest.host), hosts);
}

function courseLine({ host, ms, parts }: HostCourse, text: Catalogue): string {
  const { closing } = text;
  const each = parts.map((one) => closing.partLength(closing.parts[one.part], lengthText(one.ms, text)));
  return closing.course(code(host), lengthText(ms, text), each.join(text.list));
}
