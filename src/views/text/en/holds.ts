// English of what holds a whole campaign, and of what ends that. Arguments are ready to show.

import { plural } from './plural.ts';

export const holds = {
  incident: (cause: string, id: string): string => `Held: incident ${cause} (${id}). No further host starts.`,
  incidentEnds: 'It goes on by itself when the incident is over.',
  blind: (id: string): string => `Held: Stagger cannot see the fleet (${id}). No further host starts.`,
  blindEnds: 'It goes on by itself once the fleet is seen again. Look at Stagger’s own network first.',
  losses: (hosts: number): string =>
    `Held: ${plural(hosts, 'host')} lost within the last minutes. No further host starts.`,
  lossesEnd:
    'It goes on by itself once they answer again, or as soon as the incident that this becomes is over.',
  stopSwitch: (why: string): string => `Held by the stop switch: ${why}`,
  stopSwitchEnds: (command: string): string => `It goes on after ${command}.`,
  stopped: (subject: string, hosts: number, why: string): string =>
    `${plural(hosts, 'host')} held by the stop switch of ${subject}: ${why}`,
  service: (name: string): string => `service ${name}`,
  host: (name: string): string => `host ${name}`,
  clock: (length: string): string =>
    `Held: the clock of the daemon’s machine jumped by ${length}. No further host starts.`,
  clockEnds: 'Running campaigns are halted for it; then a person decides.',
  unknown: (why: string): string => `Held: whether a host may start cannot be told (${why}).`,
  unknownCauses: {
    'incidents-not-known': 'incidents are not known yet',
    'incidents-not-recorded': (said: string): string => `incidents could not be recorded: ${said}`,
    'not-all-seen': 'not every host was looked at since the daemon began',
    'other-daemon': 'another daemon has been started on this database: stop one of the two',
    'other-database': 'the database is not the one that this daemon began with: start it anew',
    'too-slow': 'what holds now could not be read in time',
    'stop-switch-unread': (path: string, error: string): string =>
      `the stop switch ${path} cannot be read: ${error}`,
  },
  unknownEnds: 'It goes on by itself once that can be told again.',
  noInventory: 'Held: there is no valid inventory. No further host starts.',
  noInventoryEnds: 'It goes on by itself once `stagger check` finds nothing wrong.',
  freezeUnknown: (freeze: string, why: string): string =>
    `Held: the freeze calendar ${freeze} cannot be read (${why}), so nobody knows what is frozen.`,
  freezeUnknownEnds: 'It goes on by itself once the calendar can be read.',
  frozen: (freeze: string, until: string): string => `Held by a freeze until ${until}: ${freeze}`,
  frozenEnds: 'It goes on by itself after that, within its windows.',
  windowShut: (opens: string): string =>
    `Waits for its maintenance window: the next host starts ${opens} at the earliest.`,
  windowNever: 'Held: no maintenance window of its hosts opens in the next months.',
  windowNeverEnds: 'It goes on once the inventory gives them one.',
  chaosNotAllowed: 'Held: a service on this host does not take part in chaos mode any more.',
  chaosNotAllowedEnds: 'It lapses by itself. Nothing is rebooted.',
  chaosAlone: 'Waits: a chaos reboot starts only while no other campaign has a host in flight.',
  chaosAloneEnds: 'It goes on by itself after that, within the working hours.',
  doesNotFit: (closes: string): string =>
    `Waits for the next window: nothing that is left would end before ${closes}.`,
};
