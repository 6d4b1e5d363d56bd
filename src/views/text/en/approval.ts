// English: editing a plan, its details, approvals that are taken back, and plans that take the place of others.

import { counted as plural } from '../../../core/counted.ts';

export const approval = {
  rules: 'Approvals needed',
  fleetRule: 'fleet approvers',
  serviceRule: (service: string): string => `approvers of ${service}`,
  ownerRule: (owner: string): string => `approvers of ${owner}`,
  ruleLine: (rule: string, have: number, needed: number): string =>
    have >= needed ? `${rule}: ${have} of ${needed}, done` : `${rule}: ${have} of ${needed}`,
  /** Of a plan some of whose hosts have rebooted since, or were skipped by people. */
  titleLeft: (left: number, all: number): string =>
    `Reboot plan: ${left.toLocaleString('en')} of ${plural(all, 'host')}`,
  rebootedSince: (hosts: string): string => `Rebooted since the plan was made, left alone: ${hosts}`,
  rebootedCount: (count: number): string => `${count} rebooted already`,
  rebootedHost: 'rebooted already, left alone',
  confirmRebooted: (count: number): string =>
    count === 1
      ? '1 host has rebooted since and is left alone.'
      : `${count} hosts have rebooted since and are left alone.`,
  nothingLeftTitle: 'Nothing left to reboot',
  nothingLeft:
    'Every host still in the plan has rebooted since it was made. Nobody has to decide: the plan closes by itself.',
  rebootedLine: (number: number, host: string): string =>
    `${number}. ${host}: rebooted since the plan was made, left alone`,
  rebootedOut: 'Rebooted meanwhile, left alone',
  edit: 'Edit plan',
  details: 'Details',
  withdraw: 'Withdraw approval',
  withdrawTitle: 'Withdraw your approval?',
  withdrawText: 'Only your own approval goes. Without enough approvals no host is rebooted.',
  withdrawYes: 'Withdraw',
  replan: 'Plan again',
  replanTitle: 'Plan these hosts again?',
  replanText:
    'A new plan is made from the fleet as it is now and put before the approvers. You ask for it, so somebody else approves it.',
  replanYes: 'Plan again',
  successor: (campaign: string, person: string): string =>
    `${person} asked for it again: campaign ${campaign}.`,

  editTitle: 'Edit plan',
  editIntro: (hosts: number): string =>
    `The plan holds ${plural(hosts, 'host')}. Choose the ones to leave out. The next step shows what that changes.`,
  editLabel: 'Hosts to leave out',
  editHint: 'Approvals given so far become void, because the plan is another one.',
  editPlaceholder: 'Choose hosts',
  editShown: (shown: number, all: number): string =>
    `Only the first ${shown.toLocaleString('en')} of ${all.toLocaleString('en')} hosts can be chosen here.`,
  editNext: 'Show the change',
  noRack: 'No rack',
  groupPart: (name: string, part: number): string => `${name} (${part})`,
  previewTitle: (version: number): string => `Plan v${version}`,
  previewSubmit: 'Make this the plan',
  previewNote: 'It needs its own approvals. The version before is marked as replaced.',
  working: 'Working out the plan without these hosts …',

  hostsChange: (before: number, after: number): string => `${before} → ${plural(after, 'host')}`,
  removed: 'Taken out',
  leftOut: 'Also left out, because the fleet changed',
  leftOutLine: (host: string, why: string): string => `${host}: ${why}`,
  riskChange: 'Worst moment',
  riskSame: 'unchanged for every service',
  riskLine: (service: string, before: string, after: string): string => `${service}: ${before} → ${after}`,
  up: (up: number, of: number): string => `${up} of ${of} up`,
  untouched: 'not touched',
  endChange: 'Expected end',
  endLine: (before: string, after: string): string => `${before} → ${after}`,
  edited: (person: string, version: number, at: string): string => `v${version}, edited by ${person} ${at}`,
  editedNote: (person: string, version: number): string =>
    `${person} edited the plan. This is v${version}; approvals start again.`,

  replacedTitle: (version: number, hosts: number): string =>
    `Replaced: reboot plan v${version} for ${plural(hosts, 'host')}`,
  replacedBy: (person: string, at: string, hosts: number): string =>
    `${person} took out ${plural(hosts, 'host')} ${at}. This version cannot be approved any more.`,
  newVersion: (version: number): string => `Go to v${version}`,

  withdrawn: (person: string): string => `${person} withdrew the approval.`,
  lapsed: (person: string, why: string): string =>
    `The approval of ${person} does not count any more: ${why}.`,

  called: (owners: string): string => `Owner, please look: ${owners}`,

  detailsTitle: 'Plan details',
  page: (page: number, of: number): string => `Page ${page} of ${of}`,
  previous: 'Previous',
  next: 'Next',
  asFile: 'Post as a file',
  filePosted: 'The full plan is in the thread.',
  fileThere: 'The full plan is in the thread already.',
  fileFailed: 'The file could not be posted. Try again.',
  fileTitle: (campaign: string, version: number): string => `Reboot plan ${campaign} v${version}`,
  risk: 'Risk by service, at the worst moment',
  guests: {
    drained: {
      label: 'Guests drained before they go down',
      note: 'Before their hypervisor reboots they leave their load balancers and run their own drain commands. They come back step by step:',
    },
    undrained: {
      label: 'Guests that go down undrained',
      note: 'All load balancers of a service of theirs go down with them, and they have no drain command:',
    },
    line: (hypervisor: string, guests: string): string => `with ${hypervisor}: ${guests}`,
    longer: (longest: string, expected: string): string =>
      `their commands may take up to ${longest} in all; the whole reboot is expected to take ${expected}`,
  },
  order: (at: string): string => `Order, with times as of the plan (${at})`,
  hostLine: (number: number, host: string, reason: string, at: string): string =>
    `${number}. ${host}: ${reason}, ${at}`,
  upFor: (reason: string, uptime: string): string => `${reason}, up ${uptime}`,
  reason: {
    overdue: 'past the maximum uptime',
    'due-soon': 'close to the maximum uptime',
    'reboot-required': 'updates need a reboot',
    spread: 'brought forward, so that not all fall due at once',
    drawn: 'drawn by chaos mode, as practice',
    requested: 'asked for by name',
  },
  takes: (length: string, basis: string): string => `${length} (${basis})`,
  /** Whose reboots an expected length comes from. */
  lengthBy: {
    inventory: 'as the inventory says',
    host: (reboots: number): string => `by ${reboots} reboots of its own`,
    model: (reboots: number): string => `by ${reboots} reboots of its model`,
    service: (reboots: number): string => `by ${reboots} reboots of its service`,
  },
  waits: (why: string): string => `waits: ${why}`,
  others: 'Not in this plan',
};

