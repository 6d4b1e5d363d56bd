// The console's English for why a host does not start at this moment. What a person or a tool wrote comes as it is.

import type { StartBlock } from '../../../core/campaign/start-conditions.ts';
import { counted } from '../../../core/counted.ts';

export const consoleBlocksEn = {
  phase: (phase: string): string => `the campaign: ${phase}`,
  'approval-missing': (have: number, needed: number): string =>
    `it has ${have} of ${counted(needed, 'approval')}`,
  'approval-expired': (at: string): string => `its approval expired ${at}`,
  'no-inventory': 'there is no valid inventory',
  'removed-from-inventory': 'it is no longer in the inventory',
  'changed-since-plan': 'its inventory entry changed after the plan was approved',
  'flag-unknown': (why: string): string => `it cannot be told whether it may start: ${why}`,
  frozen: (freeze: string, until: string): string => `frozen until ${until}: ${freeze}`,
  'freeze-unknown': (freeze: string, why: string): string =>
    `nobody can tell what freeze ${freeze} freezes: ${why}`,
  /** `guest`: whose windows are in the way; null: the host's own. */
  'window-shut': (opens: string | null, guest: string | null): string => {
    if (guest === null)
      return opens === null ? 'no window of it opens in the next months' : `its window opens ${opens}`;
    return opens === null
      ? `no window that its guest ${guest} shares opens in the next months`
      : `the next window that its guest ${guest} shares opens ${opens}`;
  },
  'does-not-fit': (closes: string, guest: string | null): string =>
    guest === null
      ? `it would not end before ${closes}`
      : `it would not end before the window of its guest ${guest} shuts at ${closes}`,
  after: (hosts: string): string => `it goes after ${hosts}`,
  'not-up': (status: string, guest: string | null): string =>
    guest === null ? `it is ${status}` : `its guest ${guest} is ${status}`,
  'in-other-campaign': 'another campaign holds it',
  'left-out': (campaign: string): string =>
    `campaign ${campaign} left it out of rotation: stagger put-back brings it back`,
  'relative-out': (relative: string, campaign: string | null): string =>
    campaign === null
      ? `${relative} failed or is out of rotation in this campaign, and has to be back first: retry it if it failed; if it was skipped, stop the campaign and put it back`
      : `campaign ${campaign} left ${relative} out of rotation: stagger put-back ${relative} brings it back`,
  'attempts-used': (attempts: number): string => `${counted(attempts, 'reboot request')} were sent already`,
  'reboots-used': (reboots: number, limit: number, guest: string | null): string =>
    `${guest === null ? 'it' : `its guest ${guest}`} was rebooted ${reboots} times within 24 hours, at most ${limit} are allowed`,
  stopped: (subject: string, why: string): string => `the stop switch of ${subject} is set: ${why}`,
  'chaos-not-allowed': 'chaos mode drew it, and a service on it has not opted in',
  'chaos-alone': (hosts: string): string =>
    `chaos mode drew it, and it waits until nobody else is in flight: ${hosts}`,
} satisfies Partial<Record<StartBlock['kind'], unknown>>;

export type ConsoleBlocksText = typeof consoleBlocksEn;
