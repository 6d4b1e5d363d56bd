// Why a host failed, in the reader's language where Stagger itself can tell, else as the server said it.

import { assertNever } from '../../core/brand.ts';
import type { HostFailure } from '../../core/campaign/state.ts';
import type { FailureCause } from '../../core/campaign/failure-cause.ts';
import type { DriftItem } from '../../core/drift/drift.ts';
import type { Catalogue } from '../text/en.ts';
import { lengthText } from './incident-text.ts';
import { code, plainText, prose } from './mrkdwn.ts';
import { saidWords } from './said-words.ts';

/** mrkdwn on one line, about `chars` long at most; empty where nothing more is known than the kind of the failure. */
export function failureWords(failure: HostFailure, chars: number, text: Catalogue): string {
  return failure.cause === undefined
    ? saidWords(failure.detail, chars, text)
    : prose(plainText(causeWords(failure.cause, chars, text)), chars);
}

/** The same for plain text; at most `chars` + 1 characters long. */
export function failurePlain(failure: HostFailure, chars: number, text: Catalogue): string {
  return plainText(failureWords(failure, chars, text));
}

function causeWords(cause: FailureCause, chars: number, text: Catalogue): string {
  const words = text.cause;
  switch (cause.kind) {
    case 'missed': {
      const said = prose((text.quotesDetails ? cause.said : cause.raw) ?? '', chars);
      return said === '' ? words.missed[cause.failure] : text.labelPlain(words.missed[cause.failure], said);
    }
    case 'not-allowed':
      return words['not-allowed'](prose(cause.user, 64), saidWords(cause.said, chars, text));
    case 'fenced':
      return words.fenced(prose(cause.epoch, 40));
    case 'boot-id-unreadable':
      return words['boot-id-unreadable'](prose(cause.found, 60));
    case 'shutting-down':
    case 'uptime-began-again':
    case 'still-old-boot':
    case 'logins-refused':
    case 'failed-units-unread':
      return words[cause.kind];
    case 'uptime-too-long':
      return words['uptime-too-long'](
        lengthText(cause.uptimeMs, text),
        lengthText(cause.sinceRequestMs, text),
      );
    case 'requests-used':
      return words['requests-used'](cause.requests);
    case 'guest-away':
      return words['guest-away'](code(cause.guest), saidWords(cause.said, chars, text));
    case 'drains-too-long':
      return words['drains-too-long'](
        cause.drained,
        cause.of,
        lengthText(cause.passedMs, text),
        lengthText(cause.expectedMs, text),
      );
    case 'rebooted-again':
      return words['rebooted-again'](code(cause.found));
    case 'same-kernel':
      return words['same-kernel'](code(cause.running), code(cause.installed));
    case 'system-state':
      return words['system-state'](code(cause.state));
    case 'failed-units':
      return words['failed-units'](prose(cause.units.join(', '), chars));
    case 'drift':
      return words.drift(driftWords(cause.items, chars, text));
    default:
      return assertNever(cause);
  }
}

/** `mounts: /data; CPUs: 16 before, 8 now`, what was found as it is; mrkdwn. */
export function driftWords(items: readonly DriftItem[], chars: number, text: Catalogue): string {
  const byKind = Map.groupBy(items, ({ kind }) => kind);
  const each = [...byKind].map(([kind, some]) =>
    text.labelPlain(
      text.cause.driftKinds[kind],
      // What is no sentence of ours is a name: a path, a unit, a port.
      some.map(({ what }) => text.ownWords(what) ?? what).join(text.list),
    ),
  );
  return prose(each.join('; '), chars);
}
