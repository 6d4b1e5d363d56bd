// English answers to questions in chat.

import { plural } from './plural.ts';

export const questions = {
  kinds: {
    host: 'server',
    rack: 'rack',
    service: 'service',
    owner: 'owner',
    zone: 'zone',
    site: 'site',
    feed: 'power feed',
    hypervisor: 'hypervisor',
    campaign: 'campaign',
    name: 'name',
  } as Readonly<Record<string, string>>,
  status: { up: 'up', unreachable: 'unreachable', unknown: 'unknown' },
  assumed: (asked: string, kind: string, taken: string): string => `${asked} taken for ${kind} ${taken}.`,
  asOf: (at: string): string => `As of ${at}`,
  inFile: (lines: number): string => `All ${lines.toLocaleString('en')} lines are in the file.`,
  fileSent: 'The whole list is in a file that I sent you directly.',
  fileLost: 'The whole list could not be uploaded; `stagger` on the command line prints it.',
  none: 'none',
  noOwner: 'no owner',

  help: {
    title: 'What you can ask',
    how: (command: string): string =>
      `Type \`${command} …\`, or mention me, in a thread too. Answers to commands are shown to you alone; end with \`in channel\` to show everybody. Asking changes nothing.`,
    lines: [
      '`host web-01`: status, uptime, what runs there, who owns it',
      '`rack r12`, `service store`, `owner platform`, `who owns web-01`',
      '`overdue`, `due`: past the maximum uptime, or close to it',
      '`what if rack:r12 feed:north`: what the loss of all of them would do',
      '`next`: what is rebooted next, and when',
      '`rebooted since 7d`, `added since 2026-11-01`',
      '`campaign`, `campaign ID`',
      '`stop ID`, `stop`: a button that stops one campaign, or the whole fleet (approvers only)',
    ],
  },

  host: {
    title: (host: string): string => `Server ${host}`,
    status: 'Status',
    lastSeen: (at: string): string => `last seen ${at}`,
    neverSeen: 'never observed',
    uptime: 'Uptime',
    verdict: {
      ok: (uptime: string, at: string): string => `${uptime}, due ${at}`,
      'due-soon': (uptime: string, at: string): string => `${uptime}, *due soon*: ${at}`,
      overdue: (uptime: string, at: string): string => `${uptime}, *overdue* since ${at}`,
      exempt: (reason: string, at: string): string => `exempt until ${at}: ${reason}`,
      unknown: 'nobody can tell',
    },
    place: 'Place',
    noPlace: 'the inventory does not say; it is never rebooted',
    unit: (unit: number): string => `unit ${unit}`,
    owner: 'Owner',
    system: 'System',
    newerKernel: (kernel: string): string => `${kernel} is installed and not running`,
    rebootRequired: (detail: string): string => `reboot required: ${detail}`,
    services: 'Services',
    service: (service: string, part: string, up: number, of: number, minimum: number): string =>
      `${service} (${part}): ${up} of ${of} up, minimum ${minimum}`,
    noServices: 'no service runs here',
    parts: { primary: 'primary', replica: 'replica', standby: 'standby', member: 'member' },
    campaign: (campaign: string, stage: string): string => `In campaign ${campaign}: ${stage}`,
    lastEnd: {
      planned: 'The boot before this one ended as planned.',
      unplanned: 'The boot before this one ended *unplanned*.',
      unknown: 'Nobody saw how the boot before this one ended.',
    },
    fellWith: (hypervisor: string, campaign: string): string =>
      `The boot before this one ended as planned, when its hypervisor ${hypervisor} was rebooted (campaign ${campaign}).`,
  },

  rack: {
    title: (rack: string): string => `Rack ${rack}`,
    place: (zone: string, feeds: string): string => `Zone ${zone}, power feeds: ${feeds}`,
    feedsUnknown: 'unknown',
    hosts: (count: number): string => plural(count, 'server'),
    loss: 'If it is lost',
  },

  service: {
    title: (service: string): string => `Service ${service}`,
    up: (up: number, of: number, minimum: number): string => `*${up} of ${of} up*, minimum ${minimum}`,
    instances: 'Instances',
    needs: 'Needs',
    findings: 'Placement',
    waived: (at: string): string => `waived until ${at}`,
  },

  owner: {
    title: (owner: string): string => `Owner ${owner}`,
    reach: 'Reach them',
    notReachable: 'the inventory names no Slack channel or person',
    services: 'Services',
    hosts: (count: number): string => `Servers: ${count}`,
    owns: (kind: string, name: string, owner: string): string => `${kind} ${name} belongs to ${owner}.`,
    nobody: (kind: string, name: string): string => `Nobody owns ${kind} ${name}.`,
  },

  lists: {
    overdue: (count: number): string => `Past the maximum uptime: ${plural(count, 'server')}`,
    due: (count: number): string => `Due soon: ${plural(count, 'server')}`,
    noneOverdue: 'No server is past its maximum uptime.',
    noneDue: 'No server is due soon.',
    unknown: (count: number): string =>
      `${plural(count, 'server')} cannot be judged: they were not seen up lately.`,
    line: (host: string, what: string, owner: string): string => `${host}: ${what}, ${owner}`,
    rebooted: (count: number, at: string): string => `Rebooted since ${at}: ${plural(count, 'server')}`,
    noneRebooted: (at: string): string => `No server was rebooted since ${at}.`,
    ended: { planned: 'planned', unplanned: '*unplanned*', unknown: 'nobody saw why' },
    fellWith: (hypervisor: string): string => `planned, with its hypervisor ${hypervisor}`,
    rebootedLine: (host: string, at: string, how: string): string => `${host}: ${at}, ${how}`,
    added: (count: number, at: string): string => `First observed since ${at}: ${plural(count, 'server')}`,
    noneAdded: (at: string): string => `No server was first observed since ${at}.`,
    neverSeen: (hosts: string): string => `In the inventory and never observed: ${hosts}`,
    addedLine: (host: string, at: string): string => `${host}: ${at}`,
  },

  whatIf: {
    title: (domains: string): string => `What if ${domains} is lost`,
    down: (hosts: number): string => `${plural(hosts, 'server')} would go down`,
    already: (hosts: number, names: string): string =>
      `Down at the moment, and counted: ${plural(hosts, 'server')} (${names})`,
    outcome: {
      ok: 'ok',
      degraded: 'degraded',
      'below-minimum': 'below its minimum',
      'quorum-lost': 'quorum lost',
      down: 'down',
    },
    counts: (outcome: string, services: number): string => `${outcome}: ${services}`,
    allOk: 'Every service stays ok.',
    services: 'Services',
    line: (service: string, outcome: string, left: number, of: number, owner: string): string =>
      `${service}: *${outcome}*, ${left} of ${of} left, ${owner}`,
    needs: (path: string): string => `needs ${path}`,
    noTakeOver: 'primary lost, nobody takes over',
    takeOver: 'primary lost, a standby is left',
    call: 'Call',
    hosts: 'Servers',
  },

  next: {
    title: 'What comes next',
    asIf: 'What follows is as if nothing were stopped.',
    running: 'Campaigns',
    planned: (count: number): string => `If a plan were made now: ${plural(count, 'server')}`,
    line: (host: string, at: string, why: string): string => `${host}: ${at}, ${why}`,
    reasons: {
      overdue: 'overdue',
      'due-soon': 'due soon',
      'reboot-required': 'updates need a reboot',
      drawn: 'drawn by chaos mode',
      requested: 'asked for',
      spread: 'ahead of the deadline',
    },
    nothingDue: 'Nothing is due.',
    cannotPlan: 'No plan could be made at the moment.',
    notApproved: 'Nothing of this starts before a plan is proposed and approved.',
  },

  campaign: {
    open: (count: number): string => `Open campaigns: ${count}`,
    noneOpen: 'No campaign is open.',
    title: (campaign: string): string => `Campaign ${campaign}`,
    phases: {
      'awaiting-approval': 'awaiting approval',
      running: 'running',
      paused: 'paused',
      halted: 'halted, needs a decision',
      stopping: 'stopping',
      ended: 'ended',
    } as Readonly<Record<string, string>>,
    waitingLine: (campaign: string, toReboot: number, total: number): string =>
      toReboot === total
        ? `${campaign}: *awaiting approval*, ${plural(total, 'host')} to reboot`
        : `${campaign}: *awaiting approval*, ${toReboot.toLocaleString('en')} of ${plural(total, 'host')} to reboot`,
    line: (campaign: string, phase: string, done: number, total: number): string =>
      `${campaign}: *${phase}*, ${done} of ${total} done`,
    inFlight: 'In flight now',
    failed: 'Failed',
    next: 'Next',
    expectedEnd: (at: string): string => `Expected end: ${at}`,
    askedBy: (person: string, at: string): string => `Asked by ${person} ${at}`,
  },

  stop: {
    campaignTitle: (campaign: string): string => `Stop campaign ${campaign}?`,
    campaign: (inFlight: number): string =>
      `No further server starts. In flight now: ${inFlight}; these are brought to their end first. It cannot be resumed.`,
    ended: 'It has already ended.',
    campaignButton: 'Stop campaign',
    fleetTitle: 'Stop the whole fleet?',
    fleet: (campaigns: number, inFlight: number): string =>
      `Sets the stop switch: no campaign starts another server until somebody clears it with \`stagger stop-switch clear\`. Open campaigns: ${campaigns}; in flight now: ${inFlight}, brought to their end first.`,
    fleetButton: 'Stop the whole fleet',
    already: (why: string): string => `It is already stopped: ${why}`,
    approversOnly: 'Only approvers can press it.',
    confirmTitle: 'Are you sure?',
    confirmNo: 'Go back',
    done: 'Stopped. No campaign starts another server.',
  },

  unknown: {
    name: (kind: string, found: string): string => `There is no ${kind} ${found}.`,
    known: (kind: string, count: number): string =>
      `The inventory has ${count.toLocaleString('en')} of kind ${kind}; write the beginning of a name to see those that fit.`,
    noGuests: (found: string, instead: string): string =>
      `${found} is a server without guests. Ask \`what if ${instead}\`.`,
    anyName: 'Say what it is (`host …`, `rack …`, `service …`), or ask `help`.',
    ambiguous: (found: string): string => `${found} can be several. Which one?`,
    choice: (kind: string, name: string): string => `${kind} ${name}`,
    notUnderstood: (found: string): string => `I do not understand ${found}.`,
    nearest: (word: string): string => `Did you mean ${word}?`,
    tryHelp: 'Ask `help` for what I can answer.',
    incomplete: {
      name: (word: string): string => `${word} needs a name after it, such as ${word} web-01.`,
      domain: (word: string): string => `${word} needs what is lost, such as ${word} rack:r12.`,
      time: (word: string): string => `${word} needs a time: 24h, 7d, 2w or a date such as 2026-11-01.`,
    },
  },
  outsider: 'Only members of this workspace are answered.',
  tooLate:
    'Slack could not be reached when you asked, and now it is too late for that answer. Please ask again.',
  failed: 'Something went wrong on our side. Ask again, or use the command line.',
};
