// Asking one gate once. Repetition, bounds and what counts as back are decided by core and run by the effect worker.

import type { Gate, GateAnswer } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/fleet.ts';

export interface GateRunner {
  /** One attempt within `gate.attemptMs`. Never rejects: an error while asking is `error`, never a pass. */
  ask(target: SshTarget, gate: Gate): Promise<GateAnswer>;
}
