// Where a host is reached: all that an adapter for SSH is told of it.

import type { HostId } from './ids.ts';

/** How to reach a host. `address` is a name or an IP literal, validated by config. */
export type SshTarget = {
  readonly hostId: HostId;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** What nobody wrote down and is a default: an SSH configuration of the machine may say otherwise. */
  readonly assumed: readonly ('port' | 'user')[];
};
