// English of the one message that an owner gets of a campaign. Arguments are ready to show.

import { plural } from './plural.ts';

export const owner = {
  title: (done: number, total: number): string =>
    done === 0
      ? `Reboots of ${plural(total, 'server')} of yours`
      : `Reboots of your servers: ${done} of ${total} done`,
  none: 'None of your servers is in this campaign any more.',
  waits: (host: string, at: string): string => `${host}: expected ${at}`,
  waitsForSlot: (host: string): string => `${host}: next, when a slot is free`,
  waitsForHold: (host: string): string => `${host}: not before the campaign may go on`,
  inFlight: (host: string, since: string): string => `${host}: in flight since ${since}`,
  notBegun: (host: string): string => `${host}: not rebooted`,
  done: (host: string, at: string): string => `${host}: done ${at}`,
  skipped: (host: string, why: string): string => `${host}: skipped, ${why}`,
  guests: (hosts: string): string => ` (your guests on it go down with it: ${hosts})`,
  campaign: (id: string): string => `Campaign ${id}. This message is kept up to date.`,
};
