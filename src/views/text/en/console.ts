// The console's English. Names are put in by the pages, which escape them.

import type { DomainLevel } from '../../../core/fleet/fleet.ts';
import type { HostStatus } from '../../../core/fleet/snapshot.ts';
import type { Outcome } from '../../../core/placement/outcome.ts';
import type { Severity } from '../../../core/fleet/severity.ts';
import type { HostLook } from '../../html/console/host-look.ts';
import { consoleBlocksEn } from './console-blocks.ts';
import { consoleEventsEn } from './console-events.ts';
import { counted } from '../../../core/counted.ts';
import { consoleRecordsEn } from './console-records.ts';

export const consoleEn = {
  skip: 'To the content',
  sections: {
    fleet: 'Fleet',
    services: 'Services',
    findings: 'Findings',
    'what-if': 'What if',
    forecast: 'Forecast',
    calendar: 'Calendar',
    campaigns: 'Campaigns',
    incidents: 'Incidents',
    journal: 'Audit trail',
  },
  navigation: 'Pages',
  asOf: (at: string): string => `As of ${at}`,
  live: 'Live',
  speed: (factor: number): string => `Demo: time runs ${factor}×`,
  lost: 'Connection to the daemon lost: what is shown may be old. Trying again.',
  download: 'Download',
  downloadAs: (format: string): string => `Download as ${format}`,
  asTable: 'As a table',
  pages: 'Pages of the list',
  clearFilter: 'Show all',
  none: 'None.',
  hosts: (count: number): string => counted(count, 'host'),
  show: 'Show',
  all: 'all',
  nobody: 'nobody',
  notKnown: 'unknown',
  column: {
    owner: 'Owner',
    service: 'Service',
    host: 'Host',
    hosts: 'Hosts',
    state: 'State',
    where: 'Where',
    uptime: 'Uptime',
    kernel: 'Kernel',
  },

  looks: {
    fresh: 'below half',
    settled: 'past half',
    'due-soon': 'due soon',
    overdue: 'overdue',
    exempt: 'exempt',
    rebooting: 'rebooting',
    unreachable: 'unreachable',
    unknown: 'unknown',
  } satisfies Record<HostLook, string>,
  looksTitle: 'Uptime, in parts of the maximum',
  days: (days: number): string => `${days} d`,
  statuses: {
    up: 'up',
    unreachable: 'unreachable',
    unknown: 'unknown',
  } satisfies Record<HostStatus, string>,

  levels: {
    rack: 'Rack',
    feed: 'Feed',
    zone: 'Zone',
    site: 'Site',
  } satisfies Partial<Record<DomainLevel, string>> as Readonly<Record<string, string>>,

  racks: {
    site: (id: string): string => `Site ${id}`,
    zone: (id: string): string => `Zone ${id}`,
    noRack: 'no rack',
    noFeeds: 'feeds unknown',
    nowhere: 'Nobody wrote down where',
    counts: (count: number, guests: number): string =>
      `${counted(count, 'host')}${guests === 0 ? '' : `, ${guests.toLocaleString('en')} of them ${guests === 1 ? 'a guest' : 'guests'}`}`,
  },

  fleet: {
    title: 'Fleet',
    intro: (hosts: number, services: number, sites: number): string =>
      `${counted(hosts, 'host')}, ${counted(services, 'service')}, ${counted(sites, 'site')}`,
    held: 'Nothing starts now:',
    leftOut: (campaign: string, host: string): string =>
      `left out of rotation by campaign ${campaign}, and counted as down; stagger put-back ${host} brings it back without a reboot`,
    ages: 'How old the fleet is',
    view: 'View',
    views: { racks: 'Racks', cells: 'Cells', list: 'List' },
    matching: (shown: number, of: number, view: 'racks' | 'cells' | 'list'): string =>
      `${shown.toLocaleString('en')} of ${counted(of, 'host')} match${view === 'list' ? '.' : '; the others are faint.'}`,
    noMatch: 'No host matches.',
    overdue: (count: number): string => `${count === 1 ? 'host' : 'hosts'} overdue`,
    dueSoon: (count: number): string => `${count.toLocaleString('en')} due soon`,
    silent: (count: number): string => (count === 1 ? 'host does not answer' : 'hosts do not answer'),
    allSeen: (total: number): string => `${counted(total, 'host')} watched`,
    notKnown: (count: number): string => `${counted(count, 'host')} not seen yet`,
    criticalFindings: (count: number): string => `critical ${count === 1 ? 'finding' : 'findings'}`,
    warnings: (count: number): string => counted(count, 'warning'),
    campaigns: 'campaigns open',
    campaign: (phase: string): string => `rebooted, campaign ${phase}`,
    moreCampaigns: (count: number): string => counted(count, 'more campaign'),
    nextWindow: (at: string): string => `next window ${at}`,
    openUntil: (at: string): string => `window open until ${at}`,
    openNow: 'a window is open now',
    noWindow: 'no window opens soon',
  },

  matrix: {
    title: 'Services by failure domain',
    intro:
      'How many instances of each service stand in each domain, and what the loss of that domain leaves of the service.',
    level: 'Failure domain',
    instances: 'Instances',
    minimum: 'Minimum',
    legend: 'What the loss of the domain leaves',
    empty: 'There is no service here.',
    cell: (here: number, outcome: string): string => `${here} here; if lost: ${outcome}`,
    standsIn: 'Stands in, worst loss first',
  },

  outcomes: {
    ok: 'ok',
    degraded: 'degraded',
    'below-minimum': 'below minimum',
    'quorum-lost': 'quorum lost',
    down: 'down',
  } satisfies Record<Outcome, string>,

  severities: {
    critical: 'critical',
    warning: 'warning',
    notice: 'notice',
  } satisfies Record<Severity, string>,

  findings: {
    title: 'Findings',
    finding: 'Finding',
    severity: 'Severity',
    subject: 'Subject',
    also: (line: string): string => `also ${line}`,
    suggestions: 'Suggestions',
    suggestionsIntro:
      'Each was applied to a copy of the fleet, audited again, and is shown because the result is better.',
    suggestionsOffer: 'Moves that would clear findings, each proven by auditing a copy of the fleet.',
    suggest: 'Look for moves',
    noSuggestion: 'No single move makes anything better.',
    clears: (finding: string): string => `clears: ${finding}`,
    proof: (before: number, after: number): string =>
      `checked: the audit then names ${after} instead of ${before}`,
    clean: 'Nothing is found: no single loss takes a service below its minimum.',
    noMatch: 'No open finding matches.',
    waived: 'waived',
    accepted: (count: number): string => `Accepted: ${count}`,
    acceptedIntro: 'Somebody accepted these, until a day. Each then counts again by itself.',
    acceptedBy: 'Accepted by',
    reason: 'Reason',
    until: 'Until',
    expired: 'Waivers that have ended',
    unmatched: 'Waivers that match nothing',
  },

  whatIf: {
    title: 'What if',
    intro: 'Choose what is lost. Several are lost together; the address of this page can be shared.',
    lost: (domains: string): string => `Lost: ${domains}`,
    nothing: 'Nothing is lost. Choose a rack below, or a feed, a zone, a site.',
    clear: 'Clear',
    add: (domain: string): string => `Lose ${domain}`,
    remove: (domain: string): string => `Keep ${domain}`,
    now: 'on top of what is down now',
    unknown: (text: string): string => `There is no ${text} in this inventory; it is left out.`,
    hostsDown: (count: number): string => `${counted(count, 'host')} down`,
    counts: (count: number, outcome: string): string => `${count} ${outcome}`,
    left: (left: number, of: number, minimum: number): string => `${left} of ${of} left, minimum ${minimum}`,
    needs: (path: string): string => `needs ${path}`,
    primaryLost: {
      none: '',
      'standby-is-left': 'primary lost, a standby is left',
      'nobody-is-left': 'primary lost, nobody takes over',
    },
    owners: 'Whom to call',
    startUp: 'Start again in this order',
    map: 'Where it stands',
    moreServices: (count: number): string => `and ${counted(count, 'more service')} in the download`,
    worst: 'The worst single losses',
    stops: (count: number): string => `${counted(count, 'service')} stopped`,
    weakens: (count: number): string => `${counted(count, 'service')} below minimum`,
  },

  forecast: {
    title: 'Forecast',
    intro: 'What falls due in each week, what windows and budgets can carry, and what the spread reboots.',
    week: 'Week of',
    due: 'Falls due',
    room: 'Room',
    roomLong: 'Room in windows and budgets',
    nothingDue: 'Nothing falls due in these weeks.',
    says: (due: number, weeks: number, late: number): string =>
      `${counted(due, 'host')} fall due in ${weeks} weeks, ${late === 0 ? 'none too late' : `${late} too late`}; the table below has every week`,
    carried: 'Rebooted',
    late: 'Late',
    fits: (basis: string): string => `Everything fits: ${basis}`,
    basedOn: (basis: string): string => `This forecast is based on: ${basis}`,
    basis: (observed: number, of: number, stuck: number): string =>
      `${observed.toLocaleString('en')} of ${counted(of, 'host')} observed${stuck === 0 ? '' : `, ${stuck.toLocaleString('en')} cannot go`}.`,
    doesNotFit: (week: string, hosts: string): string => `Week of ${week}: too late for ${hosts}.`,
    crowded: (week: string, due: number, room: number, beginBy: string): string =>
      `Week of ${week}: ${due} fall due and there is room for ${room}; begin by the week of ${beginBy}.`,
    stuck: 'Cannot go as things are',
    unknownUptime: (count: number): string => `The uptime of ${counted(count, 'host')} is not known.`,
  },

  calendar: {
    title: 'Calendar',
    intro: (days: number): string =>
      `Windows, freezes and campaigns: two weeks back, ${days} days ahead. Faint turns are frozen.`,
    picture: 'Windows, freezes and campaigns on a line of time; the tables below say the same',
    bars: {
      window: 'window, less freezes',
      freeze: 'freeze',
      campaign: 'campaign, running',
      planned: 'campaign, waits for approval',
      past: 'campaign, ended',
    },
    turns: 'When windows open',
    window: 'Window',
    opens: 'Opens',
    closes: 'Closes',
    open: 'Really open',
    notAtAll: 'not at all',
    remark: 'Why',
    instead: (nominal: string): string => `clocks change: instead of ${nominal}`,
    frozen: (freezes: string): string => `frozen: ${freezes}`,
    moreTurns: (count: number): string => `and ${counted(count, 'more turn')} in the download`,
    noTurn: 'No window opens in this time: nothing can be rebooted.',
    freezes: 'Freezes',
    freeze: 'Freeze',
    noFreeze: 'No freeze in this time.',
    unread: (id: string, why: string): string =>
      `Freeze ${id} cannot be read, so nothing is rebooted: ${why}`,
    noCampaign: 'No campaign in this time.',
    from: 'From',
    until: 'Until',
    expected: '(expected)',
    zoneData: (version: string): string => `Time zone data ${version}. Each window is shown in its own zone.`,
  },

  blocks: consoleBlocksEn,
  events: consoleEventsEn,

  ...consoleRecordsEn,

  missing: {
    title: 'Not here',
    page: 'There is no such page.',
    campaign: (id: string): string => `There is no campaign ${id}.`,
  },
};

/** The keys and shapes that every language has. */
export type ConsoleText = typeof consoleEn;
