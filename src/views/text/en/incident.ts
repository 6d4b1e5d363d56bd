// English of incidents and of notes to owners. Arguments are ready to show.

import { plural } from './plural.ts';
import type { Outcome } from '../../../core/placement/outcome.ts';
import type { SharedLevel } from '../../../core/placement/shared-domain.ts';

export const incident = {
  levels: {
    hypervisor: 'hypervisor',
    rack: 'rack',
    feed: 'power feed',
    zone: 'zone',
    site: 'site',
  } satisfies Record<Exclude<SharedLevel, 'custom'>, string>,
  domain: (level: string, name: string): string => `${level} ${name}`,
  title: (cause: string): string => `Incident: ${cause}`,
  titleOver: (cause: string): string => `Incident over: ${cause}`,
  blind: 'Stagger cannot see the fleet',
  blindOver: 'Stagger sees the fleet again',
  blindText:
    'Nothing answers at any site. That is most likely Stagger’s own network, not the fleet: look there first.',
  lost: (hosts: number, since: string): string => `*${plural(hosts, 'host')} lost* since ${since}`,
  wereLost: (hosts: number, at: string): string =>
    `*${plural(hosts, 'host')} ${hosts === 1 ? 'was' : 'were'} lost* ${at}`,
  down: (count: number): string => `${count} down`,
  back: (count: number): string => `${count} back, not serving yet`,
  serving: (count: number): string => `${count} serving`,
  servicesNow: 'Services hit now',
  noServiceHit: 'No service is hit at the moment.',
  worst: 'At the worst moment',
  outcomes: {
    ok: 'ok',
    degraded: 'degraded',
    'below-minimum': 'below minimum',
    'quorum-lost': 'quorum lost',
    down: 'down',
  } satisfies Record<Outcome, string>,
  hit: (service: string, outcome: string, left: number, of: number, minimum: number): string =>
    `${service}: ${outcome}, ${left} of ${of} up (minimum ${minimum})`,
  hitThrough: (service: string, outcome: string, needs: string): string =>
    `${service}: ${outcome}, because it needs ${needs}`,
  notServing: 'Back, but not serving',
  finding: (host: string, service: string, gate: string, found: string): string =>
    `${host}: ${service}, ${gate}: ${found}`,
  asking: (hosts: string): string => `Asking the services of ${hosts} …`,
  call: 'Whom to call',
  owner: (owner: string, mention: string | null, services: string, hosts: number): string =>
    `${mention === null ? owner : `${mention} (${owner})`}: ${services === '' ? '' : `${services}, `}${plural(hosts, 'host')}`,
  noOwner: 'no owner',
  hostsDown: 'Hosts down',
  held: (campaigns: string): string => `Campaigns held: ${campaigns}.`,
  nothingStarts: 'No campaign starts a reboot until this is over.',
  left: (hosts: string): string => `Still away: ${hosts}. They are reported to their owners one by one.`,
  closedBy: (person: string, reason: string): string => `Closed by ${person}: ${reason}`,
  campaignsGoOn: 'Campaigns go on.',
  lengths: (whole: string, noticed: string): string =>
    `From the first loss to the last service: *${whole}*. Noticed after ${noticed}.`,
  longest: (host: string, length: string): string => `Longest: ${host}, ${length}`,
  timeline: 'Timeline',
  identity: (id: string): string => `${id} · \`stagger incidents ${id}\``,
  seconds: (ms: number): string => `${Math.round(ms / 1_000)} s`,
  entry: {
    lost: (hosts: string): string => `lost: ${hosts}`,
    cause: (cause: string): string => `it is ${cause}`,
    causeBlind: 'nothing answers at any site: Stagger cannot see',
    hit: (services: string): string => `hit: ${services}`,
    returned: (hosts: string): string => `answers again: ${hosts}`,
    notServing: (finding: string): string => `back, but not serving: ${finding}`,
    serving: (hosts: string): string => `serves again: ${hosts}`,
    reopened: 'it begins again',
    closed: 'over',
    closedBy: (person: string): string => `closed by ${person}`,
  },
  note: {
    cause: (cause: string, hosts: number): string => `It is now ${cause}: ${plural(hosts, 'host')}.`,
    blind: 'Nothing answers at any site any more: Stagger cannot see. Look at its own network first.',
    more: (hosts: number): string => `${plural(hosts, 'more host')} lost.`,
    alsoCalled: (owners: string): string => `Also to call: ${owners}.`,
    notServing: (finding: string): string => `Back, but not serving: ${finding}.`,
    reopened: (hosts: number): string =>
      `It begins again: ${plural(hosts, 'host')} lost. Campaigns are held again.`,
    closed: (length: string, hosts: number): string =>
      `Over after ${length}: ${plural(hosts, 'host')}. Campaigns go on.`,
  },
};

export const hostNote = {
  titleLost: (host: string): string => `${host} does not answer`,
  titleReturned: (host: string): string => `${host} is back`,
  titleRebooted: (host: string): string => `${host} rebooted by itself`,
  titleMany: (hosts: number, away: number): string =>
    away === 0
      ? `${plural(hosts, 'host')} were away or rebooted`
      : `${away} of ${plural(hosts, 'host')} do not answer`,
  lost: (host: string, since: string, lastSeen: string): string =>
    `${host} has not answered since ${since} (last seen ${lastSeen}).`,
  neverSeen: 'never',
  returnedSame: (host: string, at: string, length: string): string =>
    `${host} answers again (${at}), after ${length}. It did not reboot: only the way to it was lost.`,
  returnedNew: (host: string, at: string, length: string): string =>
    `${host} answers again (${at}), after ${length}. It rebooted, and nobody asked for that.`,
  returnedUnknown: (host: string, at: string, length: string): string =>
    `${host} answers again (${at}), after ${length}.`,
  rebooted: (host: string, at: string): string =>
    `${host} runs since ${at}: it rebooted, and nobody asked for that.`,
  times: (losses: number): string => `Lost ${losses} times in a row: it comes and goes.`,
  hits: 'What it does to services now',
};
