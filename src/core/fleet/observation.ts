// What a probe found out about one host, dated. Each fact is a value or null for "could not be read": an error is
// never turned into a yes or a no.

import type { DurationMs, Instant } from '../brand.ts';
import type { BootId, HostId } from './ids.ts';

export type Tristate = 'yes' | 'no' | 'unknown';

/** One source's word on whether the host needs a reboot. */
export type RebootSignal = {
  readonly source: 'debian-flag' | 'suse-flag' | 'rpm-installed' | 'debian-kernel-build' | 'newer-kernel';
  readonly value: Tristate;
  /** Short evidence (`linux-image-6.1.0-25-amd64`), or why it is unknown. */
  readonly detail: string | null;
};

export type Facts = {
  readonly bootId: BootId;
  /** From the host's monotonic clock (`/proc/uptime` field 1), never from wall clocks. */
  readonly uptimeMs: DurationMs;
  readonly kernelRunning: string;
  readonly kernelNewest: string | null;
  readonly rebootSignals: readonly RebootSignal[];
  /** `PRETTY_NAME` of os-release. */
  readonly os: string | null;
  /** As `systemd-detect-virt` names it: `none`, `kvm`, `lxc`, …; null where it cannot be told. */
  readonly virtualisation: string | null;
  /** PID 1's start in clock ticks after boot: the second witness where a container shares its host's boot id. */
  readonly initStartTicks: number | null;
  readonly failedUnits: readonly string[] | null;
  /** `proto address:port`, sorted. */
  readonly listeners: readonly string[] | null;
  /** Mount points of real file systems, sorted. */
  readonly mounts: readonly string[] | null;
  /** Active service units, sorted. */
  readonly units: readonly string[] | null;
  /** `interface destination/mask via gateway` as the kernel writes them, sorted; of IPv6 those with a gateway. */
  readonly routes: readonly string[] | null;
  /** `name bytes` of each whole disk, sorted. */
  readonly disks: readonly string[] | null;
  readonly timeSynchronised: Tristate;
  readonly cpus: number | null;
  readonly memoryKib: number | null;
  /** Host clock minus the daemon's, corrected by half the round trip; null if the host printed no time. */
  readonly clockOffsetMs: number | null;
  /** `systemctl is-system-running`, or null where there is no systemd. */
  readonly systemState: string | null;
  /** True while `/run/nologin` or `/etc/nologin` exists. */
  readonly nologin: boolean;
  /** True where the forced command of `stagger ssh-setup` answered: the host refuses the epoch of a replaced daemon. */
  readonly fenced: Tristate;
};

/**
 * Why a probe has no facts. Each is its own outcome with its own text and metric label; none of them is "up".
 */
export type ProbeFailure =
  | 'name-not-resolved'
  | 'no-route'
  | 'connection-refused'
  | 'connect-timeout'
  | 'handshake-failed'
  /** It takes the connection and goes no further: frozen, or no SSH server. */
  | 'handshake-timeout'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'login-refused'
  | 'exec-refused'
  | 'exec-timeout'
  | 'connection-lost'
  | 'garbage-output'
  | 'internal-error';

export type Observation =
  | { readonly kind: 'seen'; readonly hostId: HostId; readonly at: Instant; readonly facts: Facts }
  | {
      readonly kind: 'missed';
      readonly hostId: HostId;
      readonly at: Instant;
      readonly failure: ProbeFailure;
      /** What happened and what to do, for a person; never holds a secret. */
      readonly detail: string;
    };
