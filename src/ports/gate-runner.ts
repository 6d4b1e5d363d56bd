// Asking one gate once. Repetition, bounds and what counts as back are decided by core and run by the effect worker.

import type { DurationMs } from '../core/brand.ts';
import type { Gate, GateAnswer, NetworkQuestion } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/fleet.ts';

export interface GateRunner {
  /** One attempt within `gate.attemptMs`. Never rejects: an error while asking is `error`, never a pass. */
  ask(target: SshTarget, gate: Gate): Promise<GateAnswer>;
}

/** The part of a gate runner that asks over the network. */
export interface NetworkGates {
  /** As `GateRunner.ask`. Asks the host's own address and no other. */
  ask(target: SshTarget, question: NetworkQuestion, attemptMs: DurationMs): Promise<GateAnswer>;
}
