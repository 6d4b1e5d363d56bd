// What the test process and the supervisor say to each other, one JSON object a line: requests on the supervisor's
// stdin (its end ends every host), answers on its stdout.

export type HostPlan = {
  readonly name: string;
  readonly address: string;
  readonly dir: string;
  /** Age of the first boot. */
  readonly uptimeS: number;
  /** From the end of one boot until the next one's init starts. */
  readonly bootMs: number;
  readonly hypervisor: string | null;
};

export type LabPlan = {
  readonly dir: string;
  readonly port: number;
  readonly keepDir: boolean;
  readonly hosts: readonly HostPlan[];
};

/** What is different about the next boot, or the ones after it; unset fields leave what was asked before. */
export type BootFaults = {
  readonly neverComesBack?: boolean;
  /** Boot time of the next boot only. */
  readonly nextBootMs?: number;
  readonly keepsBootId?: boolean;
  readonly hostKeyChanges?: boolean;
  /** After the next `times` boots are ready, the host reboots by itself `afterMs` later. */
  readonly rebootsAgain?: { readonly afterMs: number; readonly times: number };
};

export type LabCommand =
  | { readonly kind: 'power-off'; readonly hosts: readonly string[] }
  | { readonly kind: 'power-on'; readonly hosts: readonly string[] }
  | { readonly kind: 'freeze'; readonly host: string }
  | { readonly kind: 'thaw'; readonly host: string }
  | { readonly kind: 'boot-faults'; readonly host: string; readonly faults: BootFaults }
  | { readonly kind: 'forget-boot-faults'; readonly host: string }
  | { readonly kind: 'close' };

export type LabRequest = { readonly id: number; readonly command: LabCommand };

/** The answer with id 0 says that every host of the plan is ready. */
export type LabAnswer = { readonly id: number; readonly error: string | null };
