// Where a failed host is taken up again. After a reboot was sent it is only looked at; no retry sends another one.

import { assertNever } from '../brand.ts';
import type { RetryFrom } from './event.ts';
import type { HostFailureKind, HostReboot } from './state.ts';

/**
 * Where a retry begins: after a reboot was sent it only looks again, it never sends another one. What there is nothing
 * to look at for (no request, no proven boot) begins from the start.
 */
export function retryFrom({ stage, requestedAt, after }: HostReboot): RetryFrom['kind'] {
  if (stage.kind !== 'failed') return 'start';
  const from = retryOf(stage.failure.kind);
  if (from === 'await-boot' && requestedAt === null) return 'start';
  return from === 'system-up' && after === null ? 'start' : from;
}

function retryOf(failure: HostFailureKind): RetryFrom['kind'] {
  switch (failure) {
    case 'check-failed':
    case 'drain-failed':
    case 'prepare-failed':
    case 'wrong-role':
    case 'reboot-refused':
    case 'reboot-not-sent':
      return 'start';
    case 'did-not-go-down':
    case 'did-not-come-back':
    case 'host-key-changed':
    case 'came-back-same-boot':
    case 'boot-suspect':
    case 'reboot-loop':
    case 'lost-after-boot':
      return 'await-boot';
    case 'old-kernel':
    case 'system-not-up':
    case 'gate-timed-out':
    case 'undrain-failed':
    case 'ramp-failed':
    case 'drifted':
      return 'system-up';
    default:
      return assertNever(failure);
  }
}