export const wait = {
  'not-selected': (): string => 'not asked for',
  'not-due': (at: string): string => `not due before ${at}`,
  exempt: (reason: string, at: string): string => `exempt until ${at}: ${reason}`,
  'guest-exempt': (guest: string, reason: string, at: string): string =>
    `its guest ${guest} is exempt until ${at}: ${reason}`,
  'guest-not-up': (guest: string): string => `its guest ${guest} is not seen up`,
  'same-machine': (host: string): string =>
    `it runs the same boot as ${host}: one machine under two names, or containers of one`,
  'freeze-unknown': (freeze: string, why: string): string =>
    `whether ${freeze} is in force cannot be told: ${why}`,
  'not-observed': (detail: string): string => `not observed: ${detail}`,
  'no-placement': (): string => 'the inventory does not say where it stands',
  'no-window': (detail: string): string => `no maintenance window: ${detail}`,
  'window-shut': (at: string): string => `its window opens ${at}`,
  'campaign-size': (limit: number): string => `one campaign holds at most ${plural(limit, 'host')}`,
  frozen: (reason: string, at: string): string => `frozen until ${at}: ${reason}`,
  budget: (service: string, up: number, minimum: number): string =>
    `${service} would have ${up} up, and needs ${minimum}`,
  'domain-in-flight': (service: string, host: string, domain: string): string =>
    `${service} has ${host} in flight in ${domain}`,
  'zone-in-flight': (service: string, host: string): string =>
    `${service} has ${host} in flight in another zone`,
  'dependency-in-flight': (service: string, host: string): string =>
    `${host} of ${service}, which belongs to the same chain, is in flight`,
  'hypervisor-in-flight': (host: string): string => `${host}, on the same hypervisor, is in flight`,
  cap: (limit: number): string => `at most ${limit} in flight at once`,
  'domain-cap': (domain: string, limit: number): string => `at most ${limit} down in ${domain}`,
  'fleet-cap': (limit: number): string => `at most ${limit} down in the whole fleet`,
  after: (hosts: string): string => `after ${hosts}`,
  'own-path-alone': (): string => 'it is on Stagger’s own path: last and alone',
  'in-other-campaign': (campaign: string): string => `in campaign ${campaign}`,
};

/** What is missing where a host was not observed, or has no window. */
export const waitDetails = {
  gaps: {
    'never-probed': 'never probed',
    silent: 'no answer',
    'too-old': 'the last observation is too old',
  },
  lacks: {
    none: 'it has no maintenance window',
    'no-room-in-range': 'no window of these weeks has room for it',
    'no-room': (days: number, minutes: number): string =>
      `no window of the next ${days} days has room for ${minutes} minutes`,
    'guest-none': (guest: string): string => `its guest ${guest} has no maintenance window`,
    'guest-no-room': (guest: string, days: number, minutes: number): string =>
      `no window of the next ${days} days that its guest ${guest} shares has room for ${minutes} minutes`,
    full: (days: number): string => `the windows of the next ${days} days are full`,
  },
};
