// Is a guest back that no gate of a service is asked of? It is looked at over SSH as the sweeper looks. Its boot is not
// compared: a hypervisor may have suspended it or moved it away, and then it runs the same one.

import { SECOND_MS } from '../brand.ts';
import type { Gate, GateAnswer } from '../fleet/check.ts';
import type { RebootTiming } from '../fleet/fleet.ts';
import type { Facts } from '../fleet/observation.ts';

/** @param timing of the guest: it has the time to come back, and to start its system. */
export function answersGate({ comeBackWithinMs, systemUpWithinMs }: RebootTiming): Gate {
  return {
    name: 'answers over SSH',
    question: { kind: 'answers' },
    attemptMs: 10 * SECOND_MS,
    everyMs: 10 * SECOND_MS,
    withinMs: comeBackWithinMs + systemUpWithinMs,
    parts: null,
    passes: 1,
  };
}

/** No systemd at all counts as started once logins are allowed. */
export function judgeAnswers({ nologin, systemState }: Facts): GateAnswer {
  if (nologin)
    return { kind: 'fail', found: 'logins are still refused: /run/nologin or /etc/nologin exists' };
  const isUp = systemState === null || systemState === 'running' || systemState === 'degraded';
  return isUp ? { kind: 'pass' } : { kind: 'fail', found: `systemd says ${systemState}` };
}
