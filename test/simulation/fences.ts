// Hosts with the forced command: each keeps the highest epoch that a reboot came with, and refuses a lower one.
import type { HostId } from '../../src/core/fleet/ids.ts';
import type { HostControl } from '../../src/ports/host-control.ts';
import { SECOND_MS, type Instant } from '../../src/core/brand.ts';
import type { Truth } from './truth.ts';
import type { Verdicts } from './verdicts.ts';

export type Fences = {
  /** The way to the hosts of one life of the daemon. */
  readonly fenced: (control: HostControl, epoch: () => number) => HostControl;
  /** A life begins with this epoch, at this time of its wall clock. */
  readonly onEpoch: (epoch: number, wallNow: Instant) => void;
  /** A backup was put back, and nobody can read what it replaced. */
  readonly onRecordLost: () => void;
};

export function createFences(truth: Truth, verdicts: Verdicts, hosts: ReadonlySet<HostId>): Fences {
  const highest = new Map<HostId, number>();
  let isRecordLost = false;
  const lives: { readonly epoch: number; readonly wallNow: Instant }[] = [];
  return {
    fenced: (control, epoch) => ({
      ...control,
      requestReboot: (target, request, options) => {
        const { hostId } = target;
        if (!hosts.has(hostId) || truth.unreadableSince(hostId) !== null)
          return control.requestReboot(target, request, options);
        const seen = highest.get(hostId) ?? 0;
        if (epoch() >= seen) {
          highest.set(hostId, epoch());
          return control.requestReboot(target, request, options);
        }
        return Promise.resolve({ kind: 'refused', detail: `epoch ${epoch()} is older than ${seen}` });
      },
    }),
    onRecordLost: () => (isRecordLost = true),
    onEpoch: (epoch, wallNow) => {
      const newer = lives.find((life) => life.epoch >= epoch);
      // With the record lost and the clock behind nobody knows better: hosts refuse, and nothing is rebooted. Epochs are seconds.
      const second = (at: Instant): number => Math.floor(at / SECOND_MS);
      const nobodyKnows = isRecordLost && lives.some((life) => second(life.wallNow) >= second(wallNow));
      if (newer !== undefined && !nobodyKnows)
        verdicts.violate('epoch', `a daemon started with epoch ${epoch} after one with ${newer.epoch}`);
      lives.push({ epoch, wallNow });
    },
  };
}
