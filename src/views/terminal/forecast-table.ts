// `stagger forecast`: what falls due in the weeks ahead against what windows and budgets can carry.

import { assertNever } from '../../core/brand.ts';
import { forecastVerdict } from '../../core/uptime/forecast-verdict.ts';
import type { Forecast, ForecastWarning, ForecastWeek } from '../../core/uptime/forecast.ts';
import { plainTable, type Cell, type Paper } from './plain-table.ts';
import { instantText } from './time-text.ts';
import { namesText, waitText } from './wait-text.ts';

export type ForecastViewOptions = {
  readonly timeZone: string;
  readonly paper: Paper;
  /** How many the fleet has: what an all-clear is based on. */
  readonly hosts: number;
};

export function forecastView(forecast: Forecast, options: ForecastViewOptions): string {
  const { timeZone, paper } = options;
  const most = Math.max(1, ...forecast.weeks.map(({ due, carried }) => Math.max(due.length, carried.length)));
  const weeks = plainTable(
    ['WEEK FROM', 'DUE', 'ROOM', 'SPREAD', 'LATE', ''],
    forecast.weeks.map((week): readonly Cell[] => [
      dayText(week.fromAt, timeZone),
      String(week.due.length),
      String(week.room),
      String(week.carried.length),
      week.late.length === 0 ? '-' : { text: String(week.late.length), tone: 'bad' },
      bar(week, most),
    ]),
    paper,
  );
  const [unread] = forecast.stuck.filter(({ why }) => why.kind === 'freeze-unknown');
  const stuck = plainTable(
    ['CANNOT GO', 'DUE', 'WHY'],
    forecast.stuck.map(({ host, dueAt, why }): readonly Cell[] => [
      host,
      dayText(dueAt, timeZone),
      waitText(why, timeZone),
    ]),
    paper,
  );
  return [
    verdictText(forecast, options.hosts),
    '',
    weeks,
    '',
    'DUE: maximum uptime ends. ROOM: what windows and budgets can carry. SPREAD: reboots evened out before the deadline.',
    ...forecast.warnings.map((warning) => warningText(warning, forecast.weeks, timeZone)),
    ...(unread !== undefined
      ? ['', unreadText(waitText(unread.why, timeZone), forecast.stuck.length)]
      : forecast.stuck.length === 0
        ? []
        : ['', stuck]),
    ...(forecast.unknown.length === 0 ? [] : ['', unseenText(forecast.unknown)]),
  ].join('\n');
}

/** An all-clear leaves them out, so they are named with what would judge them. */
function unseenText(hosts: Forecast['unknown']): string {
  const whom = hosts.length === 1 ? 'it' : 'them';
  return `Not judged, because nobody has seen ${whom}: ${namesText(hosts, 8)}. Look with \`stagger sweep\`.`;
}

const verdicts = {
  fits: 'Everything fits',
  'begin-in-time': 'Everything fits if it begins in time',
  'not-known': 'Not known whether everything fits',
  'does-not-fit': 'Not everything fits',
} as const;

function verdictText(forecast: Forecast, hosts: number): string {
  const { kind, observed, late, stuck } = forecastVerdict(forecast, hosts);
  const basis = [
    `${observed} of ${hosts} host${hosts === 1 ? '' : 's'} observed`,
    ...(late === 0 ? [] : [`${late} too late`]),
    ...(stuck === 0 ? [] : [`${stuck} cannot go`]),
  ];
  return `${verdicts[kind]}: ${basis.join(', ')}.`;
}

export function warningText(
  warning: ForecastWarning,
  weeks: readonly ForecastWeek[],
  timeZone: string,
): string {
  const weekText = (week: number): string => dayText(weeks[week]?.fromAt ?? 0, timeZone);
  switch (warning.kind) {
    case 'does-not-fit':
      return `Week of ${weekText(warning.week)}: ${warning.late.length} do not fit in time (${namesText(warning.late)}). Add windows or raise a budget before.`;
    case 'crowded':
      return `Week of ${weekText(warning.week)}: ${warning.due} fall due, ${warning.room} fit. Begin in the week of ${weekText(warning.beginBy)}.`;
    default:
      return assertNever(warning);
  }
}

/** One calendar that cannot be read stops every host, so they are counted and not listed. */
function unreadText(why: string, due: number): string {
  return `Not known what fits: ${why}. Until it can be read nothing starts; ${due} fall due in these weeks.`;
}

function dayText(at: number, timeZone: string): string {
  return instantText(at, timeZone).slice(0, 10);
}

/** Twenty columns for the busiest week: spread as `#`, what falls due beyond it as `.`. */
function bar({ due, carried }: ForecastWeek, most: number): string {
  const columns = (count: number): number => Math.ceil((count / most) * 20);
  return '#'.repeat(columns(carried.length)).padEnd(columns(due.length), '.');
}
