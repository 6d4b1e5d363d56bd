// One question to a Unix socket on a host, and its answer.

import type { DurationMs } from '../core/brand.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import type { ProbeMiss } from './host-control.ts';

export interface HostSocket {
  /**
   * Connects to the socket at `path` on the host, writes `line` and reads until the other side closes. `line` holds
   * printable ASCII without a line end. Never rejects; settles within the deadline. The answer is cut at 64 KiB.
   */
  askSocket(
    target: SshTarget,
    question: { readonly path: string; readonly line: string },
    options: { readonly deadlineMs: DurationMs },
  ): Promise<{ readonly kind: 'answered'; readonly text: string } | ProbeMiss>;
}
