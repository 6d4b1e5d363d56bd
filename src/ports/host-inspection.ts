// A read-only look at what could reboot a host besides Stagger, and whether Stagger may. For the doctor alone: no
// decision about a campaign rests on it.

import type { DurationMs } from '../core/brand.ts';
import type { HostInspection } from '../core/doctor/host-inspection.ts';
import type { CommandPermission } from '../core/doctor/host-use.ts';
import type { HostCommand } from '../core/fleet/check.ts';
import type { SshTarget } from '../core/fleet/ssh-target.ts';
import type { ProbeMiss } from './host-control.ts';

export type InspectOutcome = { readonly kind: 'inspected'; readonly inspection: HostInspection } | ProbeMiss;

export interface HostInspector {
  /** Changes nothing on the host. Never rejects; always settles within `deadlineMs`. */
  inspect(target: SshTarget, options: { readonly deadlineMs: DurationMs }): Promise<InspectOutcome>;

  /** Whether `command` may be run there; it is not run. Never rejects; always settles within `deadlineMs`. */
  mayRun(
    target: SshTarget,
    command: HostCommand,
    options: { readonly deadlineMs: DurationMs },
  ): Promise<CommandPermission>;
}
