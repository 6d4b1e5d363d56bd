// Why a host waits or is left out, in the reader's language.

import { assertNever } from '../../core/brand.ts';
import type { FailureDomain } from '../../core/fleet/fleet.ts';
import type { WaitReason } from '../../core/planning/plan.ts';
import type { Catalogue } from '../text/en.ts';
import { code, date, joinWithin, prose } from './mrkdwn.ts';
import { saidWords } from './said-words.ts';

/** Only what can be shown is worked out: a host can wait for a thousand others. */
function firstNames(hosts: readonly string[]): readonly string[] {
  return hosts.map((host, index) => (index < 3 ? code(host) : ''));
}

/** mrkdwn, at most about 400 characters long. */
export function waitWords(reason: WaitReason, text: Catalogue): string {
  const { wait } = text;
  switch (reason.kind) {
    case 'not-selected':
    case 'no-placement':
    case 'own-path-alone':
      return wait[reason.kind]();
    case 'not-due':
      return wait['not-due'](date(reason.dueAt));
    case 'exempt':
      return wait.exempt(prose(reason.reason, 120), date(reason.untilAt));
    case 'guest-exempt':
      return wait['guest-exempt'](code(reason.guest), prose(reason.reason, 120), date(reason.untilAt));
    case 'frozen':
      return wait.frozen(prose(reason.reason, 120), date(reason.untilAt));
    case 'freeze-unknown':
      return wait['freeze-unknown'](code(reason.freeze), saidWords(reason.why, 160, text));
    case 'guest-not-up':
      return wait['guest-not-up'](code(reason.guest));
    case 'not-observed':
    case 'no-window':
      return wait[reason.kind](detailWords(reason, text));
    case 'window-shut':
      return wait['window-shut'](date(reason.opensAt));
    case 'campaign-size':
    case 'cap':
      return wait[reason.kind](reason.limit);
    case 'budget':
      return wait.budget(code(reason.service), reason.up, reason.minAvailable);
    case 'domain-in-flight':
      return wait['domain-in-flight'](
        code(reason.service),
        code(reason.host),
        domainWords(reason.domain, text, code),
      );
    case 'zone-in-flight':
    case 'dependency-in-flight':
      return wait[reason.kind](code(reason.service), code(reason.host));
    case 'hypervisor-in-flight':
    case 'same-machine':
      return wait[reason.kind](code(reason.host));
    case 'domain-cap':
      return wait['domain-cap'](domainWords(reason.domain, text, code), reason.limit);
    case 'fleet-cap':
      return wait['fleet-cap'](reason.limit);
    case 'after':
      return wait.after(
        joinWithin(firstNames(reason.hosts), { items: 3, chars: 160, separator: text.list }, text.more),
      );
    case 'in-other-campaign':
      return wait['in-other-campaign'](code(reason.campaign));
    default:
      return assertNever(reason);
  }
}

/** What is missing, in the reader's language; of an older plan as it was written. At most about 160 characters. */
export function detailWords(
  reason: Extract<WaitReason, { kind: 'not-observed' | 'no-window' }>,
  text: Catalogue,
): string {
  const { gaps, lacks } = text.waitDetails;
  if (reason.kind === 'not-observed') {
    const { gap, detail } = reason;
    if (gap === undefined || text.quotesDetails) return saidWords(detail, 160, text);
    return gap.kind === 'missed' ? text.cause.missed[gap.failure] : gaps[gap.kind];
  }
  const { lack, detail } = reason;
  if (lack === undefined) return saidWords(detail, 160, text);
  switch (lack.kind) {
    case 'none':
    case 'no-room-in-range':
      return lacks[lack.kind];
    case 'no-room':
      return lacks['no-room'](lack.days, lack.minutes);
    case 'guest-none':
      return lacks['guest-none'](code(lack.guest));
    case 'guest-no-room':
      return lacks['guest-no-room'](code(lack.guest), lack.days, lack.minutes);
    case 'full':
      return lacks.full(lack.days);
    default:
      return assertNever(lack);
  }
}

export function domainWords(domain: FailureDomain, text: Catalogue, name: (id: string) => string): string {
  const { levels, domain: named } = text.incident;
  if (domain.level === 'host') return name(domain.id);
  return named(domain.level === 'custom' ? name(domain.kind) : levels[domain.level], name(domain.id));
}
