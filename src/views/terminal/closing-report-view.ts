// `stagger campaign report`: what a campaign was, for a terminal. Everything is named; nothing is cut.

import type { ClosingReport } from '../../core/campaign/closing-report.ts';
import type { TimelinePart } from '../../core/campaign/host-timeline.ts';
import { driftText } from '../../core/drift/drift.ts';
import { skipText } from './campaign-view.ts';
import { plainTable, safeText, type Cell, type Paper } from './plain-table.ts';
import { durationText, instantText } from './time-text.ts';

const partNames: Readonly<Record<TimelinePart, string>> = {
  check: 'checks',
  drain: 'drain',
  reboot: 'down',
  settle: 'settling',
  gates: 'gates',
  ramp: 'ramp',
  soak: 'soak',
  undo: 'undoing',
};

export function closingReportView(
  report: ClosingReport,
  { timeZone, paper }: { readonly timeZone: string; readonly paper: Paper },
): string {
  const { phase, wholeMs, done, total, untouched } = report;
  const state =
    phase.kind === 'ended' ? `${phase.as.kind} at ${instantText(phase.at, timeZone)}` : phase.kind;
  const head = [
    `campaign  ${report.campaign}`,
    `state     ${state}`,
    `hosts     ${done} of ${total} done${untouched === 0 ? '' : `, ${untouched} not begun`}`,
    ...(wholeMs === null ? [] : [`took      ${durationText(wholeMs)}`]),
    ...(report.done > 0 && report.drifted.length === 0
      ? [
          report.compared === 0
            ? 'drift     not compared'
            : `drift     none on ${report.compared} compared hosts`,
        ]
      : []),
  ].join('\n');
  const parts = report.parts.map(({ part, hosts, medianMs, longest }): readonly Cell[] => [
    partNames[part],
    String(hosts),
    durationText(medianMs),
    durationText(longest.ms),
    longest.host,
  ]);
  const hosts = report.hosts.map(({ host, ms, stage, parts: each }): readonly Cell[] => [
    host,
    stage,
    durationText(ms),
    each.map((one) => `${partNames[one.part]} ${durationText(one.ms)}`).join(', '),
  ]);
  return [
    head,
    ...(parts.length === 0 ? [] : [plainTable(['PART', 'HOSTS', 'MEDIAN', 'LONGEST', 'HOST'], parts, paper)]),
    ...(hosts.length === 0 ? [] : [plainTable(['SLOWEST FIRST', 'STAGE', 'TOOK', ''], hosts, paper)]),
    ...listed('Failed', report.failed, ({ host, failure }) => `${host}: ${failure.kind}: ${failure.detail}`),
    ...listed(
      'Missing since the reboot',
      report.drifted,
      ({ host, items }) => `${host}: ${driftText(items)}`,
    ),
    ...listed('Skipped', report.skipped, ({ host, why }) => `${host}: ${skipText(why)}`),
    ...listed(
      'Rebooted by itself meanwhile',
      report.unplanned,
      ({ host, owner, beganAt }) =>
        `${host} at ${instantText(beganAt, timeZone)}${owner === null ? '' : `, of ${owner}`}`,
    ),
  ].join('\n\n');
}

function listed<Item>(title: string, items: readonly Item[], words: (item: Item) => string): string[] {
  if (items.length === 0) return [];
  return [[`${title}:`, ...items.map((item) => `  ${safeText(words(item))}`)].join('\n')];
}
