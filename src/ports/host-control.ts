// What can be asked of a host. Verbs, not `exec(string)`: core cannot invent a shell command and an inventory value
// can never become shell text.

import type { DurationMs } from '../core/brand.ts';
import type { HostCommand } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import type { FailureCause } from '../core/campaign/failure-cause.ts';
import type { BootId, HostId, PlanDigest } from '../core/fleet/ids.ts';
import type { Facts, ProbeFailure } from '../core/fleet/observation.ts';

export type ProbeMiss = {
  readonly kind: 'missed';
  readonly failure: ProbeFailure;
  /** In English. */
  readonly detail: string;
  /** The part of it that the other side said, word for word. */
  readonly raw?: string;
};

export type ReadFactsOutcome = { readonly kind: 'facts'; readonly facts: Facts } | ProbeMiss;

export type RebootRequest = {
  readonly expectBootId: BootId;
  readonly planDigest: PlanDigest;
  readonly attempt: number;
};

/**
 * - `accepted`: the host compared its boot id and said that it reboots.
 * - `boot-id-mismatch`: the host runs another boot; it did nothing.
 * - `refused`: the host answered and cannot reboot (sudo rule missing); it did nothing.
 * - `not-sent`: the command certainly did not reach the host.
 * - `too-late`: the command did not reach the host, because the time for it had passed by when it could be sent.
 * - `unknown`: it may or may not have reached the host. Only a later boot id tells.
 */
export type RebootRequestOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'boot-id-mismatch'; readonly found: BootId }
  | { readonly kind: 'refused'; readonly detail: string; readonly cause?: FailureCause }
  | (Omit<ProbeMiss, 'kind'> & { readonly kind: 'not-sent' })
  | { readonly kind: 'too-late' }
  | { readonly kind: 'unknown'; readonly detail: string };

export type RunCommandOutcome =
  { readonly kind: 'exited'; readonly exitCode: number; readonly output: string } | ProbeMiss;

export interface HostControl {
  /**
   * One round trip that reads all facts. Reuses a live connection unless `fresh`: a proof of reboot needs a new TCP
   * connection with the pinned host key. Never rejects; always settles within `deadlineMs`.
   */
  readFacts(
    target: SshTarget,
    options: { readonly deadlineMs: DurationMs; readonly fresh: boolean },
  ): Promise<ReadFactsOutcome>;

  /**
   * Reboots the host if, and only if, it still runs `expectBootId`: the host itself compares, in one command. Nothing is
   * sent once `deadlineMs` have passed, by whichever clock: this process, or its machine, may have stood still meanwhile.
   */
  requestReboot(
    target: SshTarget,
    request: RebootRequest,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<RebootRequestOutcome>;

  /** Runs a hook or a command gate. `output` is stdout and stderr, cut at 4 KiB. */
  runCommand(
    target: SshTarget,
    command: HostCommand,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<RunCommandOutcome>;

  /**
   * Called when a live connection ends that we did not end. The host may be gone or only its sshd: the listener
   * probes. Returns the way to stop listening.
   */
  onConnectionLost(listener: (hostId: HostId) => void): () => void;

  /** Closes every connection; bounded in time. */
  close(): Promise<void>;
}
