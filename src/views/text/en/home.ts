// The App Home in English.

import { plural } from './plural.ts';

export const home = {
  fleet: (up: number, total: number): string => `*${up} of ${plural(total, 'server')} up*`,
  overdue: (count: number): string => `${count} overdue`,
  waiting: 'Waiting for approval',
  nothingWaits: 'Nothing waits for approval.',
  plan: (campaign: string, hosts: number, given: number, needed: number): string =>
    `*${campaign}: reboot of ${plural(hosts, 'server')}* · ${given} of ${needed} approvals`,
  planLeft: (
    campaign: string,
    hosts: { readonly left: number; readonly all: number },
    given: number,
    needed: number,
  ): string =>
    `*${campaign}: reboot of ${hosts.left.toLocaleString('en')} of ${plural(hosts.all, 'server')}* · ${given} of ${needed} approvals`,
  worst: 'At the worst moment',
  expires: (at: string): string => `Expires ${at}`,
  requestedBy: (person: string): string => `Asked by ${person}`,
  approvedByYou: 'You have approved it.',
  open: 'Open the plan',
  approve: (hosts: number): string => `Approve ${plural(hosts, 'reboot')}`,
  moreWaiting: (count: number): string => `and ${plural(count, 'more plan')} waiting`,
  running: 'Running',
  nothingRuns: 'No campaign runs.',
  mine: (owners: string): string => `My services (${owners})`,
  notMine: 'No team of the inventory names you. `slack` of an owner may be your user id or a group of yours.',
  service: (service: string, up: number, of: number, minimum: number): string =>
    `${service}: ${up} of ${of} up, minimum ${minimum}`,
  belowMinimum: '*below its minimum*',
  myHosts: (total: number, overdue: number): string => `${plural(total, 'server')}, ${overdue} overdue`,
  oldest: 'Up the longest',
  notSeen: 'No server has been seen up yet.',
  ask: (command: string): string => `\`${command} help\` says what you can ask.`,
};
