// Why chaos mode leaves a host, or everybody, alone, in one short English sentence part.

import { assertNever } from '../../core/brand.ts';
import type { ChaosHold, ChaosObstacle } from '../../core/chaos/candidates.ts';
import { durationText, instantText } from './time-text.ts';
import { namesText, waitText } from './wait-text.ts';

export function chaosHoldText(hold: ChaosHold, timeZone: string): string {
  switch (hold.kind) {
    case 'campaign-open':
      return `campaign ${hold.campaign} is ${hold.phase}`;
    case 'flag-set':
      return hold.why;
    case 'flag-unknown':
      return `it cannot be told whether a host may start: ${hold.why}`;
    case 'frozen':
      return `frozen until ${instantText(hold.untilAt, timeZone)}: ${hold.reason}`;
    case 'freeze-unknown':
      return `nobody can tell what freeze ${hold.freeze} freezes: ${hold.why}`;
    default:
      return assertNever(hold);
  }
}

export function chaosObstacleText(why: ChaosObstacle, timeZone: string): string {
  switch (why.kind) {
    case 'no-service':
      return 'no service runs on it, so nobody could have opted in';
    case 'not-opted-in':
      return `not opted in: ${namesText(why.instances.map(({ service, part }) => `${service} (${part})`))}`;
    case 'no-placement':
      return 'the inventory does not say where it stands';
    case 'exempt':
      return `exempt until ${instantText(why.untilAt, timeZone)}: ${why.reason}`;
    case 'never-by-plan':
      return 'it has no maintenance window: never by plan';
    case 'own-path':
      return 'on the path of Stagger itself';
    case 'has-guests':
      return `${why.guests} ${why.guests === 1 ? 'guest' : 'guests'} would go down with it`;
    case 'not-observed':
      return `not seen up: ${why.status}`;
    case 'booted-lately':
      return `it booted ${instantText(why.bootedAt, timeZone)} and rests for ${durationText(why.restMs)}`;
    case 'reboots-used':
      return `it was rebooted ${why.reboots} times within 24 hours, at most ${why.limit} are allowed`;
    case 'left-out':
      return `campaign ${why.campaign} left it out of rotation`;
    case 'failed-lately':
      return `its last reboot failed: ${why.failure}`;
    case 'stopped':
      return `the stop switch of ${why.subject.kind} ${why.subject.id} is set: ${why.why}`;
    case 'not-whole':
      return `${why.service} is not whole: ${namesText(why.missing)} not seen up`;
    case 'last-instance':
      return `nothing else serves ${why.service}`;
    case 'hours-too-short':
      return `it would not end before ${instantText(why.closesAt, timeZone)}`;
    case 'budget':
      return waitText(why.why, timeZone);
    default:
      return assertNever(why);
  }
}
