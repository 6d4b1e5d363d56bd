// The console's English. Names are put in by the pages, which escape them.

import type { DomainLevel } from '../../../core/fleet/fleet.ts';
import type { HostStatus } from '../../../core/fleet/snapshot.ts';
import type { Outcome } from '../../../core/placement/outcome.ts';
import type { Severity } from '../../../core/placement/finding.ts';
import type { HostLook } from '../../html/console/host-look.ts';

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

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
  lost: 'Connection to the daemon lost: what is shown may be old. Trying again.',
  download: 'Download',
  none: 'None.',
  hosts: (count: number): string => counted(count, 'host'),
  services: (count: number): string => counted(count, 'service'),
  show: 'Show',
  all: 'all',
  nobody: 'nobody',
  notKnown: 'unknown',
  column: {
    owner: 'Owner',
    service: 'Service',
    host: 'Host',
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
    host: 'Host',
    hypervisor: 'Hypervisor',
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
  },

  fleet: {
    title: 'Fleet',
    racks: 'Racks',
    matching: (shown: number, of: number): string =>
      `${shown} of ${counted(of, 'host')} match; the others are faint.`,
  },

  matrix: {
    title: 'Services by failure domain',
    intro:
      'How many instances of each service stand in each domain, and what the loss of that domain leaves of the service.',
    level: 'Failure domain',
    instances: 'Instances',
    minimum: 'Minimum',
    elsewhere: 'elsewhere',
    cell: (here: number, outcome: string): string => `${here} here; if lost: ${outcome}`,
    more: (count: number): string =>
      `and ${counted(count, 'more domain')} without an instance of the services shown`,
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
    clears: (finding: string): string => `clears ${finding}`,
    waived: 'waived',
    expired: 'Waivers that have ended',
    unmatched: 'Waivers that match nothing',
    until: (waiver: string, at: string, by: string, reason: string): string =>
      `${waiver}, until ${at}, by ${by}: ${reason}`,
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
    step: (number: number): string => `${number}.`,
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
    carried: 'Rebooted',
    late: 'Late',
    fits: 'Everything fits.',
    doesNotFit: (week: string, hosts: string): string => `Week of ${week}: too late for ${hosts}.`,
    crowded: (week: string, due: number, room: number, beginBy: string): string =>
      `Week of ${week}: ${due} fall due and there is room for ${room}; begin by the week of ${beginBy}.`,
    stuck: 'Cannot go as things are',
    stuckLine: (host: string, due: string): string => `${host}, due ${due}`,
    unknownUptime: (count: number): string => `The uptime of ${counted(count, 'host')} is not known.`,
  },

  calendar: {
    title: 'Calendar',
    intro: (days: number): string => `The next ${days} days.`,
    window: 'Window',
    opens: 'Opens',
    closes: 'Closes',
    open: 'Really open',
    instead: (nominal: string): string => `instead of ${nominal}`,
    frozen: (freezes: string): string => `frozen: ${freezes}`,
    freezes: 'Freezes',
    freeze: (id: string, from: string, until: string, reason: string): string =>
      `${id}: ${from} to ${until}, ${reason}`,
    zoneData: (version: string): string => `Time zone data ${version}`,
  },

  campaigns: {
    title: 'Campaigns',
    empty: 'There is no campaign yet: stagger plan --propose makes one.',
    campaign: 'Campaign',
    phase: 'Phase',
    done: 'Done',
    proposed: 'Proposed',
    by: 'By',
    of: (done: number, total: number): string => `${done} of ${total}`,
    approvals: (given: number, needed: number): string => `${given} of ${counted(needed, 'approval')}`,
    approvedBy: (person: string, at: string): string => `${person}, ${at}`,
    plan: (version: number, digest: string): string => `plan version ${version}, digest ${digest}`,
    expires: (at: string): string => `expires ${at}`,
    phases: {
      'awaiting-approval': 'awaiting approval',
      running: 'running',
      paused: 'paused',
      halted: 'halted',
      stopping: 'stopping',
    },
    ends: {
      done: 'done',
      stopped: 'stopped',
      denied: 'denied',
      expired: 'expired',
      voided: 'void',
    },
    timeline: 'Host by host',
    timelineIntro:
      'One row a host, from its first check to its end. Point at a part to read it; the table below says the same.',
    parts: {
      check: 'check',
      drain: 'drain',
      reboot: 'reboot',
      settle: 'settle',
      gates: 'gates',
      ramp: 'ramp',
      soak: 'soak',
      undo: 'undo',
    },
    part: (host: string, part: string, length: string): string => `${host}: ${part}, ${length}`,
    drift: 'gone after the reboot:',
    wave: 'Wave',
    stage: 'Stage',
    took: 'Took',
    detail: 'Detail',
  },

  incidents: {
    title: 'Incidents',
    empty: 'There was no incident.',
    what: 'What is lost',
    since: 'Since',
    length: 'Length',
    noticed: (length: string): string => `noticed after ${length}`,
    over: 'over',
    open: (down: number, back: number, serving: number): string =>
      `${down} down, ${back} back and not serving, ${serving} serving`,
    lostAt: 'Lost',
    worst: 'Services at their worst moment',
    timeline: 'Timeline',
    stages: {
      down: 'down',
      back: 'back',
      'not-serving': 'not serving',
      serving: 'serving',
    },
    missing: (id: string): string => `There is no incident ${id}.`,
  },

  host: {
    title: (host: string): string => `Host ${host}`,
    placement: 'Stands in',
    unit: (unit: number): string => `unit ${unit}`,
    on: (hypervisor: string): string => `guest of ${hypervisor}`,
    serves: 'Serves',
    as: (service: string, part: string): string => `${service} (${part})`,
    policy: 'Uptime policy',
    maximum: (days: string): string => `at most ${days}`,
    due: (at: string): string => `due ${at}`,
    overdueSince: (at: string): string => `overdue since ${at}`,
    exempt: (at: string, reason: string): string => `exempt until ${at}: ${reason}`,
    seen: (at: string): string => `last seen ${at}`,
    problem: 'Last problem',
    reboot: 'Needs a reboot',
    yes: 'yes',
    no: 'no',
    os: 'System',
    boots: 'Boots',
    boot: 'Boot',
    firstSeen: 'First seen',
    lastSeen: 'Last seen',
    ended: 'Ended',
    runs: 'runs',
    ends: { planned: 'planned', unplanned: 'unplanned', unknown: 'unknown' },
    reboots: 'Reboots by campaigns',
    whatIf: 'What if it is lost?',
    explain: (host: string): string =>
      `stagger explain ${host} says why it is rebooted when it is, or is not.`,
    missing: (host: string): string => `There is no host ${host} in the inventory.`,
  },

  journal: {
    title: 'Audit trail',
    intro:
      'Append-only and hash-chained, newest first. stagger audit-log verify proves that nobody changed it.',
    head: (seq: number, hash: string): string => `Head: entry ${seq}, ${hash}`,
    number: 'Entry',
    at: 'When',
    actor: 'Who',
    campaign: 'Campaign',
    event: 'What',
    older: 'Older',
    newer: 'Newest',
  },

  missing: {
    title: 'Not here',
    page: 'There is no such page.',
    campaign: (id: string): string => `There is no campaign ${id}.`,
  },
};

/** The keys and shapes that every language has. */
export type ConsoleText = typeof consoleEn;
