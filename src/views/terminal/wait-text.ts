// Why a host waits or is left out, in one short English sentence part.

import { assertNever } from '../../core/brand.ts';
import { domainPhrase } from '../../core/placement/finding-text.ts';
import type { WaitReason } from '../../core/planning/plan.ts';
import { instantText } from './time-text.ts';

/** `web keeps 3 of 4 up`, `until 2026-12-05 02:00 KST no window is open`. */
export function waitText(reason: WaitReason, timeZone: string): string {
  switch (reason.kind) {
    case 'not-selected':
      return 'not asked for';
    case 'not-due':
      return `due ${instantText(reason.dueAt, timeZone)}`;
    case 'exempt':
      return `exempt until ${instantText(reason.untilAt, timeZone)}: ${reason.reason}`;
    case 'guest-exempt':
      return `its guest ${reason.guest} is exempt until ${instantText(reason.untilAt, timeZone)}: ${reason.reason}`;
    case 'guest-not-up':
      return `its guest ${reason.guest} is not seen up, so nobody could tell afterwards whether it came back`;
    case 'same-machine':
      return `it runs the same boot as ${reason.host}: one machine under two names, or containers of one`;
    case 'not-observed':
      return `not seen up: ${reason.detail}`;
    case 'no-placement':
      return 'the inventory does not say where it stands';
    case 'no-window':
      return reason.detail;
    case 'window-shut':
      return `its window opens ${instantText(reason.opensAt, timeZone)}`;
    case 'frozen':
      return `frozen until ${instantText(reason.untilAt, timeZone)}: ${reason.reason}`;
    case 'freeze-unknown':
      return `nobody can tell what freeze ${reason.freeze} freezes: ${reason.why}`;
    case 'campaign-size':
      return `one campaign holds at most ${hostsText(reason.limit)}`;
    case 'budget':
      return `${reason.service} keeps at least ${reason.minAvailable} up, and has ${reason.up}`;
    case 'domain-in-flight':
      return `${reason.host} of ${reason.service} is in flight in ${domainPhrase(reason.domain)}`;
    case 'zone-in-flight':
      return `${reason.service} is in flight in another zone (${reason.host})`;
    case 'dependency-in-flight':
      return `${reason.service} depends on it or it on ${reason.service}, in flight on ${reason.host}`;
    case 'hypervisor-in-flight':
      return `${reason.host}, its hypervisor or guest, is in flight`;
    case 'cap':
      return `at most ${hostsText(reason.limit)} in flight`;
    case 'domain-cap':
      return capText(domainPhrase(reason.domain), reason);
    case 'fleet-cap':
      return capText('the fleet', reason);
    case 'after':
      return `after ${namesText(reason.hosts)}`;
    case 'own-path-alone':
      return 'on the path of Stagger itself: last and alone';
    case 'in-other-campaign':
      return `promised to campaign ${reason.campaign}`;
    default:
      return assertNever(reason);
  }
}

/** Where one more may go, it is the guests that go with it that are too many. */
function capText(where: string, { down, limit }: { readonly down: number; readonly limit: number }): string {
  const has = `${where} has ${down} down, at most ${limit} may be`;
  return down < limit ? `${has}, and its guests go with it` : has;
}

/**
 * `text` with the full stop that ends a sentence, unless it ends one by itself, as a question does. Behind a path stands
 * none: it may be the end of a command, and who copies it would write another file.
 */
export function sentence(text: string): string {
  return /[.?!…]$|(?:^|\s)[~.]?\/\S+$/.test(text) ? text : `${text}.`;
}

/** A few names, and how many more. */
export function namesText(names: readonly string[], most = 4): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function hostsText(count: number): string {
  return `${count} ${count === 1 ? 'host' : 'hosts'}`;
}
