// Asking one gate once. Repetition, bounds and what counts as back are decided by core and run by the effect worker.

import type { DurationMs } from '../core/brand.ts';
import type { Gate, GateAnswer, NetworkQuestion } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import type { PrepareAnswer } from '../core/gates/preparation.ts';

export interface GateRunner {
  /**
   * What the gate needs before the reboot, within `deadlineMs`: data saved and counted, the role as it is now. A gate that
   * needs nothing is ready. Never rejects.
   */
  prepare(
    target: SshTarget,
    gate: Gate,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<PrepareAnswer>;

  /** One attempt; each question of it within `gate.attemptMs` (a replica is asked twice). Never rejects: an error while asking is `error`, never a pass. */
  ask(target: SshTarget, gate: Gate): Promise<GateAnswer>;
}

/** The part of a gate runner that asks over the network. */
export interface NetworkGates {
  /** As `GateRunner.prepare`. */
  prepare(
    target: SshTarget,
    question: NetworkQuestion,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<PrepareAnswer>;

  /** As `GateRunner.ask`. Asks the host's own address and no other. */
  ask(target: SshTarget, question: NetworkQuestion, attemptMs: DurationMs): Promise<GateAnswer>;
}
