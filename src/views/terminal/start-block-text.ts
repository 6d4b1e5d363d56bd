// Why a host of a running campaign does not start at this moment.

import { assertNever } from '../../core/brand.ts';
import type { StartBlock } from '../../core/campaign/start-conditions.ts';
import { instantText } from './time-text.ts';
import { namesText, waitText } from './wait-text.ts';

/** One line a reason; a budget block can have several. */
export function startBlockLines(block: StartBlock, timeZone: string): readonly string[] {
  switch (block.kind) {
    case 'phase':
      return [`the campaign is ${block.phase}`];
    case 'approval-missing':
      return [`it has ${block.have} of ${block.needed} approvals`];
    case 'approval-expired':
      return [`its approval expired ${instantText(block.at, timeZone)}`];
    case 'no-inventory':
      return ['there is no valid inventory'];
    case 'removed-from-inventory':
      return ['it is no longer in the inventory'];
    case 'changed-since-plan':
      return ['its inventory entry changed after the plan was approved'];
    case 'flag-set':
      return [block.why];
    case 'flag-unknown':
      return [`it cannot be told whether it may start: ${block.why}`];
    case 'frozen':
      return [`frozen until ${instantText(block.untilAt, timeZone)}: ${block.freeze}`];
    case 'freeze-unknown':
      return [`nobody can tell what freeze ${block.freeze} freezes: ${block.why}`];
    case 'window-shut':
      return [windowShutText(block, timeZone)];
    case 'does-not-fit': {
      const what = block.guest === undefined ? block.by : `window of its guest ${block.guest} shuts`;
      return [`it would not end before the ${what} at ${instantText(block.closesAt, timeZone)}`];
    }
    case 'after':
      return [`it goes after ${namesText(block.hosts)}`];
    case 'not-up':
      return [
        block.guest === undefined ? `it is ${block.status}` : `its guest ${block.guest} is ${block.status}`,
      ];
    case 'in-other-campaign':
      return ['another campaign holds it'];
    case 'left-out':
      return [`campaign ${block.campaign} left it out of rotation: \`stagger put-back\` brings it back`];
    case 'relative-out':
      return [
        block.campaign === null
          ? `${block.relative} failed or is out of rotation in this campaign, and has to be back first: retry it if it failed; if it was skipped, stop the campaign and put it back`
          : `campaign ${block.campaign} left ${block.relative} out of rotation: \`stagger put-back ${block.relative}\` brings it back`,
      ];
    case 'attempts-used':
      return [`${block.attempts} reboot requests were sent already`];
    case 'reboots-used':
      return [
        `${block.guest === undefined ? 'it' : `its guest ${block.guest}`} was rebooted ${block.reboots} times within 24 hours, at most ${block.limit} are allowed`,
      ];
    case 'stopped':
      return [`the stop switch of ${block.subject.kind} ${block.subject.id} is set: ${block.why}`];
    case 'chaos-not-allowed':
      return ['chaos mode drew it, and a service on it has not opted in'];
    case 'chaos-alone':
      return [`chaos mode drew it, and it waits until nobody else is in flight: ${namesText(block.hosts)}`];
    case 'budget':
      return block.why.map((why) => waitText(why, timeZone));
    default:
      return assertNever(block);
  }
}

function windowShutText(
  { opensAt, guest }: Extract<StartBlock, { kind: 'window-shut' }>,
  timeZone: string,
): string {
  const opens = opensAt === null ? null : instantText(opensAt, timeZone);
  if (guest === undefined)
    return opens === null ? 'no window of it opens in the next months' : `its window opens ${opens}`;
  return opens === null
    ? `no window that its guest ${guest} shares opens in the next months`
    : `the next window that its guest ${guest} shares opens ${opens}`;
}
