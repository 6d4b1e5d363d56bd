// English of chaos mode. Arguments are ready to show.

import { plural } from './plural.ts';

const chance = (hosts: number, tickets: number, ofTickets: number): string =>
  `Drawn at random among ${plural(hosts, 'eligible host')}, with ${tickets} of ${ofTickets.toLocaleString('en')} tickets (one for each day up).`;

export const chaos = {
  /** Who asks for a plan that it drew. */
  name: 'Chaos mode',
  chance,
  reportTitle: 'Chaos draw: nothing is rebooted',
  would: (host: string, uptime: string, length: string): string =>
    `${host} would be rebooted now. It has been up for ${uptime}; a reboot takes about ${length}.`,
  hurt: 'What that would do, at the worst moment',
  ask: 'Would you have approved it? If not, the reason is worth a ticket.',
  leash: (setting: string, file: string): string =>
    `On this leash chaos mode only tells. With ${setting} in ${file} it asks for approval.`,
  seed: (seed: string): string => `seed ${seed}`,
  planTitle: 'Chaos practice: reboot of 1 host',
  card: 'Chaos draw: practice while somebody is looking. Nothing else asks for this reboot.',
  digest: (count: number): string => `Chaos draws since the last digest: ${count}`,
  digestReported: (host: string, at: string): string => `${host} ${at}: told only`,
  digestProposed: (host: string, at: string, campaign: string): string =>
    `${host} ${at}: proposed as ${campaign}`,
};
